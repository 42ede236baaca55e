import type { ImportOutcome, ImportProgress, ImportReport, ImportSource } from '../../core/api/contract';
import { MOST_TOGETHER, type UploadFate } from '../../core/api/uploadsTogether';
import { AppError, type ErrorCode } from '../../core/model/appError';
import { newId } from '../../core/model/id';
import { breather } from '../app/breath';
import type { IncomingFile } from '../app/incomingFiles';

/** The two doors an import goes through: bytes first, then the call that reads them. */
export type ImportDoors = {
  upload(file: File, signal: AbortSignal): Promise<{ upload: string }>;
  /** Small files at once; for each, in order, what became of it. Where it rejects each is sent alone. */
  uploadTogether?(files: readonly File[], signal: AbortSignal): Promise<UploadFate[]>;
  /** `run` names the whole import, which is one step of the history however many calls it takes. */
  run(
    sources: ImportSource[],
    run: string,
    options: { signal: AbortSignal; onProgress: (progress: ImportProgress) => void },
  ): Promise<ImportReport>;
};

export type ImportOptions = {
  /** Stops after what is under way. */
  signal: AbortSignal;
  /** How many of all files are finished, and the one being read. */
  onProgress: (progress: ImportProgress) => void;
  /** Files to one `imports.run`; left out, as many as are read in about the time of `BATCH`. */
  batchFiles?: number;
  batchBytes?: number;
  /** Names the import; a new name where it is left out. */
  run?: string;
  /** Resolves when the next file may be sent and the next batch read: an import that pauses waits here. */
  mayGoOn?: () => Promise<void>;
};

/**
 * Files to one `imports.run`, at first and later. Each has a question and an answer of its own, in which the service waits; and
 * whoever pauses waits for its end, so that it takes no longer than so many milliseconds where files take long.
 */
const BATCH = { first: 50, fewest: 10, most: 400, milliseconds: 1_500 };

const UPLOADS_AT_ONCE = 3;
/** Files up to this many bytes are sent together, so many at once: few enough that a pause is soon kept. */
const SMALL_FILE = 64 * 1024;
const FILES_TOGETHER = 25;

/** Failures that every other file would meet too: going on would only repeat them. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'no-library-open',
  'read-only',
  'disk-full',
  'disk-failed',
  'connection-lost',
  'library-damaged',
  'permission',
]);

/**
 * Imports any number of files in batches, sending the next while one is read, so that progress is seen, stopping is quick
 * and no request grows with the number of files. Never rejects: every file that was touched is in the report, in the order
 * given; one that fails never stops the others.
 */
export async function importFiles(
  files: readonly IncomingFile[],
  doors: ImportDoors,
  options: ImportOptions,
): Promise<ImportReport> {
  const { signal, onProgress, batchFiles, batchBytes = 32 * 1024 * 1024 } = options;
  const { run = newId(), mayGoOn = () => Promise.resolve() } = options;
  let size = batchFiles ?? BATCH.first;
  const batches = divide(files, () => size, batchBytes);
  const outcomes: ImportOutcome[] = [];
  let sending: Promise<Sent[]> | null = null;
  let hopeless: AppError | null = null;
  /** Files, while an archive has an outcome for each file in it. */
  let done = 0;

  let following = await batches.next();
  while (!following.done) {
    const batch = following.value;
    following = await batches.next();
    if (signal.aborted) break;
    if (hopeless) {
      outcomes.push(...batch.map((file) => failed(file, hopeless!)));
      done += batch.length;
      continue;
    }
    sending ??= send(batch, doors, signal, mayGoOn);
    const sent = await sending;
    sending = following.done ? null : send(following.value, doors, signal, mayGoOn);
    await mayGoOn();
    // Asked again, since it may have been stopped during the wait.
    if (hasAborted(signal)) break;

    const good = sent.filter((one): one is Arrived => one.upload !== null);
    const before = done;
    done += sent.length - good.length;
    const since = performance.now();
    const read = await readBatch(good, run, doors, signal, (progress) => {
      // The service counts what comes out of archives too; a bar never goes back.
      const share = good.length * Math.min(1, progress.done / Math.max(1, progress.total));
      done = Math.max(done, before + sent.length - good.length + Math.floor(share));
      onProgress({ done, total: files.length, current: progress.current });
    });
    if (batchFiles === undefined) size = batchAfter(size, good.length, performance.now() - since);
    if (read.error && HOPELESS.has(read.error.code)) hopeless = read.error;
    for (const one of sent) {
      if (one.upload === null) outcomes.push(failed(one.file, one.error));
      else if (read.error) outcomes.push(failed(one.file, read.error));
      // A file without an outcome was not reached before the stop; an archive has one for each file in it.
      else outcomes.push(...read.outcomes.filter((_, index) => read.files[index] === one.file));
    }
    // Stopped in the middle, how far it came is in the report.
    if (!hasAborted(signal)) done = before + sent.length;
    onProgress({ done, total: files.length, current: '' });
  }
  // Bytes sent ahead for a batch that is not read any more are thrown away by the service.
  await sending?.catch(() => undefined);
  return {
    imported: outcomes.filter((outcome) => outcome.status === 'imported').length,
    duplicates: outcomes.filter((outcome) => outcome.status === 'duplicate').length,
    failed: outcomes.filter((outcome) => outcome.status === 'failed').length,
    cancelled: signal.aborted,
    outcomes,
  };
}

/** How many files go to one call after one of `size` in which `files` took so many milliseconds: never more than twice as many. */
export function batchAfter(size: number, files: number, milliseconds: number): number {
  if (files === 0) return size;
  const wanted = Math.round((files * BATCH.milliseconds) / Math.max(1, milliseconds));
  return Math.max(BATCH.fewest, Math.min(wanted, 2 * size, BATCH.most));
}

/**
 * Files in their order, cut so that no part has too many of them or too many bytes (one large file is a part alone). Cut
 * as they are asked for: the size of a chosen file is asked of the disk, and the window waits for it, so that it does
 * something else after each few.
 */
async function* divide(
  files: readonly IncomingFile[],
  maxFiles: () => number,
  maxBytes: number,
): AsyncGenerator<IncomingFile[], undefined> {
  let batch: IncomingFile[] = [];
  let bytes = 0;
  const rest = breather();
  for (const file of files) {
    await rest();
    const { size } = file.file;
    if (batch.length > 0 && (batch.length >= maxFiles() || bytes + size > maxBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

type Arrived = { readonly file: IncomingFile; readonly upload: string };
type Sent = Arrived | { readonly file: IncomingFile; readonly upload: null; readonly error: AppError };

/** Sends a batch, a few requests at once; small files that follow each other share one. Never rejects. */
async function send(
  batch: readonly IncomingFile[],
  doors: ImportDoors,
  signal: AbortSignal,
  mayGoOn: () => Promise<void>,
): Promise<Sent[]> {
  const parcels = doors.uploadTogether ? parcelled(batch) : batch.map((file) => [file]);
  const sent: Sent[][] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < parcels.length && !signal.aborted; index = next++) {
      await mayGoOn();
      if (hasAborted(signal)) return;
      sent[index] = await sendParcel(parcels[index]!, doors, signal, mayGoOn);
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, work));
  return sent.flat();
}

async function sendParcel(
  parcel: readonly IncomingFile[],
  doors: ImportDoors,
  signal: AbortSignal,
  mayGoOn: () => Promise<void>,
): Promise<Sent[]> {
  const fates =
    parcel.length > 1 &&
    (await doors.uploadTogether!(
      parcel.map(({ file }) => file),
      signal,
    ).catch(() => null));
  const sent: Sent[] = [];
  for (const [index, file] of parcel.entries()) {
    const fate = fates ? fates[index] : undefined;
    if (fate) {
      if ('upload' in fate) sent.push({ file, upload: fate.upload });
      else sent.push({ file, upload: null, error: AppError.fromValue(fate.error) });
      continue;
    }
    if (sent.length > 0) await mayGoOn();
    if (hasAborted(signal)) break;
    try {
      sent.push({ file, upload: (await doors.upload(file.file, signal)).upload });
    } catch (thrown) {
      sent.push({ file, upload: null, error: unreadable(file, thrown) });
    }
  }
  return sent;
}

/** What is sent in one request each: a file, or several small ones in a row. */
function parcelled(files: readonly IncomingFile[]): IncomingFile[][] {
  const parcels: IncomingFile[][] = [];
  let open: IncomingFile[] | null = null;
  let bytes = 0;
  for (const file of files) {
    const { size } = file.file;
    if (size > SMALL_FILE) open = null;
    if (open && open.length < FILES_TOGETHER && bytes + size <= MOST_TOGETHER) {
      open.push(file);
      bytes += size;
      continue;
    }
    const parcel = [file];
    parcels.push(parcel);
    open = size > SMALL_FILE ? null : parcel;
    bytes = size;
  }
  return parcels;
}

/** What the service answered, and for each outcome the file it is of. */
type Answered = {
  readonly outcomes: readonly ImportOutcome[];
  readonly files: readonly (IncomingFile | undefined)[];
  readonly error: AppError | null;
};

async function readBatch(
  sent: readonly Arrived[],
  run: string,
  doors: ImportDoors,
  signal: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
): Promise<Answered> {
  if (sent.length === 0) return { outcomes: [], files: [], error: null };
  try {
    const sources = sent.map(({ upload }): ImportSource => ({ kind: 'upload', upload }));
    const report = await doors.run(sources, run, { signal, onProgress });
    // The service knows a file by its bare name; the user gave it with its folders.
    return {
      outcomes: report.outcomes.map((outcome, index) => ({
        ...outcome,
        path: withFolders(outcome.path, sent[outcome.source ?? index]?.file.path),
      })),
      files: report.outcomes.map(({ source }, index) => sent[source ?? index]?.file),
      error: null,
    };
  } catch (thrown) {
    const error = AppError.from(thrown);
    return { outcomes: [], files: [], error: error.code === 'cancelled' ? null : error };
  }
}

/**
 * `case.zip/letters/1.txt` below the folders that `case.zip` was given with: `given` is the file the outcome came out of, as
 * the user knows it, of which the service knows the end.
 */
export function withFolders(path: string, given: string | undefined): string {
  if (given === undefined) return path;
  const parts = given.split('/');
  for (let from = 0; from < parts.length; from += 1) {
    const known = parts.slice(from).join('/');
    if (path === known || path.startsWith(`${known}/`)) return given + path.slice(known.length);
  }
  return given;
}

/** The line of a file that did not get in. */
export function failed(file: Pick<IncomingFile, 'path'>, error: AppError): ImportOutcome {
  return {
    path: file.path,
    status: 'failed',
    id: null,
    title: null,
    words: null,
    remark: null,
    error: error.toValue(),
  };
}

/** A file that went away between choosing and reading is the user's news, not a fault of the product. */
export function unreadable(file: Pick<IncomingFile, 'path'>, thrown: unknown): AppError {
  if (thrown instanceof DOMException && thrown.name !== 'AbortError') {
    return new AppError(
      'file-unreadable',
      `${file.path} cannot be read any more.`,
      'See whether it was moved or changed, then add it again.',
      { cause: thrown },
    );
  }
  return AppError.from(thrown);
}

const hasAborted = (signal: AbortSignal): boolean => signal.aborted;
