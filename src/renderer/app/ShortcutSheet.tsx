import { Dialog, Kbd } from '../ui';
import { useCommandTable } from './commands';
import styles from './ShortcutSheet.module.css';

/** Every key that does something now, from the command table itself. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const bound = useCommandTable().filter((command) => command.keys !== undefined);
  const groups = [...new Set(bound.map((command) => command.group))];
  return (
    <Dialog title="Keyboard shortcuts" size="large" isOpen onClose={onClose}>
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group} className={styles.group}>
            <h3 className={styles.title}>{group}</h3>
            <dl>
              {bound
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.id} className={styles.row}>
                    <dt>{command.title}</dt>
                    <dd>
                      <Kbd keys={command.keys!} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
