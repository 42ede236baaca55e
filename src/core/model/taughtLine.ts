import { z } from 'zod';
import { AppError } from './appError';

/** Characters of a line that can be taught: more is no line of a page but a piece of writing. */
export const LONGEST_TAUGHT = 600;
/** Lines that a library remembers. */
export const MOST_TAUGHT = 1_000;

/** What a person said of a line once for all documents of an outlet. */
export const TaughtLine = z.object({
  /** The outlet's key, as `outletOf` gives it. */
  outlet: z.string(),
  /** The line's folded words, as `lineWords` gives them. */
  words: z.string().min(1).max(LONGEST_TAUGHT),
  /** False: part of the article, never to be folded again. */
  furniture: z.boolean(),
});
export type TaughtLine = z.infer<typeof TaughtLine>;

/** The lines with one more said; what was said of it before is forgotten. Throws `bad-input` when there are too many. */
export function teach(
  taught: readonly TaughtLine[],
  outlet: string,
  lines: readonly string[],
  furniture: boolean,
): TaughtLine[] {
  const all = [...forget(taught, outlet, lines), ...lines.map((words) => ({ outlet, words, furniture }))];
  if (all.length <= MOST_TAUGHT) return all;
  throw new AppError(
    'bad-input',
    `This library remembers ${MOST_TAUGHT} lines of outlets, and there is no room for another.`,
    'Fold it in this document only.',
  );
}

/** What was said of an outlet's lines: by their words, whether each is furniture. */
export function taughtOf(
  taught: readonly TaughtLine[] | undefined,
  outlet: string,
): ReadonlyMap<string, boolean> {
  return new Map(
    (taught ?? []).flatMap((one) => (one.outlet === outlet ? [[one.words, one.furniture] as const] : [])),
  );
}

/** The lines without what was said of some of an outlet. */
export function forget(
  taught: readonly TaughtLine[],
  outlet: string,
  lines: readonly string[],
): TaughtLine[] {
  return taught.filter((one) => one.outlet !== outlet || !lines.includes(one.words));
}
