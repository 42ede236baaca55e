import { ChevronDown, ChevronRight } from 'lucide-react';
import { Button } from '../ui';
import type { Range } from '../../core/model/range';
import type { FoldRow } from './foldedBlocks';
import { TeachMenu, type KnownOutlet } from './TeachMenu';
import styles from './FoldRowView.module.css';

export type FoldRowViewProps = {
  row: FoldRow;
  /** Shows or hides it for now. */
  onToggle: (row: FoldRow) => void;
  /** Switches its layers for good; can be undone. */
  onKeep: (row: FoldRow, folded: boolean) => void;
  /** Whose page it is; null where that is not known. */
  outlet: KnownOutlet | null;
  /** Says of it in all documents of the outlet what it is. */
  onTeach: (range: Range, furniture: boolean) => void;
};

/** The thin line that stands for a part which is not the article. */
export function FoldRowView({ row, onToggle, onKeep, outlet, onTeach }: FoldRowViewProps) {
  const { state, label, layers } = row;
  // A fold with a name of its own (“Advertising marker”) also says what kind of thing it is.
  const isNamed =
    layers.length === 1 &&
    layers[0]!.reason === 'furniture' &&
    layers[0]!.label.trim() !== '' &&
    layers[0]!.by !== 'outlet';
  const words = isNamed ? `Page furniture · ${label}` : label;
  const isFurniture = layers.every(({ reason }) => reason === 'furniture');
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
      {state === 'open' && outlet && isFurniture && (
        <TeachMenu label="More about this fold" outlet={outlet} range={row} onTeach={onTeach} />
      )}
      {state === 'kept' && (
        <Button variant="plain" size="small" label={`Fold away: ${label}`} onPress={() => onKeep(row, true)}>
          Fold away
        </Button>
      )}
    </div>
  );
}
