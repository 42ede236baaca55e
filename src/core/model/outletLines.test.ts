import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWords } from '../text/words';
import type { Block, Layer } from './document';
import {
  applyTaught,
  calls,
  foldRepeated,
  lineKey,
  linesOf,
  lineWords,
  OutletLines,
  outletOf,
  type OutletText,
} from './outletLines';
import { forget, MOST_TAUGHT, teach, taughtOf } from './taughtLine';

/** A page of an invented outlet: its lines, each known to be furniture or not. */
type Line = { readonly words: string; readonly kind: Block['kind']; readonly furniture: boolean };

const line = (words: string, furniture = false, kind: Block['kind'] = 'paragraph'): Line => ({
  words,
  kind,
  furniture,
});

function pageOf(lines: readonly Line[], title: string, layers: readonly Layer[] = []): OutletText {
  const blocks: Block[] = [];
  let text = '';
  for (const { words, kind } of lines) {
    if (text !== '') text += '\n\n';
    blocks.push({
      kind,
      from: text.length,
      to: text.length + words.length,
      ...(kind === 'heading' && { level: 1 }),
    });
    text += words;
  }
  return { text, blocks, layers, metadata: { title, authors: [], placeLine: null } };
}

const SUBJECTS =
  'pilots|dockers|councillors|fishermen|surveyors|clerks|divers|engineers|brokers|wardens'.split('|');
const VERBS = 'counted|repainted|sold|inspected|moved|insured|measured|borrowed|rebuilt|questioned'.split(
  '|',
);
const THINGS = 'cranes|ferries|ledgers|beacons|warehouses|nets|charts|permits|barges|lamps'.split('|');
const PLACES =
  'inner quay|northern pier|old customs house|salt market|river mouth|upper lock|grain store'.split('|');

/** A sentence that no other number gives. */
function sentence(number: number): string {
  const pick = (list: readonly string[], by: number): string => list[Math.floor(number / by) % list.length]!;
  return (
    `In week ${number % 52} the ${pick(SUBJECTS, 1)} ${pick(VERBS, 3)} ${number + 7} ${pick(THINGS, 7)} near the ` +
    `${pick(PLACES, 11)} before the ${pick(SUBJECTS, 13)} ${pick(VERBS, 17)} the ${pick(THINGS, 23)} of lot ${number * 31}.`
  );
}

type House = {
  readonly head: readonly string[];
  readonly tail: readonly string[];
  readonly inside: readonly string[];
};
const HOUSES: readonly House[] = [
  {
    head: ['Tides and weather', 'Harbour Post first edition'],
    inside: ['Sign up for our morning letter to get the tides before breakfast.'],
    tail: [
      'The Harbour Post lives by those who read it. Please consider subscribing.',
      'Crosswords and puzzles',
      '© 2031 Harbour Post Press. All rights reserved.',
    ],
  },
  {
    head: ['text size and contrast', 'your region: choose'],
    inside: ['Listen to this story in the Lantern app'],
    tail: [
      'Contact us about this page at desk@lantern.example',
      'More from the Lantern archive',
      'back issues and binders',
    ],
  },
  {
    head: ['오늘의 항구 소식'],
    inside: [],
    tail: [
      '부두일보의 기사를 계속 읽으시려면 구독해 주세요.',
      '무단 전재 및 재배포 금지',
      '부두일보 고객센터 안내',
    ],
  },
];
/** What comes again and again in articles, and must stay. */
const BACKGROUND = sentence(90_001).replace('In week', 'Since the flood of week');
const STAYING = [
  'By Ines Calloway',
  'CONFIDENTIAL',
  'Opinion',
  'The inquiry continues.',
  'Ines Calloway',
  'The company has applied to become a member of the harbour league.',
  'Owners must register for the scheme by the end of the month.',
  '“Please subscribe to nothing,” the warden wrote on the wall.',
  'The minutes may not be published without permission of the council.',
];

function pages(house: House, count: number, seed: number): { page: OutletText; lines: Line[] }[] {
  return Array.from({ length: count }, (_, at) => {
    const number = (seed * 977 + at * 131) * 17;
    const title = `What the ${SUBJECTS[at % SUBJECTS.length]!} did at lot ${number}`;
    const body = Array.from({ length: 6 }, (_, index) => line(sentence(number + index * 1_009)));
    const lines = [
      ...house.head.map((words) => line(words, true)),
      line(title, false, 'heading'),
      line(STAYING[at % 3]!),
      ...body.slice(0, 3),
      ...(at % 3 === 0 ? [] : house.inside.map((words) => line(words, true))),
      ...(at % 5 < 3 ? [line(BACKGROUND)] : []),
      ...body.slice(3),
      ...STAYING.slice(3)
        .filter((_, index) => (at + index) % 2 === 0)
        .map((words) => line(words)),
      ...(at % 4 === 1 ? [line(BACKGROUND)] : []),
      ...house.tail.map((words) => line(words, true)),
    ];
    return { page: pageOf(lines, title), lines };
  });
}

/** The places of the blocks that are folded when an outlet's pages are learned together. */
function foldedIn(all: readonly OutletText[]): Set<number>[] {
  const outlet = new OutletLines();
  const found = all.map((page) => linesOf(page));
  found.forEach((one, at) => {
    outlet.put(String(at), one);
  });
  return found.map(
    ({ lines }) => new Set(lines.flatMap((one) => (outlet.repeats(one) === null ? [] : one.at))),
  );
}

describe('what an outlet repeats', () => {
  it('is found with hardly a word of an article hidden', () => {
    const score = { right: 0, wrong: 0, missed: 0, bodyWords: 0, hiddenWords: 0 };
    const mistakes = new Set<string>();
    for (const [at, house] of HOUSES.entries()) {
      for (const count of [3, 6, 25]) {
        const all = pages(house, count, at + count);
        const folded = foldedIn(all.map(({ page }) => page));
        for (const [number, { lines }] of all.entries()) {
          for (const [place, { words, furniture }] of lines.entries()) {
            const isFolded = folded[number]!.has(place);
            if (furniture) score[isFolded ? 'right' : 'missed'] += 1;
            else {
              score.bodyWords += countWords(words);
              if (isFolded) {
                score.wrong += 1;
                score.hiddenWords += countWords(words);
                mistakes.add(words);
              }
            }
          }
        }
      }
    }
    const precision = score.right / (score.right + score.wrong);
    const recall = score.right / (score.right + score.missed);
    expect([...mistakes]).toEqual([]);
    expect(precision).toBeGreaterThanOrEqual(0.95);
    expect(score.hiddenWords / score.bodyWords).toBeLessThanOrEqual(0.01);
    expect(recall).toBeGreaterThan(0.85);
  });

  it('is nothing before three stories have it, and versions of one story are one', () => {
    const all = pages(HOUSES[0]!, 12, 3).filter((_, at) => [3, 4, 8].includes(at));
    const story = all.map(({ page }) => page);
    expect(foldedIn(story.slice(0, 2)).every((one) => one.size === 0)).toBe(true);
    expect(foldedIn(story).every((one) => one.size > 0)).toBe(true);
    const rewritten = (soon: string): OutletText =>
      pageOf(
        all[0]!.lines.map((one) => ({
          ...one,
          words: one.words.replace('before the', `${soon} before the`),
        })),
        all[0]!.page.metadata.title,
      );
    const versions = [story[0]!, rewritten('soon'), rewritten('not long'), story[1]!];
    expect(foldedIn(versions).every((one) => one.size === 0)).toBe(true);
  });

  it('is forgotten with the documents it was learned from', () => {
    const outlet = new OutletLines();
    const found = pages(HOUSES[0]!, 4, 2).map(({ page }) => linesOf(page));
    found.forEach((one, at) => {
      outlet.put(String(at), one);
    });
    expect(outlet.repeatedKeys()).not.toEqual([]);
    outlet.remove('0');
    outlet.remove('1');
    expect([outlet.size, outlet.repeatedKeys()]).toEqual([2, []]);
  });

  it('stays bounded, and follows what the outlet prints now', () => {
    const outlet = new OutletLines();
    pages(HOUSES[0]!, 30, 3).forEach(({ page }, at) => {
      outlet.put(`old ${at}`, linesOf(page));
    });
    pages(HOUSES[1]!, 300, 4).forEach(({ page }, at) => {
      outlet.put(`new ${at}`, linesOf(page));
    });
    const keys = new Set(outlet.repeatedKeys());
    expect(outlet.size).toBeLessThanOrEqual(200);
    expect(keys.has(lineKey(lineWords('Tides and weather')))).toBe(false);
    expect(keys.has(lineKey(lineWords('text size and contrast')))).toBe(true);
  });

  it('says nothing of a text too short to be a story', () => {
    const short = pageOf([line('Closed on Sunday'), line('Please consider subscribing.')], 'Closed');
    expect(foldedIn([short, short, short, short]).every((one) => one.size === 0)).toBe(true);
  });
});

describe('calls', () => {
  it.each([
    ['Subscribe now for the tides', true],
    ['© 2031 Harbour Post', true],
    ['부두일보를 구독해 주세요', true],
    ['请立即订阅灯塔报', true],
    ['The union asked members to subscribe now to the fund, the clerk said', false],
    ['The island has applied to become a member of the league.', false],
    ['구독 경제는 올해 크게 성장했다.', false],
    ['Rules on cookies were drafted in spring.', false],
  ])('takes “%s” for what speaks to readers: %s', (words, is) => {
    expect(calls(words)).toBe(is);
  });
});

describe('folding what is repeated', () => {
  const page = pageOf(
    ['One', 'Two', 'Three', 'Four'].map((words) => line(words)),
    'x',
  );

  it('makes neighbours one part, with what is true of each', () => {
    const layers = foldRepeated([], page.blocks, [{ at: 0, documents: 9 }, { at: 1, documents: 7 }, { at: 3, documents: 5 }], 'The Post'); // prettier-ignore
    expect(layers.map(({ from, to, label, by }) => [page.text.slice(from, to), label, by])).toEqual([
      ['One\n\nTwo', 'repeated in 7 documents of The Post', 'outlet'],
      ['Four', 'repeated in 5 documents of The Post', 'outlet'],
    ]);
  });

  it('never touches what lies in a layer, folded or not', () => {
    fc.assert(
      fc.property(
        fc.subarray([0, 1, 2, 3]),
        fc.subarray([0, 1, 2, 3]),
        fc.boolean(),
        (held, repeated, active) => {
          const before = held.map((at): Layer => ({
            ...rangeAt(page, at),
            reason: 'furniture',
            label: 'x',
            active,
          }));
          const places = repeated.map((at) => ({ at, documents: 3 }));
          const after = foldRepeated(before, page.blocks, places, 'The Post');
          expect(after.filter(({ by }) => by !== 'outlet')).toEqual(before);
          for (const at of [0, 1, 2, 3]) {
            const { from, to } = rangeAt(page, at);
            const isNew = after.some(
              (layer) => layer.by === 'outlet' && layer.from <= from && to <= layer.to,
            );
            expect(isNew).toBe(repeated.includes(at) && !held.includes(at));
          }
        },
      ),
    );
  });
});
const rangeAt = (page: OutletText, at: number) => ({ from: page.blocks[at]!.from, to: page.blocks[at]!.to });

describe('taught lines', () => {
  const page = pageOf([line('Tide tables, by post!'), line('Another line'), line('Shown')], 'x');
  const furniture = { ...rangeAt(page, 2), reason: 'furniture', label: 'menu', active: true } as const;

  it('are folded wherever they stand, or shown whoever folded them', () => {
    const taught = new Map([
      [lineWords('TIDE tables by post'), true],
      [lineWords('shown'), false],
    ]);
    const after = applyTaught({ ...page, layers: [furniture] }, taught, 'The Post');
    expect(after).toEqual([
      { ...rangeAt(page, 0), reason: 'furniture', label: 'folded in all documents of The Post', active: true, by: 'person' },
      { ...furniture, active: false },
    ]); // prettier-ignore
    const shown = [{ ...furniture, ...rangeAt(page, 0), active: false }];
    expect(applyTaught({ ...page, layers: shown }, taught, 'The Post')).toBe(shown);
  });

  it('are kept once each, by what was said last, and are bounded', () => {
    const once = teach(teach([], 'post', ['a', 'b'], true), 'post', ['b'], false);
    expect([...taughtOf(once, 'post')]).toEqual([['a', true], ['b', false]]); // prettier-ignore
    expect(forget(once, 'post', ['a', 'b'])).toEqual([]);
    expect(taughtOf(once, 'other').size).toBe(0);
    const full = Array.from({ length: MOST_TAUGHT }, (_, at) => `line ${at}`);
    const all = teach([], 'post', full, true);
    expect(teach(all, 'post', ['line 3'], false)).toHaveLength(MOST_TAUGHT);
    expect(() => teach(all, 'post', ['one more'], true)).toThrow('no room');
  });
});

describe('outletOf', () => {
  it.each([
    [{ publisher: ' The Harbour  Post', address: 'https://a.example/x' }, 'The Harbour Post'],
    [{ publisher: null, address: 'https://www.Lantern.example:80/a?b' }, 'lantern.example'],
    [{ publisher: null, address: 'urn:isbn:1' }, null],
    [{ publisher: null, address: null }, null],
  ])('takes %j for %s', (metadata, name) => {
    expect(outletOf(metadata)?.name ?? null).toBe(name);
  });
});
