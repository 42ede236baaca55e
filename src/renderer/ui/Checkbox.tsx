import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField } from 'react-aria-components';
import styles from './Checkbox.module.css';

export type CheckboxProps = {
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  isIndeterminate?: boolean;
  isDisabled?: boolean;
  /** The name where no words stand beside the box. */
  label?: string;
  children?: ReactNode;
};

/** On or off, decided together with others. */
export function Checkbox(props: CheckboxProps) {
  return (
    <CheckboxField
      className={styles.field!}
      isSelected={props.isSelected}
      onChange={props.onChange}
      isIndeterminate={props.isIndeterminate ?? false}
      isDisabled={props.isDisabled ?? false}
      {...(props.label !== undefined && { 'aria-label': props.label })}
    >
      <CheckboxButton className={styles.checkbox!}>
        <span className={styles.box}>
          {props.isIndeterminate ? <Minus aria-hidden /> : <Check aria-hidden />}
        </span>
        {props.children}
      </CheckboxButton>
    </CheckboxField>
  );
}
