import { Search, X } from 'lucide-react';
import type { Ref } from 'react';
import { Button, Input, Label, SearchField as AriaSearchField } from 'react-aria-components';
import { classes } from './classes';
import styles from './Field.module.css';

export type SearchFieldProps = {
  /** Read aloud; the placeholder is what is seen. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  onSubmit?: ((value: string) => void) | undefined;
  autoFocus?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  className?: string | undefined;
};

/** A field that filters or searches; Escape clears it. */
export function SearchField(props: SearchFieldProps) {
  const { label, value, onChange, placeholder = label, onSubmit, inputRef } = props;
  return (
    <AriaSearchField
      className={classes(styles.search, props.className)}
      value={value}
      onChange={onChange}
      autoFocus={props.autoFocus ?? false}
      {...(onSubmit && { onSubmit })}
    >
      <Label className={styles.hidden}>{label}</Label>
      <Search aria-hidden />
      <Input
        className={classes(styles.input, styles.searchInput)}
        placeholder={placeholder}
        autoComplete="off"
        {...(inputRef !== undefined && { ref: inputRef })}
      />
      <Button className={styles.clear!} aria-label="Clear">
        <X aria-hidden />
      </Button>
    </AriaSearchField>
  );
}
