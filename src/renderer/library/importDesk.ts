import { create } from 'zustand';
import type { ImportReport } from '../../core/api/contract';
import { takeFiles, type IncomingFile } from '../app/incomingFiles';
import { goTo } from '../app/navigation';
import { showMessage } from '../app/messages';
import { act, uploadBytes, type Act } from '../app/session';
import type { Client } from '../../core/api/contract';
import { importFiles } from './importFiles';

/** The import under way, for the bar; null while there is none. */
export type RunningImport = {
  readonly done: number;
  readonly total: number;
  readonly current: string;
  readonly startedAt: number;
  readonly stopping: boolean;
  readonly stop: () => void;
};

type Desk = {
  readonly running: RunningImport | null;
  /** What became of the last import. */
  readonly report: ImportReport | null;
  readonly isReportOpen: boolean;
};

export const useImportDesk = create<Desk>(() => ({ running: null, report: null, isReportOpen: false }));

export function openReport(): void {
  useImportDesk.setState({ isReportOpen: true });
}

export function closeReport(): void {
  useImportDesk.setState({ isReportOpen: false });
}

/** Imports all that waits; what comes while one import runs follows it. */
export async function importWaiting(client: Client): Promise<void> {
  if (useImportDesk.getState().running) return;
  const files = takeFiles();
  if (files.length === 0) return;
  const report = await runImport(client, files);
  useImportDesk.setState({ running: null, report });
  tell(report);
  await importWaiting(client);
}

async function runImport(client: Client, files: readonly IncomingFile[]): Promise<ImportReport> {
  const controller = new AbortController();
  const started: RunningImport = {
    done: 0,
    total: files.length,
    current: files[0]!.path,
    startedAt: performance.now(),
    stopping: false,
    stop: () => {
      controller.abort();
      useImportDesk.setState(({ running }) => ({ running: running && { ...running, stopping: true } }));
    },
  };
  useImportDesk.setState({ running: started, isReportOpen: false });
  return importFiles(
    files,
    {
      upload: uploadBytes,
      run: (sources, run, options) => client.call('imports.run', { sources, run }, options),
    },
    {
      signal: controller.signal,
      onProgress: (progress) =>
        useImportDesk.setState(({ running }) => ({ running: running && { ...running, ...progress } })),
    },
  );
}

/** Imports text from the clipboard as a document. Answers whether it is in the library now. */
export async function importPasted(text: string, title: string | null, run: Act = act): Promise<boolean> {
  const report = await run('imports.run', { sources: [{ kind: 'pasted', text, title }] });
  if (!report) return false;
  useImportDesk.setState({ report });
  tell(report);
  return report.failed === 0;
}

const documents = (count: number): string =>
  count === 1 ? 'one document' : `${count.toLocaleString()} documents`;

/** True while somebody is writing in the window, not in a dialog over it. */
function isWriting(): boolean {
  const { activeElement } = document;
  const field = activeElement?.closest('input, textarea, [contenteditable="true"]') ?? null;
  return field !== null && field.closest('[data-dialog]') === null;
}

/** A clean import gets a line; one with failures opens its report, unless that would break in upon somebody's sentence. */
function tell(report: ImportReport): void {
  const { imported, duplicates, failed, cancelled, outcomes } = report;
  if (failed > 0) {
    if (!isWriting()) openReport();
    else {
      showMessage({
        kind: 'error',
        text: `${failed.toLocaleString('en')} of ${outcomes.length.toLocaleString('en')} files could not be imported.`,
        action: { label: 'Report', run: openReport },
      });
    }
    return;
  }
  const single = outcomes.length === 1 ? outcomes[0]! : null;
  const parts = [
    single?.status === 'imported' && single.title !== null
      ? `Imported “${single.title}”`
      : imported > 0
        ? `Imported ${documents(imported)}`
        : duplicates === 0
          ? 'Nothing was imported'
          : null,
    duplicates > 0 ? `${documents(duplicates)} already here` : null,
    cancelled ? 'stopped before the rest' : null,
  ].filter(Boolean);
  const text = parts.join(', ');
  showMessage({
    kind: 'info',
    text: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`,
    action:
      single && single.id !== null
        ? { label: 'Open', run: () => goTo({ view: 'reader', document: single.id! }) }
        : { label: 'Report', run: openReport },
  });
}
