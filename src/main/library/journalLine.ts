import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { Id } from '../../core/model/id';
import type { RecordChanged, StepMark } from './transaction';

/** An edit about to be written. */
export type Entry = {
  readonly at: string;
  readonly name: string;
  readonly step: StepMark | null;
  readonly changes: readonly RecordChanged[];
};

/**
 * A change as a line keeps it. The records are as JSON gave them: another version of the product may have written them, so
 * whoever uses one parses it. `before` and `after` are left out for texts, which are in their files before the line is
 * written.
 */
const KeptChange = z.object({
  kind: z.string(),
  id: Id,
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  /** A text that is taken away. */
  removed: z.literal(true).optional(),
});
export type KeptChange = z.infer<typeof KeptChange>;

const StepInLine = z
  .union([
    z.object({ kind: z.literal('edit'), mergeKey: z.string().nullable() }),
    z.object({ kind: z.enum(['undo', 'redo']), of: z.number().int() }),
  ])
  .nullable();

const KeptLine = z.object({
  seq: z.number().int().positive(),
  /** The number of the first edit of the group that was confirmed with one flush. */
  first: z.number().int().positive(),
  at: z.string(),
  name: z.string(),
  step: StepInLine,
  changes: z.array(KeptChange),
});

/** One edit of the journal. */
export type Line = z.infer<typeof KeptLine>;

/** Text encoded between two turns of the event loop, in characters. */
const AT_A_TIME = 128 * 1024;

/**
 * Edits as lines: a checksum, a space, JSON, a line end. The first gets the number `seq`, the others those that follow.
 * Gives way to other work while it runs, since one edit may hold thousands of records.
 */
export async function encodeLines(entries: readonly Entry[], seq: number): Promise<Uint8Array[]> {
  const lines: Uint8Array[] = [];
  let since = 0;
  const rest = async (characters: number): Promise<void> => {
    since += characters;
    if (since < AT_A_TIME) return;
    since = 0;
    await turn();
  };
  for (const [index, { at, name, step, changes }] of entries.entries()) {
    const parts: string[] = [];
    for (const change of changes) {
      const part = JSON.stringify(kept(change));
      parts.push(part);
      await rest(part.length);
    }
    const head = JSON.stringify({ seq: seq + index, first: seq, at, name, step });
    const json = `${head.slice(0, -1)},"changes":[${parts.join(',')}]}`;
    lines.push(Buffer.from(`${checksum(json)} ${json}\n`));
    await rest(json.length);
  }
  return lines;
}

function kept({ kind, id, before, after }: RecordChanged): KeptChange {
  if (kind === 'text') return after === null ? { kind, id, removed: true } : { kind, id };
  return { kind, id, before, after };
}

/** A line as it is kept, for one that is written again. */
export const encodeLine = (line: Line): Uint8Array => {
  const json = JSON.stringify(line);
  return Buffer.from(`${checksum(json)} ${json}\n`);
};

export type Segment = {
  /** What stands in it unharmed, in order. */
  readonly lines: readonly Line[];
  /** Number of harmed lines with an unharmed one after them: those are no write that was interrupted. */
  readonly bad: number;
  /** The bytes of `lines[n]` are `ranges[n]`. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
};

/**
 * Reads a segment. What follows the last line end, or fails its checksum, is no line. Lines behind a harmed one of the same
 * group do not count when nothing was appended after the group: its flush was interrupted, and the disk may have kept any
 * part of it. That the next segment begins at `until` tells as well that all before was confirmed. Never throws.
 */
export async function decodeSegment(bytes: Uint8Array, until = Infinity): Promise<Segment> {
  const lines: Line[] = [];
  const ranges: [number, number][] = [];
  let bad = 0;
  let badSince = 0;
  /** Where a group that was perhaps never confirmed stops counting: lines, and harmed lines, before it. */
  let cut: { readonly at: number; readonly bad: number } | null = null;
  let since = 0;
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(LINE_END, from);
    if (end < 0) break;
    const line = decodeLine(bytes.subarray(from, end));
    if (line) {
      if (cut && line.first > lines.at(-1)!.seq) cut = null;
      if (badSince > 0 && line.first < line.seq) cut ??= { at: lines.length, bad };
      lines.push(line);
      ranges.push([from, end + 1]);
      bad += badSince;
      badSince = 0;
    } else badSince += 1;
    since += end - from;
    from = end + 1;
    if (since > AT_A_TIME) {
      since = 0;
      await turn();
    }
  }
  if (cut && until === Infinity) {
    return { lines: lines.slice(0, cut.at), bad: cut.bad, ranges: ranges.slice(0, cut.at) };
  }
  return { lines, bad, ranges };
}

const LINE_END = 10;
const CHECKSUM = 16;

function decodeLine(bytes: Uint8Array): Line | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const json = text.slice(CHECKSUM + 1);
  if (text[CHECKSUM] !== ' ' || checksum(json) !== text.slice(0, CHECKSUM)) return null;
  try {
    return KeptLine.parse(JSON.parse(json));
  } catch {
    return null;
  }
}

/** 64 bits of SHA-256: an edit is not taken for whole by chance, whatever a disk left in its place. */
const checksum = (json: string): string => createHash('sha256').update(json).digest('hex').slice(0, CHECKSUM);
