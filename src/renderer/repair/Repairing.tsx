import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { joinWithNext, splitAt } from '../../core/model/blockRepairs';
import { isFolded, type BlockRepair, type Document, type DocumentText } from '../../core/model/document';
import { writtenNumber } from '../../core/text/writtenNumber';
import { useCommands, type Command } from '../app/commands';
import { showError, showMessage } from '../app/messages';
import { goTo } from '../app/navigation';
import { act } from '../app/session';
import { saveOriginal } from '../app/shellPort';
import { SplitView } from '../app/SplitView';
import { isFocusAdrift } from '../app/useStartFocus';
import { tellVersion } from '../app/versions/tellVersion';
import { Button, classes, Kbd, Select, ViewHead, VirtualList, type VirtualListHandle } from '../ui';
import { BLOCK_CHOICES, blockName, choiceOf, kindOf, type BlockChoice } from './blockNames';
import { BlockEditor } from './BlockEditor';
import { entryOf, readBlocks, sourceLines } from './sourceEntries';
import styles from './RepairView.module.css';

export type RepairingProps = {
  document: Document;
  text: DocumentText;
  /** The original's lines; null where it is no text. */
  source: string | null;
  isReadOnly: boolean;
  /** The position of the text to begin at. */
  at: number;
};

const PANES = { initial: 32, min: 16, max: 56 };

/** Left the original as it lies, right the blocks of the text; what is done to the chosen block, by button or key. */
export function Repairing({ document, text: read, source, isReadOnly, at }: RepairingProps) {
  const { id, layers } = document;
  const { text, blocks } = read;
  const [position, setPosition] = useState(at);
  const [editing, setEditing] = useState<'split' | 'correct' | null>(null);
  const [said, setSaid] = useState('');
  const list = useRef<VirtualListHandle>(null);
  const sourceList = useRef<VirtualListHandle>(null);
  const stage = useRef<HTMLDivElement>(null);
  /** Saving twice would make two versions. */
  const isCorrecting = useRef(false);

  const index = Math.max(
    0,
    blocks.findLastIndex((one) => one.from <= position),
  );
  const block = blocks[index];
  const entries = useMemo(() => (source === null ? readBlocks(read) : sourceLines(source)), [source, read]);
  const here = useMemo(
    () =>
      !block
        ? null
        : source === null
          ? index
          : entryOf(entries, text.slice(block.from, block.to), block.from / Math.max(1, text.length)),
    [entries, block, index, source, text],
  );

  // The list draws only what is seen: the block is brought in before it can take the focus.
  useEffect(() => {
    list.current?.scrollTo(index);
    const inText = stage.current?.contains(globalThis.document.activeElement) === true;
    if (editing !== null || !(inText || isFocusAdrift())) return;
    const frame = requestAnimationFrame(() => {
      stage.current?.querySelector<HTMLElement>('[data-current]')?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [index, blocks, editing]);
  useEffect(() => {
    if (here !== null) sourceList.current?.scrollTo(here);
  }, [here]);

  const isFurniture = block !== undefined && isFolded(block, layers);
  const move = (to: number): void => {
    const next = blocks[Math.min(blocks.length - 1, Math.max(0, to))];
    if (!next) return;
    setEditing(null);
    setPosition(next.from);
  };
  const repair = async (repairs: BlockRepair[], done: string): Promise<void> => {
    if (repairs.length > 0 && (await act('documents.repairStructure', { id, repairs }))) setSaid(done);
  };
  const choose = (choice: BlockChoice): void => {
    if (!block) return;
    const { kind, level } = kindOf(choice);
    const repairs = [{ at: block.from, kind, ...(level !== undefined && { level }) }];
    void repair(
      repairs,
      `Made a ${blockName({ kind, ...(level !== undefined && { level }) }).toLowerCase()}`,
    );
  };
  const join = (): void => void repair(joinWithNext(blocks, index), 'Joined with the next block');
  const split = (caret: number): void => {
    const made = block ? splitAt(text, block, block.from + caret) : null;
    setEditing(null);
    if (made) void repair([made], 'Split in two');
    else
      showMessage({
        kind: 'info',
        text: 'There is nothing to split here.',
        next: 'Put the caret inside the words.',
      });
  };
  const mark = async (): Promise<void> => {
    if (!block) return;
    const furniture = !isFurniture;
    const done = await act('documents.markFurniture', { id, from: block.from, to: block.to, furniture });
    if (done) setSaid(furniture ? 'Folded as page furniture' : 'Part of the article');
  };
  const correct = async (words: string): Promise<void> => {
    if (!block || isCorrecting.current) return;
    isCorrecting.current = true;
    const source = { kind: 'corrected' as const, from: block.from, to: block.to, words };
    const report = await act('documents.replace', { id, source });
    isCorrecting.current = false;
    if (!report) return;
    setEditing(null);
    tellVersion(report, { view: 'repair', document: report.id, at: block.from });
  };

  const canChange = !isReadOnly && block !== undefined && editing === null;
  const command = (name: string, title: string, keys: string, run: () => void): Command => ({
    id: `repair.${name}`,
    title,
    group: 'Repair',
    keys,
    run,
    enabled: canChange,
  });
  useCommands([
    ...BLOCK_CHOICES.map(({ id: choice, label, keys }) =>
      command(choice, `Make it a ${label.toLowerCase()}`, keys, () => choose(choice)),
    ),
    command('join', 'Join with the next block', 'j', join),
    command('split', 'Split at the caret…', 's', () => setEditing('split')),
    command(
      'furniture',
      isFurniture ? 'Part of the article' : 'Fold as page furniture',
      'f',
      () => void mark(),
    ),
    command('correct', 'Correct its words…', 'e', () => setEditing('correct')),
  ]);

  const press = (event: KeyboardEvent): void => {
    if (editing !== null || event.altKey || event.ctrlKey || event.metaKey) return;
    const steps: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: blocks.length - 1,
      PageDown: index + 10,
      PageUp: index - 10,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };

  return (
    <div className={styles.view}>
      <ViewHead
        title={<h1 className={styles.title}>Repair: {document.metadata.title}</h1>}
        actions={
          <>
            <div className={styles.tools} role="group" aria-label="The chosen block">
              <Select
                label="Kind of block"
                hideLabel
                className={styles.kind}
                isDisabled={!canChange}
                options={BLOCK_CHOICES}
                value={block ? choiceOf(block) : null}
                placeholder={block ? blockName(block) : 'No block'}
                onChange={choose}
              />
              <Button size="small" isDisabled={!canChange || index >= blocks.length - 1} onPress={join}>
                Join with next <Kbd keys="j" />
              </Button>
              <Button size="small" isDisabled={!canChange} onPress={() => setEditing('split')}>
                Split… <Kbd keys="s" />
              </Button>
              <Button size="small" isDisabled={!canChange} onPress={() => void mark()}>
                {isFurniture ? 'Part of the article' : 'Page furniture'} <Kbd keys="f" />
              </Button>
              <Button size="small" isDisabled={!canChange} onPress={() => setEditing('correct')}>
                Correct text… <Kbd keys="e" />
              </Button>
            </div>
            <Button
              size="small"
              onPress={() =>
                goTo({
                  view: 'reader',
                  document: id,
                  ...(block && { at: { from: block.from, to: block.from } }),
                })
              }
            >
              Done
            </Button>
          </>
        }
      />
      <SplitView
        name="repair"
        side="start"
        label="Width of the original"
        size={PANES}
        panel={
          <section className={styles.pane} aria-label="Original">
            <div className={styles.paneHead}>
              <h2 className={styles.paneTitle}>{document.original.name}</h2>
              {source === null && (
                <Button
                  size="small"
                  variant="plain"
                  onPress={() => void saveOriginal(id, document.original.name).catch(showError)}
                >
                  Export original…
                </Button>
              )}
            </div>
            <VirtualList
              label={source === null ? 'The text as it was read' : 'Lines of the original'}
              handleRef={sourceList}
              count={entries.length}
              estimate={1.4}
            >
              {(at) => (
                <p className={styles.line} {...(at === here && { 'data-here': true })}>
                  <span className={styles.number}>{entries[at]!.label}</span>
                  <span className={styles.words}>{entries[at]!.words}</span>
                </p>
              )}
            </VirtualList>
          </section>
        }
      >
        <section className={styles.pane} aria-label="Text" ref={stage} onKeyDown={press}>
          <div className={styles.paneHead}>
            <h2 className={styles.paneTitle}>
              The text, {writtenNumber(blocks.length)} {blocks.length === 1 ? 'block' : 'blocks'}
            </h2>
          </div>
          <VirtualList
            label="Blocks of the text"
            handleRef={list}
            count={blocks.length}
            estimate={4}
            itemKey={(at) => `${blocks[at]!.from}`}
          >
            {(at) => {
              const one = blocks[at]!;
              const isHere = at === index;
              const isOut = isFolded(one, layers);
              const words = text.slice(one.from, one.to);
              return (
                <div
                  className={classes(styles.block, isOut && styles.furniture)}
                  tabIndex={isHere ? 0 : -1}
                  role="group"
                  aria-label={`${blockName(one)}${isOut ? ', page furniture' : ''}`}
                  {...(isHere && { 'data-current': true, 'aria-current': true })}
                  onClick={() => at !== index && move(at)}
                >
                  <span className={styles.name}>
                    {blockName(one)}
                    {isOut && <span className={styles.out}>page furniture</span>}
                  </span>
                  {isHere && editing !== null ? (
                    <BlockEditor
                      key={`${one.from} ${editing}`}
                      mode={editing}
                      words={words}
                      onSplit={split}
                      onCorrect={(corrected) => void correct(corrected)}
                      onCancel={() => setEditing(null)}
                    />
                  ) : (
                    <p className={styles.text} data-kind={one.kind}>
                      {words}
                    </p>
                  )}
                </div>
              );
            }}
          </VirtualList>
        </section>
      </SplitView>
      <div className={styles.said} role="status">
        {said}
      </div>
    </div>
  );
}
