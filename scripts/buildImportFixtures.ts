import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import iconv from 'iconv-lite';
import { writeZip, type ZipSource } from '../src/main/import/office/testing/writeZip';

/**
 * Makes the office files among the fixtures of the import, the same bytes every time. Everything said in them is invented.
 *
 *     npx tsx scripts/buildImportFixtures.ts
 *
 * Then `npx vitest run -u src/main/import/importFile.test.ts` writes how they are read, to be reviewed.
 */
export function importFixtures(): Record<string, Buffer> {
  const odt = openDocument();
  return {
    'word-harbour-report/input.docx': wordReport(TRANSITIONAL),
    'word-strict/input.docx': wordReport(STRICT),
    'odt-survey/input.odt': zip([
      {
        path: 'mimetype',
        content: 'application/vnd.oasis.opendocument.text',
      },
      { path: 'meta.xml', content: odfRoot('document-meta', odt.meta) },
      { path: 'styles.xml', content: odfRoot('document-styles', odt.styles + odt.master) },
      { path: 'content.xml', content: odfRoot('document-content', odt.automatic + odt.body) },
      { path: 'META-INF/manifest.xml', content: '<manifest/>' },
    ]),
    'flat-odt-survey/input.fodt': Buffer.from(
      odfRoot('document', odt.meta + odt.styles + odt.automatic + odt.master + odt.body),
    ),
    'epub-tides/input.epub': epubBook(),
    'rtf-memo/input.rtf': rtfMemo(),
  };
}

/** Stored, not deflated: what a deflater makes depends on its version. */
const zip = (sources: readonly ZipSource[]): Buffer =>
  writeZip(sources.map((source) => ({ ...source, stored: true })));

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

// -------------------------------------------------------------------------------------------------------------- Word

type Edition = { readonly main: string; readonly relations: string; readonly core: string };

/** ISO/IEC 29500 in its two editions. */
const TRANSITIONAL: Edition = {
  main: 'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  relations: 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  core: 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties',
};
const STRICT: Edition = {
  main: 'http://purl.oclc.org/ooxml/wordprocessingml/main',
  relations: 'http://purl.oclc.org/ooxml/officeDocument/relationships',
  core: 'http://purl.oclc.org/ooxml/officeDocument/relationships/metadata/core-properties',
};

const run = (words: string, properties = ''): string =>
  `<w:r>${properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${words}</w:t></w:r>`;
const paragraph = (inner: string, properties = ''): string =>
  `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}${inner}</w:p>`;
const styled = (style: string, words: string): string =>
  paragraph(run(words), `<w:pStyle w:val="${style}"/>`);
const item = (list: number, level: number, words: string): string =>
  paragraph(run(words), `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`);
const cell = (inner: string, properties = ''): string =>
  `<w:tc><w:tcPr>${properties}</w:tcPr>${inner}</w:tc>`;
const wordRow = (...cells: string[]): string => `<w:tr>${cells.join('')}</w:tr>`;
const field = (instruction: string, result: string): string =>
  `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>${instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>`;

function wordReport(edition: Edition): Buffer {
  const root = (element: string, inner: string): string =>
    `${XML}<w:${element} xmlns:w="${edition.main}" xmlns:r="${edition.relations}">${inner}</w:${element}>`;
  const level = (at: number, format: string, text: string): string =>
    `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;
  const numbering =
    `<w:abstractNum w:abstractNumId="0">${level(0, 'decimal', '%1.')}${level(1, 'lowerLetter', '%2)')}${level(2, 'lowerRoman', '%3.')}</w:abstractNum>` +
    `<w:abstractNum w:abstractNumId="1">${level(0, 'bullet', '\uf0b7')}${level(1, 'bullet', 'o')}</w:abstractNum>` +
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>' +
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num>';
  const style = (id: string, name: string, properties = ''): string =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:pPr>${properties}</w:pPr></w:style>`;
  const styles =
    style('Title', 'Title') +
    style('Heading1', 'heading 1', '<w:outlineLvl w:val="0"/>') +
    style('Heading2', 'heading 2', '<w:outlineLvl w:val="1"/>') +
    style('Quote', 'Quote') +
    style('Caption', 'caption') +
    style('TOC1', 'toc 1');
  const body = [
    styled('Title', 'What the Sarang pilots recorded'),
    styled('TOC1', 'The pilots’ book\t1'),
    styled('TOC1', 'Three entries\t2'),
    styled('Heading1', 'The pilots’ book'),
    paragraph(
      run('Every ship that enters Sarang is ') +
        run('written down', '<w:b/>') +
        run(' twice') +
        '<w:r><w:footnoteReference w:id="2"/></w:r>' +
        run(': by the pilot and by the ') +
        '<w:commentRangeStart w:id="7"/>' +
        run('harbour office') +
        '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>' +
        run('. In March the two books differed by ') +
        '<w:del w:id="20" w:author="M. Oster"><w:r><w:delText>nine</w:delText></w:r></w:del>' +
        '<w:ins w:id="21" w:author="M. Oster">' +
        run('eleven') +
        '</w:ins>' +
        run(' ships, see page ') +
        field(' PAGEREF _x ', '2') +
        run('.'),
    ),
    paragraph(
      run(
        'The name 海星丸 stands beside 해성호 and เรือดาวทะเล: one hull, three papers.',
        '<w:rFonts w:eastAsia="Batang"/>',
      ),
    ),
    styled('Heading2', 'Three entries'),
    item(1, 0, 'The Lantern, from the north'),
    item(1, 1, 'entered before dawn'),
    item(1, 1, 'left without papers'),
    item(1, 2, 'so the office says'),
    item(1, 0, 'The Heron, from the islands'),
    item(1, 1, 'entered at noon'),
    item(2, 0, 'no cargo was seen'),
    item(2, 1, 'nor was any looked for'),
    item(3, 0, 'A count that goes on from another page'),
    styled('Quote', '“We write what we see, and we see little at night.”'),
    paragraph('<w:r><w:lastRenderedPageBreak/></w:r>' + run('The second page begins with a table.')),
    styled('Caption', 'Table 1. Ships by month'),
    '<w:tbl>' +
      wordRow(
        cell(paragraph('')),
        cell(paragraph(run('Pilots')), '<w:gridSpan w:val="2"/>'),
        cell(paragraph(run('Office'))),
      ) +
      wordRow(
        cell(paragraph(run('March')), '<w:vMerge w:val="restart"/>'),
        cell(paragraph(run('in'))),
        cell(paragraph(run('114'))),
        cell(paragraph(run('103')) + paragraph(run('(corrected)'))),
      ) +
      wordRow(
        cell(paragraph(''), '<w:vMerge/>'),
        cell(paragraph(run('out'))),
        cell(paragraph(run('97'))),
        cell(paragraph('')),
      ) +
      '</w:tbl>',
    paragraph(
      run('The sum') + '<w:r><w:endnoteReference w:id="3"/></w:r>' + run(' was never published; see '),
      '<w:rPr><w:del w:id="22" w:author="M. Oster"/></w:rPr>',
    ),
    paragraph(
      `<w:hyperlink r:id="out">${run('the yearbook')}</w:hyperlink>` +
        '<w:moveFrom w:id="23" w:author="M. Oster">' +
        run(' of long ago') +
        '</w:moveFrom>' +
        run('.'),
    ),
    '<w:sectPr/>',
  ];
  const notes = (kind: string, id: number, words: string): string =>
    `<w:${kind} w:type="separator" w:id="0">${paragraph(run('—'))}</w:${kind}><w:${kind} w:id="${id}">${paragraph(run(words))}</w:${kind}>`;
  const parts: Record<string, string> = {
    styles: root('styles', styles),
    numbering: root('numbering', numbering),
    footnotes: root('footnotes', notes('footnote', 2, 'Harbour order of 1961, part two.')),
    endnotes: root('endnotes', notes('endnote', 3, 'Asked in April; no answer came.')),
    comments: root(
      'comments',
      `<w:comment w:id="7" w:author="M. Oster">${paragraph(run('Which of the two offices?'))}</w:comment>`,
    ),
    header1: root('hdr', paragraph(run('Draft for the board'))),
    footer1: root('ftr', paragraph(run('Page ') + field(' PAGE ', '1'))),
  };
  const relation = (id: string, type: string, target: string, more = ''): string =>
    `<Relationship Id="${id}" Type="${type}" Target="${target}"${more}/>`;
  const relationships = (...list: string[]): string =>
    `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}</Relationships>`;
  return zip([
    {
      path: '[Content_Types].xml',
      content: `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    },
    {
      path: '_rels/.rels',
      content: relationships(
        relation('r1', `${edition.relations}/officeDocument`, 'word/document.xml'),
        relation('r2', edition.core, 'docProps/core.xml'),
      ),
    },
    {
      path: 'docProps/core.xml',
      content: `${XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>What the Sarang pilots recorded</dc:title><dc:creator>Mira Oster</dc:creator><dcterms:created>2019-04-02T08:00:00Z</dcterms:created></cp:coreProperties>`,
    },
    { path: 'word/document.xml', content: root('document', `<w:body>${body.join('')}</w:body>`) },
    {
      path: 'word/_rels/document.xml.rels',
      content: relationships(
        ...Object.keys(parts).map((part) =>
          relation(part, `${edition.relations}/${part.replace(/\d$/, '')}`, `${part}.xml`),
        ),
        relation(
          'out',
          `${edition.relations}/hyperlink`,
          'https://yearbook.invalid/1961',
          ' TargetMode="External"',
        ),
      ),
    },
    ...Object.entries(parts).map(([part, content]) => ({ path: `word/${part}.xml`, content })),
  ]);
}

// ------------------------------------------------------------------------------------------------------- OpenDocument

const odfRoot = (element: string, inner: string): string =>
  `${XML}<office:${element} ${['office', 'text', 'table', 'style', 'meta']
    .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
    .join(
      ' ',
    )} xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3">${inner}</office:${element}>`;

function openDocument(): Record<'meta' | 'styles' | 'automatic' | 'master' | 'body', string> {
  const p = (words: string, style = 'Text_20_body'): string =>
    `<text:p text:style-name="${style}">${words}</text:p>`;
  const h = (level: number, words: string): string =>
    `<text:h text:style-name="Heading_20_${level}" text:outline-level="${level}">${words}</text:h>`;
  const li = (...inner: string[]): string => `<text:list-item>${inner.join('')}</text:list-item>`;
  const list = (style: string, ...items: string[]): string =>
    `<text:list text:style-name="${style}">${items.join('')}</text:list>`;
  const td = (words: string, attributes = ''): string =>
    `<table:table-cell${attributes}>${words === '' ? '' : p(words)}</table:table-cell>`;
  const tr = (...cells: string[]): string => `<table:table-row>${cells.join('')}</table:table-row>`;
  const covered = '<table:covered-table-cell/>';
  const note = (kind: string, citation: string, words: string): string =>
    `<text:note text:note-class="${kind}"><text:note-citation>${citation}</text:note-citation><text:note-body>${p(words)}</text:note-body></text:note>`;
  const number = (level: number, format: string, more = ''): string =>
    `<text:list-level-style-number text:level="${level}" style:num-format="${format}" style:num-suffix="."${more}/>`;
  const outline = (level: number): string =>
    `<text:outline-level-style text:level="${level}" style:num-format="1"${level > 1 ? ` text:display-levels="${level}"` : ''}/>`;
  return {
    meta: '<office:meta><dc:title>Nets and catches of the Lumen coast</dc:title><meta:initial-creator>Ines Okafor</meta:initial-creator><dc:creator>Office 4</dc:creator><dc:language>en-GB</dc:language></office:meta>',
    styles:
      '<office:styles><style:style style:name="Quotations" style:family="paragraph"/><style:style style:name="Preformatted_20_Text" style:display-name="Preformatted Text" style:family="paragraph"/>' +
      `<text:outline-style style:name="Outline">${outline(1)}${outline(2)}</text:outline-style></office:styles>`,
    automatic: `<office:automatic-styles><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/><text:list-style style:name="L1">${number(1, '1')}${number(2, 'a', ' text:display-levels="2"')}${number(3, 'i')}</text:list-style><text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="–"/></text:list-style></office:automatic-styles>`,
    master: `<office:master-styles><style:master-page style:name="Standard"><style:header>${p('Coast survey, working paper 12')}</style:header><style:footer>${p('Not for circulation')}</style:footer></style:master-page></office:master-styles>`,
    body:
      '<office:body><office:text>' +
      '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>K. Brandt</dc:creator></office:change-info><text:p>This was thrown out.</text:p></text:deletion></text:changed-region><text:changed-region text:id="c2"><text:insertion/></text:changed-region></text:tracked-changes>' +
      p('Nets and catches of the Lumen coast', 'Title') +
      h(1, 'The survey') +
      p(
        `Forty boats were asked${note('footnote', '1', 'Of fifty-two that are licensed.')} in the spring<text:change text:change-id="c1"/>, and <text:change-start text:change-id="c2"/>all but three<text:change-end text:change-id="c2"/> answered<office:annotation><dc:creator>K. Brandt</dc:creator><dc:date>2019-05-01T00:00:00</dc:date>${p('Name the three.')}</office:annotation>.`,
      ) +
      p(
        'Nets are told apart as 刺網, 정치망 and อวนลอย; a<text:s text:c="2"/>mesh<text:tab/>of<text:line-break/>60 mm is common to all.',
      ) +
      h(2, 'What they said') +
      list(
        'L1',
        li(
          p('Catches fall'),
          list(
            'L1',
            li(p('near the mouth')),
            li(p('and beyond the bar'), list('L1', li(p('since the dredging')))),
          ),
        ),
        li(p('Prices rise'), p('but not at the quay.')),
      ) +
      list('L2', li(p('no boat was sold')), li(p('two were given away'))) +
      `<text:list text:style-name="L1" text:continue-numbering="true">${li(p('Nobody leaves'))}</text:list>` +
      h(2, 'What was weighed') +
      p('“The scales are ours, the weights are not.”', 'P1') +
      '<text:soft-page-break/>' +
      '<table:table table:name="T1"><table:table-column table:number-columns-repeated="4"/><table:table-header-rows>' +
      tr(td(''), td('Spring', ' table:number-columns-spanned="2"'), covered, td('Autumn')) +
      '</table:table-header-rows>' +
      tr(td('Herring', ' table:number-rows-spanned="2"'), td('boxes'), td('310'), td('290')) +
      tr(covered, td('crates'), td('12'), td('')) +
      tr(td('Cod'), td('none', ' table:number-columns-repeated="3"')) +
      '</table:table>' +
      p('for each boat: weigh, write, sign', 'Preformatted_20_Text') +
      h(1, 'What is not known') +
      p(`The fourth harbour${note('endnote', 'i', 'Closed to us on 2 May.')} did not answer.`) +
      '</office:text></office:body>',
  };
}

// --------------------------------------------------------------------------------------------------------------- EPUB

function epubBook(): Buffer {
  const page = (title: string, inner: string): string =>
    `${XML}<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>${title}</title><style>p { color: red }</style></head><body>${inner}</body></html>`;
  return zip([
    { path: 'mimetype', content: 'application/epub+zip' },
    {
      path: 'META-INF/container.xml',
      content: `${XML}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
    },
    {
      path: 'book/package.opf',
      content: `${XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A tide book for Lumen</dc:title><dc:creator>Ines Okafor</dc:creator><dc:creator>Jon Vale</dc:creator><dc:publisher>Quay Press</dc:publisher><dc:date>2018</dc:date><dc:language>en</dc:language></metadata><manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="c2" href="text/second%20part.xhtml" media-type="application/xhtml+xml"/><item id="c1" href="text/first.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="nav"/><itemref idref="c1"/><itemref idref="c2"/></spine></package>`,
    },
    {
      path: 'book/nav.xhtml',
      content: page(
        'Contents',
        '<nav epub:type="toc"><h1>Contents</h1><ol><li><a href="text/first.xhtml">High water</a></li><li><a href="text/second%20part.xhtml">Low water</a></li></ol></nav>',
      ),
    },
    {
      path: 'book/text/first.xhtml',
      content: page(
        'High water',
        '<section epub:type="chapter"><span epub:type="pagebreak" id="p9" title="9"/><h1>High water</h1><p>The moon is read <em>twice</em><a epub:type="noteref" href="#n1">1</a> on every day of the month&#160;of May.</p>' +
          '<p><ruby>潮<rt>しお</rt></ruby>を待つ。 물때를 기다린다. รอน้ำขึ้น</p>' +
          '<ol><li>Read the pole.<ol type="a"><li>In the morning</li><li>In the evening</li></ol></li><li><p>Write it down.</p></li></ol>' +
          '<blockquote><p>“A pole tells no lies,” said the keeper.</p></blockquote>' +
          '<aside epub:type="footnote" id="n1"><p>Once by day, once by night.</p></aside></section>',
      ),
    },
    {
      path: 'book/text/second part.xhtml',
      content: page(
        'Low water',
        '<h1>Low water</h1><h2>In figures</h2><span epub:type="pagebreak" title="10"/><p>What the pole showed:</p><table><caption>Table 2. Metres above the sill</caption><thead><tr><th></th><th colspan="2">May</th></tr></thead><tbody><tr><th rowspan="2">Quay</th><td>1st</td><td>0.4</td></tr><tr><td>2nd</td><td>0.6</td></tr></tbody></table><pre>pole 1: 0.4\npole 2: 0.6</pre><figure><img src="pole.png" alt="A pole"/><figcaption>The pole at the quay.</figcaption></figure><p hidden="hidden">nobody sees this</p>',
      ),
    },
  ]);
}

// ---------------------------------------------------------------------------------------------------------------- RTF

function rtfMemo(): Buffer {
  const hex = (words: string, page: string): string =>
    [...iconv.encode(words, page)].map((byte) => `\\'${byte.toString(16).padStart(2, '0')}`).join('');
  const row = (...cells: string[]): string =>
    `\\trowd\\cellx2000\\cellx4000\\cellx6000\\pard\\intbl ${cells.map((words) => `${words}\\cell`).join(' ')}\\row`;
  return Buffer.from(
    [
      '{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0{\\fonttbl{\\f0\\fcharset0 Times New Roman;}{\\f1\\fcharset129 Batang;}{\\f2\\fcharset222 Tahoma;}{\\f3\\fcharset128 MS Mincho;}}',
      '{\\stylesheet{\\s0 Normal;}{\\s1\\outlinelevel0 heading 1;}{\\s2\\outlinelevel1 heading 2;}{\\s3 Quote;}}',
      '{\\info{\\title Memo on the customs shed}{\\author Ines Okafor}{\\creatim\\yr2019\\mo5\\dy2}}',
      '{\\header\\pard Customs, second floor\\par}{\\footer\\pard \\chpgn\\par}',
      '\\pard\\s1\\outlinelevel0 Memo on the customs shed\\par',
      `\\pard\\plain\\f0 The caf\\'e9 beside the shed closed in \\'93May\\'94{\\super\\chftn}{\\footnote\\pard\\plain{\\super\\chftn} By order of the port.\\par}; {\\revised\\revauth1 nobody}{\\deleted\\revauth1 somebody} asked why{\\*\\atnid KB}{\\*\\atnauthor K. Brandt}{\\chatn{\\*\\annotation\\pard Ask the owner.\\par}}.\\par`,
      `\\pard {\\f1 ${hex('세관 창고', 'cp949')}}, {\\f2 ${hex('โกดังศุลกากร', 'tis620')}}, {\\f3 ${hex('税関倉庫', 'cp932')}} and \\u28023?\\u20851? are one shed.\\par`,
      '\\pard\\s2\\outlinelevel1 What lay there\\par',
      "\\pard\\ls1\\ilvl0{\\listtext 1.\\tab}Crates\\par\\pard\\ls1\\ilvl1{\\listtext a)\\tab}with seals\\par\\pard\\ls1\\ilvl1{\\listtext b)\\tab}without\\par\\pard\\ls1\\ilvl0{\\listtext 2.\\tab}Sacks\\par\\pard\\ls2\\ilvl0{\\listtext\\'95\\tab}unmarked\\par",
      '\\pard\\s3 \\ldblquote We counted and counted again.\\rdblquote\\par',
      '\\page',
      row('', 'May', 'June'),
      row('Crates', '41', '38'),
      row('Sacks', '7', ''),
      // A table in a cell of a table.
      '\\trowd\\cellx3000\\cellx6000\\pard\\intbl Keys\\cell\\pard\\intbl\\itap2 north\\nestcell south\\nestcell{\\*\\nesttableprops\\trowd\\cellx1500\\cellx3000\\nestrow}{\\nonesttables\\par}\\pard\\intbl\\itap2 two\\nestcell one\\nestcell{\\*\\nesttableprops\\trowd\\cellx1500\\cellx3000\\nestrow}{\\nonesttables\\par}\\pard\\intbl\\itap1 all held\\cell\\row',
      '\\trowd\\clmgf\\cellx2000\\clmrg\\cellx4000\\clvmgf\\cellx6000\\pard\\intbl Sum of both\\cell\\cell 86\\cell\\row',
      '\\pard\\plain The keys {\\field{\\*\\fldinst HYPERLINK "https://shed.invalid"}{\\fldrslt were returned}} on Monday. {\\pict\\pngblip 89504e470d0a}{\\v a hidden word}\\par}',
    ].join('\n'),
    'latin1',
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = join(import.meta.dirname, '..', 'src', 'main', 'import', 'fixtures');
  for (const [path, bytes] of Object.entries(importFixtures())) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
}
