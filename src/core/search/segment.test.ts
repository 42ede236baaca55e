import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { words } from '../text/words';
import { KINDS } from './kinds';
import { openSegment } from './segment';
import { SegmentBuilder, type NewPiece } from './segmentBuilder';
import { B, D, K } from './source';
import { Tally } from './tally';

const someText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'quay',
        'Quay',
        'U.N.',
        'Ji-won',
        '港口检查',
        '항구의',
        'é',
        '1,250.5',
        '’s',
        '\u00ad',
        '\ud83d',
      ),
      fc.constantFrom(' ', '  ', '\n\n', ', ', '—', ''),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));
const somePiece: fc.Arbitrary<NewPiece> = fc.record({
  kind: fc.constantFrom(...KINDS),
  group: fc.integer({ min: 0, max: 9 }),
  origin: fc.constantFrom(null, 'one', 'two'),
  text: someText,
});

function sealed(pieces: readonly NewPiece[], pairedFrom?: number) {
  const builder = new SegmentBuilder(pairedFrom);
  for (const piece of pieces) builder.add(piece);
  return builder.seal();
}

describe('Segment', () => {
  it('gives back every text exactly, its parts, its words and their places', () => {
    fc.assert(
      fc.property(fc.array(somePiece, { maxLength: 8 }), fc.nat(80), fc.nat(80), (pieces, from, length) => {
        const segment = sealed(pieces);
        for (const kind of KINDS) {
          for (let group = 0; group < 10; group += 1) {
            const expected = pieces.filter((piece) => piece.kind === kind && piece.group === group);
            const found = segment.piecesOf(kind, group);
            expect(found.map((piece) => segment.slice(kind, piece, 0, Infinity))).toEqual(
              expected.map(({ text }) => text),
            );
            found.forEach((piece, at) => {
              const { text, origin } = expected[at]!;
              const divided = words(text);
              expect(segment.slice(kind, piece, from, from + length)).toBe(text.slice(from, from + length));
              expect(segment.textLength(kind, piece)).toBe(text.length);
              expect(segment.origin(kind, piece)).toBe(origin);
              expect(Array.from(segment.read(kind, piece), (key) => segment.termOf(key))).toEqual(
                divided.map((word) => word.key),
              );
              const { starts, ends } = segment.wordPlaces(kind, piece, 0, divided.length);
              expect([...starts]).toEqual(divided.map((word) => word.from));
              expect([...ends]).toEqual(divided.map((word) => word.to));
            });
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('knows each word by its number and the words with a beginning by a range', () => {
    fc.assert(
      fc.property(
        fc.array(someText, { maxLength: 4 }),
        fc.string({ unit: 'binary', maxLength: 2 }),
        (texts, prefix) => {
          const segment = sealed(texts.map((text, group) => ({ kind: 'text', group, origin: null, text })));
          const keys = [...new Set(texts.flatMap((text) => words(text).map((word) => word.key)))].sort(
            (a, b) => (a < b ? -1 : 1),
          );
          expect(Array.from({ length: segment.vocabularySize }, (_, key) => segment.termOf(key))).toEqual(
            keys,
          );
          keys.forEach((key, number) => expect(segment.keyOf(key)).toBe(number));
          expect(segment.keyOf(`${prefix}\uffff`)).toBe(-1);
          const { from, to } = segment.words.prefixRange(prefix);
          expect(keys.slice(from, to)).toEqual(keys.filter((key) => key.startsWith(prefix)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['harbour', 'harbor', 1],
    ['harbour', 'harbours', 1],
    ['harbour', 'labour', null],
    ['denuclearise', 'denuclearize', 1],
    ['crane', 'crank', 1],
    ['crane', 'crane', 0],
    ['crane', 'drank', null],
  ])('takes %s for %s by %j edits', (word, other, expected) => {
    const found = new Map<string, number>();
    sealed([{ kind: 'text', group: 1, origin: null, text: other }]).eachTypo(word, 1, (term, edits) =>
      found.set(term, edits),
    );
    expect(found.get(other) ?? null).toBe(expected);
  });

  it('finds all words within a number of edits, as trying each of them does', () => {
    // In `letterSigns` с (Cyrillic) shares its bit with a, and л with repeated letters.
    const letter = fc.constantFrom('a', 'b', 'c', 'd', 'с', 'л');
    const word = fc.array(letter, { minLength: 1, maxLength: 9 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 40 }),
        word,
        fc.constantFrom<1 | 2>(1, 2),
        (all, asked, most) => {
          const found = new Map<string, number>();
          sealed([{ kind: 'text', group: 1, origin: null, text: all.join(' ') }]).eachTypo(
            asked,
            most,
            (term, edits) => found.set(term, edits),
          );
          const expected = new Map(
            [...new Set(all)]
              .filter((term) => term.startsWith(asked[0]!))
              .map((term) => [term, editsBetween(asked, term)] as const)
              .filter(([, edits]) => edits <= most),
          );
          expect([...found].sort()).toEqual([...expected].sort());
        },
      ),
      { numRuns: 500 },
    );
  });

  it('knows where words stand side by side without reading the texts', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'dd');
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { minLength: 1, maxLength: 300, size: 'max' }), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.array(word, { minLength: 2, maxLength: 4 }),
        fc.boolean(),
        (texts, phrase, isPaired) => {
          expectPhrase(texts, phrase, isPaired);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('knows it of more texts than lie between two skips, of words that all of them have or hardly any', () => {
    // One in nearly all texts, one in some, one in few.
    const word = fc.nat(998).map((at) => ['a', 'b', 'c'][Math.floor(Math.log10(at + 1))]!);
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { minLength: 1, maxLength: 6 }), { minLength: 400, maxLength: 700 }),
        fc.array(word, { minLength: 2, maxLength: 4 }),
        fc.boolean(),
        (texts, phrase, isPaired) => {
          // Some are long, so that places in it are far apart.
          const some = texts.map((words, at) =>
            at % 37 === 5 ? [...words, ...Array<string>(300).fill('f'), ...words] : words,
          );
          expectPhrase(some, phrase, isPaired);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is the same segment again when opened from its bytes, under a name of its own', () => {
    fc.assert(
      fc.property(fc.array(somePiece, { maxLength: 6 }), (pieces) => {
        const segment = sealed(pieces);
        const bytes = segment.encode();
        const opened = openSegment(bytes)!;
        expect(opened.encode()).toEqual(bytes);
        expect(opened.name).toBe(segment.name);
        for (const kind of KINDS) {
          expect(opened.statistics(kind)).toEqual(segment.statistics(kind));
          for (let piece = 0; piece < segment.capacity(kind); piece += 1) {
            expect(opened.slice(kind, piece, 0, Infinity)).toBe(segment.slice(kind, piece, 0, Infinity));
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('refuses bytes with any of them changed, cut off or added', () => {
    const bytes = sealed([
      { kind: 'text', group: 1, origin: null, text: 'The crane stood beside the dry dock. 港口检查' },
      { kind: 'note', group: 1, origin: 'n', text: 'ask the crew' },
    ]).encode();
    expect(openSegment(bytes.slice())).not.toBeNull();
    for (let at = 0; at < bytes.length; at += 1) {
      for (const change of [1, 0x80, 0xff]) {
        const damaged = bytes.slice();
        damaged[at]! ^= change;
        expect(openSegment(damaged)).toBeNull();
      }
      expect(openSegment(bytes.slice(0, at))).toBeNull();
    }
    expect(openSegment(Uint8Array.of(...bytes, 0, 0, 0, 0, 0, 0, 0, 0))).toBeNull();
  });
});

/** Holds what a segment of these texts finds of a phrase, in four of five of them, against trying all. */
function expectPhrase(texts: readonly string[][], phrase: readonly string[], isPaired: boolean): void {
  const segment = sealed(
    texts.map((words, group) => ({ kind: 'text', group, origin: null, text: words.join(' ') })),
    isPaired ? 1 : Infinity,
  );
  const groups = new Tally(texts.length);
  groups.beginAmong(Uint32Array.from(texts.keys()).filter((at) => at % 5 !== 4));
  const found: number[] = [];
  const scores: number[] = [];
  const words = phrase.map((each) => ({
    keys: Int32Array.of(segment.keyOf(each)).filter((key) => key >= 0),
    words: Int32Array.of(0),
    factors: Float64Array.of(1),
    doubts: Uint8Array.of(0),
    average: 1,
  }));
  const isKept = segment.eachPhrase('text', words, groups, (piece, _group, score) => {
    found.push(piece);
    scores.push(score);
  });
  expect(isKept).toBe(true);
  expect(found).toEqual(
    [...texts.keys()].filter(
      (at) => at % 5 !== 4 && ` ${texts[at]!.join(' ')} `.includes(` ${phrase.join(' ')} `),
    ),
  );
  scores.forEach((score, at) => {
    const text = texts[found[at]!]!;
    const length = new Set(text).size;
    const share = (word: string): number => {
      const count = text.filter((each) => each === word).length;
      return D + (count * (K + 1)) / (count + K * (1 - B + B * length));
    };
    expect(score).toBeCloseTo(
      phrase.reduce((sum, each) => sum + share(each), 0),
      9,
    );
  });
}

function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])));
    }
    row = next;
  }
  return row[b.length]!;
}
