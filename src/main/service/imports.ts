import { createHash } from 'node:crypto';
import type {
  ImportOutcome,
  ImportProgress,
  ImportReport,
  ParsedInput,
  Service,
} from '../../core/api/contract';
import type { z } from 'zod';
import { AppError, type ErrorCode } from '../../core/model/appError';
import type { Document, DocumentText } from '../../core/model/document';
import { newId, type Id } from '../../core/model/id';
import { PASTED_NAME, pastedPage } from '../import/html/pastedPage';
import type { ParsedSource } from '../import/parsedSource';
import type { ParserPool } from '../import/parserPool';
import { isArchive } from '../import/unpackFile';
import type { Library, RecordChange } from '../library/library';
import { describeDocument } from './describeDocument';
import type { Desk } from './desk';
import { runKey } from './history';
import type { ImportInput } from './importInput';
import { OutletFurniture } from './outletFurniture';
import type { PartOf } from './partOf';
import { ReadAhead, type Taken } from './readAhead';
import { Unpacking } from './unpacking';
import type { Uploads } from './uploads';

type Watch = {
  readonly signal: AbortSignal;
  readonly progress: (value: z.infer<typeof ImportProgress>) => void;
  /** Each file's fate as soon as it is decided. */
  readonly outcome?: (value: Outcome) => void;
  /** Runs of one name that follow each other are one step of the history; null is a run of its own. */
  readonly run?: string | null;
};

/** Most documents in one write: flushing a disk costs the same for one file and for many. */
const BATCH = 32;
/**
 * Files being read and parsed at once: enough to keep every parser process busy; and what waits to be written: above it
 * nothing more is read.
 */
const AHEAD = { atOnce: 4, waiting: 2 * BATCH, bytes: 32 * 1024 * 1024 };

/** What the user can answer with a choice: such a file is kept for another try. */
const ANSWERABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'password-needed',
  'scanned',
  'encoding-unknown',
]);

/** Milliseconds after a run in which the next of the same import may still begin. */
const BETWEEN_RUNS = 400;

/** Brings files into the open library. */
export class Importer {
  readonly #unpacking: Unpacking;
  #running = 0;
  #endedAt = -Infinity;

  constructor(
    private readonly desk: Desk,
    private readonly parsers: ParserPool,
    uploads: Uploads,
  ) {
    this.#unpacking = new Unpacking(parsers, uploads);
  }

  /** Whether files are being brought in, or were a moment ago: what can wait waits then. */
  get isRunning(): boolean {
    return this.#running > 0 || performance.now() - this.#endedAt < BETWEEN_RUNS;
  }

  /**
   * Imports in the order given; a bad file is one line of the report and never stops the rest. The files of an archive and
   * the attachments of a message follow it, each with a line of its own; an archive has one only where something kept its
   * files from coming out. Aborting keeps what was reported and says `cancelled`, and so does closing or replacing the
   * library meanwhile. The run is one step of the history, unless something else was done in between.
   */
  async run(
    inputs: readonly ImportInput[],
    { signal, progress, outcome, run }: Watch,
  ): Promise<z.infer<typeof ImportReport>> {
    const { library } = this.desk;
    if (library.readOnly !== null) {
      throw new AppError('read-only', library.readOnly, 'Open a library that can be written.');
    }
    const step = runKey(run ?? newId());
    const furniture = new OutletFurniture(this.desk, library);
    const outcomes: Outcome[] = [];
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    /** What must be let go in the end, whatever happens. */
    const held = new Set(inputs);
    const read = async (input: ImportInput): Promise<Read> => {
      const found = await this.#read(library, input, either);
      for (const child of found.children) held.add(child);
      return found;
    };
    const ahead = new ReadAhead(inputs, read, AHEAD);
    let cancelled = false;
    this.#running += 1;
    try {
      while (!cancelled && ahead.current !== null && !signal.aborted) {
        progress({ done: ahead.taken, total: ahead.total, current: ahead.current.name });
        const batch = await ahead.take(BATCH);
        const stopped = batch.findIndex(({ read: { error } }) => error?.code === 'cancelled');
        const reads = stopped < 0 ? batch : batch.slice(0, stopped);
        await furniture.meet(
          reads.flatMap(({ read }) => (read.status === 'parsed' ? read.parsed.metadata : [])),
        );
        const fates = await this.desk.inTurn(async () =>
          // What is read for one library must never be written to another.
          this.desk.isUsing(library) ? this.#keep(library, reads, step, furniture) : null,
        );
        cancelled = fates === null || stopped >= 0;
        for (const { input, fate } of fates ?? []) {
          if (fate !== null) {
            outcomes.push(fate);
            outcome?.(fate);
          }
          held.delete(input);
          if (fate?.retry === undefined) await input.done?.();
        }
      }
    } finally {
      this.#running -= 1;
      this.#endedAt = performance.now();
      ended.abort();
      await ahead.stop();
      for (const input of held) await input.done?.();
    }
    if (!cancelled) await furniture.settle(step, signal);
    progress({ done: ahead.taken, total: ahead.total, current: '' });
    return {
      imported: outcomes.filter(({ status }) => status === 'imported').length,
      duplicates: outcomes.filter(({ status }) => status === 'duplicate').length,
      failed: outcomes.filter(({ status }) => status === 'failed').length,
      cancelled: cancelled || ahead.current !== null,
      outcomes,
    };
  }

  async #read(library: Library, input: ImportInput, signal: AbortSignal): Promise<Read> {
    try {
      signal.throwIfAborted();
      const bytes = await input.read();
      if (isArchive(bytes, input.name)) {
        const { files, problem } = await this.#unpacking.archive(input, bytes, signal);
        return { status: 'unpacked', error: problem, children: files, held: 0 };
      }
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      // Known already: not worth reading. Whether it still is when its turn comes is asked again then.
      if (library.withOriginal(sha256) !== null) {
        return { status: 'known', error: null, sha256, children: [], held: 0 };
      }
      const { name, options } = input;
      const parsed = await this.parsers.parse({ name, bytes, options }, signal);
      const message = { id: null };
      const { files, problem } =
        parsed.contains === 0
          ? { files: [], problem: null }
          : await this.#unpacking.attachments(input, bytes, message, signal);
      const children = problem === null ? files : [...files, refused(input, problem)];
      return {
        status: 'parsed',
        error: null,
        bytes,
        sha256,
        parsed,
        message,
        children,
        held: bytes.byteLength,
      };
    } catch (thrown) {
      return { status: 'failed', error: AppError.from(thrown), children: [], held: 0 };
    }
  }

  /** Decides the fate of the files that were read, in order; what is new among them is written together. */
  async #keep(
    library: Library,
    reads: readonly Taken<Read>[],
    step: string,
    furniture: OutletFurniture,
  ): Promise<Settled[]> {
    const fates: Settled[] = [];
    let fresh: Fresh[] = [];
    const write = async (): Promise<void> => {
      fates.push(...(await this.#write(library, fresh, step)));
      fresh = [];
    };
    for (const taken of reads) {
      const { input, read } = taken;
      if (read.status === 'parsed') {
        // A twin may stand in the same batch: then what is there must be written before it can be named.
        if (fresh.some((other) => other.document.original.sha256 === read.sha256)) await write();
        if (library.withOriginal(read.sha256) === null) {
          const { document: described, text } = describeDocument(input, read);
          const document = furniture.fold(described, text);
          read.message.id = document.id;
          const remark = remarkOn(library, fresh, document, taken);
          fresh.push({ taken, bytes: read.bytes, message: read.message, document, text, remark });
          continue;
        }
      }
      await write();
      fates.push({ input, fate: settled(library, taken) });
    }
    await write();
    return fates;
  }

  /** Writes new documents, originals and records in one edit. Each file has a fate of its own. */
  async #write(library: Library, fresh: readonly Fresh[], step: string): Promise<Settled[]> {
    const failures = await this.#put(library, fresh, step);
    return fresh.map((one): Settled => {
      const { taken, document, remark } = one;
      const error = failures.get(one);
      if (error) return { input: taken.input, fate: failed(taken, error) };
      const { id, metadata, words } = document;
      const fate: Outcome = {
        ...lineOf(taken),
        status: 'imported',
        id,
        title: metadata.title,
        words,
        remark,
      };
      return { input: taken.input, fate };
    });
  }

  /** Puts documents in one edit. Where that fails, one by one; gives those that failed. */
  async #put(library: Library, fresh: readonly Fresh[], step: string): Promise<Map<Fresh, AppError>> {
    if (fresh.length === 0) return new Map();
    const changes = fresh.flatMap(({ document, text }): RecordChange[] => [
      { kind: 'text', id: document.id, value: text },
      { kind: 'document', id: document.id, value: document },
    ]);
    const originals = fresh.map(({ document: { id, original }, bytes }) => ({
      id,
      name: original.name,
      bytes,
    }));
    let transaction;
    try {
      transaction = await library.transact('Import', changes, {
        originals,
        step: { kind: 'edit', mergeKey: step },
      });
    } catch (thrown) {
      if (fresh.length === 1) {
        fresh[0]!.message.id = null;
        return new Map([[fresh[0]!, AppError.from(thrown)]]);
      }
      const failures = new Map<Fresh, AppError>();
      for (const one of fresh) {
        // An attachment stays when its message could not be kept.
        const { parent, ...alone } = one.document;
        const orphan =
          parent !== undefined && [...failures.keys()].some(({ document }) => document.id === parent);
        const put = orphan ? { ...one, document: alone } : one;
        for (const [, error] of await this.#put(library, [put], step)) failures.set(one, error);
      }
      return failures;
    }
    this.desk.keep(transaction);
    return new Map();
  }
}

type Outcome = z.infer<typeof ImportOutcome>;

/** What became of an input; an archive whose files came out has no fate of its own. */
type Settled = { readonly input: ImportInput; readonly fate: Outcome | null };

/** A document about to be written. */
type Fresh = {
  readonly taken: Taken<Read>;
  readonly bytes: Uint8Array;
  /** Tells its attachments, when it is one that has any, which document it became. */
  readonly message: { id: Id | null };
  readonly document: Document;
  readonly text: DocumentText;
  readonly remark: string | null;
};

type Read = {
  readonly children: readonly ImportInput[];
  readonly held: number;
} & (
  | {
      readonly status: 'parsed';
      readonly error: null;
      readonly bytes: Uint8Array;
      readonly sha256: string;
      readonly parsed: ParsedSource;
      readonly message: { id: Id | null };
    }
  | { readonly status: 'known'; readonly error: null; readonly sha256: string }
  | { readonly status: 'unpacked'; readonly error: AppError | null }
  | { readonly status: 'failed'; readonly error: AppError }
);

/** What every line of the report begins with. */
const lineOf = ({ input, source }: Taken<Read>) =>
  ({ path: input.path, source, id: null, title: null, words: null, remark: null, error: null }) as const;

function failed(taken: Taken<Read>, error: AppError): Outcome {
  const retry = ANSWERABLE.has(error.code) ? taken.input.keep?.() : undefined;
  return {
    ...lineOf(taken),
    status: 'failed',
    error: error.toValue(),
    ...(retry !== undefined && { retry }),
  };
}

/** The fate of a file that is not to be written; null for an archive whose files came out. */
function settled(library: Library, taken: Taken<Read>): Outcome | null {
  const { input, read } = taken;
  if (read.status === 'unpacked') return read.error && failed(taken, read.error);
  if (read.status === 'failed') return failed(taken, read.error);
  const id = library.withOriginal(read.sha256);
  const twin = id === null ? null : library.summary(id);
  if (!twin) {
    return failed(
      taken,
      new AppError('conflict', `${input.name} was in the library a moment ago.`, 'Import it again.'),
    );
  }
  if (read.status === 'parsed') read.message.id = id;
  const { title, words, trashedAt } = twin;
  const remark =
    trashedAt === null
      ? `The same file is here as “${title}”.`
      : `The same file is in the trash, as “${title}”. Restore it from there.`;
  return { ...lineOf(taken), status: 'duplicate', id, title, words, remark };
}

/** What the report says of a document that is imported: how it was read, and whether its text is here already. */
function remarkOn(
  library: Library,
  fresh: readonly Fresh[],
  { textSha256 }: Document,
  { input, read }: Taken<Read>,
): string | null {
  const parsed = read.status === 'parsed' ? read.parsed.remark : null;
  const reading = [input.origin?.remark, parsed].filter(Boolean).join('; ');
  const known = library
    .withText(textSha256)
    .map((id) => library.summary(id))
    .find((entry) => entry?.trashedAt === null);
  const title =
    known?.title ?? fresh.find(({ document }) => document.textSha256 === textSha256)?.document.metadata.title;
  const same = title === undefined ? '' : `The same text as “${title}”.`;
  if (reading === '' || same === '') return reading + same || null;
  return `${reading}. ${same}`;
}

/** A line of the report for what did not come out of a message. */
function refused({ path, name }: ImportInput, error: AppError): ImportInput {
  return { path: `${path}/attachments`, name, read: () => Promise.reject(error) };
}

/** The contract's door to the importer: uploads and pasted text. */
export function importCalls(importer: Importer, uploads: Uploads): PartOf<Service, 'imports'> {
  const input = (source: ParsedInput<'imports.run'>['sources'][number]): ImportInput => {
    if (source.kind === 'upload') {
      return uploads.take(source.upload, source.options && { options: source.options });
    }
    const given = (source.title ?? '').replace(/\s+/g, ' ').trim();
    const title = given === '' ? undefined : given;
    const page = source.html === null || source.html === undefined ? null : pastedPage(source.html);
    const bytes = page ?? new TextEncoder().encode(source.text);
    const name = pastedName(title, page !== null);
    return { path: name, name, title, read: () => Promise.resolve(bytes) };
  };
  return {
    'imports.run': ({ sources, run }, context) => importer.run(sources.map(input), { ...context, run }),
    'imports.forget': async ({ retries }) => {
      await uploads.forget(retries);
      return null;
    },
  };
}

/** What to call a document from the clipboard: as it was named, as far as that can be the name of a file. */
function pastedName(title: string | undefined, isPage: boolean): string {
  const called = (title ?? '')
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 80);
  if (isPage) return called === '' ? PASTED_NAME : `${called}.html`;
  return `${called || 'Pasted text'}.txt`;
}
