import { Check } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { Id } from '../../core/model/id';
import { writtenNumber } from '../../core/text/writtenNumber';
import { Button, Dialog, SearchField } from '../ui';
import styles from './PickerDialog.module.css';

export type PickerOption = {
  readonly id: Id;
  /** Read aloud, and jumped to by typing. */
  readonly name: string;
  /** What the typed words are looked for in. */
  readonly searched: string;
  readonly content: ReactNode;
  /** It cannot be taken; `content` says why. */
  readonly isDisabled?: boolean;
};

export type PickerDialogProps = {
  title: string;
  /** Name of the list, read aloud. */
  label: string;
  options: readonly PickerOption[];
  /** Beside the field that filters by typing. What is chosen stays chosen while it is filtered away. */
  filters?: ReactNode;
  /** What those filters let through. */
  isOffered?: (option: PickerOption) => boolean;
  /** Shown in place of the list while it is empty for another reason than typing. */
  empty: ReactNode;
  /** Words of the button for a number of chosen options. */
  action: (count: number) => string;
  /** In the order of the list. */
  onPick: (ids: Id[]) => void;
  onClose: () => void;
};

/** How many options are listed; typing finds the others. */
const LISTED = 200;

/** Chooses several things of a list by typing, arrows and Space, or by mouse. Ctrl+Enter adds what is chosen. */
export function PickerDialog(props: PickerDialogProps) {
  const { title, label, options, filters, isOffered, empty, action, onPick, onClose } = props;
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<Id>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = options.filter((option) => {
    const text = option.searched.toLowerCase();
    return (isOffered?.(option) ?? true) && words.every((word) => text.includes(word));
  });
  const none = words.length === 0 ? 'Nothing here.' : `Nothing here holds “${typed.trim()}”.`;
  const shown = found.slice(0, LISTED);
  const pick = (): void => {
    if (chosen.size === 0) return;
    onPick(options.map(({ id }) => id).filter((id) => chosen.has(id)));
    onClose();
  };
  return (
    <Dialog
      title={title}
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={chosen.size === 0} onPress={pick}>
            {action(chosen.size)}
          </Button>
        </>
      }
    >
      <div
        className={styles.picker}
        onKeyDownCapture={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.stopPropagation();
            pick();
          } else if (event.key === 'ArrowDown' && event.target instanceof HTMLInputElement) {
            event.preventDefault();
            list.current?.querySelector<HTMLElement>('[role="option"]')?.focus();
          }
        }}
      >
        <div className={styles.filters}>
          <SearchField
            className={styles.search}
            label="Filter"
            placeholder="Type to filter"
            value={typed}
            onChange={setTyped}
            autoFocus
          />
          {filters}
        </div>
        {options.length === 0 ? (
          empty
        ) : (
          <ListBox
            ref={list}
            className={styles.list!}
            aria-label={label}
            selectionMode="multiple"
            selectedKeys={chosen}
            onSelectionChange={(keys) =>
              setChosen((before) => {
                const hidden = [...before].filter((id) => !shown.some((option) => option.id === id));
                const marked = keys === 'all' ? shown.map(({ id }) => id) : [...keys].map(String);
                return new Set([...hidden, ...marked]);
              })
            }
            items={shown}
            dependencies={[shown]}
            renderEmptyState={() => <p className={styles.none}>{none}</p>}
          >
            {(option) => (
              <ListBoxItem
                id={option.id}
                textValue={option.name}
                className={styles.option!}
                isDisabled={option.isDisabled ?? false}
              >
                <span className={styles.tick}>
                  <Check aria-hidden />
                </span>
                <span className={styles.content}>{option.content}</span>
              </ListBoxItem>
            )}
          </ListBox>
        )}
        <p className={styles.count} role="status">
          {found.length > LISTED
            ? `The first ${LISTED} of ${writtenNumber(found.length)}. Type to find the others.`
            : `${found.length} of ${options.length}`}
          {chosen.size > 0 && ` · ${chosen.size} chosen`}
        </p>
      </div>
    </Dialog>
  );
}
