import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NoiseKind, type ComparedPair, type CompareOptions, type Comparison } from '../model/comparison';
import type { Block, Layer } from '../model/document';
import { compare, type ComparedText } from './compare';
import { countNoise } from './noise';

const PLAIN: CompareOptions = { ignore: [], skipLayers: true };

/** Paragraphs as a document. One that begins with `~` is page furniture. */
function documentOf(paragraphs: readonly string[]): ComparedText {
  let text = '';
  const blocks: Block[] = [];
  const layers: Layer[] = [];
  for (const paragraph of paragraphs) {
    if (text !== '') text += '\n\n';
    const content = paragraph.replace(/^~/, '');
    const range = { from: text.length, to: text.length + content.length };
    blocks.push({ ...range, kind: 'paragraph' });
    if (content !== paragraph) layers.push({ ...range, reason: 'furniture', label: 'plea', active: true });
    text += content;
  }
  return { text, blocks, layers };
}

/**
 * A comparison in one line for each pair: `= same words`, `* words [-gone-] and [+new+] and [-old-][+new+]`, `> moved`,
 * `- only a`, `+ only b`.
 */
function shown(a: ComparedText, b: ComparedText, comparison: Comparison): string[] {
  return comparison.pairs.map((pair) => {
    if (pair.kind === 'only-a') return `- ${slice(a, pair.a)}`;
    if (pair.kind === 'only-b') return `+ ${slice(b, pair.b)}`;
    const sign = { same: '=', changed: '*', moved: '>', split: '<', merged: '^' }[pair.kind];
    const body = pair.edits.map((edit) => {
      const [left, right] = [slice(a, edit.a), slice(b, edit.b)];
      if (edit.kind === 'same') return left;
      return (left === '' ? '' : `[-${left}-]`) + (right === '' ? '' : `[+${right}+]`);
    });
    return `${sign} ${body.join('')}`;
  });
}

function slice(side: ComparedText, range: ComparedPair['a']): string {
  const ranges = [range ?? []].flat();
  return side.text.slice(ranges[0]?.from, ranges.at(-1)?.to ?? 0);
}

function compared(left: readonly string[], right: readonly string[], options = PLAIN): string[] {
  const [a, b] = [documentOf(left), documentOf(right)];
  return shown(a, b, compare(a, b, options));
}

const FOG = 'The harbour office closed early on Friday because of thick fog over the bay.';
const FERRY = 'Every ferry to the outer islands was held back until noon, the operator said.';
const MARKET = 'Traders in the old market complained that nobody had told them about the delay.';
const SCHOOL = 'Two schools sent their pupils home after the morning lessons were cancelled.';

describe('compare', () => {
  it.each<[string, string[], string[], string[]]>([
    ['identical texts', [FOG, FERRY], [FOG, FERRY], [`= ${FOG}`, `= ${FERRY}`]],
    ['an empty side', [], [FOG], [`+ ${FOG}`]],
    ['the other empty side', [FOG], [], [`- ${FOG}`]],
    ['two empty texts', [], [], []],
    ['wholly different texts', [FOG], [SCHOOL], [`- ${FOG}`, `+ ${SCHOOL}`]],
    [
      'a word replaced',
      ['The ferry was late on Monday morning.'],
      ['The ferry was punctual on Monday morning.'],
      ['* The ferry was [-late-][+punctual+] on Monday morning.'],
    ],
    [
      'a word gone',
      ['The very old ferry was late.'],
      ['The old ferry was late.'],
      ['* The [-very -]old ferry was late.'],
    ],
    [
      'house style in place',
      ['The Un office in Seoul heard from Asean envoys about denuclearisation.'],
      ['The U.N. office in Seoul heard from ASEAN envoys about denuclearization.'],
      [
        '* The [-Un-][+U.N.+] office in Seoul heard from [-Asean-][+ASEAN+] envoys about [-denuclearisation-][+denuclearization+].',
      ],
    ],
    [
      'a comma without pulling words apart',
      ['The operator said, on Friday, that it would sail.'],
      ['The operator said on Friday that it would sail.'],
      ['* The operator said[-,-] on Friday[-,-] that it would sail.'],
    ],
    [
      'white space, which is no change',
      ['One  two\nthree four.'],
      ['One two three four.'],
      ['= One  two\nthree four.'],
    ],
    [
      'a paragraph put in between',
      [FOG, FERRY],
      [FOG, MARKET, FERRY],
      [`= ${FOG}`, `+ ${MARKET}`, `= ${FERRY}`],
    ],
    [
      'a paragraph moved, at its place in a',
      [FOG, FERRY, MARKET, SCHOOL],
      [FERRY, MARKET, SCHOOL, FOG],
      [`> ${FOG}`, `= ${FERRY}`, `= ${MARKET}`, `= ${SCHOOL}`],
    ],
    [
      'a sentence that moved into a longer paragraph',
      ['Every ferry to the outer islands was held back until noon.', FOG, SCHOOL, MARKET],
      [
        FOG,
        SCHOOL,
        MARKET,
        'Nobody was hurt, but every ferry to the outer islands was held back until noon on Friday.',
      ],
      [
        '> [+Nobody was hurt, but +][-Every-][+every+] ferry to the outer islands was held back until noon[+ on Friday+].',
        `= ${FOG}`,
        `= ${SCHOOL}`,
        `= ${MARKET}`,
      ],
    ],
    [
      'short lines that are alike by chance, not moved',
      ['Read more', FOG, FERRY],
      [FOG, FERRY, 'Read more'],
      ['- Read more', `= ${FOG}`, `= ${FERRY}`, '+ Read more'],
    ],
    [
      'a heavily rewritten paragraph between two that stand',
      [FOG, 'The mayor promised help for the families that lost their boats.', FERRY],
      [FOG, 'Help was promised to families that lost boats, said the mayor.', FERRY],
      [
        `= ${FOG}`,
        '* [-The mayor promised help for the-][+Help was promised to+] families that lost [-their -]boats[+, said the mayor+].',
        `= ${FERRY}`,
      ],
    ],
    ['furniture left out', [`~${SCHOOL}`, FOG], [FOG, `~${MARKET}`], [`= ${FOG}`]],
    [
      'languages without spaces',
      ['朝鮮は土曜日に会談を行った。'],
      ['朝鮮は日曜日に会談を行った。'],
      ['* 朝鮮は[-土曜日-][+日曜日+]に会談を行った。'],
    ],
    ['lines of marks alone', ['* * *', FOG], ['* * *', FOG], ['= * * *', `= ${FOG}`]],
  ])('shows %s', (_, left, right, expected) => {
    expect(compared(left, right)).toEqual(expected);
  });

  it('compares furniture too when asked', () => {
    const [a, b] = [[`~${SCHOOL}`, FOG], [FOG]];
    expect(compared(a, b, { ignore: [], skipLayers: false })).toEqual([`- ${SCHOOL}`, `= ${FOG}`]);
  });

  it.each<[string, CompareOptions['ignore'], string]>([
    ['nothing', [], '* [-Asean-][+ASEAN+] said[-,-][+:+] “we wait”[-.-]'],
    ['case', ['case'], '* Asean said[-,-][+:+] “we wait”[-.-]'],
    ['punctuation', ['punctuation'], '* [-Asean-][+ASEAN+] said, “we wait”.'],
    ['both', ['case', 'punctuation'], '= Asean said, “we wait”.'],
  ])('ignores %s', (_, ignore, expected) => {
    expect(
      compared(['Asean said, “we wait”.'], ['ASEAN said: “we wait”'], { ignore, skipLayers: true }),
    ).toEqual([expected]);
  });

  it.each<[NoiseKind, string, string, string]>([
    [
      'quotes',
      'He said “we wait” - and it’s over.',
      `He said "we wait" — and it's late.`,
      '* He said “we wait” - and it’s [-over-][+late+].',
    ],
    [
      'spelling',
      'The U.N. programme on denuclearisation travelled 8 per cent of the way.',
      'The UN program on denuclearization traveled 8 percent of the way.',
      '= The U.N. programme on denuclearisation travelled 8 per cent of the way.',
    ],
    [
      'spelling',
      'Labour leaders rise and advise; Programme notes help.',
      'Labor leaders rose and advised; Program notes help.',
      '* Labour leaders [-rise-][+rose+] and [-advise-][+advised+]; Programme notes help.',
    ],
    [
      'numerals',
      'The third ferry waited two hours for forty crates.',
      'The 3rd ferry waited 2 hours for 50 crates.',
      '* The third ferry waited two hours for [-forty-][+50+] crates.',
    ],
    [
      'small-words',
      'The envoys of the harbour met in the old hall.',
      'Envoys of harbour met at old hall.',
      '* The [-envoys-][+Envoys+] of the harbour met in the old hall.',
    ],
  ])('ignores %s and nothing else', (kind, left, right, expected) => {
    expect(compared([left], [right], { ignore: [kind], skipLayers: true })).toEqual([expected]);
    expect(compared([left], [right])).not.toEqual([`= ${left}`]);
  });

  it('counts the changes that ignoring would take away', () => {
    const [a, b] = [
      documentOf(['Asean envoys, it said, met here']),
      documentOf(['ASEAN envoys it said met there']),
    ];
    expect(countNoise(a.text, b.text, compare(a, b, PLAIN))).toEqual({
      case: 1,
      quotes: 0,
      punctuation: 2,
      spelling: 0,
      numerals: 0,
      'small-words': 0,
    });
  });

  it.each<[string, string[], string[], string[]]>([
    ['a paragraph cut in two', [`${FOG} ${FERRY}`], [FOG, FERRY], [`< ${FOG} ${FERRY}`]],
    ['two paragraphs made one', [FOG, FERRY], [`${FOG} ${FERRY}`], [`^ ${FOG}\n\n${FERRY}`]],
    [
      'a paragraph of which the short end became its own',
      [`${FOG} ${FERRY} Nobody with a ticket paid twice.`],
      [`${FOG} ${FERRY}`, 'Nobody with a ticket ever paid twice.'],
      [`< ${FOG} ${FERRY} Nobody with a ticket [+ever +]paid twice.`],
    ],
    [
      'four made one amid others',
      [SCHOOL, FOG, FERRY, MARKET, 'Fish was dear that week, and bread was not.', 'Read more'],
      [SCHOOL, `${FOG} ${FERRY} ${MARKET} Fish was dear that week, and bread was not.`, 'Read more'],
      [
        `= ${SCHOOL}`,
        `^ ${[FOG, FERRY, MARKET].join('\n\n')}\n\nFish was dear that week, and bread was not.`,
        '= Read more',
      ],
    ],
    ['a neighbour of another matter', [FOG], [FOG, FERRY], [`= ${FOG}`, `+ ${FERRY}`]],
    [
      'something folded away in between',
      [`${FOG} ${FERRY}`],
      [FOG, `~${MARKET}`, FERRY],
      [`+ ${FOG}`, `* [-${FOG} -]${FERRY}`],
    ],
  ])('tells split and merged paragraphs: %s', (_, left, right, expected) => {
    expect(compared(left, right)).toEqual(expected);
  });

  it('counts the share of words in common', () => {
    const [a, b] = [documentOf(['one two three four']), documentOf(['one two three five six seven'])];
    const { similarity, shareOfA, shareOfB } = compare(a, b, PLAIN);
    expect(similarity).toBeCloseTo(0.6);
    expect(shareOfA).toBeCloseTo(3 / 4);
    expect(shareOfB).toBeCloseTo(3 / 6);
  });

  it('counts a side without words as wholly answered only where everything is the same', () => {
    const [nothing, something] = [documentOf([]), documentOf(['one two'])];
    expect(compare(nothing, nothing, PLAIN)).toMatchObject({ shareOfA: 1, shareOfB: 1 });
    expect(compare(nothing, something, PLAIN)).toMatchObject({ shareOfA: 0, shareOfB: 0 });
  });

  it('covers both sides of every pair, has every block in one pair, and says the same twice', () => {
    fc.assert(
      fc.property(texts(), texts(), options(), (left, right, chosen) => {
        const [a, b] = [documentOf(left), documentOf(right)];
        const comparison = compare(a, b, chosen);
        for (const side of ['a', 'b'] as const) {
          const own = side === 'a' ? a : b;
          const blocks = own.blocks.filter(
            (block) =>
              !chosen.skipLayers ||
              !own.layers.some((layer) => layer.from === block.from && layer.to === block.to),
          );
          const ranges = comparison.pairs.flatMap((pair) => pair[side] ?? []);
          expect([...ranges].sort((x, y) => x.from - y.from)).toEqual(
            blocks.map(({ from, to }) => ({ from, to })),
          );
          for (const pair of comparison.pairs) {
            if (pair.a === null || pair.b === null) continue;
            const rebuilt = pair.edits.map((edit) => slice(own, edit[side])).join('');
            expect(rebuilt).toBe(slice(own, pair[side]));
            if (pair.kind === 'same') expect(pair.edits.every((edit) => edit.kind === 'same')).toBe(true);
            if (pair.kind === 'changed') expect(pair.edits.some((edit) => edit.kind !== 'same')).toBe(true);
          }
        }
        expect(comparison.similarity).toBeGreaterThanOrEqual(0);
        expect(comparison.similarity).toBeLessThanOrEqual(1);
        expect(compare(a, b, chosen)).toEqual(comparison);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a side in its order: only moved blocks cross', () => {
    fc.assert(
      fc.property(texts(), texts(), (left, right) => {
        const { pairs } = compare(documentOf(left), documentOf(right), PLAIN);
        for (const side of ['a', 'b'] as const) {
          const starts = pairs
            .filter((pair) => side === 'a' || pair.kind !== 'moved')
            .flatMap((pair) => pair[side] ?? [])
            .map((range) => range.from);
          expect(starts).toEqual([...starts].sort((x, y) => x - y));
        }
      }),
    );
  });

  it('finds a text the same as itself', () => {
    fc.assert(
      fc.property(texts(), options(), (paragraphs, chosen) => {
        const text = documentOf(paragraphs);
        const { similarity, precise, pairs } = compare(text, text, chosen);
        expect({ similarity, precise }).toEqual({ similarity: 1, precise: true });
        expect(pairs.every((pair) => pair.kind === 'same')).toBe(true);
      }),
    );
  });

  it('says the same from either side: what stood only in one stands only in the other', () => {
    const some = fc.shuffledSubarray([FOG, FERRY, MARKET, SCHOOL, 'Read more', many(20, 5), many(30, 6)]);
    fc.assert(
      fc.property(some, some, (left, right) => {
        const count = (from: string[], to: string[]): Record<string, number> => {
          const { pairs } = compare(documentOf(from), documentOf(to), PLAIN);
          const kinds = pairs.map((pair) => (pair.kind === 'moved' ? 'same' : pair.kind));
          return {
            a: kinds.filter((kind) => kind === 'only-a').length,
            b: kinds.filter((kind) => kind === 'only-b').length,
          };
        };
        // A line too short to be called moved is left to chance of order, so it may be in either count.
        const there = count(left, right);
        const back = count(right, left);
        expect(Math.abs(there.a! - back.b!)).toBeLessThanOrEqual(1);
        expect(Math.abs(there.b! - back.a!)).toBeLessThanOrEqual(1);
        expect(there.a! - there.b!).toBe(back.b! - back.a!);
      }),
    );
  });

  it.each<[string, () => [string[], string[]]]>([
    ['one long paragraph rewritten', () => [[many(10_000, 1)], [many(10_000, 2)]]],
    [
      'a line repeated ten thousand times',
      () => [Array<string>(10_000).fill('Read more'), Array<string>(9_000).fill('Read more')],
    ],
    [
      'a long periodic paragraph',
      () => [['one two three '.repeat(4_000)], ['two three one four '.repeat(3_000)]],
    ],
    ['many paragraphs, none alike', () => [paragraphs(400, 3), paragraphs(400, 4)]],
    ['one word of a million letters', () => [['a'.repeat(1_000_000)], ['b'.repeat(1_000_000)]]],
    ['marks alone', () => [['. '.repeat(100_000)], ['- '.repeat(100_000)]]],
  ])('stays bounded on %s', (_, make) => {
    const [left, right] = make();
    const started = process.cpuUsage();
    compare(documentOf(left), documentOf(right), PLAIN);
    // Each takes the processor well under a second; this only catches work that grows out of bounds.
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(10_000);
  });

  it('says so when the time is up, and still has every block in a pair', () => {
    const [a, b] = [
      documentOf(paragraphs(50, 1)),
      documentOf(paragraphs(50, 1).map((line) => `${line} more`)),
    ];
    const { precise, pairs } = compare(a, b, PLAIN, 0);
    expect(precise).toBe(false);
    expect(pairs.flatMap((pair) => pair.a ?? [])).toHaveLength(50);
    expect(pairs.flatMap((pair) => pair.b ?? [])).toHaveLength(50);
  });
});

function options(): fc.Arbitrary<CompareOptions> {
  return fc.record({
    ignore: fc.subarray([...NoiseKind.options]),
    skipLayers: fc.boolean(),
  });
}

/** Documents of few words, so that equal, similar and crossing paragraphs all occur; some furniture. */
function texts(): fc.Arbitrary<string[]> {
  return fc.array(
    fc.oneof(
      { weight: 6, arbitrary: sentence() },
      { weight: 1, arbitrary: sentence().map((line) => `~${line}`) },
    ),
    { maxLength: 8 },
  );
}

function sentence(): fc.Arbitrary<string> {
  const word = fc.constantFrom(
    'ferry', 'Ferry', 'fog', 'U.N.', 'UN', 'harbour', 'the', 'of', 'cafe\u0301', '😀', '“no”', 'late,', '—', '12,5', '会談を行った', 'Kim’s',
  ); // prettier-ignore
  return fc
    .array(fc.tuple(word, fc.constantFrom(' ', '  ', '\n', '-')), { minLength: 1, maxLength: 14 })
    .map((parts) =>
      parts
        .map(([text, gap]) => text + gap)
        .join('')
        .trim(),
    );
}

function many(count: number, seed: number): string {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return `w${Math.floor((state / 2 ** 32) ** 3 * 2_000)}`;
  }).join(' ');
}

function paragraphs(count: number, seed: number): string[] {
  return Array.from({ length: count }, (_, at) => many(40, seed * 1_000 + at));
}

describe('one wire story, cut short by another outlet', () => {
  const AGENCY = [
    'Envoys of the U.N. and of ASEAN met in the old customs hall on Tuesday to organize the next round of talks.',
    'The host said that three delegations had asked for more time, while two had not sent any answer so far.',
    'Coal shipments fell by 12 percent in the first quarter, according to figures that the port published.',
    'Traders told the agency that labor costs and the price of fuel had both gone up since the autumn.',
    'A spokesman for the harbour master declined to say how many ships were waiting outside the breakwater.',
    'The talks, which began two years ago, have moved between four cities without a written agreement.',
    'Further meetings are planned for the spring, when the ice has left the northern ports.',
    'Subscribe to our letter for more stories of this kind.',
  ];
  const OUTLET = [
    'Envoys of the UN and of Asean met in the old customs hall Tuesday to organise the next round of talks.',
    'The host said 3 delegations had asked for more time while two had sent no answer so far.',
    'Coal shipments fell by 12 per cent in the first quarter, according to figures published by the port.',
    'Traders said labour costs and the price of fuel had both gone up since the autumn.',
  ];
  const [a, b] = [documentOf(OUTLET), documentOf(AGENCY)];

  it('pairs every paragraph of the shorter with its source, and tells the tail as one stretch', () => {
    const { pairs } = compare(a, b, PLAIN);
    expect(pairs.map(({ kind }) => kind)).toEqual([
      ...OUTLET.map(() => 'changed'),
      ...AGENCY.slice(OUTLET.length).map(() => 'only-b'),
    ]);
    pairs.slice(0, OUTLET.length).forEach((pair, at) => {
      expect([slice(a, pair.a), slice(b, pair.b)]).toEqual([OUTLET[at], AGENCY[at]]);
    });
  });

  it('hides house style under the dial, and what was reworded not', () => {
    const style = compare(a, b, { ignore: ['case', 'spelling', 'numerals'], skipLayers: true });
    const left = style.pairs.flatMap(({ edits }) =>
      edits.filter(({ kind }) => kind !== 'same').map((edit) => slice(a, edit.a) + slice(b, edit.b)),
    );
    for (const word of ['U.N.', 'ASEAN', 'organize', 'labor', 'three', 'percent']) {
      expect(left.join(' ')).not.toContain(word);
    }
    expect(left.join(' ')).toContain('told the agency that');
  });
});
