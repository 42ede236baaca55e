import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '../model/range';
import type { FeedDocument } from '../model/search';
import { words } from '../text/words';
import { isAmong, wordsIn } from './folded';
import { parseQuery } from './parseQuery';
import { createSearchIndex, openSearchIndex, stampOf, type SearchIndex } from './searchIndex';
import { naiveSearch } from './testing/naiveSearch';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A document of a text in which what stands in brackets is folded; the brackets are not in it. */
function folding(number: number, marked: string, more: Partial<FeedDocument> = {}): FeedDocument {
  const folded: Range[] = [];
  let text = '';
  for (const part of marked.split(/(\[[^\]]*\])/)) {
    const inside = part.startsWith('[') ? part.slice(1, -1) : part;
    if (inside !== part) folded.push({ from: text.length, to: text.length + inside.length });
    text += inside;
  }
  return {
    kind: 'document',
    id: id(number),
    title: `Sheet ${number}`,
    publisher: null,
    agency: null,
    authors: [],
    published: null,
    language: null,
    importedAt: '2026-01-01T00:00:00Z',
    textSha256: text,
    text,
    ...(folded.length > 0 && { folded }),
    highlights: [],
    ...more,
  };
}

const OPTIONS = { limit: 1000, hitsPerDocument: 1000, typing: false };
/** Documents by number with the places of their texts. */
function found(index: SearchIndex, query: string): string {
  return index
    .search(query, OPTIONS)
    .groups.map(({ document, hits }) => {
      const places = hits.flatMap(({ anchor, where }) => (anchor && where === 'text' ? anchor.from : []));
      return `${Number(document!.slice(-3))}@${places.sort((a, b) => a - b).join(',')}`;
    })
    .sort()
    .join(' ');
}

describe('wordsIn', () => {
  it.each([
    ['one [two] three', '1-2'],
    ['[one] two [three four]', '0-1 2-4'],
    ['[one] [two] three', '0-2'],
    ['on[e t]wo three', '0-2'],
    ['one [ – ] two', ''],
    ['one two', ''],
    ['[港口] 检查', '0-1'],
    ['U.N. [½ ʼ x] y', '1-3'],
  ])('of %j are %s', (marked, expected) => {
    const { text, folded } = folding(1, marked);
    const stretches = wordsIn(text, folded ?? []) ?? [];
    const shown: string[] = [];
    for (let at = 0; at < stretches.length; at += 2) shown.push(`${stretches[at]}-${stretches[at + 1]}`);
    expect(shown.join(' ')).toBe(expected);
  });

  it('are found again by isAmong, whatever the ranges', () => {
    const text = 'one two three four five six seven eight nine ten';
    const ranges = fc
      .uniqueArray(fc.integer({ min: 0, max: text.length }), { maxLength: 10 })
      .map((ends) => [...ends].sort((a, b) => a - b))
      .map((ends) =>
        ends.flatMap((from, at) => (at % 2 === 0 && at + 1 < ends.length ? { from, to: ends[at + 1]! } : [])),
      );
    fc.assert(
      fc.property(ranges, fc.nat(9), fc.nat(9), (folded, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b) + 1];
        const stretches = wordsIn(text, folded) ?? new Uint32Array(0);
        const isIn = words(text)
          .slice(from, to)
          .some((word) => folded.some((range) => range.from < word.to && word.from < range.to));
        expect(isAmong(stretches, from, to)).toBe(isIn);
      }),
    );
  });
});

describe('in:article', () => {
  it.each([
    ['in:article crane', '2@0,12 3@6'],
    ['crane', '1@0 2@0,12 3@0,6'],
    ['in:article "crane dock"', '2@12'],
    ['in:article cran*', '2@0,12 3@6'],
    ['in:article crane -dock', '3@6'],
    ['in:article crane NEAR/2 winch', '2@0'],
    ['in:article title:sheet crane', '2@0,12 3@6'],
    ['crane (in:article dock)', '2@12'],
  ])('finds by %j %s', (query, expected) => {
    const index = createSearchIndex();
    index.put(folding(1, '[crane dock]'));
    index.put(folding(2, 'crane winch crane dock [subscribe]'));
    index.put(folding(3, '[crane] crane [dock]'));
    expect(found(index, query)).toBe(expected);
  });

  it('follows what is folded and shown again, without a new text', () => {
    const index = createSearchIndex();
    const sizes = [undefined, { atOnce: 0, liveWords: 0 }];
    for (const size of sizes) {
      const here = size ? createSearchIndex(size) : index;
      here.put(folding(1, 'crane [dock]'));
      expect(found(here, 'in:article dock')).toBe('');
      here.put(folding(1, 'crane dock'));
      expect(found(here, 'in:article dock')).toBe('1@6');
      here.put(folding(1, '[crane] dock'));
      expect(found(here, 'in:article crane')).toBe('');
      expect(found(here, 'in:article dock')).toBe('1@6');
      here.put({ kind: 'gone', id: id(1) });
      here.put(folding(1, 'crane dock'));
      expect(found(here, 'in:article crane')).toBe('1@0');
    }
  });

  it('makes another stamp of what is folded otherwise', () => {
    const stamps = ['crane dock', '[crane] dock', 'crane [dock]'].map((text) => stampOf(folding(1, text)));
    expect(new Set(stamps).size).toBe(3);
  });

  it('takes the commonest words of a letter where it would have to look at very many places', () => {
    const index = createSearchIndex();
    const words = Array.from({ length: 300 }, (_, number) => `a${number}`).join(' ');
    for (let number = 0; number < 900; number += 1) index.put(folding(number, `${words} [about us]`));
    const search = (query: string, typing: boolean) =>
      index.search(query, { limit: 1, hitsPerDocument: 0, typing });
    expect(search('a', true).precise).toBe(true);
    expect(search('in:article a', true)).toMatchObject({
      precise: false,
      totalDocuments: 900,
      problems: [],
    });
    expect(search('in:article a*', false)).toMatchObject({
      precise: false,
      totalDocuments: 900,
      problems: [{ message: 'Very many words begin with “a”; the commonest of them were searched.' }],
    });
  });

  const term = fc.constantFrom('crane', 'cranes', 'dock', 'winch', 'U.N.', '½', '港口', '제재를', 'the');
  const marked = fc
    .array(fc.tuple(fc.boolean(), fc.array(term, { maxLength: 6 })), { maxLength: 5 })
    .map((parts) =>
      parts.map(([isFolded, terms]) => (isFolded ? `[${terms.join(' ')}]` : terms.join(' '))).join('\n'),
    );
  const part = fc.constantFrom(
    'crane',
    '"crane dock"',
    'cran*',
    'dock',
    'the',
    '제재',
    '港口',
    '(crane OR winch) NEAR/2 dock',
    'text:winch',
    'UN',
  );
  const query = fc
    .array(fc.tuple(part, fc.constantFrom(' ', ' OR ', ' -')), { minLength: 1, maxLength: 3 })
    .map(
      (parts) =>
        `in:article ${parts.map(([inside, joint], at) => (at === 0 ? inside : `${joint}(${inside})`)).join('')}`,
    );

  it.each([
    ['lives', {}, false],
    ['is sealed', { atOnce: 0, liveWords: 0, segmentSymbols: 40 }, false],
    ['was kept', {}, true],
  ])('finds what the definition says in an index that %s', (_name, sizes, isKept) => {
    fc.assert(
      fc.property(fc.array(marked, { minLength: 1, maxLength: 12 }), query, (texts, text) => {
        const items = texts.map((each, number) => folding(number, each));
        let index = createSearchIndex(sizes);
        for (const item of items) index.put(item);
        if (isKept) {
          const { manifest, segments } = index.save();
          index = openSearchIndex(
            manifest.slice(),
            new Map(segments.map((segment) => [segment.name, segment.bytes().slice()])),
          )!;
        }
        const { root } = parseQuery(text, false);
        const expected = naiveSearch(items, root);
        const answer = index.search(text, OPTIONS);
        expect(answer.precise).toBe(true);
        expect(answer.groups.map(({ document }) => document).sort()).toEqual(
          expected.map(({ document }) => document).sort(),
        );
        for (const { document, ranges } of expected) {
          const positions = (given: readonly Range[]): Set<number> =>
            new Set(given.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)));
          const inText = ranges.filter(({ piece }) => piece.kind === 'text');
          expect(positions(index.places(text, document!))).toEqual(positions(inText));
        }
        // A single word is counted where it is found, not where it is read.
        if (!/[\s"]/.test(text.slice('in:article '.length))) {
          const places = expected.reduce((sum, { ranges }) => sum + ranges.length, 0);
          expect(answer.totalHits).toBe(places);
        }
      }),
      { numRuns: 150 },
    );
  });
});
