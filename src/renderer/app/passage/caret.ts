import type { Range } from '../../../core/model/range';
import { lastStartingBy } from './lastStartingBy';

/** A selection with its direction: `focus` is the end that moves, where the caret stands. */
export type CaretSelection = { readonly anchor: number; readonly focus: number };

/**
 * Where a caret can stand: the shown stretches of a text in order, ends included. What lies between them, white space and
 * closed folds, is stepped over.
 */
export type Stretches = { readonly text: string; readonly shown: readonly Range[] };

export type Unit = 'character' | 'word' | 'paragraph' | 'document';
export type Direction = 'forward' | 'back';

/** Characters looked at around a caret: a longer word or grapheme is walked in steps. */
const WINDOW = 512;
const PART = 4 * WINDOW;

/** The nearest place where a caret can stand; `position` itself when it can. 0 in an empty document. */
export function nearest({ shown }: Stretches, position: number): number {
  const at = lastStartingBy(shown, position);
  const before = shown[at];
  const after = shown[at + 1];
  if (before && position <= before.to) return position;
  if (!before) return after?.from ?? 0;
  if (!after) return before.to;
  return position - before.to <= after.from - position ? before.to : after.from;
}

/**
 * The position one unit on: a grapheme (Unicode UAX 29), the end of the next word or the start of the one before, the
 * start of the next paragraph or of this or the one before, an end of the document. At an end it stays.
 */
export function move(stretches: Stretches, from: number, unit: Unit, direction: Direction): number {
  const { shown } = stretches;
  const at = nearest(stretches, from);
  if (shown.length === 0) return 0;
  if (unit === 'document') return direction === 'forward' ? shown.at(-1)!.to : shown[0]!.from;
  const index = Math.max(0, lastStartingBy(shown, at));
  const here = shown[index]!;
  if (unit === 'paragraph') {
    if (direction === 'forward') return shown[index + 1]?.from ?? here.to;
    return at > here.from ? here.from : (shown[index - 1]?.from ?? here.from);
  }
  if (unit === 'word') {
    const found =
      direction === 'forward'
        ? wordEdge(stretches, at, 'end', 'forward')
        : wordEdge(stretches, at, 'start', 'back');
    return found ?? (direction === 'forward' ? shown.at(-1)!.to : shown[0]!.from);
  }
  if (direction === 'forward') {
    if (at >= here.to) return shown[index + 1]?.from ?? at;
    return Math.min(here.to, at + graphemes(stretches.text.slice(at, at + WINDOW))[0]!.segment.length);
  }
  if (at <= here.from) return shown[index - 1]?.to ?? at;
  const start = Math.max(here.from, at - WINDOW);
  return start + graphemes(stretches.text.slice(start, at)).at(-1)!.index;
}

/**
 * The nearest start or end of a word strictly before or after a position; null when there is none. With this the ends of
 * a highlight move: always by whole words.
 */
export function wordEdge(
  { text, shown }: Stretches,
  position: number,
  edge: 'start' | 'end',
  direction: Direction,
): number | null {
  const forward = direction === 'forward';
  const start = Math.max(0, lastStartingBy(shown, position));
  for (let index = start; index >= 0 && index < shown.length; index += forward ? 1 : -1) {
    const stretch = shown[index]!;
    // A part at a time, so that a megabyte without a paragraph costs no more than a page.
    let near = forward
      ? cut(text, stretch, Math.max(stretch.from, position))
      : cut(text, stretch, Math.min(stretch.to, position + WINDOW));
    for (const end = forward ? stretch.to : stretch.from; near !== end;) {
      const far = cut(text, stretch, forward ? near + PART : near - PART);
      const part = forward ? { from: near, to: far } : { from: far, to: near };
      const edges = wordEdges(text, part, edge).filter((at) => (forward ? at > position : at < position));
      const found = forward ? edges[0] : edges.at(-1);
      if (found !== undefined) return found;
      near = far;
    }
  }
  return null;
}

/** The last place at or before `at` that follows white space, so that no word is cut; `at` itself in a run without any. */
function cut(text: string, stretch: Range, at: number): number {
  if (at <= stretch.from) return stretch.from;
  if (at >= stretch.to) return stretch.to;
  for (let place = at; place > stretch.from && place > at - WINDOW; place -= 1) {
    if (/\s/.test(text.charAt(place - 1))) return place;
  }
  return at;
}

function wordEdges(text: string, range: Range, edge: 'start' | 'end'): number[] {
  const edges: number[] = [];
  for (const part of words.segment(text.slice(range.from, range.to))) {
    if (!part.isWordLike) continue;
    edges.push(range.from + part.index + (edge === 'end' ? part.segment.length : 0));
  }
  return edges;
}

/** The word at a position, for a selection by double press or a first highlight without one; null between words. */
export function wordAt({ text, shown }: Stretches, position: number): Range | null {
  const stretch = shown[lastStartingBy(shown, position)];
  if (!stretch || position > stretch.to) return null;
  const from = Math.max(stretch.from, position - WINDOW);
  const part = words
    .segment(text.slice(from, Math.min(stretch.to, position + WINDOW)))
    .containing(position - from);
  return part?.isWordLike ? { from: from + part.index, to: from + part.index + part.segment.length } : null;
}

const characters = new Intl.Segmenter('und', { granularity: 'grapheme' });
const words = new Intl.Segmenter('und', { granularity: 'word' });
const graphemes = (text: string): Intl.SegmentData[] => [...characters.segment(text)];
