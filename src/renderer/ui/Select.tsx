import { Check, ChevronsUpDown } from 'lucide-react';
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from 'react-aria-components';
import { classes } from './classes';
import field from './Field.module.css';
import list from './List.module.css';
import styles from './Select.module.css';

export type SelectProps<K extends string> = {
  label: string;
  options: readonly { readonly id: K; readonly label: string }[];
  value: K | null;
  onChange: (value: K) => void;
  hideLabel?: boolean;
  placeholder?: string;
  isDisabled?: boolean;
  className?: string | undefined;
};

/** One of a short list. For long lists that are typed into, use TagPicker or the palette's pattern instead. */
export function Select<K extends string>(props: SelectProps<K>) {
  const { label, options, value, onChange } = props;
  return (
    <AriaSelect
      className={classes(field.field, props.className)}
      value={value}
      onChange={(key) => key !== null && onChange(key as K)}
      placeholder={props.placeholder ?? 'Choose…'}
      isDisabled={props.isDisabled ?? false}
    >
      <Label className={props.hideLabel ? field.hidden! : field.label!}>{label}</Label>
      <Button className={styles.button!}>
        <SelectValue className={styles.value!}>
          {({ isPlaceholder, selectedText, defaultChildren }) =>
            isPlaceholder ? defaultChildren : selectedText
          }
        </SelectValue>
        <ChevronsUpDown aria-hidden />
      </Button>
      <Popover className={list.popover!} offset={4}>
        <ListBox className={list.list!}>
          {options.map((option) => (
            <ListBoxItem key={option.id} id={option.id} textValue={option.label} className={list.item!}>
              <span className={list.tick}>
                <Check aria-hidden />
              </span>
              <span className={list.label}>{option.label}</span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
