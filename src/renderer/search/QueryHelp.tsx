import { CircleHelp } from 'lucide-react';
import { IconButton, Popover } from '../ui';
import styles from './QueryHelp.module.css';

const LINES: readonly (readonly [example: string, meaning: string])[] = [
  ['harbour strike', 'both words, anywhere in the document, its notes, comments and tags'],
  ['"night shift"', 'the words side by side, spelt so'],
  ['strike -coal', 'not in documents with the second word; NOT coal is the same'],
  ['sanction*', 'words that begin so'],
  ['title:strike', 'in the title only; also outlet: author: tag: note: lang:'],
  ['tag:"night work"', 'a phrase in one field'],
];

/** What can be written in the search field. */
export function QueryHelp() {
  return (
    <Popover
      label="How to search"
      placement="bottom end"
      trigger={<IconButton label="How to search" icon={<CircleHelp aria-hidden />} />}
    >
      <div className={styles.help}>
        <h2 className={styles.title}>How to search</h2>
        <dl className={styles.lines}>
          {LINES.map(([example, meaning]) => (
            <div key={example} className={styles.line}>
              <dt>
                <code>{example}</code>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <p className={styles.words}>
          Capitals, accents, hyphens and the stops of abbreviations make no difference: Jong-un is Jong Un,
          U.N. is UN. Words of five letters and more are found with a typo too, after the exact ones;
          quotation marks switch that off.
        </p>
      </div>
    </Popover>
  );
}
