import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInText, firstFrom, foldText } from './findInText';

function find(text: string, query: string): string[] {
  const search = findInText(text, query);
  let step = search.next();
  while (!step.done) step = search.next();
  return step.value.map((range) => text.slice(range.from, range.to));
}

describe('findInText', () => {
  it.each([
    ['Tide and TIDE', 'tide', ['Tide', 'TIDE']],
    ['São Tomé, Sao Tome', 'são', ['São', 'Sao']],
    ['the pilot’s boat', "pilot's", ['pilot’s']],
    ['a long\n   line', 'long line', ['long\n   line']],
    ['ｗｉｄｅ letters', 'wide', ['ｗｉｄｅ']],
    ['하노이 회담, 하노이', '하노이', ['하노이', '하노이']],
    ['aaaa', 'aa', ['aa', 'aa']],
    ['ŉ ﬃ end', 'end', ['end']],
    ['tab\there', 'tab here', ['tab\there']],
    ['nothing here', '   ', []],
    ['nothing here', 'ships', []],
  ])('finds in %j what reads like %j', (text, query, expected) => {
    expect(find(text, query)).toEqual(expected);
  });

  it('finds what crosses the border of two parts once', () => {
    const text = 'x'.repeat(59_997) + 'harbour' + 'y'.repeat(300_000) + 'harbour';
    expect(find(text, 'harbour')).toHaveLength(2);
  });

  it('finds places that read like the query, in order, apart from each other', () => {
    const unit = fc.constantFrom('a', 'A', 'á', 'b', ' ', '\n', 'ﬁ', 'ß', '한');
    const word = fc.array(unit, { maxLength: 40 }).map((units) => units.join(''));
    fc.assert(
      fc.property(word, fc.array(unit, { minLength: 1, maxLength: 3 }), (text, units) => {
        const query = units.join('').trim();
        const search = findInText(text, query);
        let step = search.next();
        while (!step.done) step = search.next();
        const found = step.value;
        found.forEach((range, index) => {
          expect(foldText(text.slice(range.from, range.to)).text).toContain(foldText(query).text);
          if (index > 0) expect(range.from).toBeGreaterThanOrEqual(found[index - 1]!.to);
        });
        if (query !== '' && text.includes(query)) expect(found.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('firstFrom', () => {
  it('goes round at the end', () => {
    const found = [
      { from: 2, to: 3 },
      { from: 8, to: 9 },
    ];
    expect([firstFrom(found, 0), firstFrom(found, 3), firstFrom(found, 9)]).toEqual([0, 1, 0]);
  });
});
