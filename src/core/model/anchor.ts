import { z } from 'zod';
import { Range, wholeCharacters } from './range';

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
