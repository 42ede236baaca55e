import { z } from 'zod';

/** Half-open `[from, to)` in UTF-16 units of a document's normalised text. */
export const Range = z
  .object({ from: z.number().int().min(0), to: z.number().int().min(0) })
  .refine((range) => range.from <= range.to, 'from must not be after to');
export type Range = { readonly from: number; readonly to: number };

/** True where the two ranges share at least one position. Empty ranges share none. */
export function overlaps(a: Range, b: Range): boolean {
  return a.from < b.to && b.from < a.to;
}

/** True where `outer` holds every position of `inner`. */
export function contains(outer: Range, inner: Range): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** The range moved off the middle of surrogate pairs, outwards: never half a character. */
export function wholeCharacters(text: string, range: Range): Range {
  const inside = (at: number): boolean =>
    at > 0 && at < text.length && isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1));
  const from = inside(range.from) ? range.from - 1 : range.from;
  const to = inside(range.to) ? range.to + 1 : range.to;
  return from === range.from && to === range.to ? range : { from, to };
}

/** The range without white space at its ends; null when nothing else is in it. */
export function trimmed(text: string, range: Range): Range | null {
  let { from, to } = range;
  while (from < to && /\s/.test(text.charAt(from))) from += 1;
  while (to > from && /\s/.test(text.charAt(to - 1))) to -= 1;
  if (from === to) return null;
  return from === range.from && to === range.to ? range : { from, to };
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
