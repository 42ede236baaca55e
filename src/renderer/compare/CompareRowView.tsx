import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, type CSSProperties, type ReactNode } from 'react';
import type { WordEdit } from '../../core/model/comparison';
import type { Range } from '../../core/model/range';
import { segments } from '../app/passage/segments';
import type { ShownHighlight } from '../app/passage/shownHighlights';
import { classes } from '../ui';
import {
  columnName,
  nameOf,
  numbersOf,
  type Change,
  type Column,
  type CompareRow,
  type Jump,
  type RowPart,
  type RowSide,
} from './compareRows';
import styles from './CompareRowView.module.css';

/** What lies over one column of a row. */
export type RowMarks = {
  /** Those that touch the row. */
  readonly highlights: readonly ShownHighlight[];
  readonly selection: Range | null;
};

export type CompareRowViewProps = {
  row: CompareRow;
  /** By column, as are the marks; without those nothing lies over the row. */
  texts: readonly string[];
  marks?: readonly RowMarks[];
  /** Two columns in one: what went and what came stand after each other in the text. */
  unified?: boolean;
  /** The change one is at, where it is in this row. */
  current: Change | null;
  onJump: (jump: Jump) => void;
  /** Opens a passage in the reader. */
  onOpen: (column: Column, range: Range) => void;
};

/** What one column of a row is drawn with. */
type CellProps = CompareRowViewProps & { column: Column; part: RowPart };

/** Passages that answer each other in all columns, or what stands in their place. */
export const CompareRowView = memo(function CompareRowView(props: CompareRowViewProps) {
  const { row, unified = false } = props;
  const many = row.cells.length > 2;
  return (
    <div
      className={unified ? styles.single : classes(styles.row, many ? styles.many : styles.two)}
      data-kind={row.kind}
    >
      {unified ? (
        <Both {...props} />
      ) : (
        row.cells.map((parts, column) =>
          parts.length === 0 ? (
            <Lacking key={column} {...props} column={column} />
          ) : (
            <div key={column} className={styles.column} data-column={column} data-cell={column}>
              {parts.map((part, at) => (
                <Cell key={at} {...props} column={column} part={part} />
              ))}
            </div>
          ),
        )
      )}
    </div>
  );
});

/** A column that has nothing here. Of several, it says so where the base has something. */
function Lacking({ row, column, current }: CompareRowViewProps & { column: Column }) {
  const says = row.cells.length > 2 && column > 0 && row.cells[0]![0]?.own?.first === true;
  const isCurrent = current?.lacking.includes(column) === true && says;
  return (
    <div className={classes(styles.column, styles.cell, styles.away)} data-column={column}>
      {says && (
        <span className={classes(styles.lacking, isCurrent && styles.current)}>
          <span aria-hidden>−</span> Not here
        </span>
      )}
    </div>
  );
}

function Cell(props: CellProps) {
  const { row, column, part, current } = props;
  const { own } = part;
  if (!own) {
    return (
      <div className={classes(styles.cell, styles.away, part.jump && styles.gone)}>
        <JumpButton {...props} />
      </div>
    );
  }
  const alone = isAlone(part, column, row);
  const isCurrent = current !== null && current.edit === null && current.column === column && (column === 0 || alone); // prettier-ignore
  return (
    <div
      className={classes(
        styles.cell,
        part.kind === 'moved' && (column > 0 || row.cells.length === 2) && styles.moved,
        alone && styles.alone,
        sideOf(column),
        isCurrent && styles.current,
      )}
      data-block={own.block.kind}
      {...(isCurrent && { 'data-current': true })}
    >
      {own.first && <NumberButton {...props} own={own} />}
      {alone && own.first && <Sign {...props} />}
      <Passage side={own}>
        {column === 0 ? (
          <WordsOfBase {...props} own={own} />
        ) : part.edits.length === 0 ? (
          <Runs {...props} range={own} />
        ) : (
          part.edits.map((edit) => (
            <EditedWords key={`${edit.a.from} ${edit.b.from}`} {...props} edit={edit} />
          ))
        )}
      </Passage>
    </div>
  );
}

/** A row of two columns in one. Of a moved passage the words are seen at both of its places. */
function Both(props: CompareRowViewProps) {
  const { row, current } = props;
  const [left, right] = [row.cells[0]![0], row.cells[1]![0]];
  const column = right?.own ? 1 : 0;
  const part = (column === 1 ? right : left)!;
  const own = part.own!;
  const alone = row.kind === 'only';
  const isCurrent = current !== null && current.edit === null;
  const jump = [left, right].find((one) => one?.jump);
  return (
    <div
      className={classes(
        styles.cell,
        sideOf(column),
        alone && styles.alone,
        part.kind === 'moved' && styles.moved,
        isCurrent && styles.current,
      )}
      data-block={own.block.kind}
      {...(isCurrent && { 'data-current': true })}
    >
      {[left, right].map(
        (one, at) =>
          one?.own?.first && <NumberButton key={at} {...props} column={at} part={one} own={one.own} />,
      )}
      {alone && own.first && <Sign {...props} column={column} part={part} />}
      <Passage side={own}>
        {left?.own && right?.own ? (
          right.edits.map((edit) => (
            <EditedWords key={`${edit.a.from} ${edit.b.from}`} {...props} column={1} part={right} edit={edit} inline />
          ))
        ) : column === 0 ? (
          <WordsOfBase {...props} column={0} part={part} own={own} />
        ) : part.edits.length === 0 ? (
          <Runs {...props} column={1} range={own} />
        ) : (
          part.edits.map((edit) => <EditedWords key={`${edit.a.from} ${edit.b.from}`} {...props} column={1} part={part} edit={edit} />)
        )}
      </Passage>
      {jump && <JumpButton {...props} column={0} part={jump} />}
    </div>
  ); // prettier-ignore
}

const sideOf = (column: Column): string | undefined => (column === 0 ? styles.base : styles.other);

/** True where no other column of two, or of several the base, has the passage. */
function isAlone(part: RowPart, column: Column, row: CompareRow): boolean {
  if (column > 0) return part.kind === 'only';
  return row.cells.slice(1).every((parts) => parts.length === 0);
}

function JumpButton({ part, onJump }: CellProps) {
  const { jump } = part;
  if (!jump) return null;
  return (
    <button type="button" className={styles.jump} data-jump={jump.id} onClick={() => onJump(jump)}>
      {/* The arrow says which way; the words say it too. */}
      {jump.words.startsWith('Moved to') ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />}
      {jump.words}
    </button>
  );
}

function NumberButton({ row, column, own, onOpen }: CellProps & { own: RowSide }) {
  const name = nameOf(own).replace('¶', own.number === own.lastNumber ? 'paragraph' : 'paragraphs');
  return (
    <button
      type="button"
      className={classes(styles.number, column > 0 && styles.numberOfOther)}
      aria-label={`Open ${name} of ${documentName(column, row)} in the reader`}
      onClick={() => onOpen(column, own)}
    >
      {numbersOf(own) ?? (own.block.kind === 'heading' ? '§' : '·')}
    </button>
  );
}

function documentName(column: Column, { cells }: CompareRow): string {
  const name = columnName(column, cells.length);
  return cells.length === 2 ? `the ${name} document` : column === 0 ? 'the base' : name;
}

function Sign({ row, column }: CellProps) {
  return (
    <span className={styles.sign}>
      <span aria-hidden>{column === 0 ? '−' : '+'}</span>
      <span className={styles.spoken}>Only in {documentName(column, row)}: </span>
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

/** The base beside one column strikes what that lacks; beside several it marks what differs in any. */
function WordsOfBase(props: CellProps & { own: RowSide }) {
  const { row, own } = props;
  const [only] = row.against;
  if (row.against.length === 1) {
    if (only!.length === 0) return <Runs {...props} range={own} />;
    return only!.map((edit) => <EditedWords key={`${edit.a.from} ${edit.b.from}`} {...props} edit={{ ...edit, a: within(edit.a, own) }} whole={edit} />); // prettier-ignore
  }
  return differing(row.against, own).map(({ range, edits }) =>
    edits.length === 0 ? (
      <Runs key={range.from} {...props} range={range} />
    ) : (
      <span
        key={range.from}
        className={classes(styles.varied, isAt(props.current, edits) && styles.current)}
        title={`Differs in ${edits.length === 1 ? 'one column' : `${edits.length} columns`}`}
        {...(isAt(props.current, edits) && { 'data-current': true })}
      >
        <Runs {...props} range={range} />
      </span>
    ),
  );
}

function isAt(current: Change | null, edits: readonly WordEdit[]): boolean {
  const edit = current?.edit ?? null;
  return edit !== null && edits.includes(edit);
}

const within = (range: Range, own: Range): Range => ({
  from: Math.min(own.to, Math.max(range.from, own.from)),
  to: Math.max(own.from, Math.min(range.to, own.to)),
});

/** The base's words in order, cut where what differs in any column begins and ends. */
function differing(against: CompareRow['against'], own: Range): { range: Range; edits: WordEdit[] }[] {
  const edits = against.flat().filter(({ kind, a }) => kind !== 'same' && a.from < a.to && a.from < own.to && a.to > own.from); // prettier-ignore
  const ends = [own.from, own.to, ...edits.flatMap(({ a }) => [a.from, a.to])];
  const places = [...new Set(ends)].filter((at) => at >= own.from && at <= own.to).sort((x, y) => x - y);
  return places.slice(1).map((to, at) => {
    const range = { from: places[at]!, to };
    return { range, edits: edits.filter(({ a }) => a.from < to && a.to > range.from) };
  });
}

type EditedProps = CellProps & {
  edit: WordEdit;
  /** The edit of which this is a part. */
  whole?: WordEdit;
  /** What went stands before what came. */
  inline?: boolean;
};

/** The words of one edit: what is the same plain, what is not struck or underlined, and named for who cannot see it. */
function EditedWords(props: EditedProps) {
  const { column, edit, row, inline = row.cells.length > 2 && column > 0 } = props;
  if (edit.kind === 'same') return <Runs {...props} range={column === 0 ? edit.a : edit.b} />;
  return (
    <>
      {(inline || column === 0) && <Changed {...props} column={0} kind="del" range={edit.a} />}
      {column > 0 && <Changed {...props} kind="ins" range={edit.b} />}
    </>
  );
}

function Changed(props: EditedProps & { kind: 'del' | 'ins'; range: Range }) {
  const { column, edit, whole = edit, current, kind: Element } = props;
  const { from, to } = props.range;
  if (from === to) return null;
  const isCurrent = current !== null && current.edit === whole;
  const words = props.texts[column]!.slice(from, to);
  // Spaces at the ends belong to the change, but a line through or under them is only untidy.
  const inner =
    words.trim() === ''
      ? { from, to }
      : { from: to - words.trimStart().length, to: from + words.trimEnd().length };
  const spoken = edit.kind === 'replaced' ? (Element === 'del' ? 'replaced' : 'by') : edit.kind;
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

const NO_MARKS: RowMarks = { highlights: [], selection: null };

/** A stretch of one text with what lies over it; each run knows its column and its place (app/passage/domPositions). */
function Runs(props: CompareRowViewProps & { column: Column; range: Range }) {
  const { column, range, texts, marks } = props;
  const { highlights, selection } = marks?.[column] ?? NO_MARKS;
  return segments(range, { highlights, hits: [], current: null, selection }).map((run) => {
    const place = { 'data-column': column, 'data-from': run.from };
    const words = texts[column]!.slice(run.from, run.to);
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
