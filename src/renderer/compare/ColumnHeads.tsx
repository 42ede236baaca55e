import { ArrowLeftRight, PanelLeft, Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Comparison } from '../../core/model/comparison';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { IconButton } from '../ui';
import styles from './ColumnHeads.module.css';
import { columnName } from './compareRows';
import { AddDocument, DocumentChooser, factsOf } from './DocumentChooser';
import { shareOf } from './shareOf';

export type ColumnHeadsProps = {
  /** By column; undefined where none is chosen yet. */
  documents: readonly (Document | undefined)[];
  /** Of the base with each other one; empty until they are made. */
  comparisons: readonly Comparison[];
  /** The documents are chosen elsewhere: these only name them. */
  fixed: boolean;
  onChoose: (column: number, id: Id) => void;
  onRebase: (column: number) => void;
  onRemove: (column: number) => void;
  onSwap: () => void;
  adding: boolean;
  onAdding: (adding: boolean) => void;
  /** Null where there is no room, or nothing to add to. */
  onAdd: ((id: Id) => void) | null;
  /** What is chosen already. */
  others: readonly Id[];
};

/** What stands above the columns: which documents they are, and the ways to take others, add and remove. */
export function ColumnHeads(props: ColumnHeadsProps) {
  const { documents, comparisons, fixed } = props;
  const many = documents.length > 2;
  const twoShare = (column: number): ReactNode =>
    !many && comparisons[0] && <ShareInOther comparison={comparisons[0]} column={column} />;
  const add = props.onAdd && (
    <AddDocument
      isOpen={props.adding}
      onOpenChange={props.onAdding}
      onChoose={props.onAdd}
      without={props.others}
      icon={<Plus aria-hidden />}
    />
  );
  return (
    <div className={styles.heads}>
      <div className={many ? styles.many : styles.two}>
        {documents.map((document, column) => (
          // By place: a head that chose another document keeps the focus.
          <div key={column} className={styles.head}>
            {many && (
              <p className={styles.role}>
                <span className={styles.name} data-base={column === 0 || undefined}>
                  {column === 0 ? 'Base' : `Column ${column + 1}`}
                </span>
                {column > 0 && (
                  <IconButton
                    label={`Make ${columnName(column, documents.length)} the base`}
                    size="small"
                    icon={<PanelLeft aria-hidden />}
                    onPress={() => props.onRebase(column)}
                  />
                )}
                <IconButton
                  label={`Remove ${columnName(column, documents.length)}`}
                  size="small"
                  icon={<X aria-hidden />}
                  onPress={() => props.onRemove(column)}
                />
              </p>
            )}
            {fixed ? (
              <Named document={document}>{twoShare(column)}</Named>
            ) : (
              <DocumentChooser
                label={labelOf(column, documents.length)}
                document={document}
                onChoose={(id) => props.onChoose(column, id)}
              >
                {twoShare(column)}
              </DocumentChooser>
            )}
            {many && column > 0 && <Shares comparison={comparisons[column - 1]} />}
          </div>
        ))}
        {!many && !fixed && (
          <IconButton
            className={styles.swap}
            label="Swap the two documents"
            icon={<ArrowLeftRight aria-hidden />}
            keys="x"
            isDisabled={documents.every((document) => document === undefined)}
            onPress={props.onSwap}
          />
        )}
      </div>
      <div className={styles.add}>{add}</div>
    </div>
  );
}

function Named({ document, children }: { document: Document | undefined; children: ReactNode }) {
  return (
    <div>
      <p className={styles.title}>{document?.metadata.title}</p>
      <p className={styles.facts}>
        {document && factsOf(document)}
        {children}
      </p>
    </div>
  );
}

/** How much of one of two texts stands in the other one: that of a part is all of it, that of the whole is less. */
function ShareInOther({ comparison, column }: { comparison: Comparison; column: number }) {
  const share = column === 0 ? comparison.shareOfA : comparison.shareOfB;
  return (
    <span className={styles.share}>
      {shareOf(share, changesOf(comparison))} stands in the {columnName(1 - column, 2)}
    </span>
  );
}

const changesOf = ({ pairs }: Comparison): number => (pairs.some(({ kind }) => kind !== 'same') ? 1 : 0);

function Shares({ comparison }: { comparison: Comparison | undefined }) {
  if (!comparison) return <p className={styles.facts}>…</p>;
  const changes = changesOf(comparison);
  return (
    <p className={styles.facts}>
      {shareOf(comparison.shareOfA, changes)} of the base is here, {shareOf(comparison.shareOfB, changes)} of
      this in the base
    </p>
  );
}

function labelOf(column: number, columns: number): string {
  const name = columnName(column, columns);
  return columns === 2 ? `${name[0]!.toUpperCase()}${name.slice(1)} document` : column === 0 ? 'Base document' : `Document of ${name}`; // prettier-ignore
}
