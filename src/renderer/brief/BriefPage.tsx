import { useEffect } from 'react';
import type { BriefItem } from '../../core/model/brief';
import type { Id } from '../../core/model/id';
import { HeadingItem, NoteItem, ProseItem, QuotationItem } from './BriefItemView';
import { ItemCard } from './ItemCard';
import { ITEM_NAMES } from './itemSummary';
import styles from './BriefPage.module.css';

export type BriefPageProps = {
  items: readonly BriefItem[];
  chosen: ReadonlySet<Id>;
  /** The item to show and give the keyboard to; null once it has it. */
  opened: Id | null;
  onFocus: (item: Id) => void;
  onChange: (item: BriefItem) => Promise<boolean>;
  onStep: (item: Id, by: -1 | 1) => void;
  onRemove: (item: Id) => void;
  canEdit: boolean;
};

/** The brief as it is written: every item in full, edited in place. */
export function BriefPage(props: BriefPageProps) {
  const { items, chosen, opened, onFocus, onChange, onStep, onRemove, canEdit } = props;
  useEffect(() => {
    if (opened === null) return;
    const card = document.getElementById(cardId(opened));
    card?.scrollIntoView({ block: 'nearest' });
    // An item without a field of its own takes the keyboard as a whole.
    if (card && !card.contains(document.activeElement)) card.focus({ preventScroll: true });
  }, [opened]);
  return (
    <div className={styles.items}>
      {items.map((item, index) => (
        <ItemCard
          key={item.id}
          id={cardId(item.id)}
          name={ITEM_NAMES[item.kind]}
          isChosen={chosen.has(item.id)}
          onFocus={() => onFocus(item.id)}
          onStep={(by) => onStep(item.id, by)}
          onRemove={() => onRemove(item.id)}
          canEdit={canEdit}
          isFirst={index === 0}
          isLast={index === items.length - 1}
        >
          <Item item={item} onChange={onChange} canEdit={canEdit} takesFocus={opened === item.id} />
        </ItemCard>
      ))}
    </div>
  );
}

function Item({
  item,
  ...rest
}: {
  item: BriefItem;
  onChange: (item: BriefItem) => Promise<boolean>;
  canEdit: boolean;
  takesFocus: boolean;
}) {
  switch (item.kind) {
    case 'heading':
      return <HeadingItem item={item} {...rest} />;
    case 'prose':
      return <ProseItem item={item} {...rest} />;
    case 'quotation':
      return <QuotationItem item={item} {...rest} />;
    case 'note':
      return <NoteItem item={item} {...rest} />;
  }
}

function cardId(item: Id): string {
  return `brief-item-${item}`;
}
