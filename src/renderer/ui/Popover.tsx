import type { ReactNode, RefObject } from 'react';
import { Dialog, DialogTrigger, Popover as AriaPopover } from 'react-aria-components';
import { classes } from './classes';
import list from './List.module.css';
import styles from './Popover.module.css';

export type PopoverProps = {
  /** Name of what is inside, read aloud. */
  label: string;
  /** A Button of this kit that opens it; or `triggerRef` with `isOpen` for one that is opened from elsewhere. */
  trigger?: ReactNode;
  triggerRef?: RefObject<Element | null>;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  /** Leaves the rest of the window in use and takes no focus by itself: for bars beside a selection. */
  isNonModal?: boolean;
  placement?: 'top' | 'bottom' | 'left' | 'right' | 'bottom start' | 'bottom end' | 'top start' | 'top end';
  className?: string | undefined;
  children: ReactNode;
};

/** A small window fixed to something. */
export function Popover(props: PopoverProps) {
  const {
    label,
    trigger,
    triggerRef,
    isOpen,
    onOpenChange,
    isNonModal = false,
    placement = 'bottom',
  } = props;
  const popover = (
    <AriaPopover
      className={classes(list.popover, props.className)}
      placement={placement}
      offset={6}
      isNonModal={isNonModal}
      {...(triggerRef && { triggerRef })}
      {...(trigger === undefined && isOpen !== undefined && { isOpen })}
      {...(trigger === undefined && onOpenChange && { onOpenChange })}
    >
      <Dialog className={styles.inside!} aria-label={label}>
        {props.children}
      </Dialog>
    </AriaPopover>
  );
  if (trigger === undefined) return popover;
  return (
    <DialogTrigger {...(isOpen !== undefined && { isOpen })} {...(onOpenChange && { onOpenChange })}>
      {trigger}
      {popover}
    </DialogTrigger>
  );
}
