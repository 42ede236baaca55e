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
import type { RecordChange } from '../library/library';
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
  readonly outcome?: (value: z.infer<typeof ImportOutcome>) => void;
};

/** Files parsed at once and waiting: enough to keep both parser processes busy while one is written. */
const AHEAD = 4;

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
    { signal, progress, outcome }: Watch,
  ): Promise<z.infer<typeof ImportReport>> {
    if (this.desk.library.readOnly !== null) {
      throw new AppError('read-only', this.desk.library.readOnly, 'Open a library that can be written.');
    }
    const outcomes: z.infer<typeof ImportOutcome>[] = [];
    const imported: Document[] = [];
    // Parsed ahead of the writing, but kept in order: the report and the library read as the user gave the files.
    const ahead: Promise<Read>[] = [];
    let next = 0;
    for (let index = 0; index < inputs.length && !signal.aborted; index += 1) {
      while (next < inputs.length && next < index + AHEAD) ahead.push(this.#read(inputs[next++]!, signal));
      const input = inputs[index]!;
      progress({ done: index, total: inputs.length, current: input.name });
      const read = await ahead.shift()!;
      if (read.status === 'failed' && read.error.code === 'cancelled') break;
      const fate = await this.#keep(input, read, imported);
      outcomes.push(fate);
      outcome?.(fate);
      await input.done?.();
    }
    const cancelled = outcomes.length < inputs.length;
    await Promise.all(ahead);
    for (const input of inputs.slice(outcomes.length)) await input.done?.();
    this.#remember(imported);
    progress({ done: outcomes.length, total: inputs.length, current: '' });
    return {
      imported: outcomes.filter(({ status }) => status === 'imported').length,
      duplicates: outcomes.filter(({ status }) => status === 'duplicate').length,
      failed: outcomes.filter(({ status }) => status === 'failed').length,
      cancelled,
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

  async #keep(
    { path, name }: ImportInput,
    read: Read,
    imported: Document[],
  ): Promise<z.infer<typeof ImportOutcome>> {
    const failed = (error: AppError): z.infer<typeof ImportOutcome> => ({
      path,
      status: 'failed',
      id: null,
      title: null,
      words: null,
      remark: null,
      error: error.toValue(),
    });
    if (read.status === 'failed') return failed(read.error);
    const twin = this.desk.library.withOriginal(read.sha256);
    if (twin !== null) return this.#duplicate(path, twin);
    if (read.status === 'known') return failed(new AppError('internal', `${name} was seen before and is gone.`));
    try {
      const { document, text } = describeDocument(name, read);
      const changes: RecordChange[] = [
        { kind: 'text', id: document.id, value: text },
        { kind: 'document', id: document.id, value: document },
      ];
      await this.desk.library.addOriginal(document.id, name, read.bytes);
      this.desk.announce(await this.desk.library.transact('Import document', changes));
      imported.push(document);
      const { metadata, words } = document;
      return {
        path,
        status: 'imported',
        id: document.id,
        title: metadata.title,
        words,
        remark: read.parsed.remark,
        error: null,
      };
    } catch (thrown) {
      return failed(AppError.from(thrown));
    }
  }

  async #duplicate(path: string, twin: Id): Promise<z.infer<typeof ImportOutcome>> {
    const { metadata, words, trashedAt } = await this.desk.record('document', twin);
    const remark =
      trashedAt === null
        ? 'The library already has this file.'
        : 'The library already has this file, in the trash.';
    return { path, status: 'duplicate', id: twin, title: metadata.title, words, remark, error: null };
  }

  /** Undoing an import puts its documents in the trash: a file that was given to us is never deleted. */
  #remember(imported: readonly Document[]): void {
    if (imported.length === 0) return;
    const trashedAt = new Date().toISOString();
    this.desk.history.add({
      name: imported.length === 1 ? 'Import document' : `Import ${imported.length} documents`,
      changes: imported.map((after) => ({
        kind: 'document',
        id: after.id,
        before: { ...after, trashedAt },
        after,
      })),
    });
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
  return { 'imports.run': ({ sources }, context) => importer.run(sources.map(input), context) };
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
