import { z } from 'zod';
import { nearMatches } from './nearMatches';
import { overlaps, Range, wholeCharacters } from './range';

/** Characters of context an anchor keeps on each side, in UTF-16 units. */
export const CONTEXT = 32;

/**
 * A range saved with redundancy: position, exact quote, and up to 32 units before and after. It finds its passage again
 * in a text that changed, or says honestly that it cannot.
 */
export const Anchor = Range.safeExtend({
  quote: z.string(),
  prefix: z.string(),
  suffix: z.string(),
});
export type Anchor = z.infer<typeof Anchor>;

/**
 * Saves a range of a text. A range that cuts a surrogate pair is widened to whole characters; context is never cut in
 * the middle of one. Throws RangeError outside the text.
 */
export function describe(text: string, range: Range): Anchor {
  if (range.from < 0 || range.to > text.length || range.from > range.to) {
    throw new RangeError(`[${range.from}, ${range.to}) is not a range of a text of ${text.length} units`);
  }
  const { from, to } = wholeCharacters(text, range);
  const before = wholeCharacters(text, { from: Math.max(0, from - CONTEXT), to: from });
  const after = wholeCharacters(text, { from: to, to: Math.min(text.length, to + CONTEXT) });
  return {
    from,
    to,
    quote: text.slice(from, to),
    prefix: text.slice(before.from, before.to),
    suffix: text.slice(after.from, after.to),
  };
}

/**
 * Least score of a passage found elsewhere, 0 to 1. Below it fall: an exact but short quote with nothing of its context
 * (0.64), and a quote half rewritten unless its context stands on both sides (0.71 with it).
 */
export const MINIMUM_SCORE = 0.7;
/** Least lead over the runner-up. More than position alone can give (0.04), so position never chooses between copies. */
const MINIMUM_LEAD = 0.05;
/** Edits up to which a passage is still the same one: half the quote, and never more than this many units. */
const MAXIMUM_EDITS = 256;
/** A score that needs no look at edited candidates: the quote exact and most of its context. */
const SURE = 0.9;
/** A quote that stands in the text more often than this is looked for only with its whole context. */
const MANY = 4096;

/**
 * Where an anchor's passage stands in a text. `exact`: the quote at its own place. `moved`: the passage elsewhere, perhaps
 * edited (up to half the quote), with `score` at least MINIMUM_SCORE and MINIMUM_LEAD ahead of every other place.
 */
export type Resolution =
  | { readonly status: 'exact' | 'moved'; readonly from: number; readonly to: number; readonly score: number }
  | { readonly status: 'lost' };

/**
 * Finds the passage of an anchor in a text, or says that it cannot: look-alikes without a clear lead are `lost`, never
 * guessed at. Constant time where nothing changed; else time grows with the length of the text only. A range never cuts
 * a surrogate pair. Scores weigh quote, prefix, suffix and position like Hypothesis (50, 20, 20, 2), but a quote longer
 * than the context counts up to twice as much, since it is evidence by itself: from about 48 units on, an exact quote
 * that stands once is found without any of its context.
 */
export function resolve(text: string, anchor: Anchor): Resolution {
  const { from, quote, prefix, suffix } = anchor;
  const own = { from, to: from + quote.length, distance: 0 };
  const parted = startsWithMark(quote, 0) || startsWithMark(suffix, 0);
  /** The place without half letters; null where it cuts a surrogate pair. */
  const whole = (place: Place): Place | null => {
    if (wholeCharacters(text, place) !== place) return null;
    return parted ? place : wholeLetters(text, place);
  };
  const stands = from <= text.length && text.startsWith(quote, from) && whole(own) === own;
  if (stands && contextAgrees(text, anchor)) {
    return { status: 'exact', from, to: own.to, score: scoreOf(text, anchor, own) };
  }
  // A caret has nothing to be recognised by but its context, and that is gone.
  if (quote === '') return LOST;

  const exact = occurrences(text, quote, MANY);
  if (exact === null) return resolveWhole(text, anchor);
  const limit = Math.min(MAXIMUM_EDITS, Math.floor(quote.length / 2));
  const places: ScoredPlace[] = [];
  const consider = (candidate: Place): void => {
    const place = whole(candidate);
    if (place && place.distance <= limit) places.push(scored(text, anchor, place));
  };
  exact.forEach(consider);
  if (!places.some((place) => place.score >= SURE)) {
    nearMatches(text, quote, limit, { before: prefix, after: suffix }).forEach(consider);
  }
  return choose(anchor, places);
}

type Place = { readonly from: number; readonly to: number; readonly distance: number };
type ScoredPlace = Place & { readonly score: number };

const LOST: Resolution = { status: 'lost' };

function choose(anchor: Anchor, places: readonly ScoredPlace[]): Resolution {
  const best = places.reduce<ScoredPlace | null>(
    (leader, place) => (leader === null || place.score > leader.score ? place : leader),
    null,
  );
  if (best === null || best.score < MINIMUM_SCORE) return LOST;
  const rivals = places.some((place) => !samePlace(place, best) && best.score - place.score < MINIMUM_LEAD);
  if (rivals) return LOST;
  const status = best.distance === 0 && best.from === anchor.from ? 'exact' : 'moved';
  return { status, from: best.from, to: best.to, score: best.score };
}

/** True where the edits of the two explain their different bounds; further apart they are two look-alikes. */
function samePlace(a: Place, b: Place): boolean {
  const apart = Math.min(Math.abs(a.from - b.from), Math.abs(a.to - b.to));
  return (a.from === b.from && a.to === b.to) || (overlaps(a, b) && apart <= a.distance + b.distance);
}

/** For quotes that stand everywhere: with all of its context once, or lost. */
function resolveWhole(text: string, anchor: Anchor): Resolution {
  const whole = occurrences(text, anchor.prefix + anchor.quote + anchor.suffix, 1)?.[0];
  if (!whole) return LOST;
  const from = whole.from + anchor.prefix.length;
  const place = { from, to: from + anchor.quote.length, distance: 0 };
  return wholeCharacters(text, place) === place ? choose(anchor, [scored(text, anchor, place)]) : LOST;
}

/**
 * All exact places of a quote that is not empty, overlapping ones too; null when there are more than `most`. Knuth, Morris
 * and Pratt: `indexOf` takes time of text times quote where both repeat one letter.
 */
function occurrences(text: string, quote: string, most: number): Place[] | null {
  const borders = new Int32Array(quote.length + 1);
  for (let at = 1, border = 0; at < quote.length; at += 1) {
    const unit = quote.charCodeAt(at);
    while (border > 0 && unit !== quote.charCodeAt(border)) border = borders[border]!;
    if (unit === quote.charCodeAt(border)) border += 1;
    borders[at + 1] = border;
  }
  const places: Place[] = [];
  for (let at = 0, matched = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && unit !== quote.charCodeAt(matched)) matched = borders[matched]!;
    if (unit === quote.charCodeAt(matched)) matched += 1;
    if (matched < quote.length) continue;
    if (places.length === most) return null;
    places.push({ from: at + 1 - quote.length, to: at + 1, distance: 0 });
    matched = borders[matched]!;
  }
  return places;
}

function scored(text: string, anchor: Anchor, place: Place): ScoredPlace {
  return { ...place, score: scoreOf(text, anchor, place) };
}

/** Weighted agreement, 0 to 1. A side without context (at an end of the text, or never recorded) has no weight. */
function scoreOf(text: string, anchor: Anchor, place: Place): number {
  const { from, quote, prefix, suffix } = anchor;
  const quoteWeight = Math.min(100, Math.max(50, (50 * quote.length) / CONTEXT));
  const prefixWeight = prefix === '' ? 0 : 20;
  const suffixWeight = suffix === '' ? 0 : 20;
  const positionWeight = 2;
  const sum =
    quoteWeight * (quote === '' ? 1 : 1 - place.distance / quote.length) +
    prefixWeight * similarity(prefix, text.slice(Math.max(0, place.from - prefix.length), place.from)) +
    suffixWeight * similarity(suffix, text.slice(place.to, place.to + suffix.length)) +
    positionWeight * (1 - Math.min(1, Math.abs(place.from - from) / Math.max(1, text.length)));
  return sum / (quoteWeight + prefixWeight + suffixWeight + positionWeight);
}

/**
 * True where at least one side still reads mostly as recorded, or nothing was recorded: enough when the quote is at its
 * own place, too little where the same word merely happens to stand there now.
 */
function contextAgrees(text: string, anchor: Anchor): boolean {
  const { from, quote, prefix, suffix } = anchor;
  const to = from + quote.length;
  const before = similarity(prefix, text.slice(Math.max(0, from - prefix.length), from));
  const after = similarity(suffix, text.slice(to, to + suffix.length));
  if (quote === '') return before === 1 && after === 1;
  if (prefix === '' || suffix === '') return Math.min(before, after) > 0.5;
  return Math.max(before, after) > 0.5;
}

/** One minus the edit distance over the longer length; for strings of context length. */
function similarity(a: string, b: string): number {
  if (a === b) return 1;
  const longest = Math.max(a.length, b.length);
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = row[j - 1]! + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return 1 - row[b.length]! / longest;
}

/** The place widened by the marks that belong to its first and last letter, each counted as an edit; itself when none do. */
function wholeLetters(text: string, place: Place): Place {
  let { from, to } = place;
  while (from > 0 && startsWithMark(text, from)) from -= 1;
  while (to < text.length && startsWithMark(text, to)) to += 1;
  if (from === place.from && to === place.to) return place;
  return { from, to, distance: place.distance + (place.from - from) + (to - place.to) };
}

/** True where a combining mark stands at the position. */
function startsWithMark(text: string, at: number): boolean {
  const code = text.codePointAt(at);
  // No mark lies below U+0300; most text is decided here.
  return code !== undefined && code >= 0x300 && /^\p{M}/u.test(String.fromCodePoint(code));
}
