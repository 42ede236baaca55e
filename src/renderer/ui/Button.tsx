import type { ReactNode, Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { classes } from './classes';
import styles from './Button.module.css';

export type ButtonProps = {
  /** primary: the one thing to do here; quiet: an ordinary button; danger: takes something away; plain: text only. */
  variant?: 'primary' | 'quiet' | 'danger' | 'plain';
  size?: 'small' | 'medium' | 'large';
  icon?: ReactNode;
  onPress?: () => void;
  isDisabled?: boolean;
  type?: 'button' | 'submit';
  /** Only where the words on the button do not say enough by themselves. */
  label?: string;
  autoFocus?: boolean;
  /** It names the place where the user is. */
  isCurrent?: boolean;
  ref?: Ref<HTMLButtonElement>;
  className?: string | undefined;
  children?: ReactNode;
};

/** A button with words on it. */
export function Button(props: ButtonProps) {
  const { variant = 'quiet', size = 'medium', icon, onPress, label, ref, className, children } = props;
  return (
    <AriaButton
      className={classes(styles.button, styles[variant], styles[size], className)}
      type={props.type ?? 'button'}
      isDisabled={props.isDisabled ?? false}
      autoFocus={props.autoFocus ?? false}
      {...(props.isCurrent && { 'aria-current': 'page' })}
      {...(ref !== undefined && { ref })}
      {...(label !== undefined && { 'aria-label': label })}
      {...(onPress && { onPress: () => onPress() })}
    >
      {icon}
      {children}
    </AriaButton>
  );
}
