import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import iconv from 'iconv-lite';
import type { ImportOutcome } from '../../core/api/contract';
import type { z } from 'zod';
import { AppError } from '../../core/model/appError';
import { MAX_FILE_BYTES } from '../import/checkFile';
import type { ReadOptions } from '../import/readSource';
import type { ImportInput } from '../service/importInput';
import { readSourcePassword } from './passphrase';
import { progressBar } from './progressBar';
import { reuseRemarks } from './reuseRemarks';
import { EXIT, type Terminal } from './terminal';

/** What a user says of all files of an import. */
export type ImportChoices = {
  /** WHATWG label. */
  readonly encoding?: string;
  /** Languages joined by `+`. */
  readonly ocr?: string;
  /** Asks for the password of encrypted files. */
  readonly password?: true;
  /** A file whose first line it is. */
  readonly passwordFile?: string;
};

/** `import PATH…`: files, folders (walked, hidden entries left out), `-` for a list of paths on standard input. */
export async function importPaths(
  terminal: Terminal,
  paths: readonly string[],
  choices: ImportChoices = {},
): Promise<void> {
  const options = await readOptions(choices);
  const inputs: ImportInput[] = [];
  for (const path of paths) {
    if (path === '-') for await (const line of listed(process.stdin)) inputs.push(...(await inputsAt(line)));
    else inputs.push(...(await inputsAt(path)));
  }
  const bar = progressBar();
  const chosen = inputs.map((input) => ({ ...input, options }));
  const report = await terminal.library.importer.run(chosen, {
    signal: terminal.signal,
    progress: ({ done, total, current }) => bar.show(done, total, current),
    outcome: (outcome) => {
      bar.clear();
      const { path, status, id, title, words, error } = outcome;
      terminal.print({ path, status, id, title, words, error }, line(outcome));
    },
  });
  bar.clear();
  if (!terminal.json) {
    terminal.say(`${report.imported} imported, ${report.duplicates} already there, ${report.failed} failed.`);
  }
  await reuseRemarks(
    terminal,
    report.outcomes.flatMap(({ status, id }) => (status === 'imported' && id !== null ? id : [])),
  );
  if (report.failed > 0) terminal.fail(EXIT.failed);
  if (report.cancelled) terminal.fail(EXIT.interrupted);
}

const isEncoding = (name: string): boolean => iconv.encodingExists(name);

async function readOptions({ encoding, ocr, ...password }: ImportChoices): Promise<ReadOptions> {
  if (encoding !== undefined && !isEncoding(encoding)) {
    throw new AppError(
      'bad-input',
      `“${encoding}” is no encoding.`,
      'Write it as euc-kr, windows-1252, utf-8.',
    );
  }
  const word = await readSourcePassword(password);
  return {
    ...(encoding !== undefined && { encoding }),
    ...(ocr !== undefined && { ocr: { languages: ocr.split(/[+,\s]+/).filter((code) => code !== '') } }),
    ...(word !== null && { password: word }),
  };
}

function line({ path, status, title, words, remark, error }: z.infer<typeof ImportOutcome>): string {
  if (status === 'failed')
    return `failed     ${oneLine(path)}: ${[error?.message, error?.next].filter(Boolean).join(' ')}`;
  const what = status === 'imported' ? 'imported ' : 'duplicate';
  return `${what}  ${oneLine(path)}  “${title ?? ''}”, ${words ?? 0} words${remark ? ` (${remark})` : ''}`;
}

const oneLine = (path: string): string => path.replace(/[\r\n]/g, '␤');

/** The files at a path. One that cannot be reached becomes an input that fails, so that it is reported like any other. */
async function inputsAt(path: string): Promise<ImportInput[]> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return [fileInput(path)];
    const entries = await readdir(path, { withFileTypes: true });
    const visible = entries.filter((entry) => !entry.name.startsWith('.') && !entry.isSymbolicLink());
    visible.sort((a, b) => (a.name < b.name ? -1 : 1));
    const inside: ImportInput[] = [];
    for (const entry of visible) {
      if (entry.isDirectory()) inside.push(...(await inputsAt(join(path, entry.name))));
      else if (entry.isFile()) inside.push(fileInput(join(path, entry.name)));
    }
    return inside;
  } catch (thrown) {
    return [{ path, name: basename(path), read: () => Promise.reject(unreadable(path, thrown)) }];
  }
}

function fileInput(path: string): ImportInput {
  return {
    path,
    name: basename(path),
    read: async () => {
      try {
        const found = await stat(path);
        // A pipe nobody writes to and a device without an end would hold the import for ever.
        if (!found.isFile()) {
          throw new AppError(
            'file-unreadable',
            `${path} is no file but a pipe or a device.`,
            'Save it as a file first.',
          );
        }
        // Refused without being read.
        if (found.size > MAX_FILE_BYTES) {
          throw new AppError(
            'file-too-large',
            `${path} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB.`,
            'Split the file, or import the part you need.',
          );
        }
        return await readFile(path);
      } catch (thrown) {
        throw unreadable(path, thrown);
      }
    },
  };
}

function unreadable(path: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ENOENT')
    return new AppError('file-unreadable', `There is no file ${path}.`, 'Check the path.', { cause: thrown });
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError(
      'permission',
      `You are not allowed to read ${path}.`,
      'Ask for permission to read it, or copy it first.',
      { cause: thrown },
    );
  }
  return new AppError(
    'file-unreadable',
    `${path} cannot be read (${code ?? String(thrown)}).`,
    'Copy it to another place and try again.',
    { cause: thrown },
  );
}

async function* listed(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  for await (const text of createInterface({ input: stream })) if (text.trim() !== '') yield text.trim();
}
