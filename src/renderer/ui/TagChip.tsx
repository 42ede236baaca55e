import { X } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { TagColour } from '../../core/model/tag';
import { classes } from './classes';
import styles from './TagChip.module.css';

export type TagChipProps = {
  name: string;
  colour: TagColour;
  /** Puts a cross on it. */
  onRemove?: (() => void) | undefined;
  className?: string | undefined;
};

/** A tag as it stands everywhere: a stripe in its colour, the marker's tint, and its name. */
export function TagChip({ name, colour, onRemove, className }: TagChipProps) {
  return (
    <span
      className={classes(styles.chip, className)}
      style={{ background: `var(--mark-${colour})`, borderColor: `var(--stripe-${colour})` }}
    >
      <span className={styles.name}>{name}</span>
      {onRemove && (
        <Button className={styles.remove!} aria-label={`Remove ${name}`} onPress={() => onRemove()}>
          <X aria-hidden />
        </Button>
      )}
    </span>
  );
}

/** The colour alone, as a small square; always beside a name. */
export function TagSwatch({ colour }: { colour: TagColour }) {
  return (
    <span
      className={styles.swatch}
      style={{ background: `var(--mark-${colour})`, borderColor: `var(--stripe-${colour})` }}
      aria-hidden
    />
  );
}
