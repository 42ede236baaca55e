import { rm, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../../core/model/appError';
import type { KeepingProgress } from './backup';
import {
  BadFile,
  openBackup,
  verifyBackup,
  type BackupFault,
  type BackupReader,
  type ManifestFile,
} from './backupFile';
import { isTemporary } from './commit';
import { concurrently } from './concurrently';
import { nodeDisk, READ_AT_ONCE, withPlainErrors, type Disk } from './disk';

export type RestoreOptions = {
  /** Restores the sound files of a damaged backup, too. */
  readonly partial?: boolean;
  readonly disk?: Disk;
  readonly signal?: AbortSignal;
  readonly progress?: (value: KeepingProgress) => void;
};

export type RestoreResult = {
  /** The folder of the restored library. */
  readonly folder: string;
  readonly name: string;
  /** When the backup was made. */
  readonly createdAt: string;
  readonly files: number;
  /** Files of the backup that were bad and are not there; empty unless `partial` was asked. */
  readonly faults: readonly BackupFault[];
};

/** A backup with bad files, refused. They are listed in `faults`; nothing was written. */
export class DamagedBackup extends AppError {
  constructor(
    file: string,
    readonly faults: readonly BackupFault[],
    canBePartial: boolean,
  ) {
    const count = faults.length === 1 ? '1 file' : `${faults.length} files`;
    const shown = faults.slice(0, 5).map((fault) => `\n  ${fault.file}: ${fault.fault}`);
    super(
      'backup-damaged',
      `${count} of the backup “${basename(file)}” ${faults.length === 1 ? 'is' : 'are'} damaged, so nothing was restored:${shown.join('')}${
        faults.length > 5 ? `\n  and ${faults.length - 5} more` : ''
      }`,
      canBePartial
        ? 'Use another backup, or ask for the sound files alone (dossier restore --partial).'
        : 'Use another backup: without library.json this one cannot become a library.',
    );
  }
}

/**
 * Makes a library from a backup in `folder`, which must be new or empty. Every file is read and held against its size
 * and SHA-256 before anything is written, and again while it is; library.json comes last, so that a restore which was
 * broken off is no library. Whatever goes wrong, what was written is taken away again.
 *
 * Errors: `conflict` (the folder is not empty), DamagedBackup, `disk-full`, `permission`, `disk-failed`, `cancelled`, and
 * those of `openBackup`.
 */
export async function restoreBackup(
  file: string,
  folder: string,
  options: RestoreOptions = {},
): Promise<RestoreResult> {
  const { partial = false, signal = new AbortController().signal, progress } = options;
  const disk = withPlainErrors(options.disk ?? nodeDisk);
  const root = resolve(folder);
  await mustBeEmpty(disk, root);
  const reader = await openBackup(resolve(file));
  try {
    const total = reader.files.length;
    const faults = await verifyBackup(reader, signal, (done) =>
      progress?.({ stage: 'checking', done, total }),
    );
    const bad = new Set(faults.map((fault) => fault.file));
    const sound = reader.files.filter(({ path }) => !bad.has(path));
    const canOpen = sound.some(({ path }) => path === 'library.json');
    if ((faults.length > 0 && !partial) || !canOpen) {
      if (!canOpen && faults.length === 0) {
        faults.push({ file: 'library.json', fault: 'It is missing in the backup.' });
      }
      throw new DamagedBackup(file, faults, canOpen);
    }
    await mustHaveRoom(root, sound);
    await writeAll(disk, root, reader, sound, signal, progress);
    const { name, createdAt } = reader.manifest;
    return { folder: root, name, createdAt, files: sound.length, faults };
  } finally {
    reader.close();
  }
}

/** What file managers leave in every folder they show. */
const OF_THE_SYSTEM = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini', '.directory']);

async function mustBeEmpty(disk: Disk, root: string): Promise<void> {
  const facts = await disk.facts(root);
  if (facts === null) return;
  if (facts.kind !== 'folder') {
    throw new AppError('conflict', `${root} is a file.`, 'Choose a new or an empty folder.');
  }
  const inside = (await disk.list(root)) ?? [];
  const other = inside.find(({ name }) => !OF_THE_SYSTEM.has(name) && !isTemporary(name));
  if (!other) return;
  throw new AppError(
    'conflict',
    inside.some(({ name }) => name === 'library.json')
      ? `There is a library in ${root} already: a restore never goes over one.`
      : `The folder ${root} is not empty: it holds “${other.name}”.`,
    'Choose a new or an empty folder.',
  );
}

/** A backup may name more bytes than there is room for, by accident or on purpose: said before the disk is full. */
async function mustHaveRoom(root: string, files: readonly ManifestFile[]): Promise<void> {
  const needed = files.reduce((sum, { size }) => sum + size, 0);
  for (let at = root; ; at = dirname(at)) {
    const facts = await statfs(at).catch(() => null);
    if (facts === null) {
      if (at === dirname(at)) return;
      continue;
    }
    const free = facts.bavail * facts.bsize;
    if (free >= needed) return;
    throw noRoom(root, ` It needs ${written(needed)}, and ${written(free)} are free.`);
  }
}

async function writeAll(
  disk: Disk,
  root: string,
  reader: BackupReader,
  files: readonly ManifestFile[],
  signal: AbortSignal,
  progress: RestoreOptions['progress'],
): Promise<void> {
  const made = await makeFolders(disk, root);
  try {
    const folders = new Set<string>([root]);
    const inside = files.map((file) => dirname(placeOf(root, file)));
    for (const place of [...new Set(inside)].sort()) await makeBelow(disk, root, place, folders);
    let done = 0;
    const write = async (file: ManifestFile): Promise<void> => {
      signal.throwIfAborted();
      await writeFile(disk, placeOf(root, file), reader, file);
      done += 1;
      progress?.({ stage: 'copying', done, total: files.length });
    };
    const [last, others] = [
      files.filter(({ path }) => path === 'library.json'),
      files.filter(({ path }) => path !== 'library.json'),
    ];
    await concurrently(others, READ_AT_ONCE, write);
    await concurrently(folders, READ_AT_ONCE, (place) => disk.syncFolder(place));
    for (const file of last) await write(file);
    await disk.syncFolder(root);
  } catch (problem) {
    // The folder was empty or not there: everything in it is ours to take away.
    const top = [...new Set(files.map(({ path }) => path.split('/')[0]!))];
    for (const name of top)
      await rm(join(root, name), { recursive: true, force: true }).catch(() => undefined);
    if (made.length > 0) await rm(made[0]!, { recursive: true, force: true }).catch(() => undefined);
    const error = AppError.from(problem);
    throw error.code === 'disk-full' ? noRoom(root, '', problem) : error;
  }
}

async function writeFile(disk: Disk, place: string, reader: BackupReader, file: ManifestFile): Promise<void> {
  const output = await disk.create(place);
  try {
    for await (const chunk of reader.read(file)) {
      for (let at = 0; at < chunk.length;) {
        const taken = await output.write(chunk.subarray(at));
        if (taken <= 0) throw new AppError('disk-failed', `The disk did not take all of ${place}.`);
        at += taken;
      }
    }
    if ((await output.facts()).size !== file.size) {
      throw new AppError('disk-failed', `The disk did not keep all of ${place}.`, 'Check the disk.');
    }
    await output.datasync();
  } catch (problem) {
    if (!(problem instanceof BadFile)) throw problem;
    throw new AppError(
      'backup-damaged',
      `${file.path} could be read a moment ago and cannot now: ${problem.message}`,
      'The disk that holds the backup is failing: copy the backup elsewhere and try again.',
      { cause: problem },
    );
  } finally {
    await output.close();
  }
}

/** Makes the folder and those above it; gives the ones that were not there, the uppermost first. */
async function makeFolders(disk: Disk, folder: string): Promise<string[]> {
  if ((await disk.facts(folder)) !== null) return [];
  const above = await makeFolders(disk, dirname(folder));
  await disk.makeFolder(folder);
  await disk.syncFolder(dirname(folder));
  return [...above, folder];
}

async function makeBelow(disk: Disk, root: string, place: string, made: Set<string>): Promise<void> {
  if (made.has(place)) return;
  if (place !== root) await makeBelow(disk, root, dirname(place), made);
  await disk.makeFolder(place);
  made.add(place);
}

const placeOf = (root: string, { path }: ManifestFile): string => join(root, ...path.split('/'));

function noRoom(root: string, more: string, cause?: unknown): AppError {
  return new AppError(
    'disk-full',
    `There is no room to restore the library to ${root}.${more}`,
    'Free some space there, or choose another disk. Nothing of the unfinished restore was kept.',
    { cause },
  );
}

function written(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`;
  return bytes < 1_000_000_000 ? `${Math.ceil(bytes / 1_000_000)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
