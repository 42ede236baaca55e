import type { Problem } from './query';

export type ProblemPlace = {
  /** One line of the query around the problem; an ellipsis stands where it goes on. */
  readonly text: string;
  /** The problem’s range within `text`; never empty. */
  readonly from: number;
  readonly to: number;
};

/**
 * Where in the query a problem is, with up to `around` units on both sides and as much of the place itself. Null where the
 * place is the whole query: pointing at everything tells nothing. White space and control characters are plain spaces.
 */
export function problemPlace(query: string, { from, to }: Problem, around: number): ProblemPlace | null {
  if (from === 0 && to >= query.trimEnd().length) return null;
  const end = Math.min(to, from + around);
  const first = boundary(query, Math.max(0, from - around));
  const last = boundary(query, Math.min(query.length, end + around));
  const before = first > 0 ? '…' : '';
  return {
    text: before + query.slice(first, last).replace(/[\s\p{Cc}]/gu, ' ') + (last < query.length ? '…' : ''),
    from: before.length + from - first,
    to: before.length + Math.min(to, last) - first,
  };
}

/** The position itself, or the one before where it would cut a character in two. */
function boundary(text: string, at: number): number {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 ? at - 1 : at;
}

/** The place as two lines of a terminal: the query, and carets under the problem. */
export function underlined({ text, from, to }: ProblemPlace): string {
  return `${text}\n${' '.repeat(columns(text.slice(0, from)))}${'^'.repeat(Math.max(1, columns(text.slice(from, to))))}`;
}

/** Columns of a terminal that a text takes: two for characters of East Asian width, none for marks (UAX 11, in short). */
function columns(text: string): number {
  let count = 0;
  for (const character of text) count += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return count;
}
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]/u;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
