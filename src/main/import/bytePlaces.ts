import { describe, type Anchor } from '../../core/model/anchor';
import type { Carried } from '../../core/model/carryOver';
import { decodeAs } from './decode';
import { normalise } from './normalise';

/** One reading of a file's bytes. */
export type Reading = { readonly encoding: string | null; readonly text: string };

/**
 * Finds passages of one reading of a file in another by the bytes they were read from, which is exact however different the
 * letters are. Null where that cannot be told: the text is not simply the file's lines, or an encoding has no line ends of
 * one byte. What it gives is null for a passage that is not where its anchor says.
 */
export function bytePlaces(
  bytes: Uint8Array,
  before: Reading,
  after: Reading,
): ((anchor: Anchor) => Carried | null) | null {
  if (before.encoding === null || after.encoding === null) return null;
  if ([before.encoding, after.encoding].some((label) => /^(utf-16|utf-32|iso-2022)/.test(label))) return null;
  const old = linesOf(bytes, before.encoding);
  const next = linesOf(bytes, after.encoding);
  const joined = (lines: readonly Line[]): string => lines.map(({ text }) => text).join('\n');
  if (joined(old) !== before.text || joined(next) !== after.text) return null;

  /** The place in the new text of a position of the old one; an `end` takes the letter that it cuts with it. */
  const follow = (position: number, isEnd: boolean): number => {
    const at = lineAt(old, position);
    const line = old[at]!;
    const offset = bytesBefore(line.bytes, before.encoding!, position - line.from);
    const other = next[at]!;
    return other.from + lettersBefore(other, after.encoding!, offset, isEnd);
  };
  return (anchor) => {
    if (before.text.slice(anchor.from, anchor.to) !== anchor.quote) return null;
    const range = { from: follow(anchor.from, false), to: follow(anchor.to, true) };
    return range.from < range.to ? { status: 'sure', anchor: describe(after.text, range) } : null;
  };
}

type Line = { readonly bytes: Uint8Array; readonly from: number; readonly text: string };

/** The lines of a file as a text keeps them. No trail byte of the encodings that get here is a line end. */
function linesOf(bytes: Uint8Array, encoding: string): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (let at = 0; at <= bytes.length;) {
    let end = at;
    while (end < bytes.length && bytes[end] !== 0x0a && bytes[end] !== 0x0d) end += 1;
    const line = bytes.subarray(at, end);
    const text = normalise(decodeAs(line, encoding));
    lines.push({ bytes: line, from, text });
    from += text.length + 1;
    if (end === bytes.length) break;
    at = end + (bytes[end] === 0x0d && bytes[end + 1] === 0x0a ? 2 : 1);
  }
  return lines;
}

/** Index of the line with a position; its end belongs to it. */
function lineAt(lines: readonly Line[], position: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle]!.from <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The fewest bytes of a line that read as at least so many units. */
function bytesBefore(line: Uint8Array, encoding: string, units: number): number {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (normalise(decodeAs(line.subarray(0, middle), encoding)).length >= units) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Bytes of the longest letter, with its marks. */
const LONGEST_LETTER = 8;

/** Units of a line that so many of its bytes read as; a letter they cut counts where it is to be `taken`. */
function lettersBefore({ bytes, text }: Line, encoding: string, offset: number, taken: boolean): number {
  const step = taken ? 1 : -1;
  for (let tried = 0, end = offset; tried < LONGEST_LETTER; tried += 1, end += step) {
    const read = normalise(decodeAs(bytes.subarray(0, Math.max(0, end)), encoding));
    if (text.startsWith(read)) return read.length;
  }
  return taken ? text.length : 0;
}
