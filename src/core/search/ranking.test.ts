import fc from 'fast-check';
import MiniSearch from 'minisearch';
import { describe, expect, it } from 'vitest';
import type { FeedDocument } from '../model/search';
import { words } from '../text/words';
import { Matching } from './matching';
import { parseQuery } from './parseQuery';
import { Pieces, type Sizes } from './pieces';
import { Vocabulary } from './vocabulary';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Words of one first letter, so that MiniSearch's typos are ours, and none the other with two letters swapped. */
const term = fc.constantFrom(
  'dock', 'docks', 'dockyard', 'dredge', 'dredger', 'dredgers', 'derrick', 'derricks', 'dry', 'do', 'd', 'draught', 'drought',
); // prettier-ignore
const textOf = (most: number): fc.Arbitrary<string> =>
  fc.array(term, { minLength: 1, maxLength: most }).map((terms) => terms.join(' '));

type Step =
  | { readonly kind: 'put'; readonly number: number; readonly title: string; readonly text: string }
  | { readonly kind: 'gone'; readonly number: number }
  | { readonly kind: 'settle' | 'seal' | 'work' };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      number: fc.integer({ min: 1, max: 12 }),
      title: textOf(3),
      text: textOf(14),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('gone' as const), number: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('settle' as const, 'seal' as const, 'work' as const) }),
  },
);
const someSizes: fc.Arbitrary<Partial<Sizes>> = fc.record({
  atOnce: fc.constantFrom(-1, 60, 10_000),
  liveWords: fc.constantFrom(5, 40, 10_000),
  segmentSymbols: fc.constantFrom(1, 30, 10_000),
  tier: fc.constantFrom(2, 3, 100),
  lowestTier: fc.constantFrom(1, 3000),
  removed: fc.constantFrom(0.1, 0.5, 2),
});

const document = (number: number, title: string, text: string): FeedDocument => ({
  kind: 'document',
  id: id(number),
  title,
  publisher: null,
  agency: null,
  authors: [],
  published: null,
  language: null,
  importedAt: '2026-01-01T00:00:00.000Z',
  textSha256: text,
  text,
  highlights: [],
});

describe('the ranking', () => {
  it('is that of MiniSearch over the same documents, however they lie in segments', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 40 }),
        someSizes,
        fc.array(term, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (steps, sizes, asked, typing) => {
          const pieces = new Pieces(sizes);
          const present = new Map<number, { id: string; title: string; text: string }>();
          for (const each of steps) {
            if (each.kind === 'put') {
              pieces.put(document(each.number, each.title, each.text));
              present.set(each.number, { id: id(each.number), title: each.title, text: each.text });
            } else if (each.kind === 'gone') {
              pieces.put({ kind: 'gone', id: id(each.number) });
              present.delete(each.number);
            } else if (each.kind === 'work') pieces.work();
            else {
              pieces.settle();
              if (each.kind === 'seal') pieces.sealLive();
            }
          }
          const peer = new MiniSearch<{ id: string; title: string; text: string }>({
            fields: ['title', 'text'],
            tokenize: (text) => words(text).map((word) => word.key),
          });
          peer.addAll([...present.values()]);

          const terms = [...new Set(asked)];
          const query = terms.join(' ');
          const expected = peer.search(query, {
            combineWith: 'AND',
            boost: { title: 3 },
            fuzzy: (each) => (each.length >= 5 ? 0.2 : false),
            maxFuzzy: 2,
            prefix: (_term, at, all) => typing && at === all.length - 1,
          });

          const matching = new Matching(new Vocabulary(pieces.segments, pieces.live), pieces.documents);
          const { groups, scores } = matching.evaluate(parseQuery(query, typing).root);
          const found = Array.from(groups, (group) => ({
            id: pieces.documents.id(group),
            // MiniSearch multiplies by the words of the query; that changes no order.
            score: scores[group]! * terms.length,
          })).sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
          // Equal scores may differ in their last digits, as sums taken in another order do.
          const rounded = (score: number): number => Math.round(score * 1e7);
          const inOrder = expected
            .map((result) => ({ id: result.id as string, score: result.score }))
            .sort((a, b) => rounded(b.score) - rounded(a.score) || (a.id < b.id ? -1 : 1));
          expect(found.map((each) => each.score).length).toBe(inOrder.length);
          const byId = new Map(found.map((each) => [each.id, each.score]));
          for (const { id: one, score } of inOrder) expect(byId.get(one)).toBeCloseTo(score, 6);
          const ours = [...found].sort(
            (a, b) => rounded(b.score) - rounded(a.score) || (a.id < b.id ? -1 : 1),
          );
          expect(ours.map((each) => each.id)).toEqual(inOrder.map((each) => each.id));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
