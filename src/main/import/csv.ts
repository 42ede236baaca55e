import Papa from 'papaparse';
import { AppError } from '../../core/model/appError';
import { decode } from './decode';
import { normalise } from './normalise';
import { SourceWriter, type FormatReader } from './readSource';

/** More rows than this are a database, which a reader of texts is no place for. */
const MOST_ROWS = 200_000;
const SEPARATORS = [',', ';', '\t', '|'];

/**
 * Whether a text called .csv or .tsv is a table: the same number of cells, two at least, in nearly all of its first rows.
 * `head` is its beginning; a row that is cut at its end does not count.
 */
export function isTable(head: string, name: string): boolean {
  return /\.(csv|tsv|tab)$/i.test(name) && separatorOf(head) !== null;
}

/** The sign between cells; null where no sign divides the rows alike. */
function separatorOf(head: string): string | null {
  const stated = /^sep=(.)\r?\n/i.exec(head)?.[1];
  if (stated !== undefined) return stated;
  let best: string | null = null;
  let widest = 1;
  for (const separator of SEPARATORS) {
    const rows = rowsOf(head, separator, 200);
    // The last may be cut.
    const counted = rows.length > 2 ? rows.slice(0, -1) : rows;
    const columns = counted[0]?.length ?? 0;
    const alike = counted.filter((row) => row.length === columns).length;
    if (counted.length < 2 || columns <= widest || alike < counted.length * 0.9) continue;
    best = separator;
    widest = columns;
  }
  return best;
}

function rowsOf(text: string, delimiter: string, preview = 0): string[][] {
  return Papa.parse<string[]>(text, { delimiter, preview, skipEmptyLines: 'greedy' }).data;
}

/**
 * A table (RFC 4180, and what programs write): each record a row of cells apart by tabs, the row of names first. White space
 * in a cell is one space, line ends too. Rejects `file-too-large` beyond 200,000 rows.
 */
export const readCsv: FormatReader = async (bytes, name, options) => {
  const { text: decoded, encoding, remarks } = await decode(bytes, name, options.encoding);
  const text = normalise(decoded);
  const separator = separatorOf(text.slice(0, 65_536)) ?? ',';
  const rows = rowsOf(text.replace(/^sep=.\n/i, ''), separator);
  if (rows.length > MOST_ROWS) {
    throw new AppError(
      'file-too-large',
      `“${name}” has ${rows.length.toLocaleString('en')} rows; Dossier reads tables of up to ${MOST_ROWS.toLocaleString('en')}.`,
      'Split it, or save the rows you need to a file of their own.',
    );
  }
  const writer = new SourceWriter();
  for (const [index, row] of rows.entries()) {
    writer.add({ kind: 'table-row' }, rowWords(row), { close: index > 0 });
  }
  return {
    text: writer.text,
    blocks: writer.blocks,
    declared: { title: name.replace(/\.[^.]+$/, '') || name },
    encoding,
    remarks: [...remarks, ...remarkOn(rows)],
  };
};

function rowWords(row: readonly string[]): string {
  return row.map((cell) => cell.replace(/\s+/g, ' ').trim()).join('\t');
}

const TITLES = /^(title|headline|titel|titre|título|제목|标题|標題|見出し)$/i;
const BODIES = /^(text|body|content|full[ _-]?text|article|inhalt|texte|contenido|본문|正文|内容|本文)$/i;
/** Characters that make a cell a text. */
const A_TEXT = 300;

/** Says so where each row is a document of its own, as databases of articles export them. */
function remarkOn([names = [], ...rows]: readonly string[][]): string[] {
  const title = names.findIndex((cell) => TITLES.test(cell.trim()));
  const body = names.findIndex((cell) => BODIES.test(cell.trim()));
  if (title < 0 || body < 0 || rows.length === 0) return [];
  const texts = rows.filter((row) => (row[body]?.length ?? 0) >= A_TEXT).length;
  if (texts * 2 < rows.length) return [];
  return [
    `each of its ${rows.length.toLocaleString('en')} rows is a document of its own, kept here as one table`,
  ];
}
