import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import type { Brief, BriefEdit } from '../../core/model/brief';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import { showMessage } from '../app/messages';
import { useCall, useClient } from '../app/session';

export type BriefEditor = {
  readonly brief: Brief | undefined;
  readonly error: AppError | null;
  /**
   * Resolves when the step is safely on disk. A failure is shown as a message and answers false. A step that goes by where
   * the items are is made when the ones before it are done; null makes none, and answers false.
   */
  readonly edit: (edit: BriefEdit | ((brief: Brief) => BriefEdit | null)) => Promise<boolean>;
  /** Resolves when no step is under way any more, what was typed meanwhile included. */
  readonly settled: () => Promise<void>;
};

/** A brief and the one way to change it: steps go to the library one after the other, in the order they were made. */
export function useBriefEditor(id: Id): BriefEditor {
  const { data, error } = useCall('briefs.get', { id });
  const client = useClient();
  const queries = useQueryClient();
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const edit = useCallback(
    (asked: Parameters<BriefEditor['edit']>[0]): Promise<boolean> => {
      const run = async (): Promise<boolean> => {
        const before = queries.getQueryData<Brief>(['briefs.get', { id }]);
        const step = typeof asked === 'function' ? before && asked(before) : asked;
        if (!step) return false;
        try {
          const after = await client.call('briefs.edit', { id, edit: step });
          // A reading begun before this step must not bring the older brief back.
          void queries.cancelQueries({ queryKey: ['briefs.get', { id }] });
          queries.setQueryData(['briefs.get', { id }], after);
          return true;
        } catch (thrown) {
          const { message, next } = AppError.from(thrown);
          showMessage({ kind: 'error', text: message, next });
          return false;
        }
      };
      const result = last.current.then(run);
      last.current = result;
      return result;
    },
    [client, id, queries],
  );
  const settled = useCallback(async (): Promise<void> => {
    let seen: Promise<unknown>;
    do {
      seen = last.current;
      await seen;
    } while (seen !== last.current);
  }, []);
  return { brief: data, error, edit, settled };
}
