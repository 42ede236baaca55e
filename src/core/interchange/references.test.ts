import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../model/appError';
import type { Metadata } from '../model/document';
import { itemOfMetadata, metadataOfItem, readCsl, writeCsl, type CslItem } from './csl';
import {
  matchReferences,
  readReferences,
  referenceText,
  writeReferences,
  type Candidate,
} from './references';
import { readRis, writeRis } from './ris';

const nothing: Metadata = {
  title: 'Ferry talks end',
  publisher: null,
  agency: null,
  authors: [],
  published: null,
  updated: null,
  language: null,
  address: null,
  placeLine: null,
  reliability: null,
  custom: {},
};

// One line, composed, with a letter in it: what the analyst can have typed.
const words = fc
  .array(
    fc.constantFrom(
      'Harbour',
      'é',
      '항구',
      '港',
      'ท่าเรือ',
      ',',
      ';',
      ':',
      '-',
      '“a”',
      '{',
      '}',
      'TY  - NEWS',
      'ER',
      '\\',
      '12',
      '&',
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => `x${parts.join(' ')}`.replace(/\s+/g, ' ').trim());
const date = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .chain((day) => fc.constantFrom(4, 7, 10).map((length) => day.toISOString().slice(0, length)));
const orNull = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const metadata: fc.Arbitrary<Metadata> = fc.record({
  title: words,
  publisher: orNull(words),
  agency: orNull(words),
  authors: fc.array(words, { maxLength: 3 }),
  published: orNull(date),
  updated: orNull(date),
  language: orNull(fc.constantFrom('en', 'ko', 'zh-Hant')),
  address: orNull(fc.constantFrom('https://ledger.example/a?b=1&c=2', 'https://ledger.example/港')),
  placeLine: orNull(words),
  reliability: orNull(fc.constantFrom('A1', 'F6', 'C3')),
  custom: fc.dictionary(fc.constantFrom('DOI', 'Desk', 'Box no', 'constructor', '상자'), words, {
    maxKeys: 3,
  }),
});

/** What a reference says, filled up with what nobody knows. */
const asMetadata = (item: CslItem): Metadata => ({ ...nothing, title: '', ...metadataOfItem(item) });

describe('a reference', () => {
  for (const format of ['csl', 'ris'] as const) {
    it(`says as ${format} what the metadata says, and nothing more`, () => {
      fc.assert(
        fc.property(fc.array(metadata, { minLength: 1, maxLength: 4 }), (all) => {
          const items = all.map((one, at) => itemOfMetadata(`id-${at}`, one));
          const { items: read, problems } = readReferences(writeReferences(items, format));
          expect(problems).toEqual([]);
          expect(read.map(asMetadata)).toEqual(all);
        }),
      );
    });
  }

  it('keeps outlet and agency apart', () => {
    const item = itemOfMetadata('a', { ...nothing, publisher: 'The Quay', agency: 'Kyodo News' });
    expect(item).toMatchObject({
      type: 'article-newspaper',
      'container-title': 'The Quay',
      custom: { agency: 'Kyodo News' },
    });
    expect(writeRis([item])).toContain('T2  - The Quay\r\nN1  - Agency: Kyodo News\r\n');
  });

  it('never makes up a month or a day', () => {
    expect(itemOfMetadata('a', { ...nothing, published: '2019' }).issued).toEqual({ 'date-parts': [[2019]] });
    expect(writeRis([itemOfMetadata('a', { ...nothing, published: '2019-06' })])).toContain(
      'DA  - 2019/06//\r\n',
    );
    expect(metadataOfItem({ type: 'book', issued: { 'date-parts': [['2019']] } }).published).toBe('2019');
    expect(metadataOfItem({ type: 'book', issued: { 'date-parts': [[2019, 6, 31]] } }).published).toBe(
      '2019-06',
    );
    expect(
      metadataOfItem({
        type: 'book',
        issued: {
          'date-parts': [
            [2019, 6],
            [2019, 8],
          ],
        },
      }).published,
    ).toBe('2019-06');
  });

  it('that was attached keeps what we have no field for, and names in their parts', () => {
    const attached: CslItem = {
      id: 'zotero-1',
      type: 'report',
      title: 'Ferry talks end',
      publisher: 'Harbour Institute',
      author: [{ family: 'Beek', given: 'Ines', 'non-dropping-particle': 'van der' }],
      volume: '12',
    };
    const known = { ...nothing, ...metadataOfItem(attached) };
    expect(known.authors).toEqual(['Ines van der Beek']);
    expect(itemOfMetadata('a', known, attached)).toEqual({ ...attached, id: 'a' });
    expect(itemOfMetadata('a', { ...known, publisher: 'Quay Press' }, attached)).toMatchObject({
      publisher: 'Quay Press',
    });
    expect(itemOfMetadata('a', { ...known, authors: [] }, attached)).not.toHaveProperty('author');
  });
});

describe('readRis', () => {
  const ris = (...lines: string[]): string => lines.join('\n');

  it('reads what other programs write', () => {
    const { items } = readRis(
      ris(
        'Provider: somebody', 'TY - JOUR', 'T1  - Ferries and', 'their harbours', 'A1  - Anand, Mira', 'AU  - Beek, Ines, Jr.', 'JF  - Quay Studies',
        'Y1  - 2019/06//early summer', 'SP  - 12', 'EP  - 19', 'UR  - https://quay.example/1', 'DO  - 10.1234/quay', 'ER  -', '', 'TY  - NEWS', 'TI  - Second', 'ER  - ',
      ),
    ); // prettier-ignore
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({ type: 'article-journal', page: '12–19', DOI: '10.1234/quay' });
    expect(metadataOfItem(items[0]!)).toEqual({
      title: 'Ferries and their harbours',
      authors: ['Mira Anand', 'Ines Beek Jr.'],
      publisher: 'Quay Studies',
      published: '2019-06',
      address: 'https://quay.example/1',
      custom: { DOI: '10.1234/quay' },
    });
  });

  it('reads every kind of line end, and a record without its end', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      expect(readRis(['TY  - NEWS', 'TI  - One', 'TY  - NEWS', 'TI  - Two'].join(end)).items).toHaveLength(2);
    }
  });
});

describe('a file of references', () => {
  it('is read in the encoding it has', () => {
    const text = 'TY  - NEWS\r\nTI  - Café\r\nER  - \r\n';
    const windows = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const wide = new Uint8Array([
      0xff,
      0xfe,
      ...Array.from(text).flatMap((character) => [character.charCodeAt(0), 0]),
    ]);
    for (const bytes of [new TextEncoder().encode(text), windows, wide]) {
      expect(readReferences(referenceText(bytes)).items[0]!.title).toBe('Café');
    }
  });

  const refused = ['', 'hello', '{', '[1, 2]', '{"a": 1}', '"text"', 'null', '\0\0\0', '[[[[', 'ER  - '];
  for (const text of refused) {
    it(`is refused by name, not with a crash: ${JSON.stringify(text)}`, () => {
      expect(() => readReferences(text)).toThrow(AppError);
    });
  }

  it('never brings the reader down, whatever stands in it', () => {
    const piece = fc.constantFrom('TY  - ', 'ER  - ', 'AU  - ', 'DA  - ', ',', '2019/', '99/99', '\n', '\r', '{', '}', '[', ']', '"', '"type":"x"', ':', '\u0000', 'x'.repeat(50)); // prettier-ignore
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          for (const item of readReferences(pieces.join('')).items) metadataOfItem(item);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AppError);
        }
      }),
    );
  });

  it('with one item that is too deep or too large still gives the others', () => {
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    const text = `[{"type":"book","title":"A","x":${deep}},{"type":"book","title":"B"},{"type":"book","title":"${'c'.repeat(200_000)}"},7]`;
    const { items, problems } = readReferences(text);
    expect(items.map((item) => item.title)).toEqual(['B']);
    expect(problems).toHaveLength(3);
  });

  it('changes no prototype', () => {
    const { items } = readCsl(
      '[{"type":"book","title":"A","custom":{"fields":{"__proto__":"x","Desk":"y"}}}]',
    );
    expect(metadataOfItem(items[0]!).custom).toEqual({ Desk: 'y' });
    expect(readRis('TY  - NEWS\nU1  - __proto__: x\nER  - ').items[0]).toEqual({ type: 'article-newspaper' });
    expect(writeCsl(items)).toContain('Desk');
  });
});

describe('matchReferences', () => {
  const candidate = (id: string, title: string, more: Partial<Candidate> = {}): Candidate => ({
    id, title, address: null, doi: null, published: null, ...more,
  }); // prettier-ignore
  const matched = (item: CslItem, candidates: Candidate[]): string => {
    const [match] = matchReferences([item], candidates);
    return [match!.status, match!.by, ...match!.documents].join(' ');
  };
  const news = (fields: CslItem): CslItem => ({ type: 'article-newspaper', ...fields });

  it('goes by DOI first, however it is written', () => {
    const documents = [candidate('a', 'One', { doi: '10.1234/Quay' }), candidate('b', 'Two')];
    expect(matched(news({ title: 'Two', DOI: 'https://doi.org/10.1234/quay' }), documents)).toBe(
      'matched doi a',
    );
  });

  it('goes by address, without what differs between two visits', () => {
    const documents = [candidate('a', 'One', { address: 'http://www.quay.example/x/?id=1' })];
    expect(matched(news({ URL: 'https://quay.example/x?utm_source=mail&id=1#top' }), documents)).toBe(
      'matched address a',
    );
    expect(matched(news({ URL: 'https://quay.example/x?id=2' }), documents)).toBe('unmatched ');
  });

  it('goes by the letters of the title, and by the date among several', () => {
    const documents = [
      candidate('a', 'Ferry talks: end', { published: '2019-06-12' }),
      candidate('b', 'FERRY TALKS END', { published: '2020-01-02' }),
    ];
    const of = (published: number[]): CslItem =>
      news({ title: 'Ferry Talks End', issued: { 'date-parts': [published] } });
    expect(matched(of([2019, 6]), documents)).toBe('matched title a');
    expect(matched(news({ title: 'Ferry Talks End' }), documents)).toBe('ambiguous title a b');
    // A title with another date may be another article.
    expect(matched(of([2018]), [documents[0]!])).toBe('ambiguous title a');
  });

  it('lets no two references have one document', () => {
    const found = matchReferences(
      [news({ title: 'Harbour' }), news({ title: 'harbour' })],
      [candidate('a', 'Harbour')],
    );
    expect(found.map((match) => match.status)).toEqual(['ambiguous', 'ambiguous']);
  });
});
