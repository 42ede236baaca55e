import { useEffect, useRef } from 'react';
import { AppError } from '../../core/model/appError';
import { showError, showMessage } from '../app/messages';
import { exportCsv, type ExportedSearch } from './exportCsv';
import { counted } from './TagHitsDialog';

/** Saves what one search finds, all of it and not only what is listed, as a table. The next one, or leaving, ends it. */
export function useExportFound(): (name: string, search: ExportedSearch) => Promise<void> {
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  return async (name, search) => {
    running.current?.abort();
    const control = (running.current = new AbortController());
    try {
      const { records, complete } = await exportCsv(name, [search], () => undefined, control.signal);
      showMessage({
        kind: 'info',
        text: `Exported ${counted(records, 'place')}.`,
        ...(!complete && { next: 'There were more than one table holds; narrow the search for the rest.' }),
      });
    } catch (thrown) {
      if (AppError.from(thrown).code !== 'cancelled') showError(thrown);
    }
  };
}
