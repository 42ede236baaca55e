import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import type { FocusEvent, ReactNode } from 'react';
import { classes, IconButton } from '../ui';
import styles from './ItemCard.module.css';

export type ItemCardProps = {
  /** What the item is, read aloud: "Quotation". */
  name: string;
  id: string;
  isChosen: boolean;
  onFocus: () => void;
  onStep: (by: -1 | 1) => void;
  onRemove: () => void;
  canEdit: boolean;
  isFirst: boolean;
  isLast: boolean;
  children: ReactNode;
};

/** One item on the page, with what can be done to it in the margin. */
export function ItemCard(props: ItemCardProps) {
  const { name, id, isChosen, onFocus, onStep, onRemove, canEdit, isFirst, isLast, children } = props;
  const focused = (event: FocusEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) onFocus();
  };
  return (
    <div
      role="group"
      id={id}
      className={classes(styles.card, isChosen && styles.chosen)}
      aria-label={name}
      tabIndex={-1}
      onFocus={focused}
    >
      {children}
      {canEdit && (
        <div className={styles.margin}>
          <IconButton
            size="small"
            label="Move up"
            keys="Alt+ArrowUp"
            icon={<ArrowUp aria-hidden />}
            isDisabled={isFirst}
            onPress={() => onStep(-1)}
          />
          <IconButton
            size="small"
            label="Move down"
            keys="Alt+ArrowDown"
            icon={<ArrowDown aria-hidden />}
            isDisabled={isLast}
            onPress={() => onStep(1)}
          />
          <IconButton
            size="small"
            label={`Remove ${name.toLowerCase()}`}
            icon={<Trash2 aria-hidden />}
            onPress={onRemove}
          />
        </div>
      )}
    </div>
  );
}
