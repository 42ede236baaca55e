/**
 * Comma-separated values (RFC 4180): records end with CRLF; a cell with a comma, a quotation mark or a line end stands in
 * quotation marks, doubled inside. What a spreadsheet would run as a formula is made harmless and read back as it was.
 */

/** Makes a spreadsheet program read a file as UTF-8. Files get it, streams for other programs do not. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Cells that a spreadsheet takes for a formula, or from which one could be made: OWASP “CSV Injection”, with the full-width
 * signs that East Asian versions take for the same. Apostrophes before it do not count, so that writing can be undone.
 */
const FORMULA = /^'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/u;

/** The table as text, without a byte-order mark. Every record needs a cell at least. */
export function writeCsv(records: Iterable<readonly string[]>): string {
  let text = '';
  for (const record of records) {
    // An empty line would be no record.
    text += record.length === 1 && record[0] === '' ? '""' : record.map(writeCell).join(',');
    text += '\r\n';
  }
  return text;
}

/** The cell as a spreadsheet takes it for text, whatever it begins with: for cells on other ways than a file, too. */
export const harmlessCell = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell);

/** The cell as it was before `harmlessCell`. */
export const originalCell = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;

function writeCell(cell: string): string {
  const harmless = harmlessCell(cell);
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * Reads what `writeCsv` wrote, and other tables of this kind: a byte-order mark, LF or CR as line ends, a missing last one
 * and an open quotation mark do no harm; empty lines are left out.
 */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  while (at < text.length) {
    let cell = '';
    const quoted = text[at] === '"';
    if (quoted) {
      at += 1;
      for (;;) {
        const mark = text.indexOf('"', at);
        cell += text.slice(at, mark < 0 ? text.length : mark);
        at = mark < 0 ? text.length : mark + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
    }
    // Behind a closed quotation there should be nothing; what there is belongs to the cell.
    const from = at;
    while (at < text.length && text[at] !== ',' && text[at] !== '\r' && text[at] !== '\n') at += 1;
    cell += text.slice(from, at);
    if (!quoted && cell === '' && record.length === 0 && text[at] !== ',') {
      at += 1;
      continue;
    }
    record.push(originalCell(cell));
    if (text[at] === ',') {
      at += 1;
      if (at < text.length && text[at] !== '\r' && text[at] !== '\n') continue;
      record.push('');
    }
    records.push(record);
    record = [];
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
  }
  return records;
}
