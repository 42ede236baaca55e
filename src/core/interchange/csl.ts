import { AppError } from '../model/appError';
import type { PartialDate } from '../model/date';
import type { Metadata } from '../model/document';

/**
 * An item of CSL-JSON as it was read, every field kept
 * (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html; schema csl-data 1.0.2).
 */
export type CslItem = Readonly<Record<string, Json>>;
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** More are no bibliography, and an item beyond is no reference. */
export const MOST_ITEMS = 50_000;
const LONGEST_ITEM = 100_000;
const DEEPEST = 16;

/** What a file of references gave. `problems` are sentences about items that were left out. */
export type ReferencesRead = { readonly items: readonly CslItem[]; readonly problems: readonly string[] };

/** Reads CSL-JSON: an array of items, one item, or an object with `items`. Throws `bad-input` for anything else. */
export function readCsl(text: string): ReferencesRead {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (thrown) {
    throw new AppError('bad-input', 'The file is no JSON.', 'Export the references as CSL-JSON or RIS.', {
      cause: thrown,
    });
  }
  const list = Array.isArray(value)
    ? value
    : isObject(value)
      ? Array.isArray(value.items)
        ? value.items
        : [value]
      : null;
  if (list === null || (list.length > 0 && !list.some(isItem))) {
    throw new AppError(
      'bad-input',
      'The file is JSON, but holds no references.',
      'Export the references as CSL-JSON or RIS.',
    );
  }
  return soundItems(list);
}

/** The items that can be kept, and what is wrong with the others. Throws `bad-input` for too many. */
export function soundItems(list: readonly unknown[]): ReferencesRead {
  if (list.length > MOST_ITEMS) {
    throw new AppError(
      'bad-input',
      `The file holds ${list.length} references; ${MOST_ITEMS} can be read at once.`,
      'Split the file.',
    );
  }
  const items: CslItem[] = [];
  const problems: string[] = [];
  for (const [index, item] of list.entries()) {
    const name = `Reference ${index + 1}`;
    if (!isItem(item)) problems.push(`${name} has neither a type nor a title.`);
    else if (depthBeyond(item, DEEPEST)) problems.push(`${name} is nested too deep.`);
    else if (JSON.stringify(item).length > LONGEST_ITEM)
      problems.push(`${name} is larger than ${LONGEST_ITEM} characters.`);
    else items.push(item);
  }
  return { items, problems };
}

/** As a file: one array, indented, as reference managers write it. */
export const writeCsl = (items: readonly CslItem[]): string => `${JSON.stringify(items, null, 2)}\n`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isItem = (value: unknown): value is CslItem =>
  isObject(value) && (typeof value.type === 'string' || typeof value.title === 'string');

function depthBeyond(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inside) => depthBeyond(inside, levels - 1));
}

// ------------------------------------------------------------------------------------------ an item and our metadata

/** What a reference says in our words; what it does not say is left out. */
export type ReferenceMetadata = { -readonly [Field in keyof Metadata]?: NonNullable<Metadata[Field]> };

/** Names under which `custom` keeps what CSL has no field for; that field is made for it. */
const CUSTOM = 'custom';

/** An item's fields as metadata. Dates as far as it gives them: a month that is missing is not made up. */
export function metadataOfItem(item: CslItem): ReferenceMetadata {
  const found: ReferenceMetadata = {};
  const custom = isObject(item[CUSTOM]) ? item[CUSTOM] : {};
  const set = <F extends keyof ReferenceMetadata>(field: F, value: ReferenceMetadata[F] | null): void => {
    if (value !== null) found[field] = value;
  };
  set('title', line(item.title));
  // Of a report or a book its publisher stands where an article has its newspaper.
  set('publisher', line(item['container-title']) ?? line(item.publisher));
  set('agency', line(custom.agency));
  const authors = Array.isArray(item.author) ? item.author.flatMap((name) => nameOf(name) ?? []) : [];
  if (authors.length > 0) found.authors = authors;
  set('published', dateOf(item.issued));
  set('updated', partialDate(line(custom.updated)));
  set('language', languageOf(line(item.language)));
  set('address', line(item.URL));
  set('placeLine', line(custom.placeLine));
  const grade = line(custom.reliability);
  if (grade !== null && /^[A-F][1-6]$/.test(grade)) found.reliability = grade;
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(isObject(custom.fields) ? custom.fields : {})) {
    const text = line(value);
    if (text !== null && name !== '__proto__' && name.trim() !== '') own[name.trim()] = text;
  }
  const doi = line(item.DOI);
  if (doi !== null) own.DOI = doi;
  if (Object.keys(own).length > 0) found.custom = own;
  return found;
}

/**
 * Metadata as an item. `reference` is the item that was attached: what it says and we do not know otherwise stays as it is,
 * names in their parts too.
 */
export function itemOfMetadata(id: string, metadata: Metadata, reference: CslItem | null = null): CslItem {
  const known = reference === null ? {} : metadataOfItem(reference);
  const differs = (field: keyof Metadata): boolean =>
    JSON.stringify(known[field] ?? null) !== JSON.stringify(metadata[field]);
  const item: Record<string, Json> = { type: 'article-newspaper', ...reference, id };
  const put = (name: string, value: Json): void => {
    // What the analyst took away is taken away.
    if (value === null) Reflect.deleteProperty(item, name);
    else item[name] = value;
  };
  if (differs('title')) put('title', metadata.title);
  if (differs('publisher')) {
    const place =
      reference !== null && !line(reference['container-title']) && line(reference.publisher)
        ? 'publisher'
        : 'container-title';
    put(place, metadata.publisher);
  }
  if (differs('authors'))
    put('author', metadata.authors.length === 0 ? null : metadata.authors.map((literal) => ({ literal })));
  if (differs('published'))
    put(
      'issued',
      metadata.published === null ? null : { 'date-parts': [metadata.published.split('-').map(Number)] },
    );
  if (differs('language')) put('language', metadata.language);
  if (differs('address')) put('URL', metadata.address);
  const { DOI = null, ...fields } = metadata.custom;
  put('DOI', DOI);
  const { agency, updated, placeLine, reliability } = metadata;
  const custom: Record<string, Json> = {
    ...(isObject(reference?.[CUSTOM]) ? (reference[CUSTOM]) : {}),
    agency, updated, placeLine, reliability,
    fields: Object.keys(fields).length === 0 ? null : fields,
  }; // prettier-ignore
  const kept = Object.fromEntries(Object.entries(custom).filter(([, value]) => value !== null));
  put(CUSTOM, Object.keys(kept).length === 0 ? null : kept);
  return item;
}

/** Text of one line; null for what is none. Numbers are text to some programs. */
export function line(value: unknown): string | null {
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain === '' ? null : plain.normalize('NFC');
}

function nameOf(value: Json): string | null {
  if (typeof value === 'string') return line(value);
  if (!isObject(value)) return null;
  const literal = line(value.literal);
  if (literal !== null) return literal;
  const [given, family] = [line(value.given), line(value.family)];
  // 김정은, 山田太郎: the family's name first, and nothing between.
  if (given !== null && family !== null && /^[\p{Script=Han}\p{Script=Hangul}]+$/u.test(family + given))
    return family + given;
  const parts = [
    given,
    line(value['dropping-particle']),
    line(value['non-dropping-particle']),
    family,
    line(value.suffix),
  ];
  return line(parts.filter(Boolean).join(' '));
}

/** The beginning of a CSL date: `date-parts`, or `raw` where that is written as ours. */
function dateOf(value: unknown): PartialDate | null {
  if (!isObject(value)) return null;
  const parts: unknown = value['date-parts'];
  const first: unknown = Array.isArray(parts) ? parts[0] : null;
  if (!Array.isArray(first)) return partialDate(line(value.raw) ?? line(value.literal));
  const numbers = first.slice(0, 3).map((part) => Number(part));
  const known = numbers.findIndex((part) => !Number.isInteger(part) || part < 1);
  return partialDate(
    (known < 0 ? numbers : numbers.slice(0, known))
      .map((part, at) => String(part).padStart(at === 0 ? 4 : 2, '0'))
      .join('-'),
  );
}

/** A date in our form that can be; `2019-06-31` and `2019-13` are taken as far as they can. */
export function partialDate(text: string | null): PartialDate | null {
  const [year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text ?? '')?.slice(1) ?? [];
  if (year === undefined) return null;
  const isMonth = month !== undefined && Number(month) >= 1 && Number(month) <= 12;
  if (!isMonth) return year;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return day !== undefined && Number(day) >= 1 && Number(day) <= days
    ? `${year}-${month}-${day}`
    : `${year}-${month}`;
}

/** A code our metadata takes; null for names ("English"), which nobody can tell codes from for sure. */
function languageOf(text: string | null): string | null {
  if (text === null || !/^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$/.test(text)) return null;
  try {
    return Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0] ?? null;
  } catch {
    return null;
  }
}
