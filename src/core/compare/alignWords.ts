import type { Budget } from './budget';
import { risingRun, type Link } from './risingRun';
import { shortestEdits } from './shortestEdits';

/** Part of a sequence of word numbers: the places `[from, end)`. */
export type Words = { readonly keys: Int32Array; readonly from: number; readonly end: number };

/** Words of both sides together up to which the plain diff runs at once; its time grows with their square. */
const SMALL = 400;
/** Edits after which the plain diff gives up on a longer stretch without a landmark: a few hundredths of a second. */
const MOST_EDITS = 600;
/** Words of the longer side of the pieces such a stretch is then cut into. */
const PIECE = 100;

/**
 * Which word of `b` answers each word of `a`: places relative to `a.from` and `b.from`, rising, -1 for none. Long stretches
 * are first pinned at runs of three, two or one word that both hold exactly once (as in patience diff), so time grows
 * about linearly; where a long stretch has no such landmark and more than MOST_EDITS edits, it is cut into pieces of equal proportion,
 * each compared by itself, and `budget.cut` says so.
 */
export function alignWords(a: Words, b: Words, budget: Budget): Int32Array {
  const answers = new Int32Array(a.end - a.from).fill(-1);
  const stretches: Stretch[] = [{ a0: a.from, a1: a.end, b0: b.from, b1: b.end }];
  for (let stretch = stretches.pop(); stretch; stretch = stretches.pop()) {
    let { a0, a1, b0, b1 } = stretch;
    while (a0 < a1 && b0 < b1 && a.keys[a0] === b.keys[b0]) answers[a0++ - a.from] = b0++ - b.from;
    while (a0 < a1 && b0 < b1 && a.keys[a1 - 1] === b.keys[b1 - 1]) answers[--a1 - a.from] = --b1 - b.from;
    if (a0 === a1 || b0 === b1) continue;
    if (budget.spent) {
      budget.cut = true;
      continue;
    }
    const rest = { a0, a1, b0, b1 };
    const landmarks = a1 - a0 + b1 - b0 > SMALL ? findLandmarks(a.keys, b.keys, rest) : [];
    if (landmarks.length > 0) {
      let from = { a: a0, b: b0 };
      for (const landmark of landmarks) {
        answers[landmark.a - a.from] = landmark.b - b.from;
        stretches.push({ a0: from.a, a1: landmark.a, b0: from.b, b1: landmark.b });
        from = { a: landmark.a + 1, b: landmark.b + 1 };
      }
      stretches.push({ a0: from.a, a1, b0: from.b, b1 });
    } else {
      diffStretch(a, b, rest, answers, budget);
    }
  }
  return answers;
}

type Stretch = { readonly a0: number; readonly a1: number; readonly b0: number; readonly b1: number };

/** The longest rising run of word sequences that stand exactly once on either side; longer sequences tried first. */
function findLandmarks(a: Int32Array, b: Int32Array, { a0, a1, b0, b1 }: Stretch): Link[] {
  for (const length of [3, 2, 1]) {
    const placesOfA = onlyPlaces(a, a0, a1, length);
    const placesOfB = onlyPlaces(b, b0, b1, length);
    const links: Link[] = [];
    for (const [key, at] of placesOfA) {
      const other = placesOfB.get(key);
      if (at >= 0 && other !== undefined && other >= 0 && a[at] === b[other]) {
        links.push({ a: at, b: other, weight: 1 });
      }
    }
    if (links.length > 0) return risingRun(links);
  }
  return [];
}

/** Sequences of `length` words to the place of the only one, -1 where there are several. */
function onlyPlaces(keys: Int32Array, from: number, end: number, length: number): Map<number, number> {
  const places = new Map<number, number>();
  for (let at = from; at + length <= end; at += 1) {
    let key = keys[at]!;
    // Two long sequences may meet in one number; the caller compares the words themselves.
    for (let next = 1; next < length; next += 1)
      key = (key * 1_000_003 + keys[at + next]!) % 0x1fffffffffffff;
    places.set(key, places.has(key) ? -1 : at);
  }
  return places;
}

function diffStretch(a: Words, b: Words, stretch: Stretch, answers: Int32Array, budget: Budget): void {
  const { a0, a1, b0, b1 } = stretch;
  const long = a1 - a0 + b1 - b0 > SMALL;
  if (long && !shareWords(a.keys.subarray(a0, a1), b.keys.subarray(b0, b1))) return;
  const found = shortestEdits(
    { keys: a.keys, from: a0, end: a1 },
    { keys: b.keys, from: b0, end: b1 },
    long ? MOST_EDITS : SMALL,
    () => budget.spent,
  );
  if (found) {
    for (let at = 0; at < found.length; at += 1) {
      if (found[at]! >= 0) answers[a0 - a.from + at] = b0 - b.from + found[at]!;
    }
    return;
  }
  budget.cut = true;
  if (!long) return;
  const pieces = Math.ceil(Math.max(a1 - a0, b1 - b0) / PIECE);
  const cut = (from: number, end: number, piece: number): number =>
    from + Math.floor(((end - from) * piece) / pieces);
  for (let piece = 0; piece < pieces && !budget.spent; piece += 1) {
    const part = {
      a0: cut(a0, a1, piece),
      a1: cut(a0, a1, piece + 1),
      b0: cut(b0, b1, piece),
      b1: cut(b0, b1, piece + 1),
    };
    diffStretch(a, b, part, answers, budget);
  }
}

function shareWords(a: Int32Array, b: Int32Array): boolean {
  const known = new Set(a);
  return b.some((key) => known.has(key));
}

/**
 * Takes back answers that are coincidence: a short run of equal words between two much longer changes ("of the" amid a
 * rewritten sentence) tells a reader nothing and breaks one change into three. Changes `answers` in place.
 */
export function dropCoincidences(answers: Int32Array, lengthOfB: number): void {
  const changeFrom = (atA: number, atB: number): { a: number; b: number; size: number } => {
    let end = atA;
    while (end < answers.length && answers[end]! < 0) end += 1;
    const endB = end < answers.length ? answers[end]! : lengthOfB;
    return { a: end, b: endB, size: Math.max(end - atA, endB - atB) };
  };
  let change = changeFrom(0, 0);
  let { a, b, size: changeBefore } = change;
  while (a < answers.length) {
    let run = 0;
    while (a + run < answers.length && answers[a + run] === b + run) run += 1;
    change = changeFrom(a + run, b + run);
    if (2 * run <= Math.min(changeBefore, change.size)) {
      answers.fill(-1, a, a + run);
      changeBefore += run + change.size;
    } else {
      changeBefore = change.size;
    }
    ({ a, b } = change);
  }
}
