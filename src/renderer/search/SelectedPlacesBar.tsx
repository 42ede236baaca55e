import { Button } from '../ui';
import styles from './SelectedPlacesBar.module.css';
import { counted } from './TagHitsDialog';

export type SelectedPlacesBarProps = {
  /** Places selected. */
  count: number;
  onAll: () => void;
  onNone: () => void;
  onTag: () => void;
  onDone: () => void;
};

/** What can be done with the places that are selected among the results. */
export function SelectedPlacesBar({ count, onAll, onNone, onTag, onDone }: SelectedPlacesBarProps) {
  return (
    <div className={styles.bar} role="group" aria-label="Selected places">
      <span className={styles.count} role="status">
        {count === 0 ? 'Select places to tag' : `${counted(count, 'place')} selected`}
      </span>
      <Button size="small" onPress={onAll}>
        Select all
      </Button>
      <Button size="small" isDisabled={count === 0} onPress={onNone}>
        Select none
      </Button>
      <Button size="small" variant="primary" isDisabled={count === 0} onPress={onTag}>
        Tag {count > 0 ? counted(count, 'place') : 'places'}…
      </Button>
      <Button size="small" variant="plain" onPress={onDone}>
        Done
      </Button>
    </div>
  );
}
