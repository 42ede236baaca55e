import { join } from 'node:path';
import { AppError } from '../../core/model/appError';
import type { Disk } from './disk';
import { decodeSegment, type Line } from './journalLine';
import { HISTORY_FOLDER, JOURNAL_FOLDER } from './layout';

/** The name of a segment: the number of its first edit, and a counter that grows with every segment. */
export type SegmentName = {
  readonly name: string;
  readonly first: number;
  readonly session: number;
};

const NAME = /^(\d{12})-([0-9a-f]{8})\.log$/;

/** Sorted by name, they are in the order they were begun. */
export const segmentName = (first: number, session: number): string =>
  `${String(first).padStart(12, '0')}-${session.toString(16).padStart(8, '0')}.log`;

/** A segment as found, `place` being its folder below the library's. */
export type FoundSegment = SegmentName & { readonly place: string };

/** The segments of journal and archive, oldest first. One that is being moved is given once. */
export async function listSegments(
  disk: Disk,
  root: string,
  places: readonly string[] = [HISTORY_FOLDER, JOURNAL_FOLDER],
): Promise<FoundSegment[]> {
  const found = new Map<string, FoundSegment>();
  for (const place of places) {
    for (const { name, kind } of (await disk.list(join(root, place))) ?? []) {
      const match = kind === 'file' ? NAME.exec(name) : null;
      if (match) {
        found.set(name, { name, place, first: Number(match[1]), session: Number.parseInt(match[2]!, 16) });
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export type ReadSegment = {
  readonly segment: FoundSegment;
  /** The lines that count. */
  readonly lines: readonly Line[];
  readonly bad: number;
  /** Why nothing of it can be read; null when it can. */
  readonly problem: AppError | null;
  /** The file, and what of it counts. */
  readonly found: Uint8Array;
  readonly counting: () => Uint8Array;
};

/**
 * Reads one segment; null when it is gone by now. Lines that were written but not acknowledged are left out: `until` is the
 * first number of the segment that came after, which was begun where the acknowledged ones ended (Infinity for the last).
 * One that the disk does not give out, or that is no segment any more, has a `problem` and no lines.
 */
export async function readSegment(
  disk: Disk,
  root: string,
  segment: FoundSegment,
  until: number,
): Promise<ReadSegment | null> {
  const other = segment.place === JOURNAL_FOLDER ? HISTORY_FOLDER : JOURNAL_FOLDER;
  let bytes: Uint8Array | null;
  try {
    bytes =
      (await disk.read(join(root, segment.place, segment.name))) ??
      // Moved since it was listed.
      (await disk.read(join(root, other, segment.name)));
  } catch (thrown) {
    const nothing = new Uint8Array();
    return {
      segment,
      lines: [],
      bad: 0,
      problem: AppError.from(thrown),
      found: nothing,
      counting: () => nothing,
    };
  }
  if (bytes === null) return null;
  const { lines, bad, ranges } = await decodeSegment(bytes, until);
  const counting: Line[] = [];
  const parts: Uint8Array[] = [];
  let last = segment.first - 1;
  for (const [index, line] of lines.entries()) {
    if (line.seq <= last || line.seq >= until) continue;
    last = line.seq;
    counting.push(line);
    parts.push(bytes.subarray(...ranges[index]!));
  }
  return { segment, lines: counting, bad, problem: null, found: bytes, counting: () => Buffer.concat(parts) };
}

/**
 * The segments of journal and archive, newest first, each read when asked for; those removed meanwhile are left out. One
 * that cannot be read has no lines: those who need what it knew see that numbers are missing.
 */
export async function* newestFirst(disk: Disk, root: string): AsyncGenerator<ReadSegment> {
  const segments = await listSegments(disk, root);
  for (let index = segments.length - 1; index >= 0; index -= 1) {
    const until = segments[index + 1]?.first ?? Infinity;
    const read = await readSegment(disk, root, segments[index]!, until);
    if (read) yield read;
  }
}

/**
 * Reads all segments of a folder, oldest first. A writer may move some away meanwhile: then the folder is looked at again.
 */
export async function readSegments(disk: Disk, root: string, place: string): Promise<ReadSegment[]> {
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    const found = await listSegments(disk, root, [place]);
    const read: ReadSegment[] = [];
    for (const [index, segment] of found.entries()) {
      const one = await readSegment(disk, root, segment, found[index + 1]?.first ?? Infinity);
      if (one === null) break;
      read.push(one);
    }
    if (read.length === found.length) return read;
  }
  throw new AppError(
    'disk-failed',
    `The folder ${join(root, place)} kept changing while it was read.`,
    'Try again; if it returns, see whether another program moves files of the library.',
  );
}
