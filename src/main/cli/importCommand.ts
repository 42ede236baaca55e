import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import iconv from 'iconv-lite';
import type { ImportOutcome } from '../../core/api/contract';
import { detailOf, FATES, sumOf } from '../../core/api/importFate';
import { AppError } from '../../core/model/appError';
import type { ReadOptions } from '../import/readSource';
import { ENCODINGS } from '../../core/model/encoding';
import { newId } from '../../core/model/id';
import { isLeftover, writtenLeftovers } from '../../core/model/leftover';
import { fileInput, unreadable } from '../service/fileInput';
import { OF_TERMINAL } from '../service/importLog';
import type { ImportInput } from '../service/importInput';
import { readSourcePassword } from './passphrase';
import { oneLine } from './oneLine';
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
  /** Goes on with the import that was cut off, instead of paths. */
  readonly resume?: true;
};

/** Milliseconds between two notes of how far an import is. */
const NOTE_EVERY = 500;

/**
 * `import PATH…`: files, folders (walked, but for links and what systems and programs leave behind), `-` for a list of paths
 * on standard input. One that was interrupted can go on with `--resume`.
 */
export async function importPaths(
  terminal: Terminal,
  paths: readonly string[],
  choices: ImportChoices = {},
): Promise<void> {
  const options = await readOptions(choices);
  const { importLog } = terminal.library;
  const inputs: ImportInput[] = choices.resume ? await missing(terminal, paths) : [];
  const passed: Passed = { leftovers: [], links: [] };
  for (const path of paths) {
    const given = path === '-' ? listed(process.stdin) : [path];
    for await (const each of given) await addInputsAt(each, inputs, passed);
  }
  const run = `${OF_TERMINAL}${newId()}`;
  await importLog.begin(
    run,
    inputs.map(({ path }) => resolve(path)),
  );
  let noted = Date.now();
  const bar = progressBar();
  const chosen = inputs.map((input) => ({ ...input, options }));
  const report = await terminal.library.importer.run(chosen, {
    signal: terminal.signal,
    progress: ({ done, total, current }) => bar.show(done, total, current),
    outcome: (outcome) => {
      bar.clear();
      if (Date.now() - noted >= NOTE_EVERY) {
        noted = Date.now();
        // All before the file it is of have their fates; that file may have more to come.
        void importLog.advance(run, outcome.source ?? 0);
      }
      const { path, status, id, title, words, error } = outcome;
      terminal.print({ path, status, id, title, words, error }, line(outcome));
    },
  });
  bar.clear();
  if (!report.cancelled) await importLog.end(run);
  if (!terminal.json) {
    terminal.say(sumOf(report));
  }
  const left = writtenLeftovers(passed.leftovers);
  if (left !== null) terminal.say(left);
  const unfollowed = writtenLinks(passed.links);
  if (unfollowed !== null) terminal.say(unfollowed);
  await reuseRemarks(terminal, report.outcomes);
  if (report.failed > 0) terminal.fail(EXIT.failed);
  if (report.cancelled) terminal.fail(EXIT.interrupted);
}

/** The files that an interrupted import had not reached; it then counts as this one. */
async function missing({ library }: Terminal, paths: readonly string[]): Promise<ImportInput[]> {
  if (paths.length > 0)
    throw new AppError('bad-input', 'Either --resume or paths.', 'Leave one of them out.');
  const interrupted = await library.importLog.interrupted('terminal');
  if (interrupted === null) {
    throw new AppError(
      'not-found',
      'No import of this library waits to go on.',
      'Import files by their paths.',
    );
  }
  await library.importLog.end(interrupted.run);
  return Promise.all(interrupted.missing.map(sizedInput));
}

const isEncoding = (name: string): boolean =>
  ENCODINGS.some(({ label }) => label === name) || iconv.encodingExists(name);

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

const line = (outcome: ImportOutcome): string =>
  `${FATES[outcome.status].padEnd(12)}  ${oneLine(outcome.path)}: ${detailOf(outcome)}`;

/** Paths in folders that are no sources. */
type Passed = { readonly leftovers: string[]; readonly links: string[] };

/** What is said of links that were not followed, a few by their paths; null where there were none. */
function writtenLinks(links: readonly string[]): string | null {
  if (links.length === 0) return null;
  const named = `${links.slice(0, MOST_NAMED).map(oneLine).join(', ')}${links.length > MOST_NAMED ? ', …' : ''}`;
  return links.length === 1
    ? `1 link was not followed, since it may lead anywhere: ${named}. Import what it leads to by its own path.`
    : `${links.length.toLocaleString('en')} links were not followed, since they may lead anywhere: ${named}. Import what they lead to by its own path.`;
}

/** Links that are named. */
const MOST_NAMED = 3;

/**
 * Adds the files at a path. One that cannot be reached becomes an input that fails, so that it is reported like any other,
 * and so does a pipe or a device.
 */
async function addInputsAt(path: string, inputs: ImportInput[], passed: Passed): Promise<void> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) {
      inputs.push({ ...fileInput(path), size: found.size });
      return;
    }
    const entries = await readdir(path, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const child = join(path, entry.name);
      if (isLeftover(entry.name)) passed.leftovers.push(child);
      else if (entry.isSymbolicLink()) passed.links.push(child);
      else if (entry.isDirectory()) await addInputsAt(child, inputs, passed);
      else inputs.push(await sizedInput(child));
    }
  } catch (thrown) {
    inputs.push({ path, name: basename(path), read: () => Promise.reject(unreadable(path, thrown)) });
  }
}

/** With its size, so that large files wait for each other; one that is gone by now fails when its turn comes. */
async function sizedInput(path: string): Promise<ImportInput> {
  const found = await stat(path).catch(() => null);
  return { ...fileInput(path), size: found?.size };
}

async function* listed(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  for await (const text of createInterface({ input: stream })) if (text.trim() !== '') yield text.trim();
}
