import { Button, ProgressBar } from '../ui';
import type { KeepingProgress } from '../../core/api/contract';
import styles from './KeepingView.module.css';

type RunningWorkProps = {
  /** Words for each stage. */
  stages: Readonly<Record<KeepingProgress['stage'], string>>;
  unit: string;
  running: { readonly progress: KeepingProgress | null; readonly stop: () => void } | null;
};

/** The bar of long work, with the way to stop it; nothing while none is under way. */
export function RunningWork({ stages, unit, running }: RunningWorkProps) {
  if (running === null) return null;
  const { progress, stop } = running;
  return (
    <div className={styles.running} data-long-work>
      <ProgressBar
        label={progress === null ? 'Starting' : stages[progress.stage]}
        value={progress?.done ?? 0}
        total={progress === null || progress.total === 0 ? null : progress.total}
        detail={progress === null ? undefined : unit}
      />
      <Button size="small" onPress={stop}>
        Cancel
      </Button>
    </div>
  );
}
