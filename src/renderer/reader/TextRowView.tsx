import { memo, useLayoutEffect, useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import type { Id } from '../../core/model/id';
import { overlaps, type Range } from '../../core/model/range';
import { classes } from '../ui';
import type { Piece, TextRow } from './foldedBlocks';
import { marginOf, type Lanes } from './lanes';
import { segments, type Run } from '../app/passage/segments';
import { highlightName, type ShownHighlight } from '../app/passage/shownHighlights';
import styles from './TextRowView.module.css';

const HEADINGS = [null, null, 'h2', 'h3', 'h4', 'h5', 'h6'] as const;
/** Stripes beside the text before the rest is only counted. */
const MOST_LANES = 5;

export type TextRowViewProps = {
  text: string;
  row: TextRow;
  /** Those that touch the row, in reading order. */
  highlights: readonly ShownHighlight[];
  lanes: Lanes;
  hits: readonly Range[];
  current: Range | null;
  /** Of reuse: what other documents share, and what an earlier one has. */
  shared: readonly Range[];
  met: readonly Range[];
  /** The selection while the page's own is elsewhere (a field has the focus); null else. */
  selection: Range | null;
  active: Id | null;
  /** The row is the document's title, standing in its text. */
  isTitle: boolean;
  /** Levels of the text's headings by where they start. */
  headings: ReadonlyMap<number, number>;
  onActivate: (id: Id) => void;
};

/** One row of the reader: real elements for its blocks, runs inside them, stripes beside them. */
export const TextRowView = memo(function TextRowView(props: TextRowViewProps) {
  const { row } = props;
  const first = row.pieces[0]!;
  const kind = first.block.kind;
  let content: ReactNode;
  if (kind === 'list-item') {
    content = (
      <ul className={styles.list}>
        {row.pieces.map((piece) => (
          <li
            key={piece.from}
            className={styles.item}
            style={itemStyle(piece, props.text)}
            {...((piece.block.level ?? 1) > 1 && { 'aria-level': piece.block.level })}
          >
            <Runs piece={piece} {...props} />
          </li>
        ))}
      </ul>
    );
  } else if (kind === 'table-row') {
    content = (
      <div className={styles.table}>
        {row.pieces.map((piece) => (
          <p key={piece.from} className={styles.tableRow}>
            <EmptyCells text={props.text} piece={piece} />
            <Runs piece={piece} {...props} />
          </p>
        ))}
      </div>
    );
  } else content = <SingleBlock piece={first} {...props} />;
  return (
    <div className={classes(styles.row, row.quiet && styles.quiet)}>
      {content}
      {props.highlights.length > 0 && <Margin {...props} />}
    </div>
  );
});

function SingleBlock(props: TextRowViewProps & { piece: Piece }) {
  const { piece } = props;
  const { block } = piece;
  const runs = <Runs {...props} />;
  if (props.isTitle) return <h1 className={styles.title}>{runs}</h1>;
  const name = classes(!piece.first && styles.continued, !piece.last && styles.unfinished);
  switch (block.kind) {
    case 'heading': {
      const Heading = HEADINGS[props.headings.get(block.from) ?? 2] ?? 'h2';
      return <Heading className={classes(styles.heading, styles[Heading])}>{runs}</Heading>;
    }
    case 'quote':
      return (
        <blockquote className={classes(styles.quote, name)}>
          <p>{runs}</p>
        </blockquote>
      );
    case 'code':
      return (
        <pre className={classes(styles.code, name)}>
          <code>{runs}</code>
        </pre>
      );
    case 'caption':
      return <p className={classes(styles.caption, name)}>{runs}</p>;
    case 'rule':
      return <hr className={styles.rule} />;
    case 'page-break':
      return (
        <div className={styles.pageBreak} role="separator" aria-label="Page break">
          {block.from < block.to && runs}
        </div>
      );
    default:
      return <p className={classes(styles.paragraph, name)}>{runs}</p>;
  }
}

function Runs(props: TextRowViewProps & { piece: Piece }) {
  const { text, piece, highlights, hits, current, selection, active, shared, met } = props;
  // The marks of reuse lie under those of highlights and hits.
  const runs = segments(piece, { highlights, hits, current, selection, shared, met });
  return runs.map((run) => <RunView key={run.from} text={text} run={run} active={active} />);
}

/** The tabs of a row's first cells that are empty: they stand before its block. */
function EmptyCells({ text, piece }: { text: string; piece: Piece }) {
  let from = piece.from;
  while (from > 0 && text[from - 1] === '\t') from -= 1;
  if (from === piece.from) return null;
  return <span data-from={from}>{text.slice(from, piece.from)}</span>;
}

function RunView({ text, run, active }: { text: string; run: Run<ShownHighlight>; active: Id | null }) {
  const name = classes(
    run.hit && styles.hit,
    run.hit === 'current' && styles.current,
    run.selected && styles.selected,
    run.shared && styles.shared,
    run.met && styles.met,
  );
  const words = text.slice(run.from, run.to);
  if (run.highlights.length === 0) {
    return (
      <span data-from={run.from} {...(name && { className: name })}>
        {words}
      </span>
    );
  }
  // One colour at a time, that of the shortest: which others are here, the margin tells.
  const top =
    run.highlights.find((one) => one.id === active) ??
    run.highlights.reduce((best, one) => (one.to - one.from <= best.to - best.from ? one : best));
  return (
    <mark
      data-from={run.from}
      data-highlights={run.highlights.map((one) => one.id).join(' ')}
      className={classes(
        styles.mark,
        run.from === top.from && styles.begins,
        run.to === top.to && styles.ends,
        top.id === active && styles.active,
        !top.exact && styles.moved,
        name,
      )}
      style={colours(top)}
    >
      {words}
    </mark>
  );
}

/** The stripes of a row: as high as the lines of their highlight, one lane each. */
function Margin(props: TextRowViewProps) {
  const { highlights, lanes, active, onActivate } = props;
  const margin = useRef<HTMLDivElement>(null);
  const [heights, setHeights] = useState<ReadonlyMap<Id, { top: number; height: number }>>(new Map());
  const view = useMemo(() => marginOf(highlights, lanes, MOST_LANES), [highlights, lanes]);

  useLayoutEffect(() => {
    const row = margin.current?.parentElement;
    if (!row) return;
    const measure = (): void => {
      const origin = row.getBoundingClientRect().top;
      const found = new Map<Id, { top: number; height: number }>();
      for (const mark of row.querySelectorAll<HTMLElement>('[data-highlights]')) {
        const rects = mark.getClientRects();
        if (rects.length === 0) continue;
        const top = rects[0]!.top - origin;
        const bottom = rects[rects.length - 1]!.bottom - origin;
        for (const id of mark.dataset.highlights!.split(' ')) {
          const before = found.get(id);
          const start = Math.min(before?.top ?? top, top);
          found.set(id, {
            top: start,
            height: Math.max(before ? before.top + before.height : 0, bottom) - start,
          });
        }
      }
      setHeights((before) => (sameHeights(before, found) ? before : found));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(row);
    return () => observer.disconnect();
  }, [highlights, props.row]);

  return (
    <div ref={margin} className={styles.margin}>
      {view.shown.map(({ striped, lane }) => {
        const place = heights.get(striped.id);
        if (!place) return null;
        const begins = overlaps(props.row, { from: striped.from, to: striped.from + 1 });
        const ends = props.row.to >= striped.to;
        return (
          <button
            key={striped.id}
            type="button"
            // Reached with the keys for the next and previous highlight; as tab stops they would be hundreds.
            tabIndex={-1}
            className={classes(
              styles.stripe,
              begins && styles.stripeBegins,
              ends && styles.stripeEnds,
              striped.id === active && styles.stripeActive,
            )}
            style={
              { ...colours(striped), top: place.top, height: place.height, '--lane': lane } as CSSProperties
            }
            aria-label={stripeLabel(striped)}
            aria-pressed={striped.id === active}
            onClick={() => onActivate(striped.id)}
          >
            <span className={styles.stripeName} aria-hidden>
              {highlightName(striped)}
            </span>
          </button>
        );
      })}
      {view.hidden.length > 0 && (
        <button
          type="button"
          tabIndex={-1}
          className={styles.more}
          aria-label={`${view.hidden.length} more highlights here`}
          onClick={() => {
            const at = view.hidden.findIndex((one) => one.id === active);
            onActivate(view.hidden[(at + 1) % view.hidden.length]!.id);
          }}
        >
          +{view.hidden.length}
        </button>
      )}
    </div>
  );
}

function stripeLabel(one: ShownHighlight): string {
  const name = highlightName(one);
  const comment = one.highlight.comment === '' ? '' : ', with a comment';
  return `${one.tags.length > 0 ? `Highlight tagged ${name}` : name}${comment}`;
}

const colours = (one: ShownHighlight): CSSProperties =>
  ({ '--mark': `var(--mark-${one.colour})`, '--stripe': `var(--stripe-${one.colour})` }) as CSSProperties;

/** A marker that stands in the text hangs left of it; one that was only noted is drawn. */
function itemStyle({ block }: Piece, text: string): CSSProperties {
  const marker = block.marker ?? '•';
  const indent = ((block.level ?? 1) - 1) * 1.5;
  return text.startsWith(marker, block.from)
    ? { marginInlineStart: `${indent}em`, textIndent: '-1.2em', paddingInlineStart: '1.2em' }
    : {
        marginInlineStart: `${indent + 1.4}em`,
        listStyleType: JSON.stringify(`${marker.replace(/[\\"]/g, '')}\u2002`),
      };
}

function sameHeights(
  a: ReadonlyMap<Id, { top: number; height: number }>,
  b: ReadonlyMap<Id, { top: number; height: number }>,
): boolean {
  return (
    a.size === b.size &&
    [...a].every(([id, place]) => {
      const other = b.get(id);
      return other?.top === place.top && other.height === place.height;
    })
  );
}
