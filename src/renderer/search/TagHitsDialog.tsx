import { useRef, useState } from 'react';
import { MOST_PASSAGES } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';
import { AppError } from '../../core/model/appError';
import { undo } from '../app/history';
import { showError, showMessage } from '../app/messages';
import { act, call, useCall } from '../app/session';
import { Button, Dialog, ProgressBar, Select, TagChip, TagPicker } from '../ui';
import styles from './TagHitsDialog.module.css';

export type Passage = Range & { readonly document: Id };

export type TagHitsDialogProps = {
  passages: readonly Passage[];
  onClose: () => void;
  /** They carry the tags now. */
  onDone: () => void;
};

const EXTENTS = [
  { id: 'passage', label: 'The words found' },
  { id: 'paragraph', label: 'The whole paragraph around them' },
] as const;

/** Tags many places at once, after saying how many: one step, which undo takes back whole. */
export function TagHitsDialog({ passages, onClose, onDone }: TagHitsDialogProps) {
  const { data: tags } = useCall('tags.list', {});
  const [chosen, setChosen] = useState<readonly Id[]>([]);
  const [extent, setExtent] = useState<'passage' | 'paragraph'>('passage');
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const controller = useRef<AbortController | null>(null);
  const within = passages.slice(0, MOST_PASSAGES);
  const documents = new Set(within.map(({ document }) => document)).size;
  const places = `${counted(within.length, 'place')} in ${counted(documents, 'document')}`;
  const stop = (): void => {
    controller.current?.abort();
    onClose();
  };
  const tag = async (): Promise<void> => {
    controller.current = new AbortController();
    setProgress({ done: 0, total: documents });
    try {
      const { added, tagged, unchanged } = await call(
        'highlights.addMany',
        { passages: [...within], extent, tags: [...chosen] },
        { signal: controller.current.signal, onProgress: setProgress },
      );
      const parts = [
        added > 0 && counted(added, 'new highlight'),
        tagged > 0 && `${counted(tagged, 'highlight')} that stood there got the tag`,
        unchanged > 0 && `${unchanged.toLocaleString('en')} had it already`,
      ].filter((part) => part !== false);
      showMessage({
        kind: 'info',
        text: `Tagged ${places}: ${parts.join('; ')}.`,
        ...(added + tagged > 0 && { action: { label: 'Undo', run: () => void undo() } }),
      });
      onDone();
    } catch (thrown) {
      setProgress(null);
      if (AppError.from(thrown).code !== 'cancelled') showError(thrown);
    }
  };
  return (
    <Dialog
      title={`Tag ${places}`}
      isOpen
      onClose={stop}
      size="small"
      actions={
        <>
          <Button onPress={stop}>Cancel</Button>
          <Button
            variant="primary"
            isDisabled={chosen.length === 0 || progress !== null}
            onPress={() => void tag()}
          >
            Tag {counted(within.length, 'place')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {passages.length > within.length && (
          <p className={styles.note}>
            These are the first {within.length.toLocaleString('en')} of {passages.length.toLocaleString('en')}{' '}
            places: one step tags no more.
          </p>
        )}
        {chosen.length > 0 && (
          <div className={styles.tags}>
            {(tags ?? [])
              .filter(({ id }) => chosen.includes(id))
              .map(({ id, name, colour }) => (
                <TagChip
                  key={id}
                  name={name}
                  colour={colour}
                  onRemove={() => setChosen(chosen.filter((other) => other !== id))}
                />
              ))}
          </div>
        )}
        <TagPicker
          label="Tag"
          tags={tags ?? []}
          selected={[...chosen]}
          autoFocus
          onChange={setChosen}
          onCreate={(name) =>
            void act('tags.add', { name }).then((added) => {
              if (added) setChosen((before) => [...before, added.id]);
            })
          }
        />
        <Select label="Highlight" options={EXTENTS} value={extent} onChange={setExtent} />
        <p className={styles.note}>
          Where a highlight stands already it gets the tag; nothing is marked twice. You can undo this in one
          step.
        </p>
        {progress && <ProgressBar label="Tagging" value={progress.done} total={progress.total} />}
      </div>
    </Dialog>
  );
}

/** `1 place`, `1,200 places`. */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}
