import { create } from 'zustand';
import type {
  Client,
  ImportOptions,
  ImportOutcome,
  ImportProgress,
  ImportReport,
  ImportSource,
  InterruptedImport,
} from '../../core/api/contract';
import type { ErrorCode } from '../../core/model/appError';
import { newId } from '../../core/model/id';
import { counted, writtenNumber } from '../../core/text/writtenNumber';
import { takeFiles, type IncomingFile } from '../app/incomingFiles';
import { goTo } from '../app/navigation';
import { showError, showMessage } from '../app/messages';
import { act, uploadBytes, uploadTogether, type Act } from '../app/session';
import { failed, importFiles, unreadable, withFolders } from './importFiles';
import { PauseGate } from './pauseGate';
import { joined, withOutcomes, type ToldReport } from './importReport';

/** The import under way, for the bar; null while there is none. */
export type RunningImport = {
  readonly done: number;
  readonly total: number;
  readonly current: string;
  /** When it would have begun had it never paused. */
  readonly startedAt: number;
  readonly stopping: boolean;
  /** Since when it has paused; null while it goes on. */
  readonly pausedAt: number | null;
  readonly stop: () => void;
  readonly pause: () => void;
  readonly goOn: () => void;
};

type Desk = {
  readonly running: RunningImport | null;
  /** What became of the last import. */
  readonly report: ToldReport | null;
  readonly isReportOpen: boolean;
  /** An import that was cut off and waits for its files to be given again. */
  readonly interrupted: InterruptedImport | null;
  readonly isResumeOpen: boolean;
  /** When somebody last gave something to be imported, as `performance.now`. */
  readonly askedAt: number;
};

export const useImportDesk = create<Desk>(() => ({
  running: null,
  report: null,
  isReportOpen: false,
  interrupted: null,
  isResumeOpen: false,
  askedAt: -Infinity,
}));

/** Files of the last import that failed, by their paths: what another try begins with. */
const failedFiles = new Map<string, IncomingFile>();

export function openReport(): void {
  useImportDesk.setState({ isReportOpen: true });
}

export function closeReport(): void {
  useImportDesk.setState({ isReportOpen: false });
}

/** Imports all that waits; what comes while one import runs follows it. */
export async function importWaiting(client: Client): Promise<void> {
  if (useImportDesk.getState().running) return;
  const { files: given, leftovers } = takeFiles();
  const files = stillMissing(given);
  if (files.length === 0) return;
  const report = await runImport(client, files);
  failedFiles.clear();
  const failed = new Set(report.outcomes.filter(({ status }) => status === 'failed').map(({ path }) => path));
  for (const file of files) if (failed.has(file.path)) failedFiles.set(file.path, file);
  useImportDesk.setState({ running: null });
  takeReport(client, { ...report, leftovers });
  tell(report);
  tellHeld(client);
  await importWaiting(client);
}

/** Shows a report as the last one; files that the one before kept for another try are let go. */
function takeReport(client: Client, report: ToldReport): void {
  const before = useImportDesk.getState().report;
  const retries = before?.outcomes.flatMap(({ retry }) => retry ?? []) ?? [];
  if (retries.length > 0) void client.call('imports.forget', { retries }).catch(() => undefined);
  useImportDesk.setState({ report });
}

/** Of files given to go on with an interrupted import those that it had not reached; else all. */
function stillMissing(files: readonly IncomingFile[]): readonly IncomingFile[] {
  const { interrupted, isResumeOpen } = useImportDesk.getState();
  if (interrupted === null || !isResumeOpen || files.length === 0) return files;
  const wanted = wantedOf(interrupted.missing, files);
  if (wanted.length === 0) {
    showMessage({
      kind: 'error',
      text: 'None of these files is one that the import had still to bring in.',
      next: 'Choose the folder or the files that were imported then.',
    });
    return [];
  }
  const left = interrupted.missing.length - wanted.length;
  if (left > 0) {
    showMessage({
      kind: 'error',
      text: `${counted(left, 'missing file was', 'missing files were')} not among those chosen.`,
      next: 'Add them like any others.',
    });
  }
  useImportDesk.setState({ isResumeOpen: false, interrupted: null });
  void act('importLog.end', { run: interrupted.run });
  return wanted;
}

/** The files that `missing` names: by their paths, else by their names where they were given without their folders. */
function wantedOf(missing: readonly string[], files: readonly IncomingFile[]): readonly IncomingFile[] {
  const keys = new Set(missing);
  const wanted = files.filter((file) => keys.has(file.path));
  if (wanted.length > 0) return wanted;
  const names = new Set(missing.map(nameOf));
  return files.filter((file) => names.has(nameOf(file.path)));
}

const nameOf = (path: string): string => path.split('/').at(-1)!;

/** Looks whether an import of this library was cut off, and says so. */
export async function askForInterrupted(client: Client): Promise<void> {
  const interrupted = await client.call('importLog.interrupted', {}).catch(() => null);
  useImportDesk.setState({ interrupted, isResumeOpen: false });
  if (interrupted === null) return;
  const { missing, total } = interrupted;
  showMessage({
    kind: 'info',
    text: `An import was cut off: ${writtenNumber(missing.length)} of ${counted(total, 'file is', 'files are')} missing.`,
    action: { label: 'Go on…', run: openResume },
  });
}

export function openResume(): void {
  useImportDesk.setState({ isResumeOpen: true });
}

/** Nobody wants the interrupted import to go on. */
export function forgetInterrupted(): void {
  const { interrupted } = useImportDesk.getState();
  useImportDesk.setState({ interrupted: null, isResumeOpen: false });
  if (interrupted) void act('importLog.end', { run: interrupted.run });
}

/** Begins the bar of an import; gives its signal and its gate. */
function beginRunning(total: number, current: string): { signal: AbortSignal; gate: PauseGate } {
  const controller = new AbortController();
  const gate = new PauseGate();
  const change = (changes: (running: RunningImport) => Partial<RunningImport>): void =>
    useImportDesk.setState(({ running }) => ({ running: running && { ...running, ...changes(running) } }));
  const running: RunningImport = {
    done: 0,
    total,
    current,
    startedAt: performance.now(),
    stopping: false,
    pausedAt: null,
    stop: () => {
      controller.abort();
      gate.open();
      change(() => ({ stopping: true, pausedAt: null }));
    },
    pause: () => {
      gate.shut();
      change(() => ({ pausedAt: performance.now() }));
    },
    goOn: () => {
      gate.open();
      change(({ startedAt, pausedAt }) => ({
        startedAt: startedAt + (pausedAt === null ? 0 : performance.now() - pausedAt),
        pausedAt: null,
      }));
    },
  };
  useImportDesk.setState({ running, isReportOpen: false, askedAt: performance.now() });
  return { signal: controller.signal, gate };
}

async function runImport(client: Client, files: readonly IncomingFile[]): Promise<ImportReport> {
  const { signal, gate } = beginRunning(files.length, '');
  const run = newId();
  const log = new AbortController();
  let noted = 0;
  void client
    .call('importLog.begin', { run, files: files.map(({ path }) => path) }, { signal: log.signal })
    .catch(() => undefined);
  try {
    return await importFiles(
      files,
      {
        upload: uploadBytes,
        uploadTogether,
        run: (sources, name, options) => client.call('imports.run', { sources, run: name }, options),
      },
      {
        signal,
        run,
        mayGoOn: gate.passed,
        onProgress: (progress) => {
          useImportDesk.setState(({ running }) => ({ running: running && { ...running, ...progress } }));
          // The end of a batch: what comes before is in the library or in the report.
          if (progress.current !== '' || progress.done === noted) return;
          noted = progress.done;
          void client.call('importLog.advance', { run, done: progress.done }).catch(() => undefined);
        },
      },
    );
  } finally {
    // It ended, or it was stopped by hand; either way nobody need go on with it.
    await client.call('importLog.end', { run }).catch(() => undefined);
    log.abort();
  }
}

/**
 * Tries files of the last report again, with what was chosen for them. The report then says what became of them now. Does
 * nothing while an import runs.
 */
export async function tryAgain(
  client: Client,
  outcomes: readonly ImportOutcome[],
  options?: ImportOptions,
): Promise<void> {
  const { report, running } = useImportDesk.getState();
  if (report === null || running !== null) return;
  const again = outcomes.filter(canBeTriedAgain);
  if (again.length === 0) return;
  const { signal } = beginRunning(again.length, again[0]!.path);
  useImportDesk.setState({ isReportOpen: true });
  try {
    const sources: ImportSource[] = [];
    /** The outcome that each source is another try of. */
    const tried: ImportOutcome[] = [];
    const outcomes: ImportOutcome[] = [];
    for (const [source, outcome] of again.entries()) {
      try {
        const upload =
          outcome.retry ?? (await uploadBytes(failedFiles.get(outcome.path)!.file, signal)).upload;
        sources.push({ kind: 'upload', upload, ...(options && { options }) });
        tried.push(outcome);
      } catch (thrown) {
        if (signal.aborted) throw thrown;
        outcomes.push({ ...failed(outcome, unreadable(outcome, thrown)), source });
      }
    }
    const onProgress = (progress: ImportProgress): void =>
      useImportDesk.setState((state) => ({ running: state.running && { ...state.running, ...progress } }));
    const answer =
      sources.length === 0 ? null : await client.call('imports.run', { sources }, { signal, onProgress });
    for (const [index, outcome] of (answer?.outcomes ?? []).entries()) {
      const of = tried[outcome.source ?? index];
      if (of === undefined) continue;
      const path = withFolders(outcome.path, of.path);
      if (outcome.status !== 'failed') failedFiles.delete(of.path);
      outcomes.push({ ...outcome, path, source: again.indexOf(of) });
    }
    useImportDesk.setState({ report: withOutcomes(report, again, outcomes) });
  } catch (thrown) {
    showError(thrown);
  } finally {
    useImportDesk.setState({ running: null });
  }
  tellHeld(client);
  await importWaiting(client);
}

/** What the same bytes would only meet again. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'file-empty',
  'file-binary',
  'file-damaged',
  'file-too-large',
  'format-unsupported',
]);

/** True for a failed file whose bytes are still at hand, and for which another try may end otherwise. */
export function canBeTriedAgain({ status, path, retry, error }: ImportOutcome): boolean {
  if (status !== 'failed') return false;
  return retry !== undefined || (failedFiles.has(path) && error !== null && !FINAL.has(error.code));
}

/** What was copied: its words, and where it was copied from a page the page's own marks. */
export type Pasted = { readonly text: string; readonly html: string | null };

/** Imports what was on the clipboard as a document. Answers whether it is in the library now. */
export async function importPasted(
  client: Client,
  { text, html }: Pasted,
  title: string | null,
  run: Act = act,
): Promise<boolean> {
  useImportDesk.setState({ askedAt: performance.now() });
  const report = await run('imports.run', { sources: [{ kind: 'pasted', text, html, title }] });
  if (!report) return false;
  takeReport(client, report);
  tell(report);
  return report.failed === 0;
}

/** What watched folders brought while an import ran, by folder. */
const held = new Map<string, ImportReport>();

/**
 * Files came from a watched folder: a line. Never the report itself, since nobody had asked for the import just now. What
 * comes while an import runs, or while its report is read, is told afterwards, or added to it.
 */
export function tellWatched(client: Client, folder: string, report: ImportReport): void {
  const { running, isReportOpen, report: before } = useImportDesk.getState();
  if (running) {
    const waiting = held.get(folder);
    held.set(folder, waiting ? joined(waiting, report) : report);
    return;
  }
  // An open report may hold questions that somebody is about to answer.
  const isAsking = before?.outcomes.some(({ retry }) => retry !== undefined) === true;
  if (before && (isReportOpen || isAsking)) useImportDesk.setState({ report: joined(before, report) });
  else takeReport(client, report);
  const name = folder.split(/[\\/]/).filter(Boolean).at(-1) ?? folder;
  tell(report, `From “${name}”: `);
}

function tellHeld(client: Client): void {
  const waiting = [...held];
  held.clear();
  for (const [folder, report] of waiting) tellWatched(client, folder, report);
}

const documents = (count: number): string =>
  count === 1 ? 'one document' : `${writtenNumber(count)} documents`;

/** True while somebody is writing in the window, not in a dialog over it. */
function isWriting(): boolean {
  const { activeElement } = document;
  const field = activeElement?.closest('input, textarea, [contenteditable="true"]') ?? null;
  return field !== null && field.closest('[data-dialog]') === null;
}

/**
 * A clean import gets a line; one with failures opens its report, unless that would break in upon somebody's sentence, or
 * nobody had asked for the import just now (`lead` then says where it comes from).
 */
function tell(report: ImportReport, lead = ''): void {
  const { imported, duplicates, failed, cancelled, outcomes } = report;
  if (failed > 0) {
    if (lead === '' && !isWriting()) openReport();
    else {
      showMessage({
        kind: 'error',
        text: `${lead}${writtenNumber(failed)} of ${writtenNumber(outcomes.length)} files could not be imported.`,
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
    text: `${lead}${text.charAt(0).toUpperCase()}${text.slice(1)}.`,
    action:
      single && single.id !== null
        ? { label: 'Open', run: () => goTo({ view: 'reader', document: single.id! }) }
        : { label: 'Report', run: openReport },
  });
}
