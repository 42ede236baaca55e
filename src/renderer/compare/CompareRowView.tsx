import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { WordEdit } from '../../core/model/comparison';
import type { Range } from '../../core/model/range';
import { classes } from '../ui';
import { nameOf, numbersOf, type Change, type CompareRow, type RowSide } from './compareRows';
import styles from './CompareRowView.module.css';

export type CompareRowViewProps = {
  row: CompareRow;
  textOfA: string;
  textOfB: string;
  /** The change one is at, where it is in this row. */
  current: Change | null;
  onJump: (key: string) => void;
  /** Opens a passage in the reader. */
  onOpen: (side: 'a' | 'b', range: Range) => void;
};

/** One pair of paragraphs, or what stands in its place. */
export const CompareRowView = memo(function CompareRowView(props: CompareRowViewProps) {
  const { row } = props;
  return (
    <div className={styles.row} data-kind={row.kind}>
      <Cell side="a" {...props} />
      <Cell side="b" {...props} />
    </div>
  );
});

function Cell(props: CompareRowViewProps & { side: 'a' | 'b' }) {
  const { row, side, current, onJump, onOpen } = props;
  const own = row[side];
  if (!own) {
    return (
      <div className={classes(styles.cell, styles[side], styles.away)}>
        {row.jump && (
          <button
            type="button"
            className={styles.jump}
            data-jump={row.key}
            onClick={() => onJump(row.jump!.key)}
          >
            {/* The arrow says which way; the words say it too. */}
            {row.jump.words.startsWith('Moved to') ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />}
            {row.jump.words}
          </button>
        )}
      </div>
    );
  }
  const alone = row.kind === 'only-a' || row.kind === 'only-b';
  const isCurrent = current !== null && current.edit === null;
  return (
    <div
      className={classes(styles.cell, styles[side], alone && styles.alone, isCurrent && styles.current)}
      data-block={own.block.kind}
      {...(isCurrent && { 'data-current': true })}
    >
      {own.first && (
        <button
          type="button"
          className={styles.number}
          aria-label={`Open ${nameOf(own).replace('¶', own.number === own.lastNumber ? 'paragraph' : 'paragraphs')} of the ${side === 'a' ? 'left' : 'right'} document in the reader`}
          onClick={() => onOpen(side, own)}
        >
          {numbersOf(own) ?? (own.block.kind === 'heading' ? '§' : '·')}
        </button>
      )}
      {alone && own.first && (
        <span className={styles.sign}>
          <span aria-hidden>{side === 'a' ? '−' : '+'}</span>
          <span className={styles.spoken}>
            {side === 'a' ? 'Only in the left document: ' : 'Only in the right document: '}
          </span>
        </span>
      )}
      <Passage side={own}>
        <Words {...props} own={own} />
      </Passage>
    </div>
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
function Words(props: CompareRowViewProps & { side: 'a' | 'b'; own: RowSide }) {
  const { row, side, own, textOfA, textOfB, current } = props;
  const text = side === 'a' ? textOfA : textOfB;
  if (row.edits.length === 0) return text.slice(own.from, own.to);
  return row.edits.map((edit) => {
    const range = edit[side];
    if (range.from === range.to) return null;
    const words = text.slice(range.from, range.to);
    if (edit.kind === 'same') return <span key={range.from}>{words}</span>;
    return (
      <ChangedWords
        key={range.from}
        side={side}
        kind={edit.kind}
        words={words}
        isCurrent={current?.edit === edit}
      />
    );
  });
}

type ChangedWordsProps = {
  side: 'a' | 'b';
  kind: Exclude<WordEdit['kind'], 'same'>;
  words: string;
  isCurrent: boolean;
};

function ChangedWords({ side, kind, words, isCurrent }: ChangedWordsProps) {
  // Spaces at the ends belong to the change, but a line through or under them is only untidy.
  const [, before, core, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(words)!;
  const Element = side === 'a' ? 'del' : 'ins';
  const spoken = kind === 'replaced' ? (side === 'a' ? 'replaced' : 'by') : kind;
  return (
    <>
      {before}
      <Element
        className={classes(styles[Element], isCurrent && styles.current)}
        {...(isCurrent && { 'data-current': true })}
      >
        <span className={styles.spoken}>[{spoken}: </span>
        {core === '' ? ' ' : core}
        <span className={styles.spoken}>]</span>
      </Element>
      {after}
    </>
  );
}
