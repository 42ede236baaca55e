import { AppError } from '../model/appError';
import { line, partialDate, soundItems, type CslItem, type Json, type ReferencesRead } from './csl';

/**
 * RIS as reference managers exchange it: `TY  - NEWS` … `ER  - `, one tag a line. Read in every shape met (one space or two,
 * CRLF, lines that go on without a tag), written in the strict one. There is no standard but the vendors' descriptions
 * (https://web.archive.org/web/20120526103719/http://refman.com/support/risformat_intro.asp).
 */
const TYPES: readonly (readonly [ris: string, csl: string])[] = [
  ['NEWS', 'article-newspaper'], ['MGZN', 'article-magazine'], ['JOUR', 'article-journal'], ['RPRT', 'report'],
  ['ELEC', 'webpage'], ['WEB', 'webpage'], ['BLOG', 'post-weblog'], ['BOOK', 'book'], ['EBOOK', 'book'],
  ['CHAP', 'chapter'], ['CONF', 'paper-conference'], ['CPAPER', 'paper-conference'], ['THES', 'thesis'],
  ['ICOMM', 'personal_communication'], ['PCOMM', 'personal_communication'], ['LEGAL', 'legislation'],
  ['VIDEO', 'motion_picture'], ['SOUND', 'song'], ['PAMP', 'pamphlet'], ['GEN', 'document'],
]; // prettier-ignore

/** Labels under which notes carry what RIS has no tag for. */
const NOTES: readonly (readonly [label: string, name: string])[] = [
  ['Agency', 'agency'],
  ['Place line', 'placeLine'],
  ['Grade', 'reliability'],
  ['Updated', 'updated'],
];

const TAG = /^([A-Z][A-Z0-9]) {1,2}-(?: (.*)|)$/;

/** Reads RIS as items of CSL-JSON. Throws `bad-input` where no reference begins. */
export function readRis(text: string): ReferencesRead {
  const records: (readonly [tag: string, value: string])[][] = [];
  let record: [tag: string, value: string][] | null = null;
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    const match = TAG.exec(raw.trimStart());
    if (match?.[1] === 'TY') records.push((record = []));
    if (record === null) continue;
    if (match?.[1] === 'ER') record = null;
    else if (match) record.push([match[1]!, (match[2] ?? '').trim()]);
    // A line without a tag goes on with the one before.
    else if (raw.trim() !== '' && record.length > 0) {
      const last = record.at(-1)!;
      last[1] = `${last[1]} ${raw.trim()}`;
    }
  }
  if (records.length === 0) {
    throw new AppError(
      'bad-input',
      'The file holds no reference in RIS: none begins with “TY  - ”.',
      'Export the references as RIS or CSL-JSON.',
    );
  }
  return soundItems(records.map(itemOf));
}

function itemOf(record: readonly (readonly [tag: string, value: string])[]): CslItem {
  const all = (...tags: string[]): string[] =>
    record.flatMap(([tag, value]) => (tags.includes(tag) && value !== '' ? (line(value) ?? []) : []));
  const first = (...tags: string[]): string | null => {
    for (const tag of tags) {
      const [value] = all(tag);
      if (value !== undefined) return value;
    }
    return null;
  };
  const item: Record<string, Json> = {};
  const put = (name: string, value: Json): void => {
    if (value !== null) item[name] = value;
  };
  const type = first('TY')?.toUpperCase();
  item.type = TYPES.find(([ris]) => ris === type)?.[1] ?? 'document';
  put('id', first('ID'));
  put('title', first('TI', 'T1', 'CT', 'BT'));
  const authors = all('AU', 'A1').map(nameOf);
  put('author', authors.length === 0 ? null : authors);
  put('container-title', first('T2', 'JO', 'JF', 'JA', 'J1', 'J2'));
  put('publisher', first('PB'));
  put('publisher-place', first('CY', 'PP'));
  const issued = dateOf(first('DA')) ?? dateOf(first('PY', 'Y1'));
  put('issued', issued === null ? null : { 'date-parts': [issued.split('-').map(Number)] });
  put('URL', first('UR', 'L1', 'LK'));
  put('DOI', first('DO'));
  put('language', first('LA'));
  put('volume', first('VL'));
  put('issue', first('IS'));
  const pages = [first('SP'), first('EP')].filter((page) => page !== null);
  put('page', pages.length === 0 ? null : pages.join('–'));
  put('abstract', first('AB', 'N2'));
  const custom: Record<string, Json> = {};
  const rest: string[] = [];
  for (const note of all('N1')) {
    const known = NOTES.find(([label]) => note.startsWith(`${label}: `));
    if (known && custom[known[1]] === undefined) custom[known[1]] = note.slice(known[0].length + 2);
    else rest.push(note);
  }
  put('note', rest.length === 0 ? null : rest.join('\n'));
  const fields: Record<string, Json> = {};
  for (const value of all('U1')) {
    const own = /^(.{1,60}?): (.+)$/u.exec(value);
    if (own && own[1] !== '__proto__') fields[own[1]!] = own[2]!;
  }
  if (Object.keys(fields).length > 0) custom.fields = fields;
  if (Object.keys(custom).length > 0) item.custom = custom;
  return item;
}

/** `Anand, Mira` and `Anand, Mira, Jr.` in parts; a name without comma, or with an empty third part, as it stands. */
function nameOf(value: string): Json {
  const parts = value.split(',').map((part) => part.trim());
  const [family, given, suffix] = parts;
  if (parts.length >= 3 && parts.at(-1) === '') return { literal: value.slice(0, -1) };
  if (parts.length > 3 || !family || !given) return { literal: value.replace(/,\s*$/, '') };
  return { family, given, ...(suffix ? { suffix } : {}) };
}

/** `2019/06/12/`, `2019/06//early summer`, `2019-06-12`, `2019`. */
function dateOf(value: string | null): string | null {
  const [year, month, day] =
    /^(\d{4})(?:[/-](\d{1,2})?(?:[/-](\d{1,2})?)?)?/.exec(value ?? '')?.slice(1) ?? [];
  if (year === undefined) return null;
  return partialDate(
    [year, month, month && day]
      .filter(Boolean)
      .map((part, at) => part!.padStart(at === 0 ? 4 : 2, '0'))
      .join('-'),
  );
}

/** Items as RIS, with CRLF as the format's own programs write it; line ends inside of values become spaces. */
export function writeRis(items: readonly CslItem[]): string {
  return items
    .map(
      (item) =>
        `${tagsOf(item)
          .map(([tag, value]) => `${tag}  - ${value}`)
          .join('\r\n')}\r\nER  - \r\n`,
    )
    .join('\r\n');
}

function tagsOf(item: CslItem): [string, string][] {
  const tags: [string, string][] = [['TY', TYPES.find(([, csl]) => csl === item.type)?.[0] ?? 'GEN']];
  const put = (tag: string, value: unknown): void => {
    const text = line(value);
    if (text !== null) tags.push([tag, text]);
  };
  put('ID', item.id);
  put('TI', item.title);
  for (const name of Array.isArray(item.author) ? item.author : []) put('AU', writtenName(name));
  const date = writtenDate(item.issued);
  if (date !== null) {
    put('PY', date.slice(0, 4));
    put('DA', date);
  }
  put('T2', item['container-title']);
  put('PB', item.publisher);
  put('CY', item['publisher-place']);
  put('UR', item.URL);
  put('DO', item.DOI);
  put('LA', item.language);
  put('VL', item.volume);
  put('IS', item.issue);
  put('SP', item.page);
  put('AB', item.abstract);
  const custom = object(item.custom);
  for (const [label, name] of NOTES) {
    const value = line(custom[name]);
    if (value !== null) put('N1', `${label}: ${value}`);
  }
  for (const note of typeof item.note === 'string' ? item.note.split('\n') : []) put('N1', note);
  for (const [name, value] of Object.entries(object(custom.fields))) {
    const text = line(value);
    if (text !== null) put('U1', `${name}: ${text}`);
  }
  return tags;
}

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

function writtenName(name: Json): string | null {
  const { literal, family, given, suffix, ...particles } = object(name);
  const whole = line(literal) ?? (typeof name === 'string' ? line(name) : null);
  if (whole !== null) return whole.includes(',') ? `${whole},` : whole;
  const last = [particles['non-dropping-particle'], family].map(line).filter(Boolean).join(' ');
  return [last, line(given), line(suffix)].filter(Boolean).join(', ');
}

/** `2019/06/12/`, `2019/06//`, `2019///`: what is not known stays empty. */
function writtenDate(issued: unknown): string | null {
  const parts: unknown = object(issued)['date-parts'];
  const first: unknown = Array.isArray(parts) ? parts[0] : null;
  if (!Array.isArray(first) || !Number.isInteger(Number(first[0]))) return null;
  const [year, month, day] = first.slice(0, 3).map((part) => String(Number(part)));
  return [year!.padStart(4, '0'), month?.padStart(2, '0') ?? '', day?.padStart(2, '0') ?? '', ''].join('/');
}
