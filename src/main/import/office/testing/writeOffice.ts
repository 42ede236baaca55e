import { writeZip } from './writeZip';

/** A document as tests and fixtures describe it. */
export type ModelBlock =
  | { readonly kind: 'heading' | 'list-item'; readonly level: number; readonly words: string }
  | { readonly kind: 'paragraph'; readonly words: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';
const NUMBERING = `<w:numbering ${W}><w:abstractNum w:abstractNumId="0">${[0, 1, 2, 3]
  .map(
    (at) =>
      `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>`,
  )
  .join('')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`;
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A Word file of these parts of `word/`, related to the text by their names. */
export function wordFile(body: string, parts: Readonly<Record<string, string>> = {}): Buffer {
  const related = Object.keys(parts).map(
    (part, at) =>
      `<Relationship Id="r${at}" Type="${RELATIONS}/${part.replace(/\d*$/, '')}" Target="${part}.xml"/>`,
  );
  return writeZip([
    { path: '[Content_Types].xml', content: TYPES },
    { path: 'word/document.xml', content: `<w:document ${W}><w:body>${body}</w:body></w:document>` },
    {
      path: 'word/_rels/document.xml.rels',
      content: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${related.join('')}</Relationships>`,
    },
    ...Object.entries(parts).map(([part, content]) => ({
      path: `word/${part}.xml`,
      content: content.replace(/^<w:(\w+)/, `<w:$1 ${W}`),
    })),
  ]);
}

const wordParagraph = (words: string, properties = ''): string =>
  `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${escaped(words)}</w:t></w:r></w:p>`;

export function writeDocx(blocks: readonly ModelBlock[]): Buffer {
  const body = blocks.map((block) => {
    switch (block.kind) {
      case 'heading':
        return wordParagraph(block.words, `<w:outlineLvl w:val="${block.level - 1}"/>`);
      case 'list-item':
        return wordParagraph(
          block.words,
          `<w:numPr><w:ilvl w:val="${block.level - 1}"/><w:numId w:val="1"/></w:numPr>`,
        );
      case 'paragraph':
        return wordParagraph(block.words);
      case 'table':
        return `<w:tbl>${block.rows.map((row) => `<w:tr>${row.map((cell) => `<w:tc>${wordParagraph(cell)}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`;
    }
  });
  return wordFile(body.join(''), { numbering: NUMBERING.replace(` ${W}`, '') });
}

const O = ['office', 'text', 'table', 'style']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .join(' ');

/** A text in one XML file (.fodt). */
export function writeFlatOdt(blocks: readonly ModelBlock[]): string {
  const body = blocks.map((block) => {
    switch (block.kind) {
      case 'heading':
        return `<text:h text:outline-level="${block.level}">${escaped(block.words)}</text:h>`;
      case 'list-item':
        return `${'<text:list><text:list-item>'.repeat(block.level)}<text:p>${escaped(block.words)}</text:p>${'</text:list-item></text:list>'.repeat(block.level)}`;
      case 'paragraph':
        return `<text:p>${escaped(block.words)}</text:p>`;
      case 'table':
        return `<table:table>${block.rows.map((row) => `<table:table-row>${row.map((cell) => `<table:table-cell><text:p>${escaped(cell)}</text:p></table:table-cell>`).join('')}</table:table-row>`).join('')}</table:table>`;
    }
  });
  return `<?xml version="1.0"?><office:document ${O}><office:body><office:text>${body.join('')}</office:text></office:body></office:document>`;
}

const rtfWords = (words: string): string =>
  words.replace(/[\\{}]/g, '\\$&').replace(/[^ -~]/gu, (sign) =>
    Array.from({ length: sign.length }, (_, at) => {
      const code = sign.charCodeAt(at);
      return `\\u${code > 0x7fff ? code - 0x1_0000 : code}?`;
    }).join(''),
  );

export function writeRtf(blocks: readonly ModelBlock[]): string {
  const body = blocks.map((block) => {
    switch (block.kind) {
      case 'heading':
        return `\\pard\\outlinelevel${block.level - 1} ${rtfWords(block.words)}\\par`;
      case 'list-item':
        return `\\pard\\ls1\\ilvl${block.level - 1} {\\listtext\\'95\\tab}${rtfWords(block.words)}\\par`;
      case 'paragraph':
        return `\\pard ${rtfWords(block.words)}\\par`;
      case 'table':
        return block.rows
          .map(
            (row) => `\\trowd\\pard\\intbl ${row.map((cell) => `${rtfWords(cell)}\\cell`).join('\n')}\\row`,
          )
          .join('\n');
    }
  });
  return `{\\rtf1\\ansi\\ansicpg1252\\uc1\n${body.join('\n')}}`;
}
