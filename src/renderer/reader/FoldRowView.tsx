import { ChevronDown, ChevronRight } from 'lucide-react';
import { Button } from '../ui';
import type { FoldRow } from './foldedBlocks';
import styles from './FoldRowView.module.css';

export type FoldRowViewProps = {
  row: FoldRow;
  /** Shows or hides it for now. */
  onToggle: (row: FoldRow) => void;
  /** Switches its layers for good; can be undone. */
  onKeep: (row: FoldRow, folded: boolean) => void;
};

/** The thin line that stands for a part which is not the article. */
export function FoldRowView({ row, onToggle, onKeep }: FoldRowViewProps) {
  const { state, label, layers } = row;
  // A fold with a name of its own (“Advertising marker”) also says what kind of thing it is.
  const isNamed = layers.length === 1 && layers[0]!.reason === 'furniture' && layers[0]!.label.trim() !== '';
  const words = isNamed ? `Page furniture · ${label}` : label;
  return (
    <div className={styles.fold} data-state={state}>
      {state === 'kept' ? (
        <span className={styles.kept}>Part of the article, was: {words}</span>
      ) : (
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={state === 'open'}
          onClick={() => onToggle(row)}
        >
          {words}
          {state === 'open' ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
        </button>
      )}
      {state === 'open' && (
        <Button variant="plain" size="small" onPress={() => onKeep(row, false)}>
          This is part of the article
        </Button>
      )}
      {state === 'kept' && (
        <Button variant="plain" size="small" label={`Fold away: ${label}`} onPress={() => onKeep(row, true)}>
          Fold away
        </Button>
      )}
    </div>
  );
}
