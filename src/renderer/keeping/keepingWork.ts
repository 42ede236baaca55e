import { create } from 'zustand';
import type { Input, KeepingProgress, Output } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { call, onEvent } from '../app/session';

type WorkName = 'keeping.backup' | 'keeping.restore' | 'keeping.check' | 'keeping.repair';

/** One kind of long work on the whole library: under way, done, or failed. It goes on while other views are looked at. */
export type Work<M extends WorkName> = {
  readonly running: { readonly progress: KeepingProgress | null; readonly stop: () => void } | null;
  readonly done: Output<M> | null;
  readonly error: AppError | null;
};

const idle = { running: null, done: null, error: null } as const;

function work<M extends WorkName>(name: M) {
  const useWork = create<Work<M>>(() => idle);
  let stopListening = (): void => undefined;
  const start = async (input: Input<M>): Promise<Output<M> | null> => {
    if (useWork.getState().running !== null) return null;
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    // Once another library, or none, is what is seen, what was or will be found out about this one says nothing of it.
    let isOfShown = true as boolean;
    stopListening();
    stopListening = onEvent('library', () => {
      if (name === 'keeping.restore') return;
      isOfShown = false;
      useWork.setState({ done: null, error: null });
    });
    useWork.setState({ running: { progress: null, stop }, done: null, error: null });
    try {
      const done = await call(name, input, {
        signal: controller.signal,
        onProgress: (progress) => useWork.setState({ running: { progress, stop } }),
      });
      useWork.setState({ running: null, done: isOfShown ? done : null, error: null });
      return isOfShown ? done : null;
    } catch (thrown) {
      const error = AppError.from(thrown);
      useWork.setState({ running: null, done: null, error: error.code === 'cancelled' ? null : error });
      return null;
    }
  };
  return { useWork, start, forget: () => useWork.setState(idle) };
}

export const backupWork = work('keeping.backup');
export const restoreWork = work('keeping.restore');
export const checkWork = work('keeping.check');
export const repairWork = work('keeping.repair');
