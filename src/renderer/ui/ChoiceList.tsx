import { ListBox, ListBoxItem } from 'react-aria-components';
import { classes } from './classes';
import styles from './ChoiceList.module.css';

export type ChoiceListProps<K extends string> = {
  /** Read aloud. */
  label: string;
  options: readonly { readonly id: K; readonly label: string }[];
  value: K;
  onChange: (value: K) => void;
  autoFocus?: boolean;
  className?: string | undefined;
};

/** One of a list that stays open: arrows and letters move, and what is moved to is chosen. */
export function ChoiceList<K extends string>(props: ChoiceListProps<K>) {
  return (
    <ListBox
      aria-label={props.label}
      className={classes(styles.list, props.className)}
      items={props.options}
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={[props.value]}
      autoFocus={props.autoFocus ?? false}
      onSelectionChange={(keys) => {
        const [key] = keys === 'all' ? [] : [...keys];
        if (key !== undefined) props.onChange(key as K);
      }}
    >
      {(option) => (
        <ListBoxItem id={option.id} textValue={option.label} className={styles.item!}>
          {option.label}
        </ListBoxItem>
      )}
    </ListBox>
  );
}
