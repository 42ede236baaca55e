import { Columns2 } from 'lucide-react';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { answerTo } from '../../core/compare/answerTo';
import { resolve } from '../../core/model/anchor';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { overlaps, trimmed, type Range } from '../../core/model/range';
import { useCommands, type Command } from '../app/commands';
import { showMessage } from '../app/messages';
import { goTo } from '../app/navigation';
import { placeBeside } from '../app/passage/placeBeside';
import { SelectionBar } from '../app/passage/SelectionBar';
import { showHighlights, shortQuote, type ShownHighlight } from '../app/passage/shownHighlights';
import type { BarWork, Target } from '../app/passage/target';
import { useHighlighting } from '../app/passage/useHighlighting';
import { act, useCall } from '../app/session';
import { IconButton } from '../ui';
import { Columns, type ColumnsHandle } from './Columns';
import { placeOfChange, type Change, type CompareRow, type Side } from './compareRows';
import { changeCompareSettings, useCompareSettings } from './compareSettings';
import styles from './CompareView.module.css';
import type { ShownComparison } from './useComparison';

export type ComparingProps = {
  left: Document;
  right: Document;
  shown: ShownComparison;
  rows: readonly CompareRow[];
  current: Change | null;
  unified: boolean;
};

/** A passage of one side. */
type Chosen = { readonly side: Side; readonly range: Range };
type Work = { readonly mode: BarWork['mode']; readonly on: Chosen; readonly both: boolean };

const NAMES: Readonly<Record<Side, string>> = { a: 'left', b: 'right' };
const OTHER: Readonly<Record<Side, Side>> = { a: 'b', b: 'a' };
const NOTHING: readonly never[] = [];
const madeNothing = (): void => undefined;

/** Both texts with their highlights, and what can be done to a passage of either or of both at once. */
export function Comparing({ left, right, shown, rows, current, unified }: ComparingProps) {
  const columns = useRef<ColumnsHandle>(null);
  const bar = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [active, setActive] = useState<{ side: Side; id: Id } | null>(null);
  const [work, setWork] = useState<Work | null>(null);
  const [said, setSaid] = useState('');
  const { bothSides, onlyChanges } = useCompareSettings();

  const tags = useCall('tags.list', {}).data ?? NOTHING;
  const [texts, documents] = [
    { a: shown.a.text, b: shown.b.text },
    { a: left, b: right },
  ];
  const sides = {
    a: useHighlightsOf(left, texts.a, tags, madeNothing),
    b: useHighlightsOf(right, texts.b, tags, madeNothing),
  };

  // ----------------------------------------------------------------------------------- what is worked on
  const activeHighlight = active && (sides[active.side].shown.find((one) => one.id === active.id) ?? null);
  const marked: Chosen | null =
    chosen ?? (active && activeHighlight && { side: active.side, range: activeHighlight });
  const ofChange = current && asChosen(placeOfChange(current), texts);
  /** The keys work on what is selected, else on the change one is at: a word replaced by another is on both sides. */
  const on = work?.on ?? marked ?? ofChange;
  const answer = useMemo(
    () => on && answerIn(rows, on, { a: shown.a.text, b: shown.b.text }),
    [rows, on?.side, on?.range.from, on?.range.to, shown], // eslint-disable-line react-hooks/exhaustive-deps -- by value
  );
  const isBoth =
    answer !== null && (bothSides || (work?.both ?? (marked === null && current?.edit?.kind === 'replaced')));
  const target: Target | null = on && {
    range: { from: on.range.from, to: on.range.to },
    highlight: sides[on.side].shown.find((one) => sameRange(one, on.range)) ?? null,
  };

  const say = (words: string): void => setSaid((before) => (before === words ? `${words}\u200b` : words));
  const focusText = (): void => columns.current?.focus();
  const onTarget = (run: (target: Target, on: Chosen) => void): void => {
    if (target && on) run(target, on);
    else
      showMessage({
        kind: 'info',
        text: 'Nothing is selected.',
        next: 'Select words with the mouse, or go to a change with ] and press S.',
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
  const passagesOn = ({ side, range }: Chosen) =>
    [{ side, range }, ...(answer ? [{ side: OTHER[side], range: answer }] : [])].map((one) => ({
      document: documents[one.side].id,
      from: one.range.from,
      to: one.range.to,
    }));
  const highlight = (): void =>
    onTarget(({ range }, { side }) => {
      void (async () => {
        if (!isBoth) {
          if ((await sides[side].highlighting.highlight(range)) !== null)
            say(`Highlighted on the ${NAMES[side]}`);
        } else if (await act('highlights.addMany', { passages: passagesOn({ side, range }), tags: [] }))
          say('Highlighted on both sides');
        setChosen(null);
      })();
      focusText();
    });
  const tag = ({ id, name }: { readonly id: Id; readonly name: string }): void =>
    onTarget((aim, { side }) => {
      for (const one of [sides.a, sides.b]) one.highlighting.setLast(id);
      void (async () => {
        if (!isBoth) {
          if ((await sides[side].highlighting.tag(aim, id)) !== null)
            say(`Tagged ${name} on the ${NAMES[side]}`);
        } else if (
          await act('highlights.addMany', { passages: passagesOn({ side, range: aim.range }), tags: [id] })
        )
          // prettier-ignore
          say(`Tagged ${name} on both sides`);
        setChosen(null);
      })();
      rest();
    });
  const newTag = (name: string): void => {
    void act('tags.add', { name }).then((added) => added && tag(added));
  };
  const note = (text: string): void =>
    onTarget((aim, { side }) => {
      void (async () => {
        const document = documents[side].id;
        const id = aim.highlight?.id ?? (await sides[side].highlighting.highlight(aim.range));
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
  const again = on ? sides[on.side].highlighting.again : null;
  const tagAgain = (): void => (again ? tag(again) : begin('tag'));
  const remove = (): void => {
    if (!active || !activeHighlight) return;
    void sides[active.side].highlighting.remove([active.id]);
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
    const at = choices.findIndex((one) => one.side === chosen?.side && sameRange(one.range, chosen.range));
    const next = choices[(at + 1) % choices.length];
    if (!next) return;
    setActive(null);
    setChosen(next);
    say(`Selected on the ${NAMES[next.side]}: ${shortQuote(texts[next.side].slice(next.range.from, next.range.to), 200)}`); // prettier-ignore
    focusText();
  };
  const toggleBoth = (): void => {
    changeCompareSettings({ bothSides: !bothSides });
    say(bothSides ? 'On one side' : 'On both sides at once');
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
    { ...command('cite', 'Copy with citation', 'Shift+c'), run: () => onTarget((aim, { side }) => void sides[side].highlighting.cite(aim.range)) },
    { ...command('both', bothSides ? 'Highlight and tag on one side' : 'Highlight and tag on both sides', 'Shift+b'), run: toggleBoth },
    { ...command('remove', 'Remove highlight', 'Delete'), enabled: activeHighlight !== null, run: remove },
  ]); // prettier-ignore

  // --------------------------------------------------------------------------------------------- the bar
  const barIsShown = target !== null && on !== null && (work !== null || marked !== null);
  const mode = work?.mode ?? 'actions';
  const [barSide, barFrom, barTo] = [on?.side ?? 'a', on?.range.from ?? null, on?.range.to ?? null];
  const placeBar = useCallback((): void => {
    const element = bar.current;
    const frame = stage.current?.getBoundingClientRect();
    if (!element || !frame || barFrom === null || barTo === null) return;
    const first = columns.current?.boxOf(barSide, barFrom) ?? null;
    const last = columns.current?.boxOf(barSide, barTo) ?? null;
    const [start, end] = [first ?? last, last ?? first];
    element.hidden = false;
    if (!start || !end) {
      element.hidden = mode === 'actions';
      return;
    }
    const size = { width: element.offsetWidth, height: element.offsetHeight };
    const place = placeBeside(frame, start, end, size, mode === 'actions' ? 'above' : 'below');
    element.style.transform = `translate(${place.left}px, ${place.top}px)`;
    element.hidden = !place.seen && mode === 'actions';
  }, [barSide, barFrom, barTo, mode]);
  useLayoutEffect(placeBar);

  const selectionOn = (side: Side): Range | null => {
    const shownOn = marked ?? work?.on ?? null;
    if (!shownOn || (active && !chosen && !work)) return null;
    if (shownOn.side === side) return shownOn.range;
    return bothSides ? answer : null;
  };
  return (
    <div ref={stage} className={styles.stage}>
      <Columns
        handleRef={columns}
        key={`${left.id} ${right.id} ${unified}`}
        name={`${left.id} ${right.id} ${unified}`}
        rows={rows}
        textOfA={texts.a}
        textOfB={texts.b}
        onlyChanges={onlyChanges}
        unified={unified}
        current={current}
        highlightsOfA={sides.a.shown}
        highlightsOfB={sides.b.shown}
        selectionInA={selectionOn('a')}
        selectionInB={selectionOn('b')}
        onSelect={(side, range) => {
          setActive(null);
          setWork(null);
          setChosen({ side, range });
        }}
        onPress={(side, over) => {
          setChosen(null);
          setWork(null);
          const ids = sides[side].shown
            .filter((one) => over.includes(one.id))
            .sort((x, y) => x.to - x.from - (y.to - y.from))
            .map((one) => one.id);
          // Pressing the same place again goes on to the highlight beneath.
          const next = ids[(ids.indexOf(active?.id ?? '') + 1) % Math.max(1, ids.length)];
          setActive(next === undefined ? null : { side, id: next });
        }}
        onEscape={clear}
        onLayout={placeBar}
        onOpen={(side, { from, to }) =>
          goTo({ view: 'reader', document: documents[side].id, at: { from, to } })
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
            lastBrief={sides.a.highlighting.lastBrief()}
            onMode={(next) =>
              next === 'actions' ? setWork(null) : setWork({ mode: next, on, both: isBoth })
            }
            onHighlight={highlight}
            onTag={(id) => {
              const known = tags.find((one) => one.id === id);
              if (known) tag(known);
            }}
            onUntag={(id) => {
              if (target.highlight) void sides[on.side].highlighting.untag(target.highlight, id);
              rest();
            }}
            onNewTag={newTag}
            onTagAgain={tagAgain}
            onComment={(comment) => void sides[on.side].highlighting.comment(target, comment)}
            onNote={() => begin('note')}
            onSaveNote={note}
            onBrief={(brief) => void sides[on.side].highlighting.addToBrief(target, brief)}
            onCite={() => void sides[on.side].highlighting.cite(target.range)}
            onRemove={remove}
            onDone={work && marked ? rest : clear}
            more={
              answer && (
                <IconButton
                  label="On both sides at once"
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

/** The highlights of one document as they are drawn, and what can be done to them. */
function useHighlightsOf(
  document: Document,
  text: string,
  tags: Parameters<typeof useHighlighting>[1],
  made: Parameters<typeof useHighlighting>[3],
): { shown: readonly ShownHighlight[]; highlighting: ReturnType<typeof useHighlighting> } {
  const { data: highlights = NOTHING } = useCall('highlights.ofDocument', { document: document.id });
  const shown = useMemo(
    () => showHighlights(text, highlights, new Map(tags.map((tag) => [tag.id, tag])), resolve).shown,
    [text, highlights, tags],
  );
  return { shown, highlighting: useHighlighting(document, tags, highlights, made) };
}

const sameRange = (a: Range, b: Range): boolean => a.from === b.from && a.to === b.to;

function asChosen({ side, range }: Chosen, texts: Readonly<Record<Side, string>>): Chosen | null {
  const words = trimmed(texts[side], range);
  return words && { side, range: words };
}

/** What can be selected at a change: its words and its paragraph, on the side where it is first, then on the other. */
function choicesAt(change: Change, texts: Readonly<Record<Side, string>>): Chosen[] {
  const { side } = placeOfChange(change);
  const choices = [side, OTHER[side]].flatMap((one) => {
    const range = change.edit?.[one] ?? change.row[one];
    return range ? [{ side: one, range }] : [];
  });
  const paragraphs = [side, OTHER[side]].flatMap((one) => {
    const own = change.row[one];
    return own ? [{ side: one, range: own }] : [];
  });
  return [...choices, ...paragraphs]
    .flatMap((one) => asChosen(one, texts) ?? [])
    .filter((one, at, all) => all.findIndex((other) => other.side === one.side && sameRange(other.range, one.range)) === at); // prettier-ignore
}

/** The passage of the other side that answers one; over several rows only where none of them moved. */
function answerIn(
  rows: readonly CompareRow[],
  { side, range }: Chosen,
  texts: Readonly<Record<Side, string>>,
): Range | null {
  const touched = rows.filter((row) => row[side] && overlaps(row[side], range));
  if (touched.length > 1 && touched.some((row) => row.kind === 'moved')) return null;
  const answers = touched.flatMap((row) => answerTo(row.edits, side, range, texts) ?? []);
  if (answers.length === 0) return null;
  return {
    from: Math.min(...answers.map((one) => one.from)),
    to: Math.max(...answers.map((one) => one.to)),
  };
}
