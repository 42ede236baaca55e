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
import { newId, type Id } from '../../core/model/id';
import { countWords } from '../../core/text/words';
import type { ParsedSource } from '../import/importFile';
import type { ParserPool } from '../import/parserPool';
import type { RecordChange, RecordChanged } from '../library/library';
import type { Desk } from './desk';
import type { PartOf } from './partOf';
import type { Uploads } from './uploads';

/** Something to import, wherever its bytes come from. */
export type ImportInput = {
  /** As the user knows it; what the report shows. */
  readonly path: string;
  /** The file's name without folders. */
  readonly name: string;
  /** Rejects with AppError where it cannot be read. */
  read(): Promise<Uint8Array>;
  /** Called when it is no longer needed, whatever became of it. */
  done?(): Promise<void>;
};

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
   * reported and says `cancelled`. The whole run is one step of the history.
   */
  async run(
    inputs: readonly ImportInput[],
    { signal, progress, outcome, run }: Watch,
  ): Promise<z.infer<typeof ImportReport>> {
    if (this.desk.library.readOnly !== null) {
      throw new AppError('read-only', this.desk.library.readOnly, 'Open a library that can be written.');
    }
    const outcomes: Outcome[] = [];
    const imported: Document[] = [];
    const ahead = new ReadAhead(inputs, (input) => this.#read(input, signal));
    while (outcomes.length < inputs.length && !signal.aborted) {
      const done = outcomes.length;
      progress({ done, total: inputs.length, current: inputs[done]!.name });
      const batch = await ahead.take(BATCH);
      const stopped = batch.findIndex((read) => read.status === 'failed' && read.error.code === 'cancelled');
      const reads = stopped < 0 ? batch : batch.slice(0, stopped);
      for (const fate of await this.#keep(inputs.slice(done, done + reads.length), reads, imported)) {
        outcomes.push(fate);
        outcome?.(fate);
      }
      if (stopped >= 0) break;
    }
    await ahead.stop();
    for (const input of inputs) await input.done?.();
    this.#remember(imported, run ?? newId());
    progress({ done: outcomes.length, total: inputs.length, current: '' });
    return {
      imported: outcomes.filter(({ status }) => status === 'imported').length,
      duplicates: outcomes.filter(({ status }) => status === 'duplicate').length,
      failed: outcomes.filter(({ status }) => status === 'failed').length,
      cancelled: outcomes.length < inputs.length,
      outcomes,
    };
  }

  async #read(input: ImportInput, signal: AbortSignal): Promise<Read> {
    try {
      signal.throwIfAborted();
      const bytes = await input.read();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      // Known already: not worth reading. Whether it still is when its turn comes is asked again then.
      if (this.desk.library.withOriginal(sha256) !== null) return { status: 'known', sha256 };
      const parsed = await this.parsers.parse({ name: input.name, bytes }, signal);
      return { status: 'parsed', bytes, sha256, parsed };
    } catch (thrown) {
      return { status: 'failed', error: AppError.from(thrown) };
    }
  }

  /** Decides the fate of some files, in order; what is new among them is written together. */
  async #keep(
    inputs: readonly ImportInput[],
    reads: readonly Read[],
    imported: Document[],
  ): Promise<Outcome[]> {
    const fates: Outcome[] = [];
    let fresh: Fresh[] = [];
    const write = async (): Promise<void> => {
      fates.push(...(await this.#write(fresh, imported)));
      fresh = [];
    };
    for (const [index, read] of reads.entries()) {
      const input = inputs[index]!;
      // A twin may stand in the same batch: then what is there must be written before it can be named.
      const repeats = read.status !== 'failed' && fresh.some((other) => other.read.sha256 === read.sha256);
      if (read.status === 'parsed' && !repeats && this.desk.library.withOriginal(read.sha256) === null) {
        fresh.push({ input, read });
        continue;
      }
      await write();
      fates.push(await this.#settle(input, read, imported));
    }
    await write();
    return fates;
  }

  async #settle(input: ImportInput, read: Read, imported: Document[]): Promise<Outcome> {
    if (read.status === 'failed') return failed(input, read.error);
    const twin = this.desk.library.withOriginal(read.sha256);
    if (twin !== null) return this.#duplicate(input.path, twin);
    if (read.status === 'parsed') return (await this.#write([{ input, read }], imported))[0]!;
    return failed(
      input,
      new AppError('conflict', `${input.name} was in the library a moment ago.`, 'Import it again.'),
    );
  }

  /** Writes new documents in one edit. Where that fails, one by one, so that each file has a fate of its own. */
  async #write(fresh: readonly Fresh[], imported: Document[]): Promise<Outcome[]> {
    if (fresh.length === 0) return [];
    const { library } = this.desk;
    const made = fresh.map(({ input, read }) => describeDocument(input.name, read));
    try {
      await Promise.all(
        made.map(({ document }, index) =>
          library.addOriginal(document.id, document.original.name, fresh[index]!.read.bytes),
        ),
      );
      const changes = made.flatMap(({ document, text }): RecordChange[] => [
        { kind: 'text', id: document.id, value: text },
        { kind: 'document', id: document.id, value: document },
      ]);
      this.desk.announce(await library.transact('Import', changes));
    } catch (thrown) {
      if (fresh.length === 1) return [failed(fresh[0]!.input, AppError.from(thrown))];
      const fates: Outcome[] = [];
      for (const one of fresh) fates.push(...(await this.#write([one], imported)));
      return fates;
    }
    return made.map(({ document: { id, metadata, words } }, index) => {
      imported.push(made[index]!.document);
      const { input, read } = fresh[index]!;
      const { remark } = read.parsed;
      return { path: input.path, status: 'imported', id, title: metadata.title, words, remark, error: null };
    });
  }

  async #duplicate(path: string, twin: Id): Promise<Outcome> {
    const { metadata, words, trashedAt } = await this.desk.record('document', twin);
    const remark =
      trashedAt === null
        ? 'The library already has this file.'
        : 'The library already has this file, in the trash.';
    return { path, status: 'duplicate', id: twin, title: metadata.title, words, remark, error: null };
  }

  /** Undoing an import puts its documents in the trash: a file that was given to us is never deleted. */
  #remember(imported: readonly Document[], run: string): void {
    if (imported.length === 0) return;
    const trashedAt = new Date().toISOString();
    const changes = imported.map((after): RecordChanged => {
      return { kind: 'document', id: after.id, before: { ...after, trashedAt }, after };
    });
    this.desk.history.add({ name: 'Import', changes }, `import ${run}`, Infinity);
  }
}

/** The contract's door to the importer: uploads and pasted text. */
export function importCalls(importer: Importer, uploads: Uploads): PartOf<Service, 'imports'> {
  const input = (source: ParsedInput<'imports.run'>['sources'][number]): ImportInput => {
    if (source.kind === 'upload') return uploads.take(source.upload);
    const name = `${
      (source.title ?? 'Pasted text')
        .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
        .trim()
        .slice(0, 80) || 'Pasted text'
    }.txt`;
    return { path: name, name, read: () => Promise.resolve(new TextEncoder().encode(source.text)) };
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
type Fresh = { readonly input: ImportInput; readonly read: Extract<Read, { status: 'parsed' }> };

function failed({ path }: ImportInput, error: AppError): Outcome {
  return { path, status: 'failed', id: null, title: null, words: null, remark: null, error: error.toValue() };
}

type Read =
  | { status: 'parsed'; bytes: Uint8Array; sha256: string; parsed: ParsedSource }
  | { status: 'known'; sha256: string }
  | { status: 'failed'; error: AppError };

function describeDocument(
  name: string,
  { bytes, sha256, parsed }: Extract<Read, { status: 'parsed' }>,
): { document: Document; text: DocumentText } {
  const id = newId();
  const document: Document = {
    version: 1,
    id,
    importedAt: new Date().toISOString(),
    original: {
      name,
      bytes: bytes.byteLength,
      sha256,
      mediaType: parsed.mediaType,
      encoding: parsed.encoding,
    },
    metadata: parsed.metadata,
    guessed: parsed.guessed,
    layers: parsed.layers,
    length: parsed.text.length,
    words: countWords(parsed.text),
    textSha256: createHash('sha256').update(parsed.text, 'utf8').digest('hex'),
    trashedAt: null,
  };
  return { document, text: { version: 1, id, text: parsed.text, blocks: parsed.blocks } };
}
