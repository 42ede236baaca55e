import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparedText } from '../side';
import { fingerprint, GRAM, WINDOW } from './fingerprint';
import { FingerprintIndex } from './fingerprintIndex';
import { hashedWords } from './hashedWords';
import { sharedPassages } from './sharedPassages';

const plain = (text: string): ComparedText => ({
  text,
  blocks: [{ kind: 'paragraph', from: 0, to: text.length }],
  layers: [],
});
const hashed = (text: string) => hashedWords(plain(text));
/** Passages as the words of both sides. */
function shared(a: string, b: string, minWords?: number): [string, string][] {
  const { passages } = sharedPassages(hashed(a), hashed(b), minWords);
  return passages.map((one) => [a.slice(one.a.from, one.a.to), b.slice(one.b.from, one.b.to)]);
}
/** Words of a made-up language; no two numbers give the same. */
const word = (number: number): string => `w${number.toString(36)}q`;
const many = (from: number, count: number): string =>
  Array.from({ length: count }, (_, at) => word(from + at)).join(' ');
const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const QUOTE = 'we will keep the harbour open for every boat that needs shelter from the storm tonight';

describe('sharedPassages', () => {
  it('finds a quotation inside otherwise different texts, to the character', () => {
    const a = `${many(0, 40)}. “${QUOTE},” she said. ${many(100, 40)}`;
    const b = `${many(200, 10)}: ${QUOTE.toUpperCase()}! ${many(300, 90)}`;
    expect(shared(a, b)).toEqual([[QUOTE, QUOTE.toUpperCase()]]);
  });

  it('joins what a few changed words divide', () => {
    const changed = QUOTE.replace('every boat', 'each ship');
    expect(shared(`${many(0, 9)} ${QUOTE}`, `${changed} ${many(50, 9)}`)).toEqual([[QUOTE, changed]]);
  });

  it('does not take house style for a difference', () => {
    const british =
      'the programme of denuclearisation was cancelled when the Labour minister left the centre of town';
    const american =
      'the program of denuclearization was canceled when the Labor minister left the center of town';
    expect(shared(british, american)).toEqual([[british, american]]);
  });

  it('leaves out passages shorter than asked for', () => {
    const short = many(500, 8);
    expect(shared(`${many(0, 20)} ${short}`, `${short} ${many(30, 20)}`)).toEqual([]);
    expect(shared(`${many(0, 20)} ${short}`, `${short} ${many(30, 20)}`, 8)).toEqual([[short, short]]);
  });

  it('leaves out what is folded away', () => {
    const text = `${QUOTE}\n\n${many(0, 30)}`;
    const folded: ComparedText = {
      text,
      blocks: [
        { kind: 'paragraph', from: 0, to: QUOTE.length },
        { kind: 'paragraph', from: QUOTE.length + 2, to: text.length },
      ],
      layers: [{ from: 0, to: QUOTE.length, reason: 'furniture', label: 'plea', active: true }],
    };
    expect(sharedPassages(hashedWords(folded), hashed(QUOTE)).passages).toEqual([]);
  });

  it('counts how much of each document is shared', () => {
    const { shareOfA, shareOfB } = sharedPassages(
      hashed(many(0, 40)),
      hashed(`${many(0, 40)} ${many(90, 120)}`),
    );
    expect(shareOfA).toBe(1);
    expect(shareOfB).toBeCloseTo(0.25);
  });

  it('stays bounded on texts that repeat themselves', () => {
    const { shareOfA } = sharedPassages(
      hashed('one two three '.repeat(20_000)),
      hashed('two three one '.repeat(20_000)),
    );
    expect(shareOfA).toBeGreaterThan(0.9);
  });

  it('loses no passage because another stretches to it', () => {
    const passages = [many(0, 20), many(100, 20)];
    // Two words of the second that stand behind the first too make the first stretch; both are there whole.
    const a = `${passages[0]} ${word(500)} ${passages[1]}`;
    const b = `${passages[0]} ${word(502)} ${many(100, 2)} ${many(600, 30)} ${word(501)} ${passages[1]}`;
    const { shareOfA } = sharedPassages(hashed(a), hashed(b));
    expect(shareOfA).toBeGreaterThanOrEqual(40 / 41);
    const inA = shared(a, b).map(([words]) => words);
    for (const passage of passages) expect(inA.some((words) => words.includes(passage))).toBe(true);
  });

  it('finds every planted passage, and each passage has the words it counts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: 60 }),
        fc.integer({ min: 0, max: 80 }),
        fc.integer({ min: 0, max: 80 }),
        (length, before, after) => {
          const passage = many(1_000, length);
          const a = `${many(0, before)} ${passage} ${many(2_000, after)}`;
          const b = `${many(3_000, after)} ${passage} ${many(4_000, before)}`;
          expect(shared(a, b)).toEqual([[passage, passage]]);
          expect(sharedPassages(hashed(a), hashed(b)).passages[0]!.words).toBe(length);
        },
      ),
    );
  });
});

describe('fingerprint', () => {
  it('shares a number whenever enough words in a row are the same', () => {
    const keys = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 });
    const passage = fc.array(fc.integer({ min: 1, max: 40 }), {
      minLength: GRAM + WINDOW - 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(keys, keys, keys, keys, passage, (a, b, c, d, same) => {
        const one = fingerprint(Uint32Array.from([...a, ...same, ...b]));
        const other = new Set(fingerprint(Uint32Array.from([...c, ...same, ...d])));
        expect(one.some((hash) => other.has(hash))).toBe(true);
      }),
    );
  });

  it('has fewer numbers than the text has words', () => {
    const { keys } = hashed(many(0, 1_000));
    expect(fingerprint(keys).length).toBeLessThan(450);
    expect(fingerprint(hashed('too few').keys).length).toBe(0);
  });
});

describe('FingerprintIndex', () => {
  it('finds what shares, best first, whatever was put in, replaced or taken out before', () => {
    const step = fc.record({
      document: fc.integer({ min: 0, max: 12 }),
      hashes: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 12 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 700, size: 'max' }), (steps) => {
        const index = new FingerprintIndex();
        const truth = new Map<string, Uint32Array>();
        for (const { document, hashes } of steps) {
          if (hashes === null) {
            index.remove(id(document));
            truth.delete(id(document));
          } else {
            const numbers = Uint32Array.from(hashes).sort();
            index.put(id(document), numbers);
            truth.set(id(document), numbers);
          }
        }
        expect(index.size).toBe(truth.size);
        const asked = Uint32Array.from([3, 7, 11, 30, 59]);
        const expected = [...truth].filter(([, hashes]) => asked.some((hash) => hashes.includes(hash)));
        const found = index.sharing(asked);
        // What came and went leaves stale numbers until the next packing; they may make a number common, never wrong.
        expect(found.map((one) => one.id).every((one) => expected.some(([other]) => other === one))).toBe(
          true,
        );
        if (steps.length < 200)
          expect(found.map((one) => one.id).sort()).toEqual(expected.map(([one]) => one).sort());
        expect(found.map((one) => one.weight)).toEqual(found.map((one) => one.weight).sort((x, y) => y - x));
      }),
      { numRuns: 60 },
    );
  });

  it('leaves out numbers that hundreds of documents have', () => {
    const index = new FingerprintIndex();
    for (let number = 0; number < 600; number += 1) index.put(id(number), Uint32Array.of(5, 1_000 + number));
    expect(index.sharing(Uint32Array.of(5))).toEqual([]);
    expect(index.sharing(Uint32Array.of(5, 1_042)).map((one) => one.id)).toEqual([id(42)]);
  });
});
