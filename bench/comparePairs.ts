import type { ComparedText } from '../src/core/compare/compare';

/**
 * Pairs of generated texts whose edits are known, for `compare`: the same pair in every run and in every process, by its
 * profile and size. Prose as a wire's: two words in five are little ones, the rest follow Zipf over 6,000.
 */
export type Pair = {
  readonly a: ComparedText;
  readonly b: ComparedText;
  /** The words of `b` that stand in `a` too, unchanged or in another house style: `place of a` by place of `b`, -1 for new ones. */
  readonly answers: Int32Array;
  /** Paragraphs of `a` by paragraph of `b`, -1 for new ones, and those of `b` that moved. */
  readonly paragraphs: Int32Array;
  readonly moved: ReadonlySet<number>;
  /** Runs of changed words inside paragraphs, and paragraphs that stand in one text only. */
  readonly hunks: number;
};

export type Profile = {
  readonly name: string;
  /** Shares of words replaced, deleted, preceded by an inserted one, misread by a scanner, or in another house style. */
  readonly replaced: number;
  readonly deleted: number;
  readonly inserted: number;
  readonly misread: number;
  readonly restyled: number;
  /** Shares of paragraphs put elsewhere, left out, or written anew. */
  readonly moved: number;
  readonly dropped: number;
  readonly added: number;
};

export const PROFILES: readonly Profile[] = [
  { name: 'wire rewrite', replaced: 0.05, deleted: 0.03, inserted: 0.03, misread: 0, restyled: 0.02, moved: 0, dropped: 0.1, added: 0.1 },
  { name: 'heavy rewrite', replaced: 0.18, deleted: 0.08, inserted: 0.08, misread: 0, restyled: 0.02, moved: 0, dropped: 0.15, added: 0.15 },
  { name: 'paragraphs moved', replaced: 0.02, deleted: 0.01, inserted: 0.01, misread: 0, restyled: 0.01, moved: 0.25, dropped: 0.05, added: 0.05 },
  { name: 'OCR noise', replaced: 0, deleted: 0, inserted: 0, misread: 0.06, restyled: 0, moved: 0, dropped: 0, added: 0 },
  { name: 'house style', replaced: 0.01, deleted: 0.005, inserted: 0.005, misread: 0, restyled: 0.12, moved: 0, dropped: 0, added: 0 },
]; // prettier-ignore

/** Pairs that have broken others: only how long they take is of interest. */
export const PATHOLOGICAL = ['wholly different', 'one side empty', 'periodic', 'one repeated line', 'one paragraph, one word in two new'] as const; // prettier-ignore

export function pairOf(name: string, length: number): Pair {
  const random = seeded(length + name.length);
  const profile = PROFILES.find((one) => one.name === name);
  return profile ? edited(profile, length, random) : pathological(name, length, random);
}

/** A word of a version: `from` is its place in the first version, -1 where it is new; `changed` where it is only like it. */
type Written = { word: string; mark: string; from: number; changed: boolean };

function edited(profile: Profile, length: number, random: () => number): Pair {
  let count = 0;
  const fresh = (): Written => ({
    word: anyWord(random),
    mark: random() < 0.1 ? (random() < 0.5 ? ',' : '.') : '',
    from: -1,
    changed: false,
  });
  const paragraph = (): Written[] => Array.from({ length: 30 + Math.floor(random() * 60) }, fresh);
  const a: Written[][] = [];
  for (; count < length; count += a.at(-1)!.length) a.push(paragraph());
  let place = 0;
  for (const one of a.flat()) one.from = place++;

  const b: { from: number; words: Written[] }[] = [];
  a.forEach((original, from) => {
    if (random() < profile.added) b.push({ from: -1, words: paragraph() });
    if (random() < profile.dropped) return;
    const words = original.flatMap((kept): Written[] => {
      let chance = random();
      const is = (share: number): boolean => (chance -= share) < 0;
      if (is(profile.replaced)) return [{ ...fresh(), mark: kept.mark }];
      if (is(profile.deleted)) return [];
      if (is(profile.inserted)) return [{ ...fresh(), mark: '' }, kept];
      if (is(profile.misread)) return [{ ...kept, word: misread(kept.word, random), changed: true }];
      if (is(profile.restyled)) return [{ ...kept, word: restyled(kept.word) }];
      return [kept];
    });
    b.push({ from, words });
  });
  for (let moves = Math.round(b.length * profile.moved); moves > 0; moves -= 1) {
    const [moving] = b.splice(Math.floor(random() * b.length), 1);
    b.splice(Math.floor(random() * (b.length + 1)), 0, moving!);
  }

  const written = b.flatMap(({ words }) => words);
  return {
    a: documentOf(a),
    b: documentOf(b.map(({ words }) => words)),
    answers: Int32Array.from(written, ({ from, changed }) => (changed ? -1 : from)),
    paragraphs: Int32Array.from(b, ({ from }) => from),
    moved: movedOf(b),
    hunks: hunksOf(a, b),
  };
}

/** What is left when the heaviest run of paragraphs in order is taken to have stayed. */
function movedOf(b: readonly { from: number; words: readonly Written[] }[]): Set<number> {
  const kept = b.flatMap(({ from, words }, at) => (from < 0 ? [] : [{ from, at, weight: words.length }]));
  const best = new Float64Array(kept.length);
  const before = new Int32Array(kept.length).fill(-1);
  let last = -1;
  kept.forEach((one, at) => {
    for (let other = 0; other < at; other += 1) {
      if (kept[other]!.from < one.from && best[other]! > best[at]!) {
        best[at] = best[other]!;
        before[at] = other;
      }
    }
    best[at]! += one.weight;
    if (last < 0 || best[at]! > best[last]!) last = at;
  });
  const moved = new Set(kept.map(({ at }) => at));
  for (; last >= 0; last = before[last]!) moved.delete(kept[last]!.at);
  return moved;
}

function hunksOf(
  a: readonly (readonly Written[])[],
  b: readonly { from: number; words: readonly Written[] }[],
): number {
  const answered = new Set(b.map(({ from }) => from));
  let hunks = a.filter((_, at) => !answered.has(at)).length;
  for (const { from, words } of b) {
    if (from < 0) hunks += 1;
    else {
      const original = a[from]!;
      let expected = original[0]!.from;
      let open = false;
      for (const word of words) {
        if (word.from < 0 || word.changed) {
          open = true;
          if (word.from >= 0) expected = word.from + 1;
          continue;
        }
        if (open || word.from !== expected) hunks += 1;
        open = false;
        expected = word.from + 1;
      }
      if (open || expected !== original.at(-1)!.from + 1) hunks += 1;
    }
  }
  return hunks;
}

function pathological(name: string, length: number, random: () => number): Pair {
  const word = (): string => anyWord(random);
  const paragraphs = (make: (at: number) => string): string[][] =>
    Array.from({ length: Math.ceil(length / 50) }, (_, row) =>
      Array.from({ length: 50 }, (_, at) => make(row * 50 + at)),
    );
  const [a, b] = ((): [string[][], string[][]] => {
    switch (name) {
      case 'wholly different':
        return [paragraphs(word), paragraphs(() => `${word()}x`)];
      case 'one side empty':
        return [paragraphs(word), []];
      case 'periodic':
        return [paragraphs((at) => ['red', 'green', 'blue'][at % 3]!), paragraphs((at) => ['green', 'red', 'blue', 'red'][at % 4]!)];
      case 'one repeated line':
        return [paragraphs((at) => LITTLE[(at % 50) % LITTLE.length]!), paragraphs((at) => LITTLE[(at % 50) % LITTLE.length]!).slice(1)];
      case 'one paragraph, one word in two new': {
        const words = paragraphs(word).flat();
        return [[words], [words.map((one) => (random() < 0.5 ? one : word()))]];
      }
      default:
        throw new Error(`No such pair: ${name}.`);
    }
  })(); // prettier-ignore
  const none = new Int32Array(0);
  const written = (rows: string[][]): Written[][] =>
    rows.map((row) => row.map((one) => ({ word: one, mark: '', from: -1, changed: false })));
  return { a: documentOf(written(a)), b: documentOf(written(b)), answers: none, paragraphs: none, moved: new Set(), hunks: 0 }; // prettier-ignore
}

function documentOf(paragraphs: readonly (readonly Written[])[]): ComparedText {
  const parts: string[] = [];
  const blocks: ComparedText['blocks'][number][] = [];
  let from = 0;
  for (const paragraph of paragraphs) {
    const text = paragraph.map(({ word, mark }) => word + mark).join(' ');
    blocks.push({ kind: 'paragraph', from, to: from + text.length });
    parts.push(text);
    from += text.length + 2;
  }
  return { text: parts.join('\n\n'), blocks, layers: [] };
}

const LITTLE = 'the of and to in a that for on with said was by it its'.split(' ');
const SYLLABLES = 'ka lo mir ten su ra vel dor pa ne gri sol bu hem tis or'.split(' ');
/** What newsrooms write in two ways. */
const STYLED: readonly (readonly [string, string])[] = [
  ['UN', 'U.N.'], ['Asean', 'ASEAN'], ['organise', 'organize'], ['labour', 'labor'], ['seven', '7'], ['denuclearisation', 'denuclearization'],
  ['centre', 'center'], ['three', '3'], ['travelled', 'traveled'], ['defence', 'defense'], ['towards', 'toward'], ['Nato', 'NATO'],
]; // prettier-ignore

function anyWord(random: () => number): string {
  if (random() < 0.4) return LITTLE[Math.floor(random() * LITTLE.length)]!;
  if (random() < 0.04) return STYLED[Math.floor(random() * STYLED.length)]![0];
  let rank = Math.floor(6_000 ** random());
  let word = '';
  do {
    word += SYLLABLES[rank % 16]!;
    rank = Math.floor(rank / 16);
  } while (rank > 0);
  return `${word}n`;
}

function restyled(word: string): string {
  return STYLED.find(([one]) => one === word)?.[1] ?? word[0]!.toUpperCase() + word.slice(1);
}

const MISREADINGS: readonly (readonly [string, string])[] = [['m', 'rn'], ['l', '1'], ['o', '0'], ['e', 'c'], ['s', '5'], ['n', 'u'], ['a', 'o'], ['t', 'f']]; // prettier-ignore

function misread(word: string, random: () => number): string {
  const start = Math.floor(random() * MISREADINGS.length);
  for (let step = 0; step < MISREADINGS.length; step += 1) {
    const [sign, wrong] = MISREADINGS[(start + step) % MISREADINGS.length]!;
    if (word.includes(sign)) return word.replace(sign, wrong);
  }
  return `${word}i`;
}

/** The same numbers in every run (mulberry32, public domain). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
