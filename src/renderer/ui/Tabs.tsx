import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import { classes } from './classes';
import styles from './Tabs.module.css';

export type TabsProps<K extends string> = {
  /** Name of the whole row, read aloud. */
  label?: string;
  items: readonly { readonly id: K; readonly label: ReactNode; readonly content: ReactNode }[];
  selected: K;
  onSelect: (id: K) => void;
  className?: string | undefined;
};

/** Several panels in one place, one seen at a time. */
export function Tabs<K extends string>({
  label = 'Panels',
  items,
  selected,
  onSelect,
  className,
}: TabsProps<K>) {
  return (
    <AriaTabs
      className={classes(styles.tabs, className)}
      selectedKey={selected}
      onSelectionChange={(key) => onSelect(key as K)}
    >
      <TabList className={styles.list!} aria-label={label}>
        {items.map((item) => (
          <Tab key={item.id} id={item.id} className={styles.tab!}>
            {item.label}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className={styles.panel!}>
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
