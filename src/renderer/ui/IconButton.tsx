import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, ToggleButton } from 'react-aria-components';
import { classes } from './classes';
import { Tooltip } from './Tooltip';
import styles from './IconButton.module.css';

export type IconButtonProps = {
  /** What it does; read aloud and shown as a tooltip. */
  label: string;
  icon: ReactNode;
  onPress?: () => void;
  /** Makes it a toggle that is on or off; left out, it is a plain button. */
  isPressed?: boolean | undefined;
  isDisabled?: boolean;
  /** Shown in the tooltip; the command table is what binds it. */
  keys?: string | undefined;
  /** It names the place where the user is. */
  isCurrent?: boolean;
  size?: 'small' | 'medium';
  placement?: 'top' | 'bottom' | 'left' | 'right';
  ref?: Ref<HTMLButtonElement>;
  className?: string | undefined;
};

/** A button that is only a sign; it always has a name. */
export function IconButton(props: IconButtonProps) {
  const { label, icon, onPress, isPressed, keys, size = 'medium', placement = 'bottom', ref } = props;
  const shared = {
    'aria-label': label,
    className: classes(styles.button, styles[size], props.className),
    isDisabled: props.isDisabled ?? false,
    ...(props.isCurrent && { 'aria-current': 'page' as const }),
    ...(ref !== undefined && { ref }),
    ...(onPress && { onPress: () => onPress() }),
  };
  return (
    <Tooltip text={label} keys={keys} placement={placement}>
      {isPressed === undefined ? (
        <AriaButton {...shared}>{icon}</AriaButton>
      ) : (
        <ToggleButton {...shared} isSelected={isPressed}>
          {icon}
        </ToggleButton>
      )}
    </Tooltip>
  );
}
