import { FoldVertical, PanelRight } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'react';
import { z } from 'zod';
import { resolve } from '../../core/model/anchor';
import { placeOf, type Document, type DocumentText } from '../../core/model/document';
import type { Highlight } from '../../core/model/highlight';
import type { Id } from '../../core/model/id';
import type { NoteSubject } from '../../core/model/note';
import { overlaps, trimmed, type Range } from '../../core/model/range';
import type { Tag } from '../../core/model/tag';
import { keepLettersFor } from '../app/keepLettersFor';
import { showMessage } from '../app/messages';
import { goTo } from '../app/navigation';
import { recall, remember } from '../app/remembered';
import { SplitView } from '../app/SplitView';
import { IconButton } from '../ui';
import { wordEdge, type Direction, type Stretches } from '../app/passage/caret';
import { FindBar } from './FindBar';
import { HitBar } from './HitBar';
import { foldText } from './findInText';
import { foldedBlocks, type ReaderRow } from './foldedBlocks';
import { headingLevels } from './headingLevels';
import { Inspector, type InspectorTab } from './Inspector';
import { assignLanes, lineExtent, type Lanes } from './lanes';
import { readerState, startState } from './readerState';
import { placeIn } from './readingPlaces';
import { putBeside } from '../app/passage/placeBeside';
import { SelectionBar } from '../app/passage/SelectionBar';
import {
  highlightName,
  highlightsAt,
  nextHighlight,
  shortQuote,
  showHighlights,
  type ShownHighlight,
} from '../app/passage/shownHighlights';
import { TeachMenu } from './TeachMenu';
import { TextView, type TextViewHandle } from './TextView';
import { TitleBlock } from './TitleBlock';
import { useComingAndLeaving } from './useComingAndLeaving';
import { useFinding } from './useFinding';
import { useFolding } from './useFolding';
import { useHits } from './useHits';
import type { BarWork, Target } from '../app/passage/target';
import { useHeld } from '../app/passage/useHeld';
import { nameTag, useTagAgain, useWithNamed } from '../app/passage/namedTags';
import { useHighlighting } from '../app/passage/useHighlighting';
import { useReuse } from '../app/reuse/useReuse';
import { useMovedEnds } from './useMovedEnds';
import { useReaderCommands } from './useReaderCommands';
import styles from './ReaderView.module.css';

export type ReadingProps = {
  document: Document;
  text: DocumentText;
  highlights: readonly Highlight[];
  tags: readonly Tag[];
  at: Range | null;
  query: string | undefined;
  /** The saved search whose documents are being gone through. */
  search: Id | undefined;
};

/** Letters that can stand on one line with a highlight: about a line and a half. */
const LINE = 100;
const INSPECTOR = { initial: 20, min: 14, max: 36 };

/** One open document: the text with what is laid over it, and what can be done to a passage of it. */
export function Reading({
  document,
  text: { text, blocks },
  highlights,
  tags: known,
  at,
  query,
  search,
}: ReadingProps) {
  const id = document.id;
  const view = useRef<TextViewHandle>(null);
  const bar = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const [initial] = useState(() => placeIn(id));
  const [state, dispatch] = useReducer(
    readerState,
    initial?.selection ?? { anchor: 0, focus: 0 },
    startState,
  );
  const [openFolds, setOpenFolds] = useState<ReadonlySet<string>>(initial?.openFolds ?? new Set());
  const [isDragging, setDragging] = useState(false);
  const [wanted, setWanted] = useState<{ range: Range; place: 'nearest' | 'upper' } | null>(null);
  const [said, setSaid] = useState('');
  const [isInspecting, setInspecting] = useState(() => recall('reader.inspector', z.boolean(), true));
  const [tab, setTab] = useState<InspectorTab>('highlights');
  const [noteDraft, setNoteDraft] = useState<NoteSubject | null>(null);
  const finding = useFinding(text);
  const { selection, active, moving, flash } = state;

  // ------------------------------------------------------------------------------------------- what is shown
  const rows = useMemo(
    () => foldedBlocks(text, blocks, document.layers, openFolds),
    [text, blocks, document.layers, openFolds],
  );
  const titleRow = isTitle(rows[0], text, document.metadata.title) ? rows[0]! : null;
  const titleFrom = titleRow?.from ?? null;
  const headings = useMemo(() => headingLevels(blocks, titleFrom), [blocks, titleFrom]);
  const stretches = useMemo<Stretches>(
    () => ({
      text,
      shown: rows.flatMap((row) =>
        row.kind === 'text' ? row.pieces.map(({ from, to }) => ({ from, to })) : [],
      ),
    }),
    [text, rows],
  );
  const tags = useWithNamed(known);
  const tagById = useMemo(() => new Map(tags.map((tag) => [tag.id, tag])), [tags]);
  const { shown: saved, lost } = useMemo(
    () =>
      showHighlights(
        text,
        highlights.filter(({ check }) => !check),
        tagById,
        resolve,
      ),
    [text, highlights, tagById],
  );
  const toCheck = useMemo(() => highlights.filter(({ check }) => check), [highlights]);
  const shown = useMemo(
    () => (moving ? saved.map((one) => (one.id === moving.id ? { ...one, ...moving } : one)) : saved),
    [saved, moving],
  );
  const drawn = useHeld(shown, isDragging);
  const lanes = useStableLanes(drawn, blocks);
  const hits = useHits(id, query, at);

  const range: Range = {
    from: Math.min(selection.anchor, selection.focus),
    to: Math.max(selection.anchor, selection.focus),
  };
  const selected = trimmed(text, range);
  const activeHighlight = shown.find((one) => one.id === active) ?? null;

  /** What the keys work on: the selection, else the selected highlight, else the one under the caret. */
  const target: Target | null = selected
    ? {
        highlight: shown.find((one) => one.from === selected.from && one.to === selected.to) ?? null,
        range: selected,
      }
    : asTarget(activeHighlight ?? highlightsAt(shown, selection.focus)[0] ?? null);
  // What is being tagged stays what it was when the work began, as it is by now.
  const work = state.work && {
    ...state.work,
    target:
      asTarget(shown.find((one) => one.id === state.work?.target.highlight?.id) ?? null) ?? state.work.target,
  };
  const barTarget = work?.target ?? (selected ? target : asTarget(activeHighlight));

  // ------------------------------------------------------------------------------------------- moving about
  const show = useCallback(
    (passage: Range, place: 'nearest' | 'upper'): void => {
      const hidden = rows.filter(
        (row) =>
          row.kind === 'fold' &&
          row.state === 'closed' &&
          (overlaps(row, passage) || row.from === passage.from),
      );
      if (hidden.length > 0) setOpenFolds((open) => new Set([...open, ...hidden.map((row) => row.key)]));
      setWanted({ range: passage, place });
    },
    [rows],
  );
  useEffect(() => {
    if (wanted) view.current?.reveal(wanted.range, wanted.place);
  }, [wanted]);

  const focusText = (): void => view.current?.focus();
  const say = (words: string): void => setSaid((before) => (before === words ? `${words}\u200b` : words));

  const activate = (one: ShownHighlight): void => {
    dispatch({ type: 'activate', highlight: one });
    show(one, 'nearest');
    focusText();
  };
  const arrive = (passage: Range): void => {
    const exact = shown.find((one) => one.from === passage.from && one.to === passage.to);
    dispatch({ type: 'arrive', at: passage, highlight: exact?.id ?? null });
    show(passage, 'upper');
  };
  const walk = (by: 1 | -1): void => {
    const next = nextHighlight(shown, { position: selection.focus, active }, by);
    if (!next) {
      showMessage({
        kind: 'info',
        text: 'This document has no highlights yet.',
        next: 'Select a passage and press H.',
      });
      return;
    }
    activate(next);
    say(
      `Highlight ${shown.indexOf(next) + 1} of ${shown.length}: ${highlightName(next)}. ${shortQuote(next.highlight.anchor.quote, 120)}`,
    );
  };

  // ------------------------------------------------------------------------------------------ doing something
  const made = useCallback(({ id, anchor: { from, to } }: Highlight): void => {
    dispatch({ type: 'made', highlight: { id, from, to } });
  }, []);
  const highlighting = useHighlighting(document, made);
  const { edit } = highlighting;
  const again = useTagAgain(tags);

  const onTarget = (run: (target: Target) => void): void => {
    if (target) run(target);
    else
      showMessage({
        kind: 'info',
        text: 'Nothing is selected.',
        next: 'Select a passage with the mouse, or with Shift and the arrow keys.',
      });
  };
  const rest = (): void => {
    dispatch({ type: 'rest' });
    focusText();
  };
  const begin = (mode: BarWork['mode']): void =>
    onTarget((on) => dispatch({ type: 'work', work: { mode, target: on } }));
  const highlightIt = (): void =>
    onTarget((on) => {
      if (on.highlight) dispatch({ type: 'activate', highlight: on.highlight });
      else void highlighting.highlight(on.range).then((done) => done !== null && say('Highlighted'));
      focusText();
    });
  const tagIt = (on: Target, tag: Tag): void => {
    void highlighting.tag(on, tag.id).then((done) => done !== null && say(`Tagged ${tag.name}`));
    rest();
  };
  const tagAgain = (): void => {
    if (again) onTarget((on) => tagIt(on, again));
    else begin('tag');
  };
  const note = (): void => {
    const draft = (subject: NoteSubject): void => {
      setNoteDraft(subject);
      setTab('notes');
      setInspecting(true);
    };
    if (!target) draft({ kind: 'document', document: id });
    else if (target.highlight) draft({ kind: 'highlight', document: id, highlight: target.highlight.id });
    else
      void keepLettersFor(
        highlighting.highlight(target.range).then((highlight) => {
          if (highlight !== null) draft({ kind: 'highlight', document: id, highlight });
          return highlight;
        }),
      );
  };
  const doomed = activeHighlight ?? (selected ? null : (target?.highlight ?? null));
  const remove = (): void => {
    if (!doomed) return;
    dispatch({ type: 'removed' });
    void highlighting.remove([doomed.id]);
    say('Highlight removed');
    focusText();
  };
  const moveEnd = (end: 'from' | 'to', direction: Direction): void => {
    if (!activeHighlight) return;
    const edge = wordEdge(stretches, activeHighlight[end], end === 'from' ? 'start' : 'end', direction);
    if (edge === null) return;
    const bounds = { from: activeHighlight.from, to: activeHighlight.to, [end]: edge };
    if (bounds.from >= bounds.to) return;
    dispatch({ type: 'bounds', moving: { id: activeHighlight.id, ...bounds } });
    show({ from: edge, to: edge }, 'nearest');
    const words = text.slice(bounds.from, bounds.to);
    say(end === 'from' ? `Starts at “${shortQuote(words, 60)}”` : `Ends at “${words.slice(-40)}”`);
  };

  const settle = useMovedEnds(moving, edit, (done) => dispatch({ type: 'boundsSaved', moving: done }));

  const { fold, keepFold, foldSelected, teach, foldHere, outlet } = useFolding(id, rows, {
    selected,
    caret: selection.focus,
    setOpenFolds,
    say,
    rest,
  });

  useComingAndLeaving(id, view, {
    at,
    flash,
    hasToCheck: toCheck.length > 0,
    place: { selection, openFolds },
    onArrive: arrive,
    onFlashed: () => dispatch({ type: 'flashed' }),
    onCheck: () => {
      setTab('highlights');
      setInspecting(true);
    },
    onLeave: settle,
  });

  // The place found last is shown as one types.
  const foundPlace = finding.isOpen ? finding.current : null;
  useEffect(() => {
    if (!foundPlace) return;
    // Also when finding ends before the frame: the place is selected then. What comes later is shown later.
    requestAnimationFrame(() => show(foundPlace, 'upper'));
    // A place is shown when it is found, not again when a fold opens.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [foundPlace?.from, foundPlace?.to]);
  const closeFind = (): void => {
    const place = finding.close();
    if (place) {
      dispatch({ type: 'select', selection: { anchor: place.from, focus: place.to }, by: 'pointer' });
      if (place.from !== foundPlace?.from || place.to !== foundPlace.to) show(place, 'upper');
    }
    focusText();
  };

  // ----------------------------------------------------------------------------------------------------- the bar
  const barMode = work?.mode ?? 'actions';
  const barIsShown = barTarget !== null && !isDragging && (work !== null || !state.barDismissed);
  const [barFrom, barTo] = [barTarget?.range.from ?? null, barTarget?.range.to ?? null];
  const placeBar = useCallback((): void => {
    const [element, frame, text] = [bar.current, stage.current, view.current];
    if (!element || !frame || !text || barFrom === null || barTo === null) return;
    putBeside(element, frame, text.boxOf(barFrom), text.boxOf(barTo), barMode !== 'actions');
  }, [barFrom, barTo, barMode]);
  useLayoutEffect(placeBar);

  const toggleInspector = (): void => {
    remember('reader.inspector', !isInspecting);
    setInspecting(!isInspecting);
  };
  const editDetails = (): void => {
    setTab('details');
    setInspecting(true);
  };
  const reuse = useReuse(document, text, blocks, {
    isShown: isInspecting && tab === 'reuse',
    position: range.from,
    onGo: (passage, words) => {
      arrive(passage);
      focusText();
      say(words);
    },
    onOpen: () => {
      setTab('reuse');
      setInspecting(true);
    },
  });
  useReaderCommands({
    again,
    hasTarget: target !== null,
    hasHighlight: activeHighlight !== null,
    canRemove: doomed !== null,
    hasFolds: document.layers.length > 0,
    isInspecting,
    highlight: highlightIt,
    begin,
    tagAgain,
    note,
    cite: () => onTarget((on) => void highlighting.cite(on.range)),
    walk,
    moveEnd,
    remove,
    find: () =>
      finding.open(
        selected && selected.to - selected.from < 100 ? text.slice(selected.from, selected.to) : null,
        selection.focus,
      ),
    foldHere,
    foldSelected,
    repair: () => goTo({ view: 'repair', document: id, at: selection.focus }),
    editDetails,
    toggleInspector,
  });

  return (
    <SplitView
      name="reader"
      side="end"
      label="Width of the inspector"
      size={INSPECTOR}
      panel={
        isInspecting && (
          <Inspector
            document={document}
            text={text}
            shown={shown}
            lost={lost}
            toCheck={toCheck}
            selected={selected}
            active={active}
            tab={tab}
            noteDraft={noteDraft}
            reuse={reuse}
            passage={target?.range ?? null}
            placeOf={(position) => placeOf(position, blocks, document.layers)}
            onTab={setTab}
            onNoteDraft={setNoteDraft}
            onOpen={activate}
            onShow={arrive}
            onRemove={(ids) => void highlighting.remove(ids)}
            onHide={toggleInspector}
            onBack={focusText}
          />
        )
      }
    >
      <div ref={stage} className={styles.stage}>
        <TextView
          handleRef={view}
          label={document.metadata.title}
          language={document.metadata.language}
          text={text}
          rows={rows}
          stretches={stretches}
          highlights={drawn}
          lanes={lanes}
          hits={finding.isOpen ? finding.find.found : hits.found}
          shared={reuse.shared}
          met={reuse.met}
          current={flash ?? foundPlace ?? hits.current}
          selection={selection}
          active={active}
          initial={initial}
          onDragging={setDragging}
          onSelect={(next, by) => dispatch({ type: 'select', selection: next, by })}
          onPress={(over) =>
            dispatch({
              type: 'press',
              over: shown
                .filter((one) => over.includes(one.id))
                .sort((a, b) => a.to - a.from - (b.to - b.from))
                .map((one) => one.id),
            })
          }
          onActivate={(wantedId: Id) => {
            const one = shown.find((candidate) => candidate.id === wantedId);
            if (one) dispatch({ type: 'activate', highlight: one });
            focusText();
          }}
          onBounds={(highlight, bounds) => {
            const clean = trimmed(text, bounds);
            if (clean) dispatch({ type: 'bounds', moving: { id: highlight, ...clean } });
          }}
          onFold={fold}
          onKeepFold={keepFold}
          outlet={outlet}
          onTeach={teach}
          onEscape={() => dispatch({ type: 'escape' })}
          onCopy={() =>
            range.from < range.to
              ? text.slice(range.from, range.to)
              : (activeHighlight?.highlight.anchor.quote ?? null)
          }
          onLayout={placeBar}
          titleRow={titleRow}
          headings={headings}
          hasArrived={flash !== null}
          header={<TitleBlock document={document} hasTitle={titleRow === null} onEdit={editDetails} />}
        />
        <div className={styles.overlay}>
          {barIsShown && (
            <SelectionBar
              barRef={bar}
              target={barTarget}
              mode={barMode}
              tags={tags}
              again={again}
              lastBrief={highlighting.lastBrief()}
              onMode={(mode) => {
                if (mode === 'actions') dispatch({ type: 'rest' });
                else dispatch({ type: 'work', work: { mode, target: barTarget } });
              }}
              onHighlight={highlightIt}
              onTag={(tag) => {
                const known = tagById.get(tag);
                if (known) tagIt(barTarget, known);
              }}
              onUntag={(tag) => {
                if (barTarget.highlight) void highlighting.untag(barTarget.highlight, tag);
                rest();
              }}
              onNewTag={(name) => tagIt(barTarget, nameTag(name))}
              onTagAgain={tagAgain}
              onComment={(comment) => void highlighting.comment(barTarget, comment)}
              onNote={note}
              onBrief={(brief) => void highlighting.addToBrief(barTarget, brief)}
              onCite={() => void highlighting.cite(barTarget.range)}
              onRemove={remove}
              onDone={rest}
              more={
                selected && (
                  <>
                    <IconButton
                      label="Fold as page furniture"
                      keys="Shift+f"
                      size="small"
                      icon={<FoldVertical aria-hidden />}
                      onPress={foldSelected}
                    />
                    {outlet && (
                      <TeachMenu
                        label="Fold in all documents"
                        outlet={outlet}
                        range={selected}
                        onTeach={teach}
                      />
                    )}
                  </>
                )
              }
            />
          )}
        </div>
        {finding.isOpen && (
          <FindBar
            query={finding.query}
            find={finding.find}
            at={finding.at}
            asked={finding.times}
            onQuery={finding.type}
            onStep={(by) => void finding.step(by)}
            onClose={closeFind}
          />
        )}
        {!finding.isOpen && query !== undefined && hits.isOpen && (
          <HitBar
            document={id}
            title={document.metadata.title}
            query={query}
            search={search}
            hits={hits}
            onStep={(by) => {
              const hit = hits.step(by, selection.focus);
              if (hit) arrive(hit);
            }}
            onClose={() => {
              hits.close();
              focusText();
            }}
          />
        )}
        {!isInspecting && !finding.isOpen && (
          <div className={styles.showInspector}>
            <IconButton
              label="Show the inspector"
              keys="i"
              icon={<PanelRight aria-hidden />}
              placement="left"
              onPress={toggleInspector}
            />
          </div>
        )}
        <div className={styles.said} role="status">
          {said}
        </div>
      </div>
    </SplitView>
  );
}

const asTarget = (highlight: ShownHighlight | null): Target | null =>
  highlight && { highlight, range: { from: highlight.from, to: highlight.to } };

/** True for a first row that reads like the title, whatever its case and accents. */
function isTitle(row: ReaderRow | undefined, text: string, title: string): boolean {
  if (row?.kind !== 'text' || row.to - row.from > 400) return false;
  return foldText(text.slice(row.from, row.to)).text === foldText(title.trim()).text;
}

/** Lanes that stay where they are while highlights come and go. */
function useStableLanes(shown: readonly ShownHighlight[], blocks: DocumentText['blocks']): Lanes {
  const [known, setKnown] = useState<{ of: readonly ShownHighlight[]; lanes: Lanes } | null>(null);
  if (known?.of === shown) return known.lanes;
  const lanes = assignLanes(
    shown.map((one) => ({ id: one.id, ...lineExtent(one, blocks, LINE) })),
    known?.lanes,
  );
  setKnown({ of: shown, lanes });
  return lanes;
}
