import { keyCaps } from './keys';
import styles from './Kbd.module.css';

/** A shortcut as key caps. `keys` in the notation of the command table (`$mod+k`). */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd className={styles.keys}>
      {keyCaps(keys).map((press, index) => (
        <span key={index} className={styles.press}>
          {press.map((cap) => (
            <span key={cap} className={styles.cap}>
              {cap}
            </span>
          ))}
        </span>
      ))}
    </kbd>
  );
}
