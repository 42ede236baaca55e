import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Client, DocumentSummary, LibrarySecret, LibraryStatus } from '../../core/api/contract';
import { direct } from '../../core/api/wire';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import type { LibraryService } from '../libraryService';
import { startService } from '../startService';
import { ask, readPassphrase } from './passphrase';

/** Exit codes of the terminal shell; a script may rely on them. */
export const EXIT = { done: 0, failed: 1, usage: 2, locked: 3, damaged: 4, interrupted: 130 } as const;

export type GlobalOptions = {
  library?: string;
  json?: boolean;
  passphraseFile?: string;
  /** Of the command that makes a library: with a passphrase. */
  encrypt?: boolean;
  /** Of the command that changes the passphrase: the recovery code opens the library, typed on the terminal. */
  recoveryCode?: boolean;
};

/**
 * What a command does with its library. `create` makes one that is missing, `make` makes one and wants none to be there,
 * `none` needs none.
 */
export type Access = 'read' | 'write' | 'create' | 'make' | 'none';

/** What a command works with: the service, and a say on both streams. */
export type Terminal = {
  readonly client: Client;
  readonly library: LibraryService;
  /** What opened the library; null where it has no passphrase. */
  readonly secret: LibrarySecret | null;
  readonly json: boolean;
  readonly signal: AbortSignal;
  /** Machine output with `--json` (one value a line), else the text for people. Both go to standard output. */
  readonly print: (value: unknown, text: string) => void;
  /** A remark for people, on standard error. */
  readonly say: (text: string) => void;
  /** Ends with this code unless a graver one was set. */
  readonly fail: (code: number) => void;
};

/** Runs a command's work on its library and keeps the exit code. */
export type Run = (
  command: Command,
  access: Access,
  work: (terminal: Terminal) => Promise<void>,
) => Promise<void>;

/** Opens the library that the options name, runs the command, and closes it whatever happens. */
export async function withLibrary(
  options: GlobalOptions,
  access: Access,
  signal: AbortSignal,
  run: (terminal: Terminal) => Promise<void>,
): Promise<number> {
  const location = access === 'none' ? null : namedLibrary(options);
  const library = startService('terminal');
  let exitCode: number = EXIT.done;
  const client = direct(library.service, (emit) => library.onEvent(emit));
  let secret: LibrarySecret | null = null;
  try {
    if (location === null) {
      // Nothing to open.
    } else if (
      (access === 'create' || access === 'make') &&
      (await isMissing(join(location, 'library.json')))
    ) {
      const passphrase = options.encrypt ? await presentPassphrase(options, true) : undefined;
      if (passphrase !== undefined) secret = { passphrase };
      await client.call('library.create', {
        name: basename(location),
        location,
        ...(passphrase !== undefined && { passphrase }),
      });
    } else {
      if (access === 'make') {
        throw new AppError(
          'conflict',
          `There is a library in ${location} already.`,
          options.encrypt
            ? 'Make a copy of it with a passphrase: dossier copy --to DIR --with-passphrase.'
            : 'Choose another folder, or bring files into this one: dossier import.',
        );
      }
      const ifLocked = access === 'read' ? 'open-read-only' : 'refuse';
      let status: LibraryStatus;
      try {
        status = await library.open(location, ifLocked);
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code !== 'library-sealed') throw thrown;
        secret = await presentSecret(options);
        status = await library.open(location, ifLocked, secret);
      }
      if (access === 'read' && status.readOnly !== null)
        process.stderr.write(`${printable(status.readOnly)}\n`);
      // Names of files stand in these, and anybody may have named them.
      for (const problem of status.problems) process.stderr.write(`${printable(problem)}\n`);
      if (status.caution !== null) process.stderr.write(`${printable(status.caution)}\n`);
    }
    await run({
      client,
      library,
      secret,
      json: options.json === true,
      signal,
      print: (value, text) => {
        if (options.json) process.stdout.write(`${JSON.stringify(value)}\n`);
        else if (text !== '') process.stdout.write(`${printable(text)}\n`);
      },
      say: (text) => void process.stderr.write(`${printable(text)}\n`),
      fail: (code) => {
        exitCode = Math.max(exitCode, code);
      },
    });
    return exitCode;
  } finally {
    await library.close();
  }
}

/** What opens a library with a passphrase: the recovery code where it is given, else the passphrase. */
async function presentSecret(options: GlobalOptions): Promise<LibrarySecret> {
  const given = process.env.DOSSIER_RECOVERY_CODE;
  if (given) return { recoveryCode: given };
  if (options.recoveryCode) return { recoveryCode: await ask('Recovery code: ') };
  return { passphrase: await presentPassphrase(options, false) };
}

const presentPassphrase = ({ passphraseFile }: GlobalOptions, isNew: boolean): Promise<string> =>
  readPassphrase({ file: passphraseFile, variable: 'DOSSIER_PASSPHRASE', prompt: 'Passphrase', isNew });

/** The folder that the options name. Throws `bad-input`. */
export function namedLibrary(options: GlobalOptions): string {
  const named = options.library ?? process.env.DOSSIER_LIBRARY;
  if (named) return resolve(named);
  throw new AppError(
    'bad-input',
    'Which library?',
    'Name its folder with --library DIR or in DOSSIER_LIBRARY.',
  );
}

/**
 * Text for people with its control characters made visible: a source must not command the terminal it is shown on, nor
 * turn the order of what stands beside it around (CVE-2021-42574). Lines and tabs stay, and so do the marks that Arabic
 * and Hebrew need inside a line.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069\u2028\u2029]/gu, (character) => {
    if (character === '\n' || character === '\t') return character;
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\uFFFD';
  });
}

/** The exit code that tells a script what an error was. */
export function exitCodeOf(error: AppError): number {
  switch (error.code) {
    case 'library-locked':
      return EXIT.locked;
    case 'library-damaged':
    case 'backup-damaged':
    case 'library-too-new':
      return EXIT.damaged;
    case 'library-sealed':
    case 'wrong-passphrase':
      return EXIT.usage;
    case 'cancelled':
      return EXIT.interrupted;
    default:
      return EXIT.failed;
  }
}

/**
 * The document a person means: by its id, a unique beginning of it, or its title when only one has it (in full, then
 * as a part). `ambiguous` lists the candidates, `not-found` names what was asked for.
 */
export async function findDocument({ client }: Terminal, named: string): Promise<DocumentSummary> {
  const rows = await allDocuments(client);
  const title = named.toLowerCase();
  const ways: ((row: DocumentSummary) => boolean)[] = [
    (row) => row.id.startsWith(named.toLowerCase()),
    (row) => row.title.toLowerCase() === title,
    (row) => row.title.toLowerCase().includes(title),
  ];
  return pick(rows, ways, named, 'document', (row) => `${row.id.slice(0, 8)}  ${row.title}`);
}

/** The one thing that the first way with any match finds. Throws `ambiguous` or `not-found`. */
export function pick<T>(
  things: readonly T[],
  ways: readonly ((thing: T) => boolean)[],
  named: string,
  kind: string,
  line: (thing: T) => string,
): T {
  for (const way of named === '' ? [] : ways) {
    const found = things.filter(way);
    if (found.length === 1) return found[0]!;
    if (found.length > 1) {
      const list = found
        .slice(0, 10)
        .map((thing) => `  ${line(thing)}`)
        .join('\n');
      throw new AppError(
        'ambiguous',
        `“${named}” names ${found.length} ${kind}s:\n${list}`,
        'Give more of the id.',
      );
    }
  }
  throw new AppError(
    'not-found',
    `No ${kind} is called “${named}”.`,
    `List what there is: dossier ${kind === 'document' ? 'list' : `${kind}s`}.`,
  );
}

/** Every document that is not in the trash, by title. */
export async function allDocuments(client: Client, text = ''): Promise<DocumentSummary[]> {
  const rows: DocumentSummary[] = [];
  const PAGE = 1000;
  for (let total = 1; rows.length < total;) {
    const sort = { by: 'title', descending: false } as const;
    const page = await client.call('documents.list', { text, sort, from: rows.length, count: PAGE });
    if (page.rows.length === 0) break;
    total = page.total;
    rows.push(...page.rows);
  }
  return rows;
}

/** “1 note”, “2 notes”. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

export const shortId = (id: Id): string => id.slice(0, 8);

async function isMissing(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    () => true,
  );
}
