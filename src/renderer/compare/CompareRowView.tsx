import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, type CSSProperties, type ReactNode } from 'react';
import type { WordEdit } from '../../core/model/comparison';
import type { Range } from '../../core/model/range';
import { segments } from '../app/passage/segments';
import type { ShownHighlight } from '../app/passage/shownHighlights';
import { classes } from '../ui';
import { nameOf, numbersOf, type Change, type CompareRow, type RowSide, type Side } from './compareRows';
import styles from './CompareRowView.module.css';

/** What lies over one side of a row. */
export type RowMarks = {
  /** Those that touch the row. */
  readonly highlights: readonly ShownHighlight[];
  readonly selection: Range | null;
};

export type CompareRowViewProps = {
  row: CompareRow;
  textOfA: string;
  textOfB: string;
  marksOfA?: RowMarks;
  marksOfB?: RowMarks;
  /** Both sides in one column: what went and what came stand after each other in the text. */
  unified?: boolean;
  /** The change one is at, where it is in this row. */
  current: Change | null;
  onJump: (key: string) => void;
  /** Opens a passage in the reader. */
  onOpen: (side: Side, range: Range) => void;
};

const SIDES = ['a', 'b'] as const;
const NAMES: Readonly<Record<Side, string>> = { a: 'left', b: 'right' };
const NO_MARKS: RowMarks = { highlights: [], selection: null };

/** One pair of paragraphs, or what stands in its place. */
export const CompareRowView = memo(function CompareRowView(props: CompareRowViewProps) {
  const { row, unified = false } = props;
  return (
    <div className={unified ? styles.single : styles.row} data-kind={row.kind}>
      {unified ? <Both {...props} /> : SIDES.map((side) => <Cell key={side} side={side} {...props} />)}
    </div>
  );
});

function Cell(props: CompareRowViewProps & { side: Side }) {
  const { row, side, current } = props;
  const own = row[side];
  if (!own) {
    return (
      <div className={classes(styles.cell, styles[side], styles.away)} data-side={side}>
        <JumpButton {...props} />
      </div>
    );
  }
  const alone = isAlone(row);
  const isCurrent = current !== null && current.edit === null;
  return (
    <div
      className={classes(styles.cell, styles[side], alone && styles.alone, isCurrent && styles.current)}
      data-block={own.block.kind}
      data-side={side}
      {...(isCurrent && { 'data-current': true })}
    >
      {own.first && <NumberButton {...props} own={own} />}
      {alone && own.first && <Sign side={side} />}
      <Passage side={own}>
        <Words {...props} own={own} />
      </Passage>
    </div>
  );
}

/** A row in one column. Of a moved passage the words are seen at both of its places. */
function Both(props: CompareRowViewProps) {
  const { row, current } = props;
  const side = row.b ? 'b' : 'a';
  const own = (row.b ?? row.a)!;
  const alone = isAlone(row);
  const isCurrent = current !== null && current.edit === null;
  return (
    <div
      className={classes(styles.cell, styles[side], alone && styles.alone, isCurrent && styles.current)}
      data-block={own.block.kind}
      {...(isCurrent && { 'data-current': true })}
    >
      {SIDES.map((one) => {
        const there = row[one];
        return there?.first && <NumberButton key={one} {...props} side={one} own={there} />;
      })}
      {alone && own.first && <Sign side={side} />}
      <Passage side={own}>
        {row.a && row.b ? <WordsOfBoth {...props} /> : <Words {...props} side={side} own={own} />}
      </Passage>
      <JumpButton {...props} />
    </div>
  );
}

const isAlone = (row: CompareRow): boolean => row.kind === 'only-a' || row.kind === 'only-b';

function JumpButton({ row, onJump }: CompareRowViewProps) {
  if (!row.jump) return null;
  return (
    <button type="button" className={styles.jump} data-jump={row.key} onClick={() => onJump(row.jump!.key)}>
      {/* The arrow says which way; the words say it too. */}
      {row.jump.words.startsWith('Moved to') ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />}
      {row.jump.words}
    </button>
  );
}

function NumberButton({ side, own, onOpen }: CompareRowViewProps & { side: Side; own: RowSide }) {
  const name = nameOf(own).replace('¶', own.number === own.lastNumber ? 'paragraph' : 'paragraphs');
  return (
    <button
      type="button"
      className={classes(styles.number, styles[`number-${side}`])}
      aria-label={`Open ${name} of the ${NAMES[side]} document in the reader`}
      onClick={() => onOpen(side, own)}
    >
      {numbersOf(own) ?? (own.block.kind === 'heading' ? '§' : '·')}
    </button>
  );
}

function Sign({ side }: { side: Side }) {
  return (
    <span className={styles.sign}>
      <span aria-hidden>{side === 'a' ? '−' : '+'}</span>
      <span className={styles.spoken}>Only in the {NAMES[side]} document: </span>
    </span>
  );
}

function Passage({ side, children }: { side: RowSide; children: ReactNode }) {
  const { kind } = side.block;
  if (kind === 'heading') return <h2 className={styles.heading}>{children}</h2>;
  if (kind === 'quote') return <blockquote className={styles.quote}>{children}</blockquote>;
  if (kind === 'rule' && side.from === side.to) return <hr className={styles.rule} />;
  return (
    <p className={classes(kind === 'caption' && styles.caption, kind === 'code' && styles.code)}>
      {children}
    </p>
  );
}

/** The text of one side: what is the same plain, what is not struck or underlined, and named for who cannot see it. */
function Words(props: CompareRowViewProps & { side: Side; own: RowSide }) {
  const { row, side, own } = props;
  if (row.edits.length === 0) return <Runs {...props} range={own} />;
  return row.edits.map((edit) => <EditedWords key={edit[side].from} {...props} edit={edit} />);
}

function WordsOfBoth(props: CompareRowViewProps) {
  return props.row.edits.map((edit) =>
    (edit.kind === 'same' ? (['b'] as const) : SIDES).map((side) => (
      <EditedWords key={`${side}${edit[side].from}`} {...props} side={side} edit={edit} />
    )),
  );
}

function EditedWords(props: CompareRowViewProps & { side: Side; edit: WordEdit }) {
  const { side, edit, current } = props;
  const { from, to } = edit[side];
  if (from === to) return null;
  if (edit.kind === 'same') return <Runs {...props} range={edit[side]} />;
  const isCurrent = current?.edit === edit;
  const words = (side === 'a' ? props.textOfA : props.textOfB).slice(from, to);
  // Spaces at the ends belong to the change, but a line through or under them is only untidy.
  const inner =
    words.trim() === ''
      ? { from, to }
      : { from: to - words.trimStart().length, to: from + words.trimEnd().length };
  const Element = side === 'a' ? 'del' : 'ins';
  const spoken = edit.kind === 'replaced' ? (side === 'a' ? 'replaced' : 'by') : edit.kind;
  return (
    <>
      <Runs {...props} range={{ from, to: inner.from }} />
      <Element
        className={classes(styles[Element], isCurrent && styles.current)}
        {...(isCurrent && { 'data-current': true })}
      >
        <span className={styles.spoken}>[{spoken}: </span>
        <Runs {...props} range={inner} />
        <span className={styles.spoken}>]</span>
      </Element>
      <Runs {...props} range={{ from: inner.to, to }} />
    </>
  );
}

/** A stretch of one text with what lies over it; each run knows its side and its place (app/passage/domPositions). */
function Runs(props: CompareRowViewProps & { side: Side; range: Range }) {
  const { side, range, textOfA, textOfB, marksOfA = NO_MARKS, marksOfB = NO_MARKS } = props;
  const { highlights, selection } = side === 'a' ? marksOfA : marksOfB;
  const text = side === 'a' ? textOfA : textOfB;
  return segments(range, { highlights, hits: [], current: null, selection }).map((run) => {
    const place = { 'data-side': side, 'data-from': run.from };
    const words = text.slice(run.from, run.to);
    const selected = run.selected && styles.selected;
    if (run.highlights.length === 0) {
      return (
        <span key={run.from} {...place} {...(selected && { className: selected })}>
          {words}
        </span>
      );
    }
    const top = run.highlights.reduce((best, one) => (one.to - one.from <= best.to - best.from ? one : best));
    return (
      <mark
        key={run.from}
        {...place}
        data-highlights={run.highlights.map((one) => one.id).join(' ')}
        title={top.tags.map((tag) => tag.name).join(', ') || 'Highlight'}
        className={classes(styles.mark, selected)}
        style={
          {
            '--mark': `var(--mark-${top.colour})`,
            '--stripe': `var(--stripe-${top.colour})`,
          } as CSSProperties
        }
      >
        {words}
      </mark>
    );
  });
}
