import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import type { ParserPool, SourceFile } from '../import/parserPool';
import type { ImportInput, Origin } from './importInput';
import type { Uploads } from './uploads';

/** All that may come out of one file that a person gave, of the archives in it too. */
const MOST_FILES = 10_000;
const MOST_BYTES = 400 * 1024 * 1024;
/** Archives in archives. */
const MOST_ARCHIVES = 4;
/** Files in files: messages attached to messages. */
const MOST_DEPTH = 32;

/** The files that came out of another, and why no more did; null when all did. */
export type Unpacked = { readonly files: readonly ImportInput[]; readonly problem: AppError | null };

/** Takes files out of others and keeps them, sealed, beside the uploads until they are read. */
export class Unpacking {
  constructor(
    private readonly parsers: ParserPool,
    private readonly uploads: Uploads,
  ) {}

  /** The files of an archive or mailbox. Never rejects; what was kept when it is aborted is let go. */
  async archive(input: ImportInput, bytes: Uint8Array, signal: AbortSignal): Promise<Unpacked> {
    const above = input.origin;
    const inside = [above?.within ?? '', input.name].filter(Boolean).join('/');
    const origin: Origin = {
      ...originBelow(above),
      message: above?.message ?? null,
      archives: (above?.archives ?? 0) + 1,
    };
    if (origin.archives > MOST_ARCHIVES || origin.depth > MOST_DEPTH) {
      return { files: [], problem: tooDeep(input) };
    }
    const folderOf = (path: string): string => [inside, ...path.split('/').slice(0, -1)].join('/');
    const { files, problem, sealed } = await this.#take(input, bytes, signal, (path) => ({
      ...origin,
      within: folderOf(path),
    }));
    // Sealed as a whole: one question, not one for each file.
    if (problem === null && sealed !== null && sealed.files === files.length) {
      return { files: [], problem: sealed.error };
    }
    if (problem === null && files.length === 0) return { files, problem: nothingInside(input) };
    return { files, problem };
  }

  /** The attachments of a message. `message` tells its id when it is in the library. Never rejects. */
  async attachments(
    input: ImportInput,
    bytes: Uint8Array,
    message: { id: Id | null },
    signal: AbortSignal,
  ): Promise<Unpacked> {
    const origin: Origin = { ...originBelow(input.origin), message };
    if (origin.depth > MOST_DEPTH) return { files: [], problem: tooDeep(input) };
    return this.#take(input, bytes, signal, () => origin);
  }

  async #take(
    input: ImportInput,
    bytes: Uint8Array,
    signal: AbortSignal,
    originOf: (path: string) => Origin,
  ): Promise<Unpacked & { readonly sealed: { files: number; error: AppError } | null }> {
    const files: ImportInput[] = [];
    let sealed: { files: number; error: AppError } | null = null;
    const source: SourceFile = { name: input.name, bytes, options: input.options };
    try {
      await this.parsers.unpack(
        source,
        async (part) => {
          const origin = { ...originOf(part.path), remark: 'remark' in part ? (part.remark ?? null) : null };
          const path = `${input.path}/${part.path}`;
          const name = part.path.split('/').at(-1)!;
          const { budget } = origin;
          budget.files -= 1;
          budget.bytes -= 'bytes' in part ? part.bytes.byteLength : 0;
          if (budget.files < 0 || budget.bytes < 0) throw tooMuch(input);
          if ('error' in part) {
            const error = AppError.fromValue(part.error);
            if (error.code === 'password-needed') sealed = { files: (sealed?.files ?? 0) + 1, error };
            files.push({ path, name, origin, read: () => Promise.reject(error) });
            return;
          }
          const { upload } = await this.uploads.receive(name, part.bytes.byteLength, once(part.bytes));
          files.push(this.uploads.take(upload, { path, origin, options: input.options }));
        },
        signal,
      );
      return { files, problem: null, sealed };
    } catch (thrown) {
      return { files, problem: AppError.from(thrown), sealed };
    }
  }
}

function originBelow(above: Origin | undefined): Origin {
  return {
    message: null,
    within: above?.within ?? null,
    archives: above?.archives ?? 0,
    depth: (above?.depth ?? 0) + 1,
    remark: null,
    budget: above?.budget ?? { files: MOST_FILES, bytes: MOST_BYTES },
  };
}

function nothingInside({ path }: ImportInput): AppError {
  return new AppError('file-empty', `“${path}” has no files in it.`, 'Check that it arrived completely.');
}

function tooDeep({ path }: ImportInput): AppError {
  return new AppError(
    'file-too-large',
    `“${path}” lies too deep: Dossier opens ${MOST_ARCHIVES} archives in each other, and ${MOST_DEPTH} messages.`,
    'Unpack it yourself and import the files.',
  );
}

function tooMuch({ path }: ImportInput): AppError {
  return new AppError(
    'file-too-large',
    `“${path}” holds more than Dossier takes out of one file: ${MOST_FILES.toLocaleString('en')} files, ${MOST_BYTES / 1024 / 1024} MB.`,
    'Unpack it yourself and import the files in parts.',
  );
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
