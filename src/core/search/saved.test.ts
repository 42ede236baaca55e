import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeedDocument, FeedItem, FeedNote } from '../model/search';
import type { Sizes } from './pieces';
import {
  checkSegment,
  createSearchIndex,
  openSearchIndex,
  segmentsOf,
  stampOf,
  type SavedIndex,
  type SearchIndex,
} from './searchIndex';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const document = (number: number, text: string, more: Partial<FeedDocument> = {}): FeedDocument => ({
  kind: 'document',
  id: id(number),
  title: `Sheet ${number}`,
  publisher: null,
  agency: null,
  authors: [],
  published: null,
  language: null,
  importedAt: '2026-01-01T00:00:00.000Z',
  textSha256: text,
  text,
  highlights: [],
  ...more,
});
const note = (number: number, text: string, of: number | null): FeedNote => ({
  kind: 'note',
  id: id(number),
  document: of === null ? null : id(of),
  text,
});

/** Bytes as a disk gives them back: others than those that were saved. */
const onDisk = (saved: SavedIndex) => ({
  manifest: saved.manifest.slice(),
  segments: new Map(saved.segments.map((segment) => [segment.name, segment.bytes().slice()])),
});
function reopened(index: SearchIndex, sizes: Partial<Sizes> = {}): SearchIndex {
  const { manifest, segments } = onDisk(index.save());
  expect([...segments.keys()]).toEqual(segmentsOf(manifest));
  return openSearchIndex(manifest, segments, sizes)!;
}

const term = fc.constantFrom('dock', 'quay', 'ships', 'shore', 'U.N.', '港口', '항구의', 'café');
const someText = fc.array(term, { maxLength: 12 }).map((terms) => terms.join(' '));
const someItem: fc.Arbitrary<FeedItem> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.integer({ min: 1, max: 5 }),
        someText,
        fc.constantFrom('Quay Weekly', '港口 日報', null),
        fc.constantFrom('2018', '2019-03', null),
        fc.uniqueArray(fc.constantFrom('labour', 'coal'), { maxLength: 2 }),
      )
      .map(([number, text, publisher, published, tags]) =>
        document(number, text, {
          publisher,
          published,
          highlights:
            tags.length === 0 ? [] : [{ id: id(100 + number), from: 0, to: 1, comment: 'see quay', tags }],
        }),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 11, max: 13 }), someText, fc.constantFrom(null, 1, 2))
      .map(([number, text, of]) => note(number, text, of)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(1, 2, 11).map((number) => ({ kind: 'gone' as const, id: id(number) })),
  },
);

describe('a saved index', () => {
  it('answers, goes on and says its stamps as if it had never been closed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(someItem, { maxLength: 8 }), { minLength: 1, maxLength: 3 }),
        fc.array(term, { minLength: 1, maxLength: 2 }),
        fc.constantFrom<Partial<Sizes>>(
          {},
          { atOnce: -1, segmentSymbols: 1, tier: 2, lowestTier: 1, removed: 0.3 },
        ),
        (rounds, terms, sizes) => {
          const stayed = createSearchIndex(sizes);
          let closed = createSearchIndex(sizes);
          for (const items of rounds) {
            for (const item of items) {
              stayed.put(item);
              closed.put(item);
            }
            closed = reopened(closed, sizes);
            expect(closed.size).toBe(stayed.size);
            // Before anything that is kept of them was read.
            expect([...closed.ids()].sort()).toEqual([...stayed.stamps().keys()].sort());
            expect(closed.stamps()).toEqual(stayed.stamps());
            for (const sort of ['relevance', 'newest'] as const) {
              const options = { limit: 9, hitsPerDocument: 9, typing: true, sort };
              expect(closed.search(terms.join(' '), options)).toEqual(
                stayed.search(terms.join(' '), options),
              );
            }
          }
        },
      ),
      { numRuns: 80 },
    );
  });

  it('keeps the names of segments that did not change', () => {
    const index = createSearchIndex({ atOnce: -1, segmentSymbols: 1, removed: 2 });
    index.put(document(1, 'The crane stood beside the dry dock.'));
    const before = index.save().segments.map(({ name }) => name);
    index.put(document(2, 'A winch failed.'));
    index.put({ kind: 'gone', id: id(1) });
    index.put(note(9, 'ask the crew', 2));
    const after = index.save().segments.map(({ name }) => name);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length);
  });

  it('is refused with any byte changed, with a segment missing or another in its place', () => {
    const index = createSearchIndex();
    index.put(document(1, 'The crane stood beside the dry dock.', { publisher: 'Quay Weekly' }));
    index.put(note(9, 'ask the crew', 1));
    const { manifest, segments } = onDisk(index.save());
    expect(openSearchIndex(manifest, segments)).not.toBeNull();
    expect(openSearchIndex(manifest, new Map())).toBeNull();
    for (let at = 0; at < manifest.length; at += 1) {
      const damaged = manifest.slice();
      damaged[at]! ^= 0x10;
      expect(openSearchIndex(damaged, segments)).toBeNull();
      expect(segmentsOf(damaged)).toBeNull();
    }
    const [[name, bytes]] = [...segments] as [[string, Uint8Array]];
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = bytes.slice();
      damaged[at]! ^= 0x10;
      expect(openSearchIndex(manifest, new Map([[name, damaged]]))).toBeNull();
    }
    const other = createSearchIndex();
    other.put(document(1, 'Something else.'));
    const theirs = other.save().segments[0]!.bytes();
    expect(openSearchIndex(manifest, new Map([[name, theirs]]))).toBeNull();
    expect(openSearchIndex(manifest, new Map([[name, checkSegment(theirs)!]]))).toBeNull();
    expect(openSearchIndex(manifest, new Map([[name, checkSegment(bytes)!]]))).not.toBeNull();
  });

  it('is fewer segments after idle turns, with the same answers', () => {
    const index = createSearchIndex({ atOnce: -1 });
    const answer = () => index.search('dock quay', { limit: 9, hitsPerDocument: 9, typing: false });
    for (let number = 1; number <= 5; number += 1) {
      index.put(document(number, `dock ${'quay '.repeat(number)}`));
      // An answer seals what came until then.
      answer();
    }
    const before = answer();
    expect(index.save().segments).toHaveLength(5);
    while (index.tidy());
    expect(index.save().segments).toHaveLength(1);
    expect(answer()).toEqual(before);
  });

  it('tells by a stamp what changed, the text by its hash', () => {
    const index = createSearchIndex();
    const one = document(1, 'The crane stood.');
    index.put(one);
    index.put(note(9, 'ask', 1));
    expect(index.stamps().get(id(1))).toBe(stampOf({ ...one, text: '' } as FeedDocument));
    expect(index.stamps().get(id(9))).toBe(stampOf(note(9, 'ask', 1)));
    const changed: Partial<FeedDocument>[] = [
      { title: 'x' },
      { publisher: 'x' },
      { authors: ['x'] },
      { textSha256: 'x' },
      { highlights: [{ id: id(3), from: 0, to: 1, comment: '', tags: [] }] },
    ];
    for (const change of changed) expect(stampOf({ ...one, ...change })).not.toBe(stampOf(one));
    expect(stampOf(note(9, 'ask', 2))).not.toBe(stampOf(note(9, 'ask', 1)));
  });
});
