import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeedItem } from '../model/search';
import { parseQuery, readExpression } from './parseQuery';
import { printQuery } from './printQuery';
import { isDated, MOST_PHRASES, MOST_TERMS, wantedPhrases, type Expression } from './query';
import { readTokens } from './queryTokens';
import { naiveSearch } from './testing/naiveSearch';

/** The tree in a small notation: -not, "phrase", word*, word… while typing, field:word, #in highlights, §in the article. */
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
  return `${expression.article ? '§' : ''}${expression.scope ? '#' : ''}${expression.field ? `${expression.field}:` : ''}${expression.exact ? `"${inside}"` : inside.replaceAll(' ', '_')}`;
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
    ['crane in:article dock OR quay', '{§crane §dock | §quay}'],
    ['in:article title:crane text:dock tag:quay -winch', 'title:crane §text:dock tag:quay -§winch'],
    ['in:article in:highlights crane (in:notes dock)', '§#crane note:dock'],
    ['(in:article crane) dock NEAR/2 (in:article quay)', '§crane [dock §quay]2'],
    ['-(crane dock) quay', '-(crane dock) quay'],
    ['quay -(-crane -dock)', 'quay {crane | dock}'],
    ['NOT NOT crane', 'crane'],
    ['title:-crane', 'title:crane'],
    ['co-operation', '{co_operation | cooperation}'],
    ['2018-06-12', '2018_06_12'],
    ['"국경 경비대"', '{"국경 경비대" | "국경경비대"}'],
    ['crane OR dock OR crane', '{crane | dock}'],
    ['crane OR crane', 'crane'],
    ['crane dock (crane "crane")', 'crane dock "crane"'],
    ['crane||dock || quay', '{crane | dock | quay}'],
    ['crane \u2212dock \uff0dquay', 'crane -dock -quay'],
    ['「夜間 作業」', '"夜間 作業"'],
    ['title：crane tag：「night work」', 'title:crane tag:"night work"'],
    ['sanct＊', 'sanct*'],
    ['crane date:"2018-06" date:“2018…2019”', 'crane 2018-06..2018-06 2018..2019'],
    ['lang:Korean OR lang:(Chinese "Norwegian Bokmål")', '{lang:ko | lang:zh lang:"nb"}'],
    ['lang:kore* -lang:Korean', 'lang:kore* -lang:ko'],
    ['see http://port.example/a?b=c', 'see http_port_example_a_b_c'],
    ['why? – said “title:” – crane!', 'why said "title" crane'],
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
    ['lang:Korean', 'lang:ko'],
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
    ['((())) crane', 'crane', '()'],
    ['dock ((crane', 'dock crane', '('],
    ['title: crane', 'title crane', 'title:'],
    ['crane In: highlights', 'crane in highlights', 'In:'],
    ['crane date:', 'crane date', 'date:'],
    ['*ane dock', 'ane dock', '*'],
    ['cr*ne dock', 'cr*_ne dock', '*'],
    ['"night *shift"', '"night shift"', '*'],
    ['cr?ne dock', 'cr_ne dock', '?'],
    ['dock !crane', 'dock crane', '!'],
    ['dock –crane', 'dock crane', '–'],
    ['crane~2 dock', 'crane_2 dock', '~2'],
    ['"night shift"~5', '"night shift" 5', '~5'],
    ['crane w/5 dock', 'crane w_5 dock', 'w/5'],
    ['crane near/5 dock', 'crane near_5 dock', 'near/5'],
    ['crane date:"June 2018"', 'crane', 'date:"June 2018"'],
  ])('searches the rest of %j as %j and points at %j', (text, expected, place) => {
    expect(shown(parseQuery(text, false).root)).toBe(expected);
    expect(problems(text)).toBe(place);
  });

  it('takes a bounded number of words and says so', () => {
    const query = parseQuery(Array.from({ length: 1000 }, (_, index) => `word${index}`).join(' '), false);
    expect(wantedPhrases(query.root)).toHaveLength(MOST_PHRASES);
    expect(query.problems).toHaveLength(1);
  });

  it.each([
    ['two thousand alternatives', Array.from({ length: 2000 }, (_, n) => `w${n}`).join(' OR '), MOST_TERMS],
    [
      'alternatives in groups',
      '(('.concat(Array.from({ length: 999 }, (_, n) => `(w${n})`).join('|')),
      MOST_TERMS,
    ],
    ['hyphens only', '-'.repeat(10_000), 0],
    ['operators only', 'AND OR NOT NEAR/3 | - '.repeat(450), 0],
    ['quotation marks only', '"'.repeat(9_999), 0],
    ['parentheses, ten thousand deep', '('.repeat(10_000), 0],
    ['a word ten thousand deep', `${'('.repeat(5000)}crane${')'.repeat(4000)}`, 1],
    ['exclusions of exclusions', `${'NOT '.repeat(2000)}crane`, 1],
    ['fields of fields', `${'title:'.repeat(1600)}crane`, 1],
    ['control characters', '\u0000\u0007\u001b\u007f\u0085'.repeat(2000), 0],
    ['one long word', 'x'.repeat(50_000), 1],
    ['stray marks', '!!! … ¿', 0],
    ['only the commonest words', 'the of and to a in '.repeat(4), 6],
    ['one word a thousand times', 'crane '.repeat(1000), 1],
  ])('takes %s', (_name, text, expected) => {
    const query = parseQuery(text, false);
    expect(wantedPhrases(query.root)).toHaveLength(expected);
    if (expected !== 1 && expected !== 6) expect(query.problems).not.toEqual([]);
    expect(query.problems.length).toBeLessThanOrEqual(20);
  });

  it.each([
    '(',
    ')',
    '(a ',
    'in:notes(',
    'NOT ',
    'title:',
    'a OR ',
    'a NEAR ',
    '"',
    '-(',
    'a-b ',
    '(a)|',
    'date:',
  ])('reads many %j in steps that grow with their number', (piece) => {
    const steps = (count: number): number => {
      let reads = 0;
      const tokens = new Proxy(readTokens(piece.repeat(count), false, []), {
        get: (target, key, receiver) => {
          reads += 1;
          return Reflect.get(target, key, receiver) as unknown;
        },
      });
      readExpression(tokens, []);
      return reads;
    };
    expect(steps(800)).toBeLessThanOrEqual(4.5 * steps(200) + 1000);
  });
});

const word = fc.constantFrom(
  'crane',
  'dock',
  'winch',
  'quay',
  '港',
  '港口',
  '항구',
  'เรือ',
  'Jong-un',
  'U.N.',
  'da*',
  '½',
  '1,250',
  'ﬁ',
);
const simple = fc.oneof(
  word,
  fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => `"${parts.join(' ')}"`),
  fc
    .tuple(fc.constantFrom('title', 'tag', 'note', 'text', 'lang'), word)
    .map(([field, value]) => `${field}:${value}`),
);
const { query: written } = fc.letrec<{ query: string; group: string; part: string }>((tie) => ({
  query: fc
    .array(fc.tuple(tie('part'), fc.constantFrom(' ', ' OR ', ' NEAR/4 ', ' AND ')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.flatMap(([part, joint], at) => (at === 0 ? [part] : [joint, part])).join('')),
  group: tie('query').map((inside) => `(${inside})`),
  part: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'query' },
    simple,
    simple.map((value) => `-${value}`),
    fc.constantFrom(
      'date:2018',
      'date:2018-06..',
      'date:..2019-01',
      'in:highlights',
      'in:notes',
      'in:article',
      '-date:2018',
    ),
    tie('group'),
    tie('group').map((group) => `-${group}`),
    tie('group').map((group) => `title:${group}`),
  ),
}));
const broken = fc
  .array(
    fc.constantFrom(
      '"', '-', 'NOT', 'OR', 'NEAR/2', 'NEAR', ' ', ' ', 'title:', 'x:', 'date:', 'date:2018', 'in:', 'in:highlights', 'in:article', '..', '*',
      '港', '항', 'dock', 'a-b', '\u0000', '“', '(', ')', '|', "'", '/', 'ⓧ', '⑴', 'ﷺ', '.', '\u00ad', '\ud83d',
    ), // prettier-ignore
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));
const any = fc.oneof(written, broken, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

describe('laws of queries', () => {
  it('a problem is told once for its place', () => {
    for (const text of ['OR OR', 'harbour AND (OR', '(crane OR OR)']) {
      const { problems } = parseQuery(text, false);
      expect(new Set(problems.map((one) => JSON.stringify(one))).size).toBe(problems.length);
    }
  });

  it('problems lie inside the query and words are never empty', () => {
    fc.assert(
      fc.property(any, fc.boolean(), (text, typing) => {
        const query = parseQuery(text, typing);
        for (const { from, to } of query.problems) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(text.length);
        }
        for (const phrase of wantedPhrases(query.root)) {
          expect(phrase.words.length).toBeGreaterThan(0);
          for (const { key } of phrase.words) expect(key).not.toBe('');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('a printed query reads as what was printed, without a problem', () => {
    fc.assert(
      fc.property(any, (text) => {
        const { root } = parseQuery(text, false);
        const again = parseQuery(printQuery(root), false);
        expect(again.root).toEqual(root);
        expect(again.problems).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('the tree is in normal form', () => {
    const check = (expression: Expression, parent: Expression['kind'] | null): void => {
      if (expression.kind === 'not') {
        expect(parent).toBe('all');
        expect(expression.part.kind).not.toBe('not');
        check(expression.part, 'not');
      } else if ('parts' in expression) {
        if (parent !== null) expect(expression.parts.length).toBeGreaterThan(1);
        expect(expression.kind).not.toBe(parent);
        if (expression.kind === 'all' && expression.parts.length > 0) {
          expect(expression.parts.some((part) => part.kind !== 'not')).toBe(true);
        }
        for (const part of expression.parts) check(part, expression.kind);
      }
    };
    fc.assert(
      fc.property(any, (text) => check(parseQuery(text, false).root, null)),
      { numRuns: 1000 },
    );
  });

  it.each<[string, (a: string, b: string, c: string) => readonly [string, string]]>([
    ['AND commutes', (a, b) => [`(${a}) (${b})`, `(${b}) (${a})`]],
    ['OR commutes', (a, b) => [`(${a}) OR (${b})`, `(${b}) OR (${a})`]],
    ['AND is written or not', (a, b) => [`(${a}) AND (${b})`, `(${a}) (${b})`]],
    ['a word twice is that word', (a) => [`(${a}) (${a})`, a]],
    ['an alternative twice is that alternative', (a) => [`(${a}) OR (${a})`, a]],
    ['AND distributes over OR', (a, b, c) => [`(${a}) ((${b}) OR (${c}))`, `(${a}) (${b}) OR (${a}) (${c})`]],
    ['alternatives are left out together', (a, b, c) => [`${a} -(${b} OR ${c})`, `${a} -(${b}) -(${c})`]],
    ['left out twice is to be found', (a, b) => [`${a} -(-(${b}))`, `${a} (${b})`]],
    ['NEAR commutes', () => ['crane NEAR/2 dock', 'dock NEAR/2 crane']],
  ])('%s', (_name, law) => {
    const documents = (text: string): (string | null)[] =>
      naiveSearch(LIBRARY, parseQuery(text, false).root).map(({ document }) => document);
    const part = fc.constantFrom(
      'crane', 'dock', 'winch', '"dry dock"', 'dock OR winch', 'crane NEAR/2 dock', 'title:dock', 'date:2018', 'quay -dock', 'date:2019-02..',
    ); // prettier-ignore
    fc.assert(
      fc.property(part, part, part, (a, b, c) => {
        const [left, right] = law(a, b, c);
        expect(documents(left)).toEqual(documents(right));
      }),
    );
  });
});

/** Every mixture of four sentences, in three years and under two titles. */
const LIBRARY: readonly FeedItem[] = Array.from({ length: 48 }, (_, number) => ({
  kind: 'document' as const,
  id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  title: number % 2 === 0 ? 'By the dock' : 'A sheet',
  publisher: null,
  agency: null,
  authors: [],
  published: ['2018', '2019-03', null][number % 3]!,
  language: null,
  importedAt: '2026-01-01T00:00:00Z',
  textSha256: '',
  text: ['A crane stood.', 'One dry dock is near.', 'The winch failed.', 'A quay, a crane by the dock.']
    .filter((_sentence, bit) => (number >> bit) & 1)
    .join(' '),
  highlights: [],
}));

describe('isDated', () => {
  it.each([
    ['2018', '2018-06', '2018-06', true],
    ['2018-06-30', '2018-06', '2018-06', true],
    ['2018-07', '2018-06', '2018-06', false],
    ['2018-06', '2018', '2018', true],
    ['2017-12-31', '2018', null, false],
    ['2018', null, '2018-01-01', true],
    ['2018-01-02', null, '2018-01-01', false],
    [null, null, '2018', false],
  ])('of %s between %s and %s is %s', (published, from, to, expected) => {
    expect(isDated({ kind: 'date', from, to }, published)).toBe(expected);
  });
});
