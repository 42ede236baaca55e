import fc from 'fast-check';
import MiniSearch from 'minisearch';
import { describe, expect, it } from 'vitest';
import { TermIndex, type Variants } from './termIndex';

const term = fc.constantFrom('dock', 'docks', 'dockyard', 'quay', 'ship', 'ships', 'shore', 'coal');
const entries = fc.array(fc.array(term, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 8 });

describe('TermIndex', () => {
  it('scores as MiniSearch does, also after entries were taken out', () => {
    fc.assert(
      fc.property(entries, entries, fc.array(term, { minLength: 1, maxLength: 3 }), (kept, gone, asked) => {
        const index = new TermIndex();
        const plain = new MiniSearch<{ id: number; text: string }>({ fields: ['text'] });
        gone.forEach((keys, number) => index.add({ id: 100 + number, keys }));
        kept.forEach((keys, number) => {
          index.add({ id: number, keys });
          plain.add({ id: number, text: keys.join(' ') });
        });
        gone.forEach((keys, number) => index.remove({ id: 100 + number, keys }));

        const terms = [...new Set(asked)];
        const steps = terms.map((each): Variants => new Map([[each, { weight: 1, doubt: 0 }]]));
        const found = index.candidates(steps).sort((a, b) => a.entry - b.entry);
        const expected = plain.search(terms.join(' '), { combineWith: 'AND' }).sort((a, b) => a.id - b.id);
        expect(found.map(({ entry }) => entry)).toEqual(expected.map((result) => result.id as number));
        found.forEach(({ score }, rank) => {
          // MiniSearch multiplies by the words of the query; that changes no order.
          expect(score * terms.length).toBeCloseTo(expected[rank]!.score, 6);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('knows every term with a beginning and how many entries have it', () => {
    const index = new TermIndex();
    index.add({ id: 1, keys: ['dock', 'docks', 'dock'] });
    index.add({ id: 2, keys: ['docks', 'do'] });
    const found = new Map<string, number>();
    index.eachWithPrefix('do', (longer, frequency) => found.set(longer, frequency));
    expect([...found].sort()).toEqual([
      ['dock', 1],
      ['docks', 2],
    ]);
    index.eachWithPrefix('x', () => expect.unreachable());
  });

  it.each([
    ['harbour', 'harbor', true],
    ['harbour', 'harbours', true],
    ['harbour', 'labour', false],
    ['denuclearise', 'denuclearize', true],
    ['crane', 'crank', true],
    ['crane', 'drank', false],
  ])('takes %s for a slip of %s: %s', (word, other, expected) => {
    const index = new TermIndex();
    index.add({ id: 1, keys: [other] });
    const variants: Variants = new Map();
    index.addTypos(word, variants);
    expect(variants.has(other)).toBe(expected);
  });
});
