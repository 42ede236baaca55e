import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeedDocument, FeedItem, FeedNote, SearchAnswer, Snippet } from '../model/search';
import { words } from '../text/words';
import type { Sizes } from './pieces';
import { createSearchIndex, type SearchIndex } from './searchIndex';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

function document(number: number, text: string, more: Partial<FeedDocument> = {}): FeedDocument {
  return {
    kind: 'document',
    id: id(number),
    title: `D${number}`,
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
  };
}
const note = (number: number, text: string, of: number | null): FeedNote => ({
  kind: 'note',
  id: id(number),
  document: of === null ? null : id(of),
  text,
});
/** Everything live; everything sealed at once and merged soon; and something of all. */
const SIZES: readonly Partial<Sizes>[] = [
  {},
  { atOnce: -1, segmentSymbols: 1, tier: 2, lowestTier: 1, largestSegment: Infinity },
  { atOnce: 40, liveWords: 12, segmentSymbols: 30, tier: 3, lowestTier: 2000, removed: 0.4 },
];

function indexOf(...items: FeedItem[]): SearchIndex {
  return indexWith({}, items);
}
function indexWith(sizes: Partial<Sizes>, items: readonly FeedItem[]): SearchIndex {
  const index = createSearchIndex(sizes);
  for (const item of items) index.put(item);
  return index;
}
const ask = (index: SearchIndex, query: string, typing = false): SearchAnswer =>
  index.search(query, { limit: 50, hitsPerDocument: 50, typing });
/** Titles of the documents found, best first. */
const titles = (index: SearchIndex, query: string, typing = false): string =>
  ask(index, query, typing)
    .groups.map((group) => group.title)
    .join(' ');
const shown = ({ text, marks }: Snippet): string => {
  let result = '';
  let at = 0;
  for (const [from, to] of marks) {
    result += `${text.slice(at, from)}[${text.slice(from, to)}]`;
    at = to;
  }
  return result + text.slice(at);
};
const snippets = (index: SearchIndex, query: string, typing = false): string[] =>
  ask(index, query, typing).groups.flatMap((group) =>
    group.hits.map((hit) => `${hit.where}: ${shown(hit.snippet)}`),
  );

const portItems = [
  document(1, 'The harbour pilots ended their strike. A U.N. envoy thanked Pak Ji-won for the talks.'),
  document(2, 'Pak Ji Won said the harbor would open at night. UN ships wait.', {
    publisher: 'The Quay Gazette',
  }),
  document(3, 'Night trains run late. The café by the station stays open; harbours are far away.', {
    title: 'Trains',
    authors: ['Nguyễn Thị Đào'],
    language: 'en',
  }),
];
const ports = SIZES.map((sizes) => indexWith(sizes, portItems));
const port = ports[0]!;

describe('queries', () => {
  it.each([
    ['strike', 'D1'],
    ['Pak Ji-won', 'D2 D1'],
    ['pak jiwon', ''],
    ['U.N.', 'D2 D1'],
    ['un', 'D2 D1'],
    ['"harbour pilots"', 'D1'],
    ['"pilots harbour"', ''],
    ['night -trains', 'D2'],
    ['night NOT trains', 'D2'],
    ['night -"open at"', 'Trains'],
    ['cafe', 'Trains'],
    ['CAFÉ', 'Trains'],
    ['nguyen dao', 'Trains'],
    ['author:dao', 'Trains'],
    ['author:night', ''],
    ['title:trains', 'Trains'],
    ['title:night', ''],
    ['outlet:gazette', 'D2'],
    ['outlet:gazette strike', ''],
    ['gazette night', 'D2'],
    ['lang:en', 'Trains'],
    ['lang:en open', 'Trains'],
    ['en', ''],
    ['tra*', 'Trains'],
    ['"night tra*"', 'Trains'],
    ['tra', ''],
    ['', ''],
    ['!!! ???', ''],
    ['-night', ''],
  ])('%s finds %j', (query, expected) => {
    for (const index of ports) expect(titles(index, query)).toBe(expected);
  });

  it('takes the last word for a beginning while typing', () => {
    expect(titles(port, 'tra', true)).toBe('Trains');
    expect(titles(port, 'tra ', true)).toBe('');
    expect(titles(port, 'night shi', true)).toBe('D2');
  });

  it('puts the exact word before a beginning and both before a typo', () => {
    expect(titles(port, 'harbour')).toMatch(/^D1 /);
    const index = indexOf(document(1, 'cranes'), document(2, 'crank'), document(3, 'crane'));
    expect(titles(index, 'crane', true)).toBe('D3 D1 D2');
    expect(titles(index, 'crane*').split(' ')[2]).toBe('D2');
  });

  it('forgives typos in words of five letters and more, not in quotes, numbers or the first letter', () => {
    const index = indexOf(document(1, 'The frigate left in 20190 with coal.'));
    expect(titles(index, 'firgate')).toBe('D1');
    expect(titles(index, '"firgate"')).toBe('');
    expect(titles(index, 'drigate')).toBe('');
    expect(titles(index, 'cole')).toBe('');
    expect(titles(index, '20191')).toBe('');
  });

  it('finds words of a document in its text, notes, comments and tags together', () => {
    const index = indexOf(
      document(1, 'Cranes stood still.', {
        highlights: [{ id: id(11), from: 0, to: 6, comment: 'Ask the foreman', tags: ['Labour'] }],
      }),
      note(12, 'Compare with the winter walkout.', 1),
      note(13, 'Winter plans for the library', null),
    );
    expect(titles(index, 'cranes foreman labour winter')).toBe('D1');
    expect(titles(index, 'tag:labour')).toBe('D1');
    expect(titles(index, 'note:foreman')).toBe('D1');
    expect(titles(index, 'note:cranes')).toBe('');
    expect(titles(index, 'winter').split(' ').sort()).toEqual(['D1', 'Notes', 'library', 'on', 'the'].sort());
    expect(snippets(index, 'foreman')).toEqual(['comment: Ask the [foreman]']);
    const hit = ask(index, 'labour').groups[0]!.hits[0]!;
    expect(hit).toMatchObject({ where: 'tag', source: id(11), anchor: { from: 0, to: 6, quote: 'Cranes' } });
  });

  it('leaves out notes whose document is gone, and has them back with it', () => {
    const index = indexOf(document(1, 'Cranes'), note(2, 'winter', 1));
    index.put({ kind: 'gone', id: id(1) });
    expect(titles(index, 'winter')).toBe('');
    index.put(document(1, 'Cranes'));
    expect(titles(index, 'winter')).toBe('D1');
    index.put({ kind: 'gone', id: id(2) });
    expect(titles(index, 'winter')).toBe('');
  });
});

describe('languages', () => {
  const items = [
    document(
      1,
      '조사단은 항구의 창고가 비어 있다고 밝혔다. 대북제재위원회는 2019년에 UN이 보낸 서한을 읽었다.',
    ),
    document(2, '检查人员昨天抵达港口，船只仍在等待。安理会今天开会。'),
    document(3, '検査官は昨日、港に到着した。コンテナー船が待っている。'),
    document(4, 'เจ้าหน้าที่ตรวจเรือที่ท่าเรือเมื่อวานนี้'),
    document(5, 'Thanh tra viên đã đến cảng Đà Nẵng hôm qua.'),
  ];
  const indexes = SIZES.map((sizes) => indexWith(sizes, items));
  it.each([
    ['항구', 'D1'],
    ['"항구"', 'D1'],
    ['창고', 'D1'],
    ['제재', 'D1'],
    ['UN', 'D1'],
    ['2019', 'D1'],
    ['UN 항구', 'D1'],
    ['항', 'D1'],
    ['구', ''],
    ['港口', 'D2'],
    ['抵达港口', 'D2'],
    ['检查人员', 'D2'],
    ['安理会', 'D2'],
    ['検査', 'D3'],
    ['検査官', 'D3'],
    ['コンテナー', 'D3'],
    ['ｺﾝﾃﾅｰ', 'D3'],
    ['コンテナー船', 'D3'],
    ['กัน', ''],
    ['ท่าเรือ', 'D4'],
    ['เจ้าหน้าที่', 'D4'],
    ['ตรวจเรือ', 'D4'],
    ['cang da nang', 'D5'],
    ['cảng Đà Nẵng', 'D5'],
    ['"đà nẵng"', 'D5'],
  ])('%s is found in %j', (query, expected) => {
    for (const index of indexes) expect(titles(index, query)).toBe(expected);
  });

  it('finds a name that is divided otherwise in the text than in the query', () => {
    const sentence = '王林海东昨日访问';
    const all = indexOf(document(1, sentence));
    for (let from = 0; from < sentence.length - 1; from += 1) {
      const divided = words(sentence).map((word) => word.from);
      const query = sentence.slice(from, from + 2);
      // A piece that starts and ends inside longer words is no word.
      if (divided.includes(from) && (divided.includes(from + 2) || from + 2 === sentence.length)) {
        expect(titles(all, query)).toBe('D1');
      }
    }
  });

  it('keeps voiced and unvoiced kana apart', () => {
    expect(titles(indexOf(document(1, 'ガラス')), 'カラス')).toBe('');
  });
});

describe('hits', () => {
  it('are the places where all words stand together, those in the order of the query first', () => {
    const index = indexOf(
      document(
        1,
        'Lee met Han. Later Lee Jun Ho spoke; Lee was brief. At noon Ho, as Jun and Lee call him, left. Lee Jun Ho ate.',
      ),
    );
    expect(snippets(index, 'Lee Jun Ho').map((text) => text.length)).toHaveLength(3);
    const quotes = ask(index, 'Lee Jun Ho').groups[0]!.hits.map((hit) => hit.anchor!.quote);
    expect(quotes).toEqual(['Lee Jun Ho', 'Lee Jun Ho', 'Ho, as Jun and Lee']);
  });

  it('show every word of the query, though they stand apart', () => {
    const far = `Cranes ${'and so on '.repeat(30)} ships. Reports followed.`;
    const index = indexOf(document(1, far, { publisher: 'Quay Weekly' }));
    expect(
      snippets(index, 'cranes ships weekly')
        .map((text) => /\[(.*?)\]/.exec(text)![1])
        .sort(),
    ).toEqual(['Cranes', 'Weekly', 'ships']);
  });

  it('show a word that stands apart from the others, after the places with more of them', () => {
    const index = indexOf(document(1, `Cranes and ships. ${'And so on. '.repeat(30)} Fog. Ships left. Fog.`));
    expect(snippets(index, 'cranes ships fog').map((text) => text.match(/\[.*?\]/g)!.join(' '))).toEqual([
      '[Cranes] [ships]',
      '[Fog] [Ships] [Fog]',
    ]);
  });

  it('count places even where fewer are given', () => {
    const index = indexOf(document(1, 'dock '.repeat(40)), document(2, 'dock'), document(3, 'dock dock'));
    const answer = index.search('dock', { limit: 2, hitsPerDocument: 5, typing: false });
    expect(answer.groups.map((group) => [group.total, group.hits.length])).toContainEqual([40, 5]);
    expect(answer).toMatchObject({ totalDocuments: 3, totalHits: 43 });
    expect(answer.groups).toHaveLength(2);
  });

  it('come with a snippet cut between words', () => {
    const index = indexOf(
      document(1, `${'before '.repeat(40)}the quay master\nspoke ${'after '.repeat(40)}`),
    );
    const [snippet] = snippets(index, '"quay master"');
    expect(snippet).toMatch(/^text: …before .*the \[quay master\] spoke after .*after…$/);
    expect(snippet!.length).toBeLessThan(180);
  });
});

describe('places in a text', () => {
  it('are all of them, by whatever spelling they were found', () => {
    const text = 'The frigate left. Two frigates stayed; a firgate sank. “Frigate” again.';
    for (const sizes of SIZES) {
      const index = indexWith(sizes, [document(1, text), document(2, 'other')]);
      const at = (query: string): string[] =>
        index.places(query, id(1)).map(({ from, to }) => text.slice(from, to));
      expect(at('frigate')).toEqual(['frigate', 'frigates', 'firgate', 'Frigate']);
      expect(at('"frigate"')).toEqual(['frigate', 'Frigate']);
      expect(at('friga*')).toEqual(['frigate', 'frigates', 'Frigate']);
      expect(at('"two frigates" sank')).toEqual(['Two frigates', 'sank']);
      expect(at('left NEAR/2 stayed')).toEqual(['left', 'stayed']);
      expect(at('title:left')).toEqual([]);
      expect(index.places('frigate', id(2))).toEqual([]);
      expect(index.places('frigate', id(3))).toEqual([]);
    }
  });
});

describe('bad input', () => {
  const index = indexOf(
    ...Array.from({ length: 200 }, (_, number) => document(number, `word${number} and more words of it`)),
  );
  it.each([
    ['ten thousand characters', 'a'.repeat(10_000)],
    ['a hundred thousand characters', 'word '.repeat(20_000)],
    ['only operators', 'NOT AND OR - " * title: '.repeat(50)],
    ['only punctuation', '.,;:!?()[]{}'.repeat(100)],
    ['only quotation marks', '"'.repeat(5000)],
    ['control characters', '\u0000\u0001\u001b[31m\u0007\u202e'.repeat(100)],
    ['two thousand alternatives', Array.from({ length: 2000 }, (_, number) => `word${number}`).join(' OR ')],
    ['a thousand parentheses', `${'('.repeat(1000)}word1${')'.repeat(1000)}`],
    ['nothing but first letters', 'w* w* w* w* w* w* w*'],
    ['two thousand words', Array.from({ length: 2000 }, (_, number) => `word${number}`).join(' ')],
    ['two thousand Chinese characters', '港口检查'.repeat(500)],
    ['a long Hangul word', '항구'.repeat(2000)],
    ['half a surrogate pair', '\ud83d \udc4d'],
    ['names of object members', '__proto__ constructor toString hasOwnProperty'],
  ])('%s: an answer', (_, query) => {
    for (const typing of [false, true]) {
      const answer = ask(index, query, typing);
      for (const { from, to } of answer.problems) expect(query.slice(from, to)).not.toBe('');
    }
  });
});

const vocabulary = [
  'dock',
  'quay',
  'ship',
  'coal',
  'ship',
  '항구',
  '항구의',
  '港口',
  'U.N.',
  'Ji-won',
  'é',
  '5',
];
const someText = fc
  .array(fc.constantFrom(...vocabulary, '.', '\n\n', 'and so on. '.repeat(8)), { maxLength: 25 })
  .map((parts) => parts.join(' '));
const someDocument = fc
  .record({
    number: fc.integer({ min: 1, max: 4 }),
    title: fc.constantFrom('Dock report', 'Ships', '港口'),
    publisher: fc.constantFrom(null, 'Quay', 'Coal News'),
    text: someText,
    comment: fc.constantFrom('', 'coal?', 'dock'),
    tags: fc.uniqueArray(fc.constantFrom('Ship', 'Dock'), { maxLength: 2 }),
  })
  .map(({ number, title, publisher, text, comment, tags }) =>
    document(number, text, {
      title,
      publisher,
      highlights: [{ id: id(number + 100), from: 0, to: Math.min(4, text.length), comment, tags }],
    }),
  );
const someNote = fc
  .tuple(fc.integer({ min: 11, max: 13 }), fc.constantFrom(null, 1, 2), someText)
  .map(([number, of, text]) => note(number, text, of));
const someItem: fc.Arbitrary<FeedItem> = fc.oneof(
  { weight: 4, arbitrary: someDocument },
  { weight: 2, arbitrary: someNote },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(1, 2, 3, 4, 11, 12, 13)
      .map((number) => ({ kind: 'gone' as const, id: id(number) })),
  },
);
const someQuery = fc
  .array(
    fc.constantFrom(
      ...vocabulary,
      'do*',
      '"dock quay"',
      '-coal',
      'tag:ship',
      'outlet:quay',
      'note:dock',
      '"港口 ship"',
      'qua',
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(' '));

describe('laws of the index', () => {
  it('answers as a fresh index over the same things, whatever was put and taken before', () => {
    fc.assert(
      fc.property(
        fc.array(someItem, { maxLength: 20 }),
        fc.array(someQuery, { maxLength: 4 }),
        fc.constantFrom(...SIZES),
        fc.constantFrom(...SIZES),
        (items, queries, sizes, others) => {
          const lived = indexWith(sizes, items);
          const present = new Map<string, FeedItem>();
          for (const item of items) {
            if (item.kind === 'gone') present.delete(item.id);
            else present.set(item.id, item);
          }
          const fresh = indexWith(others, [...present.values()].reverse());
          expect(lived.size).toBe(fresh.size);
          for (const query of queries) expect(ask(lived, query, true)).toEqual(ask(fresh, query, true));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('put twice is put once', () => {
    fc.assert(
      fc.property(fc.array(someItem, { maxLength: 10 }), someQuery, (items, query) => {
        const once = indexOf(...items);
        const twice = indexOf(...items.flatMap((item) => [item, item]));
        expect(ask(twice, query)).toEqual(ask(once, query));
      }),
      { numRuns: 100 },
    );
  });

  it('every hit stands in the text where it says, and what is marked is in the snippet', () => {
    fc.assert(
      fc.property(fc.array(someDocument, { minLength: 1, maxLength: 4 }), someQuery, (documents, query) => {
        const texts = new Map(documents.map((each) => [each.id, each.text]));
        for (const group of ask(indexOf(...documents), query, true).groups) {
          expect(group.hits.length).toBe(Math.min(50, group.total));
          for (const { anchor, snippet } of group.hits) {
            if (anchor) expect(texts.get(group.document!)!.slice(anchor.from, anchor.to)).toBe(anchor.quote);
            expect(snippet.marks.length).toBeGreaterThan(0);
            let end = 0;
            for (const [from, to] of snippet.marks) {
              expect(from).toBeGreaterThanOrEqual(end);
              expect(to).toBeGreaterThan(from);
              end = to;
            }
            expect(end).toBeLessThanOrEqual(snippet.text.length);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('finds exactly the documents that have every word, and shows every word', () => {
    const short = fc.uniqueArray(fc.constantFrom('dock', 'quay', 'ship', 'coal', 'un', 'e', '5'), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(someDocument, { selector: (each) => each.id, maxLength: 4 }),
        short,
        (documents, query) => {
          const has = (each: FeedDocument, word: string): boolean =>
            [
              each.text,
              each.title,
              each.publisher ?? '',
              ...each.highlights.flatMap((one) => [one.comment, ...one.tags]),
            ]
              .flatMap((text) => words(text))
              .some(({ key }) => key === word);
          const answer = ask(indexOf(...documents), query.join(' '));
          const expected = documents.filter((each) => query.every((word) => has(each, word)));
          expect(answer.groups.map((group) => group.document).sort()).toEqual(
            expected.map((each) => each.id).sort(),
          );
          for (const { hits } of answer.groups) {
            const marked = new Set(
              hits.flatMap(({ snippet: { text, marks } }) =>
                marks.flatMap(([from, to]) => words(text.slice(from, to)).map((word) => word.key)),
              ),
            );
            for (const word of query) expect(marked).toContain(word);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
