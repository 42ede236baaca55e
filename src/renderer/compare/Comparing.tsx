import { Columns2 } from 'lucide-react';
import { useCallback, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { answerTo } from '../../core/compare/answerTo';
import { resolve } from '../../core/model/anchor';
import type { Document } from '../../core/model/document';
import type { Highlight } from '../../core/model/highlight';
import type { Id } from '../../core/model/id';
import { overlaps, trimmed, type Range } from '../../core/model/range';
import type { Tag } from '../../core/model/tag';
import { useCommands, type Command } from '../app/commands';
import { inTurn } from '../app/inTurn';
import { showMessage } from '../app/messages';
import { goTo } from '../app/navigation';
import { putBeside } from '../app/passage/placeBeside';
import { SelectionBar } from '../app/passage/SelectionBar';
import { showHighlights, shortQuote, type ShownHighlight } from '../app/passage/shownHighlights';
import type { BarWork, Target } from '../app/passage/target';
import { idOfTag, nameTag, setTagAgain, useTagAgain, useWithNamed } from '../app/passage/namedTags';
import { useHighlighting } from '../app/passage/useHighlighting';
import { act, useCall, useCalls } from '../app/session';
import { IconButton } from '../ui';
import { Columns, type ColumnCaret, type ColumnsHandle } from './Columns';
import { columnName, placeOfChange, type Change, type Column, type CompareRow } from './compareRows';
import { changeCompareSettings, useCompareSettings } from './compareSettings';
import styles from './CompareView.module.css';
import type { ShownComparison } from './useComparison';
import { useSameList } from './useSameList';

export type ComparingProps = {
  /** By column, the base first, as is `shown`. */
  documents: readonly Document[];
  shown: ShownComparison;
  rows: readonly CompareRow[];
  current: Change | null;
  unified: boolean;
  columns: RefObject<ColumnsHandle | null>;
};

/** A passage of one column. */
type Chosen = { readonly column: Column; readonly range: Range };
type Work = { readonly mode: BarWork['mode']; readonly on: Chosen; readonly both: boolean };

const NOTHING: readonly never[] = [];
const madeNothing = (): void => undefined;

/** All texts with their highlights, and what can be done to a passage of one or of all at once. */
export function Comparing({ documents, shown, rows, current, unified, columns }: ComparingProps) {
  const bar = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [caret, setCaret] = useState<ColumnCaret | null>(null);
  const [active, setActive] = useState<{ column: Column; id: Id } | null>(null);
  const [work, setWork] = useState<Work | null>(null);
  const [said, setSaid] = useState('');
  const { bothSides, onlyChanges } = useCompareSettings();

  const tags = useWithNamed(useCall('tags.list', {}).data ?? NOTHING);
  const texts = useMemo(() => shown.documents.map(({ text }) => text), [shown.documents]);
  const kept = useCalls(
    'highlights.ofDocument',
    documents.map(({ id }) => ({ document: id })),
  );
  const highlights = useShownHighlights(
    texts,
    kept.map(({ data }) => data ?? NOTHING),
    tags,
  );
  const placeName = (column: Column): string =>
    texts.length === 2
      ? `on the ${columnName(column, 2)}`
      : `in ${column === 0 ? 'the ' : ''}${columnName(column, texts.length)}`;

  // ----------------------------------------------------------------------------------- what is worked on
  const activeHighlight = active && (highlights[active.column]!.find((one) => one.id === active.id) ?? null);
  const marked: Chosen | null =
    chosen ?? (active && activeHighlight && { column: active.column, range: activeHighlight });
  const ofChange = current && asChosen(placeOfChange(current), texts);
  /** The keys work on what is selected, else on the change one is at: a word replaced by another is on both sides. */
  const on = work?.on ?? marked ?? ofChange;
  const answers = useMemo(
    () => (on ? answersIn(rows, on, texts) : NOTHING),
    [rows, on?.column, on?.range.from, on?.range.to, texts], // eslint-disable-line react-hooks/exhaustive-deps -- by value
  );
  const isBoth =
    answers.length > 0 &&
    (bothSides ||
      (work?.both ?? (marked === null && texts.length === 2 && current?.edit?.kind === 'replaced')));
  const target: Target | null = on && {
    range: { from: on.range.from, to: on.range.to },
    highlight: highlights[on.column]!.find((one) => sameRange(one, on.range)) ?? null,
  };
  const highlighting = useHighlighting(documents[on?.column ?? 0]!, madeNothing);

  const say = (words: string): void => setSaid((before) => (before === words ? `${words}\u200b` : words));
  const focusText = (): void => columns.current?.focus();
  const onTarget = (run: (target: Target, on: Chosen) => void): void => {
    if (target && on) run(target, on);
    else
      showMessage({
        kind: 'info',
        text: 'Nothing is selected.',
        next: 'Select words with the mouse or with Shift and the arrows, or go to a change with ] and press S.',
      });
  };
  const rest = (): void => {
    setWork(null);
    focusText();
  };
  const clear = (): void => {
    setWork(null);
    setChosen(null);
    setActive(null);
    focusText();
  };

  // ----------------------------------------------------------------------------------- doing something
  /** What was worked on is selected no longer, unless something else is by now. */
  const letGo = (): void => setChosen((now) => (now === chosen ? null : now));
  const passagesOn = (first: Chosen) =>
    [first, ...answers].map(({ column, range }) => ({
      document: documents[column]!.id,
      from: range.from,
      to: range.to,
    }));
  const everywhere = texts.length === 2 ? 'on both sides' : 'in all columns';
  const highlight = (): void =>
    onTarget(({ range }, on) => {
      void (async () => {
        if (!isBoth) {
          if ((await highlighting.highlight(range)) !== null) say(`Highlighted ${placeName(on.column)}`);
        } else {
          const passages = passagesOn(on);
          if (await inTurn(() => act('highlights.addMany', { passages, tags: [] })))
            say(`Highlighted ${everywhere}`);
        }
        letGo();
      })();
      focusText();
    });
  const tag = ({ id, name }: { readonly id: Id; readonly name: string }): void =>
    onTarget((aim, on) => {
      void (async () => {
        if (!isBoth) {
          if ((await highlighting.tag(aim, id)) !== null) say(`Tagged ${name} ${placeName(on.column)}`);
        } else {
          setTagAgain(id);
          const passages = passagesOn(on);
          const done = await inTurn(async () => {
            const tag = await idOfTag(id);
            return tag !== null && act('highlights.addMany', { passages, tags: [tag] });
          });
          if (done) say(`Tagged ${name} ${everywhere}`);
        }
        letGo();
      })();
      rest();
    });
  const note = (text: string): void =>
    onTarget((aim, { column }) => {
      void (async () => {
        const document = documents[column]!.id;
        const id = aim.highlight?.id ?? (await highlighting.highlight(aim.range));
        if (id === null) return;
        const subject = { kind: 'highlight', document, highlight: id } as const;
        if (!(await act('notes.add', { subject, text }))) return;
        showMessage({
          kind: 'info',
          text: 'Note added.',
          action: {
            label: 'Open in the reader',
            run: () => goTo({ view: 'reader', document, at: aim.range }),
          },
        });
      })();
    });
  const begin = (mode: BarWork['mode']): void =>
    onTarget((_, where) => setWork({ mode, on: where, both: isBoth }));
  const again = useTagAgain(tags);
  const tagAgain = (): void => (again ? tag(again) : begin('tag'));
  const remove = (): void => {
    if (!active || !activeHighlight) return;
    void highlighting.remove([active.id]);
    say('Highlight removed');
    clear();
  };
  /** Selects the change one is at; again: on the other side, then whole paragraphs. */
  const selectChange = (): void => {
    if (!current) {
      showMessage({ kind: 'info', text: 'No change is chosen.', next: 'Go to one with ] and [.' });
      return;
    }
    const choices = choicesAt(current, texts);
    const at = choices.findIndex(
      (one) => one.column === chosen?.column && sameRange(one.range, chosen.range),
    );
    const next = choices[(at + 1) % choices.length];
    if (!next) return;
    setActive(null);
    setChosen(next);
    say(`Selected ${placeName(next.column)}: ${shortQuote(texts[next.column]!.slice(next.range.from, next.range.to), 200)}`); // prettier-ignore
    focusText();
  };
  const toggleBoth = (): void => {
    changeCompareSettings({ bothSides: !bothSides });
    say(bothSides ? `In one column` : `${everywhere[0]!.toUpperCase()}${everywhere.slice(1)} at once`);
  };

  const command = (id: string, title: string, keys: string): Omit<Command, 'run'> => ({ id: `compare.${id}`, title, group: 'Compare', keys }); // prettier-ignore
  useCommands([
    { ...command('select', 'Select the change (again: the other side, the paragraph)', 's'), run: selectChange },
    { ...command('highlight', 'Highlight the selection or change', 'h'), run: highlight },
    { ...command('tag', 'Tag…', 't'), run: () => begin('tag') },
    { ...command('tagAgain', again ? `Tag again: ${again.name}` : 'Tag again', 'q'), run: tagAgain },
    { ...command('comment', 'Comment…', 'c'), run: () => begin('comment') },
    { ...command('note', 'Note…', 'n'), run: () => begin('note') },
    { ...command('brief', 'Quote in a brief…', 'b'), run: () => begin('brief') },
    { ...command('cite', 'Copy with citation', 'Shift+c'), run: () => onTarget((aim) => void highlighting.cite(aim.range)) },
    { ...command('both', bothSides ? 'Highlight and tag in one column' : `Highlight and tag ${everywhere}`, 'Shift+b'), run: toggleBoth },
    { ...command('caretNext', 'Move the caret to the next column', '.'), run: () => columns.current?.moveCaret(1) },
    { ...command('caretPrevious', 'Move the caret to the previous column', ','), run: () => columns.current?.moveCaret(-1) },
    { ...command('remove', 'Remove highlight', 'Delete'), enabled: activeHighlight !== null, run: remove },
  ]); // prettier-ignore

  // --------------------------------------------------------------------------------------------- the bar
  const barIsShown = target !== null && on !== null && (work !== null || marked !== null);
  const mode = work?.mode ?? 'actions';
  const [barColumn, barFrom, barTo] = [on?.column ?? 0, on?.range.from ?? null, on?.range.to ?? null];
  const placeBar = useCallback((): void => {
    const [element, frame, texts] = [bar.current, stage.current, columns.current];
    if (!element || !frame || !texts || barFrom === null || barTo === null) return;
    const [first, last] = [texts.boxOf(barColumn, barFrom), texts.boxOf(barColumn, barTo)];
    putBeside(element, frame, first, last, mode !== 'actions');
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `columns` is a ref and stays the same
  }, [barColumn, barFrom, barTo, mode]);
  useLayoutEffect(placeBar);

  const selectionOn = (column: Column): Range | null => {
    const shownOn = marked ?? work?.on ?? null;
    if (!shownOn || (active && !chosen && !work)) return null;
    if (shownOn.column === column) return shownOn.range;
    return bothSides ? (answers.find((one) => one.column === column)?.range ?? null) : null;
  };
  const name = `${documents.map(({ id }) => id).join(' ')} ${unified}`;
  return (
    <div ref={stage} className={styles.stage}>
      <Columns
        handleRef={columns}
        key={name}
        name={name}
        rows={rows}
        texts={texts}
        onlyChanges={onlyChanges}
        unified={unified}
        current={current}
        highlights={highlights}
        selections={texts.map((_, column) => selectionOn(column))}
        caret={caret}
        onCaret={(moved) => {
          const range = {
            from: Math.min(moved.anchor, moved.focus),
            to: Math.max(moved.anchor, moved.focus),
          };
          setCaret(moved);
          setActive(null);
          setWork(null);
          setChosen(range.from < range.to ? { column: moved.column, range } : null);
        }}
        onSelect={(column, range) => {
          setActive(null);
          setWork(null);
          setCaret({ column, anchor: range.from, focus: range.to });
          setChosen({ column, range });
        }}
        onPress={(column, over) => {
          setChosen(null);
          setWork(null);
          const ids = highlights[column]!.filter((one) => over.includes(one.id))
            .sort((x, y) => x.to - x.from - (y.to - y.from))
            .map((one) => one.id);
          // Pressing the same place again goes on to the highlight beneath.
          const next = ids[(ids.indexOf(active?.id ?? '') + 1) % Math.max(1, ids.length)];
          setActive(next === undefined ? null : { column, id: next });
        }}
        onEscape={clear}
        onLayout={placeBar}
        onOpen={(column, { from, to }) =>
          goTo({ view: 'reader', document: documents[column]!.id, at: { from, to } })
        }
      />
      <div className={styles.overlay}>
        {barIsShown && (
          <SelectionBar
            barRef={bar}
            target={target}
            mode={mode}
            tags={tags}
            again={again}
            lastBrief={highlighting.lastBrief()}
            onMode={(next) =>
              next === 'actions' ? setWork(null) : setWork({ mode: next, on, both: isBoth })
            }
            onHighlight={highlight}
            onTag={(id) => {
              const known = tags.find((one) => one.id === id);
              if (known) tag(known);
            }}
            onUntag={(id) => {
              if (target.highlight) void highlighting.untag(target.highlight, id);
              rest();
            }}
            onNewTag={(name) => tag(nameTag(name))}
            onTagAgain={tagAgain}
            onComment={(comment) => void highlighting.comment(target, comment)}
            onNote={() => begin('note')}
            onSaveNote={note}
            onBrief={(brief) => void highlighting.addToBrief(target, brief)}
            onCite={() => void highlighting.cite(target.range)}
            onRemove={remove}
            onDone={work && marked ? rest : clear}
            more={
              answers.length > 0 && (
                <IconButton
                  label={texts.length === 2 ? 'On both sides at once' : 'In all columns at once'}
                  keys="Shift+b"
                  size="small"
                  icon={<Columns2 aria-hidden />}
                  isPressed={bothSides}
                  onPress={toggleBoth}
                />
              )
            }
          />
        )}
      </div>
      <p className={styles.spoken} role="status">
        {said}
      </p>
    </div>
  );
}

/** The highlights of each column as they are drawn; the same lists while nothing of them changes. */
function useShownHighlights(
  texts: readonly string[],
  highlights: readonly (readonly Highlight[])[],
  tags: readonly Tag[],
): readonly (readonly ShownHighlight[])[] {
  const same = useSameList(highlights);
  return useMemo(() => {
    const known = new Map(tags.map((tag) => [tag.id, tag]));
    return same.map((of, column) => showHighlights(texts[column]!, of, known, resolve).shown);
  }, [texts, tags, same]);
}

const sameRange = (a: Range, b: Range): boolean => a.from === b.from && a.to === b.to;

function asChosen({ column, range }: Chosen, texts: readonly string[]): Chosen | null {
  const words = trimmed(texts[column]!, range);
  return words && { column, range: words };
}

/** What can be selected at a change: its words, then its paragraphs, where it is first, then against what it is. */
function choicesAt(change: Change, texts: readonly string[]): Chosen[] {
  const first = placeOfChange(change).column;
  const other = change.column === 0 ? (change.lacking[0] ?? 1) : first === 0 ? change.column : 0;
  const paragraphs = [first, other].flatMap((column): Chosen[] =>
    (change.row.cells[column] ?? []).flatMap(({ own }) => (own ? [{ column, range: own }] : [])),
  );
  const { edit } = change;
  const words = edit
    ? [first, other].map((column) => ({ column, range: column === 0 ? edit.a : edit.b }))
    : [];
  return [...words, ...paragraphs]
    .flatMap((one) => asChosen(one, texts) ?? [])
    .filter((one, at, all) => all.findIndex((same) => same.column === one.column && sameRange(same.range, one.range)) === at); // prettier-ignore
}

/** The passages of other columns that answer one: by way of the base; over several rows only where none of them moved. */
function answersIn(
  rows: readonly CompareRow[],
  { column, range }: Chosen,
  texts: readonly string[],
): Chosen[] {
  const columns = texts.map((_, at) => at);
  const base = column === 0 ? range : answerBetween(rows, column, 'b', range, texts);
  if (!base) return [];
  return columns.flatMap((other): Chosen[] => {
    if (other === column) return [];
    const answer = other === 0 ? base : answerBetween(rows, other, 'a', base, texts);
    return answer ? [{ column: other, range: answer }] : [];
  });
}

/** The answer in the base to a passage of a column (`b`), or in the column to one of the base (`a`). */
function answerBetween(
  rows: readonly CompareRow[],
  column: Column,
  side: 'a' | 'b',
  range: Range,
  texts: readonly string[],
): Range | null {
  const own = side === 'a' ? 0 : column;
  const touched = rows.flatMap((row) =>
    row.cells[own]!.some((part) => part.own && overlaps(part.own, range))
      ? row.cells[column]!.filter((part) => part.edits.some((edit) => overlaps(edit[side], range)))
      : [],
  );
  if (touched.length > 1 && touched.some(({ kind }) => kind === 'moved')) return null;
  const both = { a: texts[0]!, b: texts[column]! };
  const answers = touched.flatMap(({ edits }) => answerTo(edits, side, range, both) ?? []);
  if (answers.length === 0) return null;
  return {
    from: Math.min(...answers.map(({ from }) => from)),
    to: Math.max(...answers.map(({ to }) => to)),
  };
}
