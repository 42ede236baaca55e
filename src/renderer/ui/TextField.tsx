import type { ReactNode, Ref } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField } from 'react-aria-components';
import { classes } from './classes';
import styles from './Field.module.css';

export type TextFieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** A quiet word beside the label, "guessed". */
  mark?: string | undefined;
  description?: ReactNode;
  /** A sentence; the field is shown as wrong while it is there. */
  error?: string | null | undefined;
  multiline?: boolean;
  /** One line of words that is shown whole, on as many lines as it takes; Enter submits. */
  wraps?: boolean;
  rows?: number;
  hideLabel?: boolean;
  placeholder?: string;
  autoFocus?: boolean;
  isDisabled?: boolean;
  isReadOnly?: boolean;
  /** current, new: a passphrase, never shown. shown: a secret that must be read while it is typed. */
  secret?: 'current' | 'new' | 'shown';
  /** Enter in a field of one line, Ctrl+Enter in one of many. */
  onSubmit?: (() => void) | undefined;
  onBlur?: (() => void) | undefined;
  inputRef?: Ref<HTMLInputElement & HTMLTextAreaElement>;
  className?: string | undefined;
};

/** A field for words. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, mark, description, error, onSubmit, onBlur, inputRef } = props;
  const shared = {
    className: styles.input!,
    ...(props.placeholder !== undefined && { placeholder: props.placeholder }),
    ...(inputRef !== undefined && { ref: inputRef }),
  };
  return (
    <AriaTextField
      className={classes(styles.field, props.className)}
      value={value}
      onChange={(typed) => onChange(props.wraps ? typed.replace(/\s*\n\s*/g, ' ') : typed)}
      isInvalid={Boolean(error)}
      autoFocus={props.autoFocus ?? false}
      isDisabled={props.isDisabled ?? false}
      isReadOnly={props.isReadOnly ?? false}
      type={props.secret === 'current' || props.secret === 'new' ? 'password' : 'text'}
      // What is typed here belongs to the library: a browser must not keep it in its own profile.
      autoComplete={props.secret === 'new' ? 'new-password' : 'off'}
      {...(props.secret && { spellCheck: 'false' })}
      onKeyDown={(event) => {
        const submits = props.multiline ? event.ctrlKey || event.metaKey : true;
        if (event.key === 'Enter' && submits && (onSubmit || props.wraps) && !event.nativeEvent.isComposing) {
          event.preventDefault();
          onSubmit?.();
        } else event.continuePropagation();
      }}
      {...(onBlur && { onBlur: () => onBlur() })}
    >
      <Label className={props.hideLabel ? styles.hidden! : styles.label!}>
        {label}
        {mark !== undefined && <span className={styles.mark}>{mark}</span>}
      </Label>
      {props.multiline || props.wraps ? (
        <TextArea
          rows={props.wraps ? 1 : (props.rows ?? 4)}
          {...shared}
          {...(props.wraps && { 'data-wraps': true })}
        />
      ) : (
        <Input {...shared} />
      )}
      {description !== undefined && description !== null && (
        <Text slot="description" className={styles.description}>
          {description}
        </Text>
      )}
      <FieldError className={styles.error!}>{error}</FieldError>
    </AriaTextField>
  );
}
