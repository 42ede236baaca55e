import { GripVertical, Heading as HeadingIcon, NotebookPen, Quote, Text } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, DropIndicator, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import type { BriefItem } from '../../core/model/brief';
import type { Id } from '../../core/model/id';
import { dropItems, type ItemMove } from './moveItems';
import { ITEM_NAMES, itemSummary } from './itemSummary';
import styles from './Outline.module.css';

export type OutlineProps = {
  items: readonly BriefItem[];
  /** Texts of notes by id, as far as they are known. */
  notes: ReadonlyMap<Id, string>;
  chosen: ReadonlySet<Id>;
  onChoose: (chosen: ReadonlySet<Id>) => void;
  /** Enter or a double click: go there to write. */
  onOpen: (item: Id) => void;
  onMove: (move: ItemMove) => void;
  onStep: (by: -1 | 1) => void;
  onRemove: () => void;
  canEdit: boolean;
};

const ICONS: Readonly<Record<BriefItem['kind'], ReactNode>> = {
  heading: <HeadingIcon aria-hidden />,
  prose: <Text aria-hidden />,
  quotation: <Quote aria-hidden />,
  note: <NotebookPen aria-hidden />,
};

/** The brief's items in a line each, in order: chosen with arrows, moved by dragging or with Alt and arrows. */
export function Outline(props: OutlineProps) {
  const { items, notes, chosen, onChoose, onOpen, onMove, onStep, onRemove, canEdit } = props;
  const order = items.map(({ id }) => id);
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled: !canEdit,
    getItems: (keys) =>
      items
        .filter(({ id }) => keys.has(id))
        .map((item) => ({ 'text/plain': item.kind === 'quotation' ? item.anchor.quote : summary(item) })),
    onReorder: ({ keys, target }) => {
      if (target.dropPosition === 'on') return;
      const move = dropItems(order, new Set([...keys].map(String)), String(target.key), target.dropPosition);
      if (move) onMove(move);
    },
    renderDropIndicator: (target) => <DropIndicator target={target} className={styles.drop!} />,
  });
  const summary = (item: BriefItem): string =>
    itemSummary(item, item.kind === 'note' ? notes.get(item.note) : undefined);

  return (
    <div
      className={styles.outline}
      onKeyDownCapture={(event) => {
        const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
        if (event.altKey && by !== null) {
          // The list would take the arrow for a walk through its rows.
          event.preventDefault();
          event.stopPropagation();
          onStep(by);
        } else if ((event.key === 'Delete' || event.key === 'Backspace') && canEdit) {
          event.preventDefault();
          event.stopPropagation();
          onRemove();
        }
      }}
    >
      <GridList
        className={styles.list!}
        aria-label="Outline"
        items={items}
        dependencies={[notes]}
        selectionMode="multiple"
        selectionBehavior="replace"
        selectedKeys={chosen}
        onSelectionChange={(keys) => onChoose(keys === 'all' ? new Set(order) : (keys as Set<Id>))}
        onAction={(key) => onOpen(String(key))}
        dragAndDropHooks={dragAndDropHooks}
        renderEmptyState={() => <p className={styles.empty}>What you add stands here in order.</p>}
      >
        {(item) => (
          <GridListItem
            id={item.id}
            textValue={`${ITEM_NAMES[item.kind]}: ${summary(item)}`}
            className={styles.row!}
            data-kind={item.kind}
            data-level={item.kind === 'heading' ? item.level : undefined}
          >
            <Button
              slot="drag"
              className={styles.grip!}
              aria-label={`Drag ${ITEM_NAMES[item.kind].toLowerCase()}`}
            >
              <GripVertical aria-hidden />
            </Button>
            <span className={styles.kind}>{ICONS[item.kind]}</span>
            <span className={styles.words}>{summary(item)}</span>
          </GridListItem>
        )}
      </GridList>
    </div>
  );
}
