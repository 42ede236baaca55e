import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PHRASES, parseQuery, wantedPhrases, type Expression } from './query';

/** The tree in a small notation: -not, "phrase", word*, word… while typing, field:word. */
function shown(expression: Expression): string {
  if (expression.kind === 'all') return expression.parts.map(shown).join(' ');
  if (expression.kind === 'not') return `-${shown(expression.part)}`;
  const inside = expression.words
    .map(({ key, prefix }) => key + { no: '', asked: '*', typing: '…' }[prefix])
    .join(' ');
  return `${expression.field ? `${expression.field}:` : ''}${expression.exact ? `"${inside}"` : inside}`;
}
/** The query with its problems marked under it by ^. */
const problems = (text: string): string =>
  parseQuery(text, false)
    .problems.map(({ from, to }) => text.slice(from, to))
    .join('|');

describe('parseQuery', () => {
  it.each([
    ['', ''],
    ['Harbour Strike', 'harbour strike'],
    ['Pak Ji-won', 'pak ji won'],
    ['U.N. ships', 'un ships'],
    ['"night shift" crane', '"night shift" crane'],
    ['“night shift”', '"night shift"'],
    ['ships -coal NOT "dry dock"', 'ships -coal -"dry dock"'],
    ['ships - coal', 'ships coal'],
    ['a AND b', 'a b'],
    ['crane*', 'crane*'],
    ['"night shi*"', '"night shi*"'],
    ['title:harbour TAG:"night work" -outlet:Gazette', 'title:harbour tag:"night work" -outlet:gazette'],
    ['lang:ko', 'lang:ko'],
    ['see http://port.example/a:b', 'see http port example a b'],
    ['港口检查', '港口检查'],
    ['항구의 배', '항구의 배'],
    ['UN安保理', 'un 安保理'],
    ['(crane) & {dock}', 'crane dock'],
    ['\u0000crane\u0007', 'crane'],
  ])('reads %j as %j', (text, expected) => {
    expect(shown(parseQuery(text, false).root)).toBe(expected);
    expect(problems(text)).toBe('');
  });

  it.each([
    ['harb', 'harb…'],
    ['harbour str', 'harbour str…'],
    ['harbour ', 'harbour'],
    ['harbour*', 'harbour*'],
    ['"night sh', '"night sh…"'],
    ['"night shift"', '"night shift"'],
    ['-harb', '-harb…'],
    ['harbour.', 'harbour'],
  ])('while typing reads %j as %j', (text, expected) => {
    expect(shown(parseQuery(text, true).root)).toBe(expected);
  });

  it.each([
    ['say "night shift', 'say "night shift"', '"'],
    ['""', '', '""'],
    ['crane NOT', 'crane', 'NOT'],
    ['crane OR dock', 'crane dock', 'OR'],
    ['colour:red crane', 'red crane', 'colour'],
    ['crane title:!', 'crane', 'title:!'],
    ['-crane', '-crane', '-crane'],
  ])('searches the rest of %j as %j and points at %j', (text, expected, place) => {
    expect(shown(parseQuery(text, false).root)).toBe(expected);
    expect(problems(text)).toBe(place);
  });

  it('takes a bounded number of words and says so', () => {
    const query = parseQuery(Array.from({ length: 1000 }, (_, index) => `word${index}`).join(' '), false);
    expect(wantedPhrases(query.root)).toHaveLength(MOST_PHRASES);
    expect(query.problems).toHaveLength(1);
  });

  it('is never confused: problems lie inside the query, words are never empty', () => {
    const part = fc.constantFrom(
      '"',
      '-',
      'NOT',
      ' ',
      'title:',
      'x:',
      '*',
      '港',
      '항',
      'dock',
      '\u0000',
      '“',
      '(',
      'OR',
      "'",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(part, { maxLength: 30 }).map((parts) => parts.join('')),
          fc.string({ unit: 'binary' }),
        ),
        fc.boolean(),
        (text, typing) => {
          const query = parseQuery(text, typing);
          for (const { from, to } of query.problems) {
            expect(from).toBeGreaterThanOrEqual(0);
            expect(to).toBeGreaterThan(from);
            expect(to).toBeLessThanOrEqual(text.length);
          }
          for (const phrase of wantedPhrases(query.root)) {
            expect(phrase.words.length).toBeGreaterThan(0);
            for (const word of phrase.words) expect(word.key).not.toBe('');
          }
        },
      ),
    );
  });
});
