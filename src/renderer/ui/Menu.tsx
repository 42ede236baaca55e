import { ChevronDown } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components';
import { Button } from './Button';
import { Kbd } from './Kbd';
import list from './List.module.css';
import styles from './Menu.module.css';

export type MenuItem = {
  readonly id: string;
  readonly label: string;
  readonly keys?: string | undefined;
  readonly icon?: ReactNode;
  readonly danger?: boolean;
  readonly isDisabled?: boolean;
  /** Draws a line above this item. */
  readonly startsGroup?: boolean;
  run(): void;
};

export type MenuProps = {
  /** Words of the button that opens it, or the name of the menu where `trigger` is given. */
  label: string;
  /** A Button or IconButton of this kit instead of the ordinary one. */
  trigger?: ReactNode;
  items: readonly MenuItem[];
  placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end';
};

/** A button that opens a list of things to do. */
export function Menu({ label, trigger, items, placement = 'bottom start' }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger ?? (
        <Button>
          {label}
          <ChevronDown aria-hidden />
        </Button>
      )}
      <Popover className={list.popover!} placement={placement} offset={4}>
        <MenuItems label={label} items={items} />
      </Popover>
    </MenuTrigger>
  );
}

export type ContextMenuProps = {
  label: string;
  /** Where the pointer was, in pixels of the window; null while it is closed. */
  at: { readonly x: number; readonly y: number } | null;
  items: readonly MenuItem[];
  onClose: () => void;
};

/** The same list at the pointer. Whoever opens it gives the items for what was clicked. */
export function ContextMenu({ label, at, items, onClose }: ContextMenuProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span
        ref={anchor}
        className={styles.anchor}
        style={{ left: at?.x ?? 0, top: at?.y ?? 0 }}
        aria-hidden
      />
      <Popover
        className={list.popover!}
        aria-label={label}
        triggerRef={anchor}
        isOpen={at !== null}
        onOpenChange={(open) => !open && onClose()}
        placement="bottom start"
        offset={2}
      >
        <MenuItems label={label} items={items} onClose={onClose} />
      </Popover>
    </>
  );
}

function MenuItems({
  label,
  items,
  onClose,
}: {
  label: string;
  items: readonly MenuItem[];
  onClose?: () => void;
}) {
  return (
    <AriaMenu className={list.list!} aria-label={label} autoFocus="first" {...(onClose && { onClose })}>
      {items.flatMap((item) => [
        ...(item.startsGroup ? [<Separator key={`${item.id} line`} className={list.separator!} />] : []),
        <AriaMenuItem
          key={item.id}
          id={item.id}
          className={list.item!}
          textValue={item.label}
          isDisabled={item.isDisabled ?? false}
          onAction={() => item.run()}
          {...(item.danger && { 'data-danger': true })}
        >
          {item.icon}
          <span className={list.label}>{item.label}</span>
          {item.keys !== undefined && <Kbd keys={item.keys} />}
        </AriaMenuItem>,
      ])}
    </AriaMenu>
  );
}
