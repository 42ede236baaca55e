import { createHash } from 'node:crypto';
import type {
  ImportOutcome,
  ImportProgress,
  ImportReport,
  ParsedInput,
  Service,
} from '../../core/api/contract';
import type { z } from 'zod';
import { AppError } from '../../core/model/appError';
import type { Document, DocumentText } from '../../core/model/document';
import { newId } from '../../core/model/id';
import { countWords } from '../../core/text/words';
import type { ParsedSource } from '../import/parsedSource';
import type { ParserPool } from '../import/parserPool';
import type { Library, RecordChange } from '../library/library';
import type { Desk } from './desk';
import { runKey } from './history';
import type { ImportInput } from './importInput';
import type { PartOf } from './partOf';
import type { Uploads } from './uploads';

type Watch = {
  readonly signal: AbortSignal;
  readonly progress: (value: z.infer<typeof ImportProgress>) => void;
  /** Each file's fate as soon as it is decided. */
  readonly outcome?: (value: Outcome) => void;
  /** Runs of one name that follow each other are one step of the history; null is a run of its own. */
  readonly run?: string | null;
};

/** Files being read and parsed at once: enough to keep every parser process busy. */
const AT_ONCE = 4;
/** Most documents in one write: flushing a disk costs the same for one file and for many. */
const BATCH = 32;
/** Bytes parsed and waiting to be written; above it nothing more is read. */
const WAITING_BYTES = 32 * 1024 * 1024;

/** Brings files into the open library. */
export class Importer {
  constructor(
    private readonly desk: Desk,
    private readonly parsers: ParserPool,
  ) {}

  /**
   * Imports in the order given; a bad file is one line of the report and never stops the rest. Aborting keeps what was
   * reported and says `cancelled`, and so does closing or replacing the library meanwhile. The run is one step of the
   * history, unless something else was done in between.
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
    const outcomes: Outcome[] = [];
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    const ahead = new ReadAhead(inputs, (input) => this.#read(library, input, either));
    try {
      while (outcomes.length < inputs.length && !signal.aborted) {
        const done = outcomes.length;
        progress({ done, total: inputs.length, current: inputs[done]!.name });
        const batch = await ahead.take(BATCH);
        const stopped = batch.findIndex(
          (read) => read.status === 'failed' && read.error.code === 'cancelled',
        );
        const reads = stopped < 0 ? batch : batch.slice(0, stopped);
        const fates = await this.desk.inTurn(async () =>
          // What is read for one library must never be written to another.
          this.desk.isUsing(library) ? this.#keep(library, inputs.slice(done), reads, step) : null,
        );
        for (const fate of fates ?? []) {
          outcomes.push(fate);
          outcome?.(fate);
        }
        if (fates === null || stopped >= 0) break;
      }
    } finally {
      ended.abort();
      await ahead.stop();
      for (const input of inputs) await input.done?.();
    }
    progress({ done: outcomes.length, total: inputs.length, current: '' });
    return {
      imported: outcomes.filter(({ status }) => status === 'imported').length,
      duplicates: outcomes.filter(({ status }) => status === 'duplicate').length,
      failed: outcomes.filter(({ status }) => status === 'failed').length,
      cancelled: outcomes.length < inputs.length,
      outcomes,
    };
  }

  async #read(library: Library, input: ImportInput, signal: AbortSignal): Promise<Read> {
    try {
      signal.throwIfAborted();
      const bytes = await input.read();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      // Known already: not worth reading. Whether it still is when its turn comes is asked again then.
      if (library.withOriginal(sha256) !== null) return { status: 'known', sha256 };
      const parsed = await this.parsers.parse({ name: input.name, bytes }, signal);
      return { status: 'parsed', bytes, sha256, parsed };
    } catch (thrown) {
      return { status: 'failed', error: AppError.from(thrown) };
    }
  }

  /** Decides the fate of the files that were read, in order; what is new among them is written together. */
  async #keep(
    library: Library,
    inputs: readonly ImportInput[],
    reads: readonly Read[],
    step: string,
  ): Promise<Outcome[]> {
    const fates: Outcome[] = [];
    let fresh: Fresh[] = [];
    const write = async (): Promise<void> => {
      fates.push(...(await this.#write(library, fresh, step)));
      fresh = [];
    };
    for (const [index, read] of reads.entries()) {
      const input = inputs[index]!;
      if (read.status === 'parsed') {
        // A twin may stand in the same batch: then what is there must be written before it can be named.
        if (fresh.some((other) => other.document.original.sha256 === read.sha256)) await write();
        if (library.withOriginal(read.sha256) === null) {
          fresh.push(describeDocument(input, read));
          continue;
        }
      }
      await write();
      fates.push(settled(library, input, read));
    }
    await write();
    return fates;
  }

  /** Writes new documents, originals and records in one edit. Each file has a fate of its own. */
  async #write(library: Library, fresh: readonly Fresh[], step: string): Promise<Outcome[]> {
    const failures = await this.#put(library, fresh, step);
    return fresh.map((one) => {
      const error = failures.get(one);
      if (error) return failed(one.input, error);
      const { id, metadata, words } = one.document;
      const { path } = one.input;
      return { path, status: 'imported', id, title: metadata.title, words, remark: one.remark, error: null };
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
      if (fresh.length === 1) return new Map([[fresh[0]!, AppError.from(thrown)]]);
      const failures = new Map<Fresh, AppError>();
      for (const one of fresh) {
        for (const [failing, error] of await this.#put(library, [one], step)) failures.set(failing, error);
      }
      return failures;
    }
    this.desk.keep(transaction);
    return new Map();
  }
}

/** The fate of a file that is not to be written. */
function settled(library: Library, input: ImportInput, read: Read): Outcome {
  if (read.status === 'failed') return failed(input, read.error);
  const id = library.withOriginal(read.sha256);
  const twin = id === null ? null : library.summary(id);
  if (!twin) {
    return failed(
      input,
      new AppError('conflict', `${input.name} was in the library a moment ago.`, 'Import it again.'),
    );
  }
  const { title, words, trashedAt } = twin;
  const remark =
    trashedAt === null
      ? 'The library already has this file.'
      : 'The library already has this file, in the trash.';
  return { path: input.path, status: 'duplicate', id, title, words, remark, error: null };
}

/** The contract's door to the importer: uploads and pasted text. */
export function importCalls(importer: Importer, uploads: Uploads): PartOf<Service, 'imports'> {
  const input = (source: ParsedInput<'imports.run'>['sources'][number]): ImportInput => {
    if (source.kind === 'upload') return uploads.take(source.upload);
    const given = (source.title ?? '').replace(/\s+/g, ' ').trim();
    const title = given === '' ? undefined : given;
    const name = `${
      (title ?? 'Pasted text')
        .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
        .trim()
        .slice(0, 80) || 'Pasted text'
    }.txt`;
    return { path: name, name, title, read: () => Promise.resolve(new TextEncoder().encode(source.text)) };
  };
  return {
    'imports.run': ({ sources, run }, context) => importer.run(sources.map(input), { ...context, run }),
  };
}

/** Reads inputs before their turn, within bounds, and hands them out in order. */
class ReadAhead {
  readonly #slots: { read: Read | null; promise: Promise<Read> }[] = [];
  #next = 0;
  #reading = 0;
  #stopped = false;

  constructor(
    private readonly inputs: readonly ImportInput[],
    private readonly read: (input: ImportInput) => Promise<Read>,
  ) {
    this.#fill();
  }

  /** The next one as soon as it is there, with those after it that are there too, `most` at the most. */
  async take(most: number): Promise<Read[]> {
    this.#fill();
    const first = this.#slots[0];
    if (!first) return [];
    await first.promise;
    const open = this.#slots.findIndex((slot) => slot.read === null);
    const count = Math.min(most, open < 0 ? this.#slots.length : open);
    const taken = this.#slots.splice(0, count).flatMap(({ read }) => read ?? []);
    this.#fill();
    return taken;
  }

  /** Starts nothing more and waits for what was begun. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#slots.map(({ promise }) => promise));
  }

  #fill(): void {
    while (!this.#stopped && this.#next < this.inputs.length && this.#reading < AT_ONCE && this.#hasRoom()) {
      this.#reading += 1;
      const slot = { read: null as Read | null, promise: this.read(this.inputs[this.#next++]!) };
      this.#slots.push(slot);
      void slot.promise.then((read) => {
        slot.read = read;
        this.#reading -= 1;
        this.#fill();
      });
    }
  }

  #hasRoom(): boolean {
    const bytes = this.#slots.reduce(
      (sum, { read }) => sum + (read?.status === 'parsed' ? read.bytes.byteLength : 0),
      0,
    );
    return this.#slots.length < 2 * BATCH && bytes < WAITING_BYTES;
  }
}

type Outcome = z.infer<typeof ImportOutcome>;

/** A document about to be written. */
type Fresh = {
  readonly input: ImportInput;
  readonly bytes: Uint8Array;
  readonly document: Document;
  readonly text: DocumentText;
  readonly remark: string | null;
};

function failed({ path }: ImportInput, error: AppError): Outcome {
  return { path, status: 'failed', id: null, title: null, words: null, remark: null, error: error.toValue() };
}

type Read =
  | { status: 'parsed'; bytes: Uint8Array; sha256: string; parsed: ParsedSource }
  | { status: 'known'; sha256: string }
  | { status: 'failed'; error: AppError };

function describeDocument(
  input: ImportInput,
  { bytes, sha256, parsed }: Extract<Read, { status: 'parsed' }>,
): Fresh {
  const id = newId();
  const document: Document = {
    version: 2,
    id,
    importedAt: new Date().toISOString(),
    original: {
      name: input.name,
      bytes: bytes.byteLength,
      sha256,
      mediaType: parsed.mediaType,
      encoding: parsed.encoding,
    },
    metadata: { ...parsed.metadata, title: input.title ?? parsed.metadata.title },
    guessed: parsed.guessed.filter((field) => field !== 'title' || input.title === undefined),
    evidence: parsed.evidence,
    layers: parsed.layers,
    length: parsed.text.length,
    words: countWords(parsed.text),
    textSha256: createHash('sha256').update(parsed.text, 'utf8').digest('hex'),
    trashedAt: null,
    ...(parsed.mail && { mail: parsed.mail }),
  };
  const text: DocumentText = { version: 1, id, text: parsed.text, blocks: parsed.blocks };
  return { input, bytes, document, text, remark: parsed.remark };
}
