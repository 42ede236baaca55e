import fc from 'fast-check';
import { describe as suite, expect, it } from 'vitest';
import { CONTEXT, describe, MINIMUM_SCORE, resolve, type Anchor, type Resolution } from './anchor';

/** `'before [passage] after'` as a text and the range in brackets. */
function marked(notation: string): { text: string; from: number; to: number } {
  const from = notation.indexOf('[');
  const to = notation.indexOf(']') - 1;
  return { text: notation.replace('[', '').replace(']', ''), from, to };
}

function anchorOf(notation: string): Anchor {
  const { text, from, to } = marked(notation);
  return describe(text, { from, to });
}

/** Where an anchor made in one text is found in another, written in the notation of the other; `lost` when it is not. */
function found(before: string, after: string): string {
  const resolution = resolve(after, anchorOf(before));
  if (resolution.status === 'lost') return 'lost';
  const { status, from, to } = resolution;
  return `${status} ${after.slice(0, from)}[${after.slice(from, to)}]${after.slice(to)}`;
}

/** Surrogates that are no half of a pair. */
const HALF = /\p{Surrogate}/u;
const HALVES = /\p{Surrogate}/gu;

const HARBOUR = 'The harbour office closed early on Friday because of fog. ';
const FERRY = 'Every ferry to the outer islands was held back until noon. ';
const MARKET = 'Traders in the old market said that they had not been told. ';

suite('describe', () => {
  it.each([
    ['a word', 'one [two] three', { quote: 'two', prefix: 'one ', suffix: ' three' }],
    ['the whole text', '[all]', { quote: 'all', prefix: '', suffix: '' }],
    ['a caret', 'one [] two', { quote: '', prefix: 'one ', suffix: ' two' }],
  ])('keeps quote and context of %s', (_, notation, expected) => {
    expect(anchorOf(notation)).toMatchObject(expected);
  });

  it('never keeps half an astral character, in the quote or in the context', () => {
    const text = `${'😀'.repeat(20)}x${'😀'.repeat(20)}`;
    const anchor = describe(text, { from: 39, to: 42 });
    expect(anchor.quote).toBe('😀x😀');
    expect(HALF.test(anchor.prefix + anchor.quote + anchor.suffix)).toBe(false);
  });

  it('refuses a range outside the text', () => {
    expect(() => describe('short', { from: 2, to: 9 })).toThrow(RangeError);
  });
});

suite('resolve', () => {
  it.each([
    ['nothing changed', 'one [two] three', 'one two three', 'exact one [two] three'],
    [
      'text put in front',
      `${HARBOUR}Every [ferry] to the outer islands`,
      `${MARKET}${HARBOUR}Every ferry to the outer islands`,
      `moved ${MARKET}${HARBOUR}Every [ferry] to the outer islands`,
    ],
    [
      'the context of one side rewritten',
      `${HARBOUR}[held back until noon] by the port captain`,
      `${MARKET}Some were [held back until noon] by the port captain`.replace(/[[\]]/g, ''),
      `moved ${MARKET}Some were [held back until noon] by the port captain`,
    ],
    [
      'the quote edited in its place',
      `${HARBOUR}Every ferry was [held back until noon]. ${MARKET}`,
      `${HARBOUR}Every ferry was kept back until noon. ${MARKET}`,
      `moved ${HARBOUR}Every ferry was [kept back until noon]. ${MARKET}`,
    ],
    [
      'a long sentence moved away from all of its context',
      `${HARBOUR}[${FERRY.trim()}] ${MARKET}`,
      `${MARKET}${HARBOUR}${FERRY.trim()}`,
      `moved ${MARKET}${HARBOUR}[${FERRY.trim()}]`,
    ],
    [
      'the right one of two copies, told by its context',
      `${HARBOUR}It was [not safe] at sea. ${FERRY}It was not safe on land.`,
      `Note. ${HARBOUR}It was not safe at sea. ${FERRY}It was not safe on land.`,
      `moved Note. ${HARBOUR}It was [not safe] at sea. ${FERRY}It was not safe on land.`,
    ],
    [
      'the edited original, not an exact look-alike elsewhere',
      `${HARBOUR}The captain said [no boats today] to the waiting crowd. ${MARKET}`,
      `Note: no boats today. ${HARBOUR}The captain said no boats now to the waiting crowd. ${MARKET}`,
      `moved Note: no boats today. ${HARBOUR}The captain said [no boats now] to the waiting crowd. ${MARKET}`,
    ],
    [
      'astral characters around and inside',
      `🛳️ ${HARBOUR}[🌫️ fog 🌫️] over the 🏝️ islands`,
      `🛳️🛳️ ${HARBOUR}🌫️ fog 🌫️ over the 🏝️ islands`,
      `moved 🛳️🛳️ ${HARBOUR}[🌫️ fog 🌫️] over the 🏝️ islands`,
    ],
  ])('finds the passage after %s', (_, before, after, expected) => {
    expect(found(before, after)).toBe(expected);
  });

  it.each([
    ['the passage is gone', `${HARBOUR}[${FERRY.trim()}] ${MARKET}`, `${HARBOUR}${MARKET}`],
    [
      'two copies with the same context stand elsewhere',
      `${HARBOUR}The [gate] is shut. `,
      `Note. ${`${HARBOUR}The gate is shut. `.repeat(2)}`,
    ],
    [
      'only a short look-alike in other surroundings is left',
      `${HARBOUR}It was [not safe] at sea. ${FERRY}`,
      `${MARKET}A cabinet that is not safe can be opened with a hairpin. ${MARKET}`,
    ],
    ['the text is empty', 'one [two] three', ''],
    ['a caret lost its surroundings', `${HARBOUR}[]${FERRY}`, `${HARBOUR}${MARKET}`],
    ['the quote stands everywhere', `x [a] y`, 'a'.repeat(6000)],
  ])('says lost when %s', (_, before, after) => {
    expect(found(before, after)).toBe('lost');
  });

  it('does not take the word that happens to stand at the old position', () => {
    const before = `${HARBOUR}Now [the] gate is shut. ${FERRY}`;
    const { from } = marked(before);
    const after = `${MARKET.slice(0, from - 4)}and the wall. ${HARBOUR}Now the gate is shut. ${FERRY}`;
    expect(after.startsWith('the', from)).toBe(true);
    expect(found(before, after)).toContain(`moved `);
    expect(found(before, after)).toContain('Now [the] gate');
  });

  it.each([
    [
      `[Talks] ended in the harbour office. ${FERRY}`,
      `Talks were never planned at all. ${MARKET}Talks ended in the harbour office. ${FERRY}`,
      `moved Talks were never planned at all. ${MARKET}[Talks] ended in the harbour office. ${FERRY}`,
    ],
  ])('does not take the word that a text begins with for the one in %j', (before, after, expected) => {
    expect(found(before, after)).toBe(expected);
  });

  it('never ends between a letter and its combining mark', () => {
    const before = `${HARBOUR}[The sign said qab] in red paint. ${FERRY}`;
    const after = `${HARBOUR}The sign said qab\u0323 in red paint. ${FERRY}`;
    expect(found(before, after)).toBe(`moved ${HARBOUR}[The sign said qab\u0323] in red paint. ${FERRY}`);
  });

  it('resolves to exactly the range it was made from while the text stays', () => {
    fc.assert(
      fc.property(
        textAndRange(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 })),
        ({ text, range }) => {
          const anchor = describe(text, range);
          expect(resolve(text, anchor)).toMatchObject({ status: 'exact', from: anchor.from, to: anchor.to });
        },
      ),
    );
  });

  it('finds the right place after any edits outside quote and context', () => {
    fc.assert(
      fc.property(
        prose(60),
        fc.nat(),
        fc.integer({ min: 1, max: 12 }),
        prose(20),
        prose(20),
        (body, at, count, front, end) => {
          const words = body.split(' ');
          const first = 8 + (at % (words.length - 36));
          const from = words.slice(0, first).join(' ').length + 1;
          const quote = words.slice(first, first + count).join(' ');
          const anchor = describe(body, { from, to: from + quote.length });
          const kept = { from: anchor.from - CONTEXT, to: anchor.to + CONTEXT };
          const after = `${front} ${body.slice(kept.from, kept.to)} ${end}`;
          const place = front.length + 1 + CONTEXT;
          expect(resolve(after, anchor)).toMatchObject({ from: place, to: place + quote.length });
        },
      ),
    );
  });

  it('never takes a look-alike: what it finds is similar enough, whole, and no exact copy has the same context', () => {
    fc.assert(
      fc.property(
        textAndRange(lookAlikes()),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 9 }), lookAlikes(6))),
        ({ text, range }, edits) => {
          const anchor = describe(text, range);
          let after = text;
          for (const [at, length, inserted] of edits) {
            const from = at % (after.length + 1);
            after = after.slice(0, from) + inserted + after.slice(from + length);
          }
          after = after.replace(HALVES, '?');
          const resolution = resolve(after, anchor);
          if (resolution.status === 'lost') return;
          const quote = after.slice(resolution.from, resolution.to);
          expect(HALF.test(quote) || HALF.test(after.slice(0, resolution.from))).toBe(false);
          expect(editDistance(anchor.quote, quote)).toBeLessThanOrEqual(anchor.quote.length / 2);
          if (resolution.status === 'exact') return;
          expect(resolution.score).toBeGreaterThanOrEqual(MINIMUM_SCORE);
          expect(twins(after, anchor, resolution)).toBe(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws on any text and any anchor', () => {
    const unit = fc.string({ unit: 'binary', maxLength: 60 });
    const anchor = fc.record({
      from: fc.nat(80),
      length: fc.nat(80),
      quote: unit,
      prefix: unit,
      suffix: unit,
    });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), anchor, (text, { length, ...rest }) => {
        const resolution = resolve(text, { ...rest, to: rest.from + length });
        if (resolution.status !== 'lost') {
          expect(resolution.from).toBeLessThanOrEqual(resolution.to);
          expect(resolution.to).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });

  it.each([
    ['varied prose', (): string => generated(5_000_000)],
    ['one sentence over and over', (): string => FERRY.repeat(5_000_000 / FERRY.length)],
    ['one letter', (): string => 'a'.repeat(5_000_000)],
  ])('stays bounded on five million units of %s', (_, make) => {
    const text = make();
    const anchors = [40, 400, 4_000, 400_000].map((length) =>
      describe(text, { from: 2_400_000, to: 2_400_000 + length }),
    );
    const started = process.cpuUsage();
    for (const anchor of anchors) {
      const edited = { ...anchor, from: 7, quote: `${anchor.quote.slice(0, 20)}zq${anchor.quote.slice(21)}` };
      resolve(text, edited);
      resolve(text, anchor);
    }
    // Far above what it takes (about a second for all eight): this only catches work that grows out of bounds.
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(20_000);
  });
});

/** How many other places of the text hold the same words with the same context as the one found. */
function twins(text: string, anchor: Anchor, found: Extract<Resolution, { from: number }>): number {
  const whole = (from: number, to: number): string =>
    text.slice(Math.max(0, from - CONTEXT), from) +
    '|' +
    text.slice(from, to) +
    '|' +
    text.slice(to, to + CONTEXT);
  const own = whole(found.from, found.to);
  const length = found.to - found.from;
  let count = 0;
  for (let at = 0; at + length <= text.length; at += 1) {
    if (at !== found.from && whole(at, at + length) === own && anchor.quote === text.slice(at, at + length))
      count += 1;
  }
  return count;
}

/** A text with a range of whole characters in it that is not empty. */
function textAndRange(
  texts: fc.Arbitrary<string>,
): fc.Arbitrary<{ text: string; range: { from: number; to: number } }> {
  return fc.tuple(texts, fc.nat(), fc.nat()).map(([text, first, second]) => {
    const from = first % text.length;
    return { text, range: { from, to: from + 1 + (second % (text.length - from)) } };
  });
}

/** Text of few syllables, so that copies and near copies abound; some of them astral. */
function lookAlikes(maxLength = 80): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom('ba ', 'bo ', 'bal', '. ', '😀', 'e\u0301'), { minLength: 1, maxLength })
    .map((parts) => parts.join(''));
}

/** Words that are all different. */
function prose(count: number): fc.Arbitrary<string> {
  return fc
    .uniqueArray(fc.integer({ min: 0, max: 1e9 }), { minLength: count, maxLength: count })
    .map((numbers) => numbers.map(spoken).join(' '));
}

const SYLLABLES = ['ka', 'lo', 'mir', 'ten', 'su', 'ra', 'vel', 'dor'];
function spoken(number: number): string {
  let word = '';
  for (let rest = number + 8; rest > 0; rest = Math.floor(rest / 8)) word += SYLLABLES[rest % 8]!;
  return word;
}

function generated(length: number): string {
  let seed = 7;
  const parts: string[] = [];
  for (let size = 0; size < length;) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    const word = spoken(seed % 4096);
    parts.push(word);
    size += word.length + 1;
  }
  return parts.join(' ').slice(0, length);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
