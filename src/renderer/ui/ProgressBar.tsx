import type { ReactNode } from 'react';
import { ProgressBar as AriaProgressBar, Label } from 'react-aria-components';
import { writtenNumber } from '../../core/text/writtenNumber';
import styles from './ProgressBar.module.css';

export type ProgressBarProps = {
  label: string;
  value: number;
  /** Null while nobody knows how much there is. */
  total: number | null;
  /** Beside the count: rate, remaining time. */
  detail?: ReactNode;
};

/** Long work: how far, of how much. */
export function ProgressBar({ label, value, total, detail }: ProgressBarProps) {
  return (
    <AriaProgressBar
      className={styles.progress!}
      value={value}
      maxValue={total ?? 1}
      isIndeterminate={total === null}
      {...(total !== null && { valueLabel: `${writtenNumber(value)} of ${writtenNumber(total)}` })}
    >
      {({ percentage, valueText }) => (
        <>
          <div className={styles.words}>
            <Label className={styles.label}>{label}</Label>
            <span className={styles.count}>{valueText}</span>
            {detail !== undefined && <span className={styles.detail}>{detail}</span>}
          </div>
          <div className={styles.track}>
            <div
              className={styles.fill}
              data-indeterminate={total === null || undefined}
              // Moved, not widened: the browser then need not lay out and paint each frame on the way.
              style={total === null ? { width: '30%' } : { translate: `${(percentage ?? 0) - 100}%` }}
            />
          </div>
        </>
      )}
    </AriaProgressBar>
  );
}
