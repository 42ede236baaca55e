import { SlidersHorizontal } from 'lucide-react';
import { NoiseKind } from '../../core/model/comparison';
import { writtenNumber } from '../../core/text/writtenNumber';
import { Button, Checkbox, Popover } from '../ui';
import { changeCompareSettings, setIgnored, toggleIgnore, useCompareSettings } from './compareSettings';
import styles from './NoiseDial.module.css';

export type NoiseDialProps = {
  /** How many changes each kind would take away by itself. */
  noise: Readonly<Record<NoiseKind, number>>;
  /** Changes not shown because of what is ignored now. */
  hidden: number;
};

/** What is not to count as a change, each with what it would take away, so that nothing is hidden unsaid. */
export function NoiseDial({ noise, hidden }: NoiseDialProps) {
  const { ignore, skipFurniture } = useCompareSettings();
  return (
    <Popover
      label="What is not a change"
      placement="bottom end"
      className={styles.dial}
      trigger={
        <Button variant="quiet" size="small" icon={<SlidersHorizontal aria-hidden />}>
          Ignore{ignore.length > 0 && ` ${ignore.length}`}
          <span className={styles.hidden}>{hidden > 0 && `${writtenNumber(hidden)} hidden`}</span>
        </Button>
      }
    >
      <p className={styles.head}>Do not show as changes</p>
      {NoiseKind.options.map((kind) => (
        <div key={kind} className={styles.kind}>
          <Checkbox isSelected={ignore.includes(kind)} onChange={() => toggleIgnore(kind)}>
            <span className={styles.name}>{NAMES[kind].name}</span>
            <span className={styles.example}>{NAMES[kind].example}</span>
            <span className={styles.count}>{writtenNumber(noise[kind])}</span>
          </Checkbox>
        </div>
      ))}
      <div className={styles.all}>
        <Button
          variant="plain"
          size="small"
          isDisabled={ignore.length === NoiseKind.options.length}
          onPress={() => setIgnored(NoiseKind.options)}
        >
          Ignore all of these
        </Button>
        <Button variant="plain" size="small" isDisabled={ignore.length === 0} onPress={() => setIgnored([])}>
          Ignore nothing
        </Button>
      </div>
      <div className={styles.furniture}>
        <Checkbox isSelected={skipFurniture} onChange={(on) => changeCompareSettings({ skipFurniture: on })}>
          <span className={styles.name}>Page furniture</span>
          <span className={styles.example}>adverts, share lines, repeats</span>
        </Checkbox>
      </div>
    </Popover>
  );
}

/** What each kind is called in the window, and one example of it. */
export const NAMES: Readonly<Record<NoiseKind, { readonly name: string; readonly example: string }>> = {
  case: { name: 'Case', example: 'Asean, ASEAN' },
  quotes: { name: 'Quotes and dashes', example: '“…”, "…" · –, -' },
  punctuation: { name: 'Punctuation', example: 'all marks' },
  spelling: { name: 'Spelling style', example: 'U.N., UN · -ise, -ize' },
  numerals: { name: 'Numerals', example: 'three, 3' },
  'small-words': { name: 'Small words', example: 'the, of, in' },
};
