import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from './parseQuery';
import { MOST_PHRASES, wantedPhrases, type Expression } from './query';

/** The tree in a small notation: -not, "phrase", word*, word… while typing, field:word. */
function shown(expression: Expression): string {
  if (expression.kind === 'all') return expression.parts.map(shown).join(' ');
  if (expression.kind === 'any') return `{${expression.parts.map(shown).join(' | ')}}`;
  if (expression.kind === 'near') {
    return `[${expression.parts.map(shown).join(' ')}]${expression.within}`;
  }
  if (expression.kind === 'date') return `${expression.from ?? ''}..${expression.to ?? ''}`;
  if (expression.kind === 'not')
    return `-${expression.part.kind === 'all' ? `(${shown(expression.part)})` : shown(expression.part)}`;
  const inside = expression.words
    .map(({ key, prefix }) => key + { no: '', asked: '*', typing: '…' }[prefix])
    .join(' ');
  return `${expression.scope ? '#' : ''}${expression.field ? `${expression.field}:` : ''}${expression.exact ? `"${inside}"` : inside.replaceAll(' ', '_')}`;
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
    ['Pak Ji-won', 'pak {ji_won | jiwon}'],
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
    ['see http://port.example/a:b', 'see http_port_example_a_b'],
    ['港口检查', '港口检查'],
    ['항구의 배', '항구의 배'],
    ['UN安保理', 'un_安保理'],
    ['(crane) & {dock}', 'crane dock'],
    ['\u0000crane\u0007', 'crane'],
    ['crane OR dock quay', '{crane | dock quay}'],
    ['crane|dock', '{crane | dock}'],
    ['(crane OR dock) quay', '{crane | dock} quay'],
    ['title:(crane OR tag:dock)', '{title:crane | tag:dock}'],
    ['crane NEAR/3 dock quay', '[crane dock]3 quay'],
    ['crane NEAR "dry dock" NEAR quay', '[crane "dry dock" quay]10'],
    ['(crane OR winch) NEAR/2 dock', '[{crane | winch} dock]2'],
    ['crane date:2018-06..2019', 'crane 2018-06..2019'],
    ['crane date:..2019 date:2018', 'crane ..2019 2018..2018'],
    ['in:highlights crane (in:notes dock) tag:quay', '#crane note:dock tag:quay'],
    ['in:titles crane OR dock', '{title:crane | title:dock}'],
    ['-(crane dock) quay', '-(crane dock) quay'],
    ['quay -(-crane -dock)', 'quay {crane | dock}'],
    ['NOT NOT crane', 'crane'],
    ['title:-crane', 'title:crane'],
    ['co-operation', '{co_operation | cooperation}'],
    ['2018-06-12', '2018_06_12'],
    ['ドナルド・トランプ', '{ドナルド_トランプ | ドナルドトランプ}'],
  ])('reads %j as %j', (text, expected) => {
    expect(shown(parseQuery(text, false).root)).toBe(expected);
    expect(problems(text)).toBe('');
  });

  it.each([
    ['harb', 'harb…'],
    ['harbour str', 'harbour str…'],
    ['harbour ', 'harbour'],
    ['harbour*', 'harbour*'],
    ['Ji-wo', '{ji_wo… | jiwo…}'],
    ['"night sh', '"night sh…"'],
    ['"night shift"', '"night shift"'],
    ['quay -harb', 'quay -harb…'],
    ['harbour.', 'harbour'],
  ])('while typing reads %j as %j', (text, expected) => {
    expect(shown(parseQuery(text, true).root)).toBe(expected);
  });

  it.each([
    ['say "night shift', 'say "night shift"', '"'],
    ['""', '', '""'],
    ['crane NOT', 'crane', 'NOT'],
    ['crane OR', 'crane', 'OR'],
    ['OR crane', 'crane', 'OR'],
    ['crane OR OR dock', '{crane | dock}', 'OR'],
    ['(crane', 'crane', '('],
    ['crane) dock', 'crane dock', ')'],
    ['crane NEAR', 'crane', 'NEAR'],
    ['NEAR/3 crane', 'crane', 'NEAR/3'],
    ['crane NEAR (dock -quay)', 'crane dock -quay', '(dock -quay)'],
    ['crane date:2018-13', 'crane', 'date:2018-13'],
    ['crane date:2018-02-30', 'crane', 'date:2018-02-30'],
    ['crane date:2019..2018', 'crane', 'date:2019..2018'],
    ['crane in:margins', 'crane', 'in:margins'],
    ['crane OR -dock', 'crane', '-dock'],
    ['in:notes in:titles crane', 'note:crane', 'in:titles'],
    ['colour:red crane', 'red crane', 'colour'],
    ['crane title:!', 'crane', 'title:!'],
    ['-crane', '', '-crane'],
    ['-(crane dock)', '', '-(crane dock)'],
    ['NOT OR AND', '', 'NOT'],
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
