import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../core/model/appError';
import { parseFile } from '../importFile';
import type { ReadOptions, ReadSource } from '../readSource';
import type { PdfPage } from './pdfEngine';
import { readPdf } from './readPdf';
import { readPageText, tidy } from './textRuns';
import { HEIGHT, makePdf, type MadePage, type Placed } from './testing/makePdf';

const LOREM =
  'The harbour board met again on Thursday and heard that two barges had left before dawn without papers while nobody on the quay would say which of the six ports had been asked to open its registers that week.'.split(
    ' ',
  );

/** Lines of about `length` characters from `from` words on, one under the other. */
function column(x: number, top: number, lines: number, { from = 0, length = 44, size = 10 } = {}): Placed[] {
  let at = from;
  return Array.from({ length: lines }, (_, row) => {
    let text = '';
    while (text.length + LOREM[at % LOREM.length]!.length < length) {
      text += `${text === '' ? '' : ' '}${LOREM[at % LOREM.length]!.replace('.', '')}`;
      at += 1;
    }
    return { text, x, y: top - row * size * 1.3, size };
  });
}

const one = (words: readonly Placed[]): MadePage[] => [{ words }];
const read = (pages: readonly MadePage[], options: ReadOptions = {}): Promise<ReadSource> =>
  readPdf(makePdf({ pages }), 'report.pdf', options);
const texts = ({ text, blocks }: ReadSource): string[] => blocks.map(({ from, to }) => text.slice(from, to));
const lines = (...all: string[]): Placed[] =>
  all.map((text, row) => ({ text, x: 72, y: 600 - row * 13, size: 10 }));

const near = (one: Placed, other: Placed): boolean =>
  Math.abs(one.x - other.x) < 8 && Math.abs(one.y - other.y) < 8;

async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe('readPdf', () => {
  it('joins the lines of a paragraph, and keeps paragraphs apart by space and by indent', async () => {
    const spaced = [
      ...column(72, 700, 4, { length: 80 }),
      ...column(72, 630, 4, { from: 7, length: 80 }),
      { text: 'Nobody was asked again, as the rules of the port demand that nobody may.', x: 90, y: 578 },
    ];
    expect(texts(await read(one(spaced)))).toHaveLength(3);
  });

  it.each<[string, string[], string]>([
    [
      'undoes a hyphen',
      ['The ferry that connected the har-', 'bour with the isle did not run.'],
      'connected the harbour with',
    ],
    [
      'keeps a hyphen the document writes',
      ['A well-known ferry is no news to well-', 'known men of the harbour board.'],
      'to well-known men',
    ],
    [
      'keeps a hyphen before a capital',
      ['The treaty was called the Anglo-', 'Saxon one by those who signed.'],
      'the Anglo-Saxon one',
    ],
    [
      'keeps half of a pair apart',
      ['The board elects its men for two-', 'and three-year terms of office.'],
      'for two- and three-year',
    ],
  ])('%s', async (_, written, expected) => {
    expect((await read(one(lines(...written)))).text).toContain(expected);
  });

  it('reads two columns one after the other, also where their lines stand at other heights', async () => {
    for (const shift of [0, 5]) {
      const left = column(72, 700, 20);
      const right = column(320, 700 - shift, 20, { from: 11 });
      const title = {
        text: 'What the registers of the harbour do not show to anybody',
        x: 90,
        y: 740,
        size: 16,
      };
      const { text } = await read(one([...left, ...right, title].sort((a, b) => b.y - a.y)));
      const known = [title, ...left, ...right].map((placed) => placed.text).join(' ');
      expect(text.replace(/\s+/g, ' ')).toBe(known);
    }
  });

  it('reads three columns, and a heading as one', async () => {
    const all = [0, 1, 2].map((at) => column(60 + at * 170, 680, 15, { from: at * 5, length: 30 }));
    const title = { text: 'The quay', x: 60, y: 720, size: 18, font: 'bold' as const };
    const result = await read(one([title, ...all.flat()]));
    expect(result.text.replace(/\s+/g, ' ')).toBe(
      [title, ...all.flat()].map((placed) => placed.text).join(' '),
    );
    expect(result.blocks[0]).toMatchObject({ kind: 'heading', level: 1, page: 1 });
  });

  it('keeps a row of a table together', async () => {
    const rows = [
      ['Port', '2018', '2019'],
      ['North quay', '1,204', '988'],
      ['South quay', '77', '1,310'],
    ];
    const words = rows.flatMap((cells, row) =>
      cells.map((text, at) => ({ text, x: 72 + at * 150, y: 640 - row * 14 })),
    );
    const result = await read(one([...column(72, 720, 4, { length: 80 }), ...words]));
    expect(result.blocks.filter(({ kind }) => kind === 'table-row')).toHaveLength(3);
    expect(result.text).toContain('North quay\t1,204\t988\nSouth quay\t77\t1,310');
  });

  it('joins a paragraph over two pages, gives each block its page, and makes running lines layers', async () => {
    const pages = Array.from({ length: 4 }, (_, at) => ({
      words: [
        { text: `The harbour papers`, x: 72, y: HEIGHT - 40, size: 9 },
        ...column(72, 700, 30, { from: at * 9, length: 80 }),
        { text: `${at + 11}`, x: 300, y: 30, size: 9 },
      ],
    }));
    const result = await read(pages);
    const labels = result.layers!.map(({ from, to, label, by }) => [result.text.slice(from, to), label, by]);
    expect(labels.filter(([, label]) => label === 'running head')).toHaveLength(4);
    expect(labels).toContainEqual(['12', 'page number', 'format']);
    const body = result.blocks.filter(({ from }) => !result.layers!.some((layer) => layer.from === from));
    // Nowhere does a sentence end: it is one paragraph, which begins on the first page.
    expect(body).toHaveLength(1);
    expect(body[0]).toMatchObject({ page: 1, kind: 'paragraph' });
  });

  it.each([
    ['22/11/2026, 16:15', 'Ferry talks open – The Quay', 'https://quay.example/talks', '1/1'],
    ['Ferry talks open', 'https://quay.example/talks', '1 of 1', '11/22/2026, 4:15 PM'],
  ])('folds what a browser prints about a single page: %s', async (left, right, under, end) => {
    const words = (foot: string) => [
      { text: left, x: 30, y: HEIGHT - 20, size: 8 },
      { text: right, x: 320, y: HEIGHT - 20, size: 8 },
      ...column(72, 700, 20, { length: 80 }),
      { text: under, x: 30, y: 15, size: 8 },
      { text: foot, x: 480, y: 15, size: 8 },
    ];
    const printed = await read(one(words(end)));
    expect(printed.layers!.map(({ from }) => printed.text.slice(from, from + 10))).toEqual([
      left.slice(0, 10),
      under.startsWith('1 of 1') ? `1 of 1 ${end.slice(0, 3)}` : under.slice(0, 10),
    ]);
    expect((await read(one(words('See there.')))).layers).toEqual([]);
  });

  it.each([
    // The rest is the headline of the page.
    [
      'Ferry talks open - Notes from the Quay',
      'Ferry talks open',
      'https://post.example/talks',
      'Ferry talks open',
      'Notes from the Quay',
    ],
    // The address has the same name.
    [
      'Talks open – Sea Ledger',
      'No ferry this winter',
      'https://www.sealedger.example/1',
      'Talks open',
      'Sea Ledger',
    ],
    // Outlets are called so.
    [
      'Ferry talks open | The Quay Times',
      'No ferry this winter',
      'https://post.example/1',
      'Ferry talks open',
      'The Quay Times',
    ],
    // It may as well be the writer's own.
    [
      'Ferry talks - a long story',
      'No ferry this winter',
      'https://post.example/1',
      'Ferry talks - a long story',
      undefined,
    ],
  ])(
    'takes title, outlet and address of a printed page apart: %s',
    async (title, headline, address, cut, outlet) => {
      const printed = (pages: MadePage[]): Promise<ReadSource> =>
        readPdf(makePdf({ pages, info: { Title: title } }), 'print.pdf', {});
      const words = (foot: string): Placed[] => [
        { text: '22/11/2026, 16:15', x: 30, y: HEIGHT - 20, size: 8 },
        { text: title, x: 320, y: HEIGHT - 20, size: 8 },
        { text: headline, x: 72, y: 740, size: 24, font: 'bold' },
        ...column(72, 700, 20, { length: 80 }),
        { text: address, x: 30, y: 15, size: 8 },
        { text: foot, x: 480, y: 15, size: 8 },
      ];
      const { declared, told } = await printed(one(words('1/1')));
      expect([declared.title, told?.publisher?.value, told?.address?.value]).toEqual([cut, outlet, address]);
      // Nothing says that a browser printed this.
      expect((await printed(one(words('See there.')))).declared.title).toBe(title);
    },
  );

  it('takes small type at the foot for a note, and a raised number for its mark', async () => {
    const result = await read(
      one([
        ...column(72, 700, 6, { length: 80 }),
        { text: 'The board met again', x: 72, y: 622 },
        { text: '1', x: 162, y: 626, size: 6 },
        { text: 'on the quay.', x: 168, y: 622 },
        { text: '1', x: 72, y: 92, size: 5 },
        { text: 'Minutes of the board, June 2018.', x: 76, y: 89, size: 8 },
      ]),
    );
    expect(result.text).toContain('again¹ on the quay.');
    expect(result.blocks.at(-1)).toMatchObject({ kind: 'footnote' });
    expect(texts(result).at(-1)).toBe('¹ Minutes of the board, June 2018.');
  });

  describe('Japanese in columns', () => {
    const HEADLINE = '北航路の再開は見送り';
    const FIRST =
      '港湾六カ国の閣僚会議は金曜日、北への航路を再開する時期について合意しないまま閉幕した。多くの船は岸壁につながれたままで、理由は説明されていない。';
    const SECOND =
      '岸壁の男は「誰も何も聞かされていない」と語った。組合の代表も、次の会議がいつ開かれるのかを知らないという。船長は報告書を待つと話した。';
    /** A text cut into columns of so many characters, the first of a paragraph one down. */
    const columnsOf = (text: string): { words: string; indent: number }[] => {
      const first = { words: text.slice(0, 24), indent: 1 };
      const rest = text.slice(24).match(/.{1,25}/gu) ?? [];
      return [first, ...rest.map((words) => ({ words, indent: 0 }))];
    };
    const columns = [...columnsOf(FIRST), ...columnsOf(SECOND)];
    const foot: Placed = { text: '12', x: 300, y: 40, size: 9 };

    it('comes out column by column from the right, in a font for columns', async () => {
      const placed = columns.map(({ words, indent }, at): Placed => ({
        text: words, x: 480 - at * 20, y: 700 - indent * 12, size: 12, font: 'columns',
      })); // prettier-ignore
      const title: Placed = { text: HEADLINE, x: 520, y: 700, size: 20, font: 'columns' };
      expect(texts(await read(one([foot, ...placed, title])))).toEqual([HEADLINE, FIRST, SECOND, '12']);
    });

    it('comes out so where each character stands by itself, in a font for lines', async () => {
      const characters = columns.flatMap(({ words, indent }, at) =>
        [...words].map((text, down): Placed => ({
          text, x: 480 - at * 20, y: 700 - (indent + down) * 12, size: 12, font: 'japanese',
        })),
      ); // prettier-ignore
      const title = [...HEADLINE].map((text, down): Placed => ({
        text, x: 520, y: 700 - down * 20, size: 20, font: 'japanese',
      })); // prettier-ignore
      expect(texts(await read(one([...title, ...characters, foot])))).toEqual([
        HEADLINE,
        FIRST,
        SECOND,
        '12',
      ]);
    });

    it('leaves lines as they are whose characters stand by themselves', async () => {
      const spread = ['次の会議は木曜日に開かれる', '船主たちが先に話すという予', '定だと組合の代表は述べた。'].flatMap((line, row) =>
        [...line].map((text, at): Placed => ({ text, x: 72 + at * 14, y: 700 - row * 20, size: 12, font: 'japanese' })),
      ); // prettier-ignore
      expect((await read(one(spread))).text.replace(/\s/g, '')).toBe(
        '次の会議は木曜日に開かれる船主たちが先に話すという予定だと組合の代表は述べた。',
      );
    });
  });

  it('loses no word, wherever it stands on a page, and gives blocks in order with their page', async () => {
    const placed = fc
      .record({
        text: fc.stringMatching(/^[a-z]{3,12}$/),
        x: fc.integer({ min: 10, max: 520 }),
        y: fc.integer({ min: 10, max: 780 }),
        size: fc.constantFrom(6, 9, 10, 18),
      })
      // What runs over the edge of the page (595 points) nobody sees; the widest letter is 0.84 of its size.
      .map((word) => ({
        ...word,
        x: Math.min(word.x, 590 - Math.ceil(word.text.length * 0.84 * word.size)),
      }));
    const pages = fc.array(fc.array(placed, { maxLength: 25 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(pages, async (words) => {
        // Words printed over each other are the writer's fault.
        const apart = words.map((all) =>
          all.filter((one, at) => all.findIndex((other) => near(one, other)) === at),
        );
        const { text, blocks } = await read(apart.map((one) => ({ words: one })));
        const letters = (all: string): string => [...all.replace(/[^a-z]/g, '')].sort().join('');
        expect(letters(text)).toBe(
          letters(
            apart
              .flat()
              .map((one) => one.text)
              .join(''),
          ),
        );
        let end = 0;
        for (const { from, to, page } of blocks) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(page).toBeLessThanOrEqual(words.length);
          end = to;
        }
        expect(letters(blocks.map(({ from, to }) => text.slice(from, to)).join(''))).toBe(letters(text));
      }),
      { numRuns: 60 },
    );
  });

  it('prints bold type made of two prints once, and leaves out what stands off the page', async () => {
    const result = await read(
      one([
        { text: 'A shadow of a harbour in the fog', x: 72, y: 700, size: 12 },
        { text: 'A shadow of a harbour in the fog', x: 72.4, y: 700.2, size: 12 },
        { text: 'Nobody can see these words', x: 72, y: -400 },
      ]),
    );
    expect(result.text).toBe('A shadow of a harbour in the fog');
  });

  it('reads turned text and a turned page', async () => {
    const result = await read([
      {
        words: [
          ...column(72, 700, 5, { length: 80 }),
          { text: 'Seen from the side', x: 40, y: 300, turned: 90 },
        ],
      },
    ]);
    expect(texts(result).at(-1)).toBe('Seen from the side');
    const turned = column(100, 100, 5).map((placed, row) => ({
      ...placed,
      x: 100 + row * 13,
      y: 72,
      turned: 90,
    }));
    expect(texts(await read([{ words: turned, rotate: 90 }]))).toHaveLength(1);
  });

  it.each<[Placed['font'], string[], string]>([
    [
      'korean',
      ['부두의 등록부는 목요일에 공개되었다 모두', '두 척의 바지선이 새벽에 떠났다.'],
      '공개되었다 모두 두 척의',
    ],
    ['chinese', ['港口登记册星期四公开了两艘驳船没有文件', '天亮以前离开了码头。'], '没有文件天亮以前'],
    [
      'japanese',
      ['港の登録簿は木曜日に公開された二隻のはしけは', '夜明け前に岸壁を離れた。'],
      'はしけは夜明け前',
    ],
  ])('reads %s by the character maps of its package', async (font, written, expected) => {
    const words = written.map((text, row) => ({ text, x: 72, y: 600 - row * 14, ...(font && { font }) }));
    expect((await read(one(words))).text).toContain(expected);
  });

  it('takes signs of dictionaries for the characters they show', () => {
    expect(tidy('港⼝的⼈没有看⻅')).toBe('港口的人没有看见');
  });

  it('takes title and author from the file unless programs wrote them', async () => {
    const words = lines('The ferry did not run on this day either, and nobody had expected it.');
    const declared = async (info: Record<string, string>): Promise<unknown> =>
      (await readPdf(makePdf({ pages: one(words), info }), 'ferry.pdf', {})).declared;
    expect(await declared({ Title: 'The harbour papers', Author: 'Ada Quay; Ben Pier' })).toEqual({
      title: 'The harbour papers',
      authors: ['Ada Quay', 'Ben Pier'],
    });
    for (const Title of [
      'Microsoft Word - ferry final.doc',
      'untitled',
      'ferry.pdf',
      'Scan_0012',
      'report.indd',
    ]) {
      expect(await declared({ Title, Author: 'Administrator', CreationDate: 'D:20190101' })).toEqual({});
    }
  });

  it('asks for a password, says when it is wrong, and opens with it', async () => {
    const pages = one(lines('The sealed register of the quay was opened on a Thursday.'));
    const sealed = makePdf({ pages, user: 'dawn' });
    const without = await refusal(readPdf(sealed, 'sealed.pdf', {}));
    expect(without).toMatchObject({ code: 'password-needed' });
    expect(without.message).toContain('“sealed.pdf”');
    const wrong = await refusal(readPdf(sealed, 'sealed.pdf', { password: 'dusk' }));
    expect(wrong.code).toBe('password-needed');
    expect(wrong.message).not.toBe(without.message);
    expect((await readPdf(sealed, 'sealed.pdf', { password: 'dawn' })).text).toContain('sealed register');
    // Locked by its owner against copying: it opens.
    expect((await readPdf(makePdf({ pages, user: '' }), 'locked.pdf', {})).text).toContain('sealed register');
  });

  it('opens what is encrypted by AES with 256 bits', async () => {
    const sealed = readFileSync(join(import.meta.dirname, 'testing', 'aes256.pdf'));
    expect((await refusal(readPdf(sealed, 'aes256.pdf', {}))).code).toBe('password-needed');
    expect((await refusal(readPdf(sealed, 'aes256.pdf', { password: 'dusk' }))).code).toBe('password-needed');
    expect((await readPdf(sealed, 'aes256.pdf', { password: 'dawn' })).text).toContain('sealed register');
  });

  it('leaves a page that takes too long', async () => {
    let cancelled = false;
    const stream = {
      read: () => new Promise<never>(() => undefined),
      cancel: () => {
        cancelled = true;
        return Promise.resolve();
      },
    };
    const page = {
      getViewport: () => ({ width: 10, height: 10, transform: [1, 0, 0, 1, 0, 0] }),
      streamTextContent: () => ({ getReader: () => stream }),
    };
    expect(await readPageText(page as unknown as PdfPage, 5)).toBeNull();
    expect(cancelled).toBe(true);
  });

  it('answers a file cut anywhere with its text or a named error', async () => {
    const whole = makePdf({ pages: Array.from({ length: 6 }, () => ({ words: column(72, 700, 20) })) });
    let told = 0;
    for (let tenth = 1; tenth < 10; tenth += 1) {
      const cut = whole.subarray(0, Math.floor((whole.length * tenth) / 10));
      const answer: unknown = await parseFile(cut, 'cut.pdf').catch((thrown: unknown) => thrown);
      if (answer instanceof AppError) {
        expect(['file-damaged', 'file-empty', 'scanned']).toContain(answer.code);
        expect(answer.message).toContain('“cut.pdf”');
      } else {
        expect((answer as ReadSource).text).toContain('harbour board');
        told += 1;
      }
    }
    expect(told).toBeGreaterThan(0);
  });

  it('reads a file whose table of places is wrong', async () => {
    const made = Buffer.from(makePdf({ pages: one(column(72, 700, 5)) })).toString('latin1');
    const broken = made
      .replace(/startxref\n\d+/, 'startxref\n7')
      .replace(/\d{10} 00000 n/g, '0000000003 00000 n');
    expect((await readPdf(Buffer.from(broken, 'latin1'), 'broken.pdf', {})).text).toContain('harbour board');
  });

  it('names a file without pages and one with too many', async () => {
    expect(['file-empty', 'file-damaged']).toContain((await refusal(read([]))).code);
    const many = Array.from({ length: 5_001 }, () => ({ words: [] }));
    expect(await refusal(read(many))).toMatchObject({ code: 'file-too-large' });
  });

  const scan = { width: 300, height: 400, pixels: new Uint8Array(300 * 400).fill(255) };

  it('offers text recognition for pages of pictures, and names them among others', async () => {
    const offered = await refusal(
      read([
        { words: [], image: scan },
        { words: [], image: scan },
      ]),
    );
    expect(offered).toMatchObject({
      code: 'scanned',
      message: '“report.pdf” has 2 pages of pictures and no text.',
    });
    expect(offered.next).toContain('text recognition');
    const mixed = await read([{ words: column(72, 700, 10) }, { words: [], image: scan }, { words: [] }]);
    expect(mixed.remarks).toEqual(['page 2 is a picture without text, which text recognition can read']);
    // Blank pages are no pictures.
    expect((await read([{ words: [] }, { words: [] }])).text).toBe('');
  });

  it('refuses to recognise more pages at a go than it can', async () => {
    const tiny = { width: 120, height: 120, pixels: new Uint8Array(120 * 120).fill(255) };
    const pages = Array.from({ length: 101 }, () => ({ words: [], image: tiny }));
    expect(await refusal(read(pages, { ocr: { languages: ['eng'] } }))).toMatchObject({
      code: 'file-too-large',
    });
  });
});
