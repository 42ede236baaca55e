import fc from 'fast-check';
import iconv from 'iconv-lite';
import mammoth from 'mammoth';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../core/model/appError';
import { parseFile, type ParsedSource } from '../importFile';
import { importFixtures } from '../../../../scripts/buildImportFixtures';
import { declaredBy } from './documentProperties';
import { bulletSign, listNumber } from './listNumber';
import { writeCompound } from './testing/writeCompound';
import { wordFile, writeDocx, writeFlatOdt, writeRtf, type ModelBlock } from './testing/writeOffice';
import { writeZip } from './testing/writeZip';

/** A reading, one line for each block: `heading 2 | words`. */
function lines({ text, blocks }: Pick<ParsedSource, 'text' | 'blocks'>): string[] {
  return blocks.map(
    ({ kind, level, from, to, page }) =>
      `${page === undefined ? '' : `p${page} `}${kind}${level === undefined ? '' : ` ${level}`} | ${text.slice(from, to)}`,
  );
}

async function refusal(bytes: Uint8Array, name: string): Promise<AppError> {
  const thrown: unknown = await parseFile(bytes, name).then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
}

const word = fc.constantFrom(
  'ferry',
  'harbour',
  'sailed',
  '항구',
  '港',
  'é',
  'a & b',
  '<b>',
  '{x}',
  '\\par',
  '🚢',
  'no. 7',
);
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((list) => `The ${list.join(' ')} end`);
const level = fc.integer({ min: 1, max: 4 });
const block = fc.oneof(
  fc.record({ kind: fc.constant('heading' as const), level, words }),
  fc.record({ kind: fc.constant('list-item' as const), level, words }),
  fc.record({ kind: fc.constant('paragraph' as const), words }),
  fc.record({
    kind: fc.constant('table' as const),
    rows: fc.array(fc.array(words, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  }),
);

function expected(model: readonly ModelBlock[]): string[] {
  return model.flatMap((one): string[] => {
    if (one.kind === 'table') return one.rows.map((row) => `table-row | ${row.join('\t')}`);
    if (one.kind === 'paragraph') return [`paragraph | ${one.words}`];
    const marker = one.kind === 'list-item' ? '• ' : '';
    return [`${one.kind} ${one.level} | ${marker}${one.words}`];
  });
}

describe.each([
  ['docx', writeDocx],
  ['fodt', (model: readonly ModelBlock[]) => Buffer.from(writeFlatOdt(model))],
  ['rtf', (model: readonly ModelBlock[]) => Buffer.from(writeRtf(model))],
])('a %s file', (ending, write) => {
  it('reads back as it was written, text and kinds of blocks', async () => {
    // A heading first: nothing is taken for a title that was none.
    const model = fc
      .array(block, { maxLength: 8 })
      .map((rest): ModelBlock[] => [{ kind: 'heading', level: 1, words: 'Report of the board' }, ...rest]);
    await fc.assert(
      fc.asyncProperty(model, async (given) => {
        expect(lines(await parseFile(write(given), `a.${ending}`))).toEqual(expected(given));
      }),
      { numRuns: 60 },
    );
  });

  it('ends in text or a named error wherever it is cut', async () => {
    const whole = write([
      { kind: 'paragraph', words: 'The ferry sailed at noon & came back.' },
      { kind: 'table', rows: [['one', 'two']] },
    ]);
    for (let cut = 1; cut < whole.length; cut += 7) {
      await parseFile(whole.subarray(0, cut), `a.${ending}`).catch((error: unknown) =>
        expect(error).toBeInstanceOf(AppError),
      );
    }
  });
});

const p = (inner: string, properties = ''): string => `<w:p><w:pPr>${properties}</w:pPr>${inner}</w:p>`;
const r = (text: string): string => `<w:r><w:t>${text}</w:t></w:r>`;

describe('readDocx', () => {
  it('takes an outline level that no program knows for running text', async () => {
    const style = (id: string, outline: number): string =>
      `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${id}"/><w:pPr><w:outlineLvl w:val="${outline}"/></w:pPr></w:style>`;
    const body =
      p(r('The board met.'), '<w:outlineLvl w:val="0"/>') +
      p(r('It sat long.'), '<w:pStyle w:val="Below"/>') +
      p(r('It rose late.'), '<w:pStyle w:val="Above"/>');
    const file = wordFile(body, {
      styles: `<w:styles>${style('Below', -3)}${style('Above', 25)}</w:styles>`,
    });
    expect(lines(await parseFile(file, 'a.docx'))).toEqual([
      'heading 1 | The board met.',
      'paragraph | It sat long.',
      'paragraph | It rose late.',
    ]);
  });

  it('keeps what was inserted, leaves out what was deleted, and says so', async () => {
    const body =
      p(
        `${r('The ferry ')}<w:ins w:id="1">${r('sailed')}</w:ins><w:del w:id="2"><w:r><w:delText>sank</w:delText></w:r></w:del>`,
      ) +
      p(r('One '), '<w:rPr><w:del w:id="3"/></w:rPr>') +
      p(r('line.'));
    const parsed = await parseFile(wordFile(body), 'a.docx');
    expect(parsed.text).toBe('The ferry sailed\n\nOne line.');
    expect(parsed.remark).toContain('changes were tracked');
  });

  it('gives results of fields, breaks, signs and links, not their instructions', async () => {
    const body = p(
      `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${r('7')}<w:r><w:fldChar w:fldCharType="end"/></w:r>` +
        `<w:r><w:tab/><w:sym w:font="Symbol" w:char="F061"/><w:br/><w:noBreakHyphen/></w:r><w:hyperlink>${r('a link')}</w:hyperlink>`,
    );
    expect((await parseFile(wordFile(body), 'a.docx')).text).toBe('7\tα\n\u2011a link');
  });

  it('counts lists as Word does: levels, numbers of numbers, restarts', async () => {
    const lvl = (at: number, format: string, text: string): string =>
      `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;
    const numbering = `<w:numbering><w:abstractNum w:abstractNumId="0">${lvl(0, 'decimal', '%1.')}${lvl(1, 'lowerLetter', '%1.%2)')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>`;
    const item = (num: number, depth: number): string =>
      p(r('x'), `<w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="${num}"/></w:numPr>`);
    const body = item(1, 0) + item(1, 1) + item(1, 1) + item(1, 0) + item(1, 1) + item(2, 0) + item(2, 0);
    const parsed = await parseFile(wordFile(p(r('List')) + body, { numbering }), 'a.docx');
    expect(parsed.blocks.slice(1).map(({ marker }) => marker)).toEqual([
      '1.', '1.a)', '1.b)', '2.', '2.a)', '1.', '2.',
    ]); // prettier-ignore
  });

  it('counts the levels that a list passes over, as Word does', async () => {
    const lvl = (at: number): string =>
      `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="${['%1', '%1.%2', '%1.%2.%3'][at]!}"/></w:lvl>`;
    const numbering = `<w:numbering><w:abstractNum w:abstractNumId="0">${lvl(0)}${lvl(1)}${lvl(2)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`;
    const item = (depth: number): string =>
      p(r('x'), `<w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="1"/></w:numPr>`);
    const body = item(2) + item(2) + item(1) + item(0) + item(2);
    const parsed = await parseFile(wordFile(p(r('List')) + body, { numbering }), 'a.docx');
    expect(parsed.blocks.slice(1).map(({ marker }) => marker)).toEqual([
      '1.1.1',
      '1.1.2',
      '1.2',
      '2',
      '2.1.1',
    ]);
  });

  it('reads the text beside a part that is damaged, and says which', async () => {
    const whole = wordFile(p(r('The ferry sailed.')), { header1: `<w:hdr>${p(r('x'.repeat(400)))}</w:hdr>` });
    // The packed bytes of the header, not its name: they follow the name in the archive.
    const at = whole.indexOf('word/header1.xml') + 'word/header1.xml'.length;
    const damaged = Buffer.from(whole).fill(0xff, at, at + 4);
    const parsed = await parseFile(damaged, 'a.docx');
    expect(parsed.text).toBe('The ferry sailed.');
    expect(parsed.remark).toContain('word/header1.xml');
  });

  it('puts notes after the text, comments and heads of pages in folded layers', async () => {
    const body = p(
      `<w:commentRangeStart w:id="5"/>${r('The ferry')}<w:commentRangeEnd w:id="5"/><w:r><w:footnoteReference w:id="2"/></w:r>${r(' sailed.')}`,
    );
    const parsed = await parseFile(
      wordFile(body, {
        footnotes: `<w:footnotes><w:footnote w:type="separator" w:id="0">${p(r('—'))}</w:footnote><w:footnote w:id="2">${p(r('By law.'))}</w:footnote></w:footnotes>`,
        comments: `<w:comments><w:comment w:id="5" w:author="Ann Lee">${p(r('Which one?'))}</w:comment></w:comments>`,
        header1: `<w:hdr>${p(r('Secret draft'))}</w:hdr>`,
      }),
      'a.docx',
    );
    expect(lines(parsed)).toEqual([
      'paragraph | Secret draft',
      'paragraph | The ferry[1] sailed.',
      'footnote | [1] By law.',
      'paragraph | Which one?',
    ]);
    expect(parsed.layers.map(({ label }) => label)).toEqual([
      'page header',
      'comment by Ann Lee on “The ferry”',
    ]);
  });

  it('reads boxes once, tables in cells, cells over columns and rows, and pages', async () => {
    const box = `<w:txbxContent>${p(r('In the box.'))}</w:txbxContent>`;
    const alternative = `<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent>`;
    const tc = (inner: string, properties = ''): string =>
      `<w:tc><w:tcPr>${properties}</w:tcPr>${inner}</w:tc>`;
    const body =
      p(`${r('Anchor.')}<w:r>${alternative}</w:r>`) +
      `<w:tbl><w:tr>${tc(p(r('wide')), '<w:gridSpan w:val="2"/>')}${tc(p(r('c')))}</w:tr><w:tr>${tc(p(r('a')))}${tc(p(r('b')))}${tc(p(''), '<w:vMerge/>')}</w:tr></w:tbl>` +
      `<w:tbl><w:tr>${tc(`<w:tbl><w:tr>${tc(p(r('deep')))}</w:tr></w:tbl>${p('')}`)}</w:tr></w:tbl>` +
      p(`<w:r><w:lastRenderedPageBreak/></w:r>${r('Next page.')}`);
    expect(lines(await parseFile(wordFile(body), 'a.docx'))).toEqual([
      expect.stringContaining('| Anchor.') as unknown,
      'p1 paragraph | In the box.',
      'p1 table-row | wide\t\tc',
      'p1 table-row | a\tb',
      'p1 table-row | deep',
      'p2 paragraph | Next page.',
    ]);
  });

  it('reads the strict edition of the format as the transitional one', async () => {
    const { 'word-strict/input.docx': strict, 'word-harbour-report/input.docx': other } = importFixtures();
    const read = await parseFile(strict!, 'a.docx');
    expect(lines(read)).toEqual(lines(await parseFile(other!, 'a.docx')));
    expect(read.blocks.length).toBeGreaterThan(20);
    expect(read.metadata.authors).toEqual(['Mira Oster']);
  });

  it('keeps cells under their names where the first of a row is empty', async () => {
    const file = writeDocx([
      { kind: 'heading', level: 1, words: 'Figures' },
      { kind: 'table', rows: [['', 'May', ''], ['', '', '4']] }, // prettier-ignore
    ]);
    const { text, blocks } = await parseFile(file, 'a.docx');
    expect(text).toBe('Figures\n\n\tMay\t\n\t\t4');
    expect(blocks.slice(1).map(({ from, to }) => text.slice(from, to))).toEqual(['May', '4']);
  });

  it('has the words mammoth has', async () => {
    const file = writeDocx([
      { kind: 'heading', level: 1, words: 'A report & more' },
      { kind: 'paragraph', words: 'The ferry <sailed>.' },
      { kind: 'table', rows: [['one', 'two'], ['three', 'four']] }, // prettier-ignore
    ]);
    const { value } = await mammoth.extractRawText({ buffer: file });
    expect((await parseFile(file, 'a.docx')).text.split(/\s+/)).toEqual(value.trim().split(/\s+/));
  });
});

describe('a hostile office file', () => {
  it('is refused by name', async () => {
    const doctype = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&b;</w:document>`;
    const docx = (content: string | Uint8Array): Buffer =>
      writeZip([
        { path: '[Content_Types].xml', content: '' },
        { path: 'word/document.xml', content },
      ]);
    expect((await refusal(docx(doctype), 'a.docx')).message).toContain('DOCTYPE');
    expect((await refusal(docx('<a>'.repeat(100_000)), 'a.docx')).message).toContain('256 levels');
    expect((await refusal(docx(Buffer.alloc(64 << 20, ' ')), 'a.docx')).code).toBe('file-too-large');
    expect((await refusal(docx('no markup at all'), 'a.docx')).code).toBe('file-damaged');
    const missing = writeZip([
      { path: '[Content_Types].xml', content: '' },
      { path: 'word/styles.xml', content: '<a/>' },
    ]);
    expect((await refusal(missing, 'a.docx')).message).toContain('word/document.xml');
    expect((await refusal(wordFile(p('')), 'a.docx')).code).toBe('file-empty');
    expect((await refusal(Buffer.from(`{\\rtf1 ${'{'.repeat(100_000)}`), 'a.rtf')).message).toContain(
      '2,000 levels',
    );
    const ole = (stream: string): Buffer => writeCompound({ [stream]: Buffer.from('some bytes') });
    expect((await refusal(ole('EncryptedPackage'), 'a.docx')).code).toBe('password-needed');
    const leaflet = writeCompound({ EncryptedPackage: Buffer.from('x'), WordDocument: Buffer.alloc(4_096) });
    expect((await refusal(leaflet, 'a.docx')).code).toBe('password-needed');
    expect((await refusal(ole('Workbook'), 'a.xls')).next).toContain('CSV');
    expect((await refusal(ole('Contents'), 'a.pub')).message).toContain('an old Office document');
    // Its directory lies behind what is left.
    expect((await refusal(ole('WordDocument').subarray(0, 600), 'a.doc')).code).toBe('file-damaged');
    const odt = writeZip([
      { path: 'mimetype', content: 'application/vnd.oasis.opendocument.text', stored: true },
      { path: 'META-INF/manifest.xml', content: '<m><encryption-data/></m>' },
      { path: 'content.xml', content: 'xx' },
    ]);
    expect((await refusal(odt, 'a.odt')).code).toBe('password-needed');
  });
});

describe('bulletSign and listNumber', () => {
  it('know signs and numbers that are not written in digits', () => {
    expect(bulletSign('3', 'Monotype Sorts')).toBe('✓');
    expect(bulletSign('n', 'ZapfDingbats')).toBe('■');
    expect([1, 10, 21].map((number) => listNumber(number, 'ideographLegalTraditional'))).toEqual([
      '壹', '壹拾', '貳拾壹',
    ]); // prettier-ignore
    expect(listNumber(21, 'taiwaneseCounting')).toBe('二十一');
  });
});

describe('readRtf', () => {
  it('reads the text of boxes of old Word', async () => {
    const rtf = String.raw`{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}The quay.{\*\do\dobxpage\dptxbx{\dptxbxtext\pard In the box.\par}\dpx9\dpy3}\par}`;
    expect((await parseFile(Buffer.from(rtf), 'a.rtf')).text).toBe('The quay.\n\nIn the box.');
  });

  it('decodes each run by the code page of its font', async () => {
    const hex = (text: string, page: string): string =>
      [...iconv.encode(text, page)].map((byte) => `\\'${byte.toString(16).padStart(2, '0')}`).join('');
    const rtf = `{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Times;}{\\f1\\fcharset129 Batang;}{\\f2\\fcharset204 Arial;}{\\f3\\fcharset128 Mincho;}}{\\info{\\title Old papers}{\\author Ann Lee}}\\pard\\f0 caf\\'e9 \\f1 ${hex('항구', 'cp949')} \\f2 ${hex('порт', 'win1251')} \\f3 ${hex('港表', 'cp932')}{\\pict\\pngblip 89504e47}{\\*\\unknown gone}\\par}`;
    const parsed = await parseFile(Buffer.from(rtf), 'a.rtf');
    expect(parsed.text).toBe('café 항구 порт 港表');
    expect(parsed.metadata).toMatchObject({ title: 'Old papers', authors: ['Ann Lee'] });
  });

  it('has notes after the text and leaves out what was deleted', async () => {
    const rtf = `{\\rtf1 The ferry{\\super\\chftn}{\\footnote\\pard\\chftn By law.} {\\deleted sank}sailed.\\par}`;
    const parsed = await parseFile(Buffer.from(rtf), 'a.rtf');
    expect(lines(parsed).slice(-1)).toEqual(['footnote | [1] By law.']);
    expect(parsed.text).toContain('The ferry[1] sailed.');
  });
});

describe('readEpub', () => {
  it('has chapters in the order of reading, entities, notes and pages of print', async () => {
    const chapter = (inner: string): string =>
      `<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "x"><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>no</title></head><body>${inner}</body></html>`;
    const book = writeZip([
      { path: 'b.xhtml', content: chapter('<p>Second&nbsp;one.<br></p><aside epub:type="footnote" id="n1"><p>By law.</p></aside>') },
      { path: 'a.xhtml', content: chapter('<h1>The sea</h1><span epub:type="pagebreak" title="12"/><p>First<a epub:type="noteref" href="b.xhtml#n1">1</a> one.</p><ul><li>an item</li></ul>') },
      { path: 'c.opf', content: `<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Tides</dc:title><dc:creator>Ann Lee</dc:creator><dc:publisher>Quay Press</dc:publisher><dc:date>2019-06-01</dc:date><dc:language>en</dc:language></metadata><manifest><item id="b" href="b.xhtml"/><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>` },
      { path: 'META-INF/container.xml', content: '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>' },
      { path: 'mimetype', content: 'application/epub+zip', stored: true },
    ]); // prettier-ignore
    const parsed = await parseFile(book, 'a.epub');
    expect(lines(parsed)).toEqual([
      'heading 1 | The sea',
      'p12 paragraph | First[1] one.',
      'p12 list-item 1 | • an item',
      'p12 paragraph | Second\u00a0one.',
      'p12 footnote | [1] By law.',
    ]);
    expect(parsed.metadata).toMatchObject({
      title: 'Tides',
      authors: ['Ann Lee'],
      publisher: 'Quay Press',
      published: '2019-06-01',
      language: 'en',
    });
  });
});

describe('declaredBy', () => {
  it('believes no title and no person that nobody wrote', () => {
    for (const title of [
      'Microsoft Word - a.doc',
      'Document1',
      'Titel',
      'my title',
      'Page 1',
      '6/5/00 1:22 PM',
    ])
      expect(declaredBy({ title }), title).toEqual({});
    for (const person of ['user', 'jsmith', 'eng-dept', 'EC2', 'F', 'Your User Name', 'PIER_admin'])
      expect(declaredBy({ creators: [person] }), person).toEqual({});
    expect(declaredBy({ title: 'Text of the treaty', creators: ['Ann Lee; 김', 'UNHCR'] })).toEqual({
      title: 'Text of the treaty',
      authors: ['Ann Lee', '김', 'UNHCR'],
    });
  });
});
