import { CircleHelp } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { QUERY_FOLDING, QUERY_HELP } from '../../core/search/queryHelp';
import { IconButton, Popover } from '../ui';
import styles from './QueryHelp.module.css';

export type QueryHelpProps = {
  /** Called with the example that was chosen, once the help is closed; left out, examples are only read. */
  onInsert?: (example: string) => void;
};

/** What can be written in the search field, as examples that put themselves into it. */
export function QueryHelp({ onInsert }: QueryHelpProps) {
  const [isOpen, setOpen] = useState(false);
  const insert = (example: string): void => {
    setOpen(false);
    // The closing help gives the keyboard back to its button first.
    if (onInsert) requestAnimationFrame(() => requestAnimationFrame(() => onInsert(example)));
  };
  return (
    <Popover
      label="How to search"
      placement="bottom end"
      isOpen={isOpen}
      onOpenChange={setOpen}
      className={styles.popover}
      trigger={<IconButton label="How to search" icon={<CircleHelp aria-hidden />} />}
    >
      <div className={styles.help}>
        <h2 className={styles.title}>How to search</h2>
        {onInsert && <p className={styles.hint}>Choose an example to put it into the field.</p>}
        <ul className={styles.lines} onKeyDown={moveByArrows}>
          {QUERY_HELP.map(({ query, meaning }, number) => (
            <li key={query}>
              <button
                type="button"
                className={styles.line}
                disabled={!onInsert}
                autoFocus={number === 0}
                aria-label={`${query}: ${meaning}`}
                onClick={() => insert(query)}
              >
                <code>{query}</code>
                <span className={styles.meaning}>{meaning}</span>
              </button>
            </li>
          ))}
        </ul>
        <p className={styles.words}>{QUERY_FOLDING}</p>
      </div>
    </Popover>
  );
}

function moveByArrows(event: KeyboardEvent<HTMLUListElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === event.target);
  event.preventDefault();
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}
