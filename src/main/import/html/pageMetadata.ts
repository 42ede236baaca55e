import { PartialDate } from '../../../core/model/date';
import { BY_WORD } from '../byWord';
import { dateIn } from '../dates';
import { foldLine } from '../furnitureLines';
import type { Guess } from '../guess';
import { collapsed } from '../line';
import type { Declared } from '../metadata';
import { normalise } from '../normalise';
import { outletOfHost } from '../outletName';
import { linkedData, type LinkedData } from './linkedData';
import type { PageBlock } from './pageBlocks';
import { attributeOf, isElement, nodesOf, type PageElement, type PageTree } from './pageTree';

export type PageMetadata = {
  readonly declared: Declared;
  /** What the page calls itself in its fields and its title, folded as lines are compared. */
  readonly titles: readonly string[];
  /** Many posts by many people, by its own account or by the program that made it. */
  readonly isBoard: boolean;
  /** The outlet as the window's title names it beside the headline; null where the fields name one, or it does not. */
  readonly outlet: Guess<string> | null;
};

/** What a page says of itself in fields made for that. `source` is the page as it was read, for the notes of browsers in it. */
export function pageMetadata(tree: PageTree, source: string, blocks: readonly PageBlock[]): PageMetadata {
  const fields = fieldsOf(tree);
  const data = linkedData(fields.scripts);
  const declared: Declared = {};

  const publisher = outletOf(fields, data);
  const title = titleOf(fields, data, blocks, publisher);
  if (title !== null) declared.title = title;
  if (publisher !== null) declared.publisher = publisher;

  const authors = authorsOf(fields, data, publisher);
  if (authors.length > 0) declared.authors = authors;
  const published = firstDate([
    data.published, fields.meta('article:published_time', 'og:article:published_time', 'citation_publication_date', 'citation_online_date', 'citation_date',
      'dc.date.issued', 'dcterms.issued', 'dc.date.created', 'dc.date', 'dcterms.created', 'dcterms.date', 'parsely-pub-date', 'sailthru.date', 'pubdate',
      'publish-date', 'publish_date', 'publishdate', 'publication_date', 'article.published', 'article_date_original', 'og:pubdate', 'date'),
    fields.property('datePublished'), fields.property('dateCreated'), fields.ending(PUBLISHED), fields.time,
  ]); // prettier-ignore
  if (published !== null) declared.published = published;
  const updated = firstDate([
    data.updated, fields.meta('article:modified_time', 'og:updated_time', 'dcterms.modified', 'dc.date.modified', 'last-modified', 'revised', 'lastmod'),
    fields.property('dateModified'), fields.ending(UPDATED),
  ]); // prettier-ignore
  if (updated !== null && (published === null || updated.slice(0, published.length) >= published))
    declared.updated = updated;
  const address = addressOf(fields, data, source);
  if (address !== null) declared.address = address;
  const language = languageTag(
    fields.language ??
      fields.meta('content-language', 'dc.language', 'og:locale', 'language') ??
      data.language,
  );
  if (language !== null) declared.language = language;

  const titles = [
    title,
    data.headline,
    fields.meta('og:title', 'twitter:title', 'citation_title', 'dc.title'),
    fields.title,
  ]
    .flatMap((words) => (words === null ? [] : [words, withoutOutlet(words, publisher)]))
    .map((words) => foldLine(words.slice(0, 400)));
  return {
    declared,
    outlet: publisher === null ? outletOfTitle(fields.title, title, address) : null,
    titles: [...new Set(titles.filter((words) => words !== ''))],
    isBoard:
      data.isBoard ||
      /\b(?:phpBB|vBulletin|Discourse|XenForo|Simple Machines|MyBB|Invision|Flarum|Vanilla)\b/i.test(
        fields.meta('generator') ?? '',
      ),
  };
}

/** How the many makers of pages call the day in fields of their own, without case and signs: `articleFirstPublished`. */
const PUBLISHED =
  /(?:pub(?:lish(?:ed)?|lication)?|issued?)(?:date|time|on)$|date(?:published|issued?)$|(?:first|original)published$|published(?:at)?$/;
const UPDATED = /(?:modified|updated?|revised)(?:date|time|on|at)?$|date(?:modified|updated)$/;

type Fields = {
  readonly title: string | null;
  readonly canonical: string | null;
  readonly base: string | null;
  readonly language: string | null;
  readonly scripts: readonly string[];
  /** Date of the first `<time>` that stands before much text. */
  readonly time: string | null;
  readonly byline: string | null;
  /** The first of these names that has content. */
  meta(...names: string[]): string | null;
  /** All values of a name that may be given more than once. */
  all(...names: string[]): string[];
  /** The first whose name, without case and signs, has this form. */
  ending(form: RegExp): string | null;
  /** A microdata property. */
  property(name: string): string | null;
};

const PROPERTY = /^(?:datePublished|dateModified|dateCreated|headline)$/;
/** More is no description of a page. */
const MAX_META = 500;

function fieldsOf(tree: PageTree): Fields {
  const metas = new Map<string, string[]>();
  const properties = new Map<string, string>();
  const scripts: string[] = [];
  let title: string | null = null;
  let canonical: string | null = null;
  let base: string | null = null;
  let time: string | null = null;
  let byline: string | null = null;
  let count = 0;
  for (const node of nodesOf(tree.documentElement, (element) => element.localName !== 'svg')) {
    if (!isElement(node)) continue;
    const name = node.localName;
    if (name === 'meta') {
      const content = attributeOf(node, 'content');
      const key =
        attributeOf(node, 'name') ??
        attributeOf(node, 'property') ??
        attributeOf(node, 'http-equiv') ??
        attributeOf(node, 'itemprop');
      if (content === null || key === null || content.trim() === '' || (count += 1) > MAX_META) continue;
      const lower = key.trim().toLowerCase();
      const item = attributeOf(node, 'itemprop');
      if (item !== null && PROPERTY.test(item) && !properties.has(item)) properties.set(item, content);
      metas.set(lower, [...(metas.get(lower) ?? []), oneLine(content)]);
    } else if (name === 'title') title ??= oneLine(node.textContent.slice(0, 2_000)) || null;
    else if (name === 'base') base ??= attributeOf(node, 'href');
    else if (name === 'link' && attributeOf(node, 'rel')?.toLowerCase() === 'canonical')
      canonical ??= attributeOf(node, 'href');
    else if (name === 'script' && attributeOf(node, 'type')?.trim().toLowerCase() === 'application/ld+json')
      scripts.push(node.textContent);
    else {
      const item = attributeOf(node, 'itemprop');
      if (item !== null && PROPERTY.test(item) && !properties.has(item)) {
        const value = attributeOf(node, 'content') ?? attributeOf(node, 'datetime') ?? shortWords(node);
        if (value !== null) properties.set(item, value);
      }
      if (name === 'time') time ??= attributeOf(node, 'datetime');
      if (byline === null && (attributeOf(node, 'rel') === 'author' || item === 'author'))
        byline = shortWords(node);
    }
  }
  const all = (...names: string[]): string[] => names.flatMap((name) => metas.get(name) ?? []);
  return {
    title, canonical, base, scripts, time, byline,
    language: attributeOf(tree.documentElement, 'lang') ?? attributeOf(tree.documentElement, 'xml:lang'),
    all,
    meta: (...names) => all(...names)[0] ?? null,
    ending: (form) =>
      [...metas].find(([name]) => form.test(name.replace(/[^a-z]+/g, '')))?.[1][0] ?? null,
    property: (name) => properties.get(name) ?? null,
  }; // prettier-ignore
}

const oneLine = (words: string): string => collapsed(normalise(words));

function isFewNodes(element: PageElement): boolean {
  const nodes = nodesOf(element);
  for (let count = 0; count < 30; count += 1) if (nodes.next().done === true) return true;
  return false;
}

/** The words of an element that has few; null for a large one. */
function shortWords(element: PageElement): string | null {
  if (!isFewNodes(element)) return null;
  const words = oneLine(element.textContent.slice(0, 400));
  return words === '' || words.length > 200 ? null : words;
}

// ------------------------------------------------------------------------------------------------------ title, outlet

function titleOf(
  fields: Fields,
  data: LinkedData,
  blocks: readonly PageBlock[],
  publisher: string | null,
): string | null {
  const named = [
    data.headline,
    fields.property('headline'),
    fields.meta('citation_title', 'dc.title', 'dcterms.title'),
    fields.meta('og:title', 'twitter:title'),
    fields.title,
  ]
    .filter((words): words is string => words !== null)
    .map((words) => withoutOutlet(oneLine(words), publisher))
    .filter((words) => words !== '');
  // The headline as the reader sees it, where the page's fields confirm that it is one.
  const headings = blocks.filter(({ kind, level }) => kind === 'heading' && (level ?? 6) <= 2);
  for (const heading of headings.slice(0, 30)) {
    const words = oneLine(heading.words);
    if (publisher !== null && foldLine(words) === foldLine(publisher)) continue;
    if (words.length <= 300 && named.some((name) => isSameTitle(name, words))) return words;
  }
  const first = headings.filter(({ level }) => level === 1).map(({ words }) => oneLine(words));
  const only = new Set(first).size === 1 ? first[0]! : null;
  if (only !== null && named.some((name) => isVariant(name, only))) return only;
  return named.find((words) => publisher === null || foldLine(words) !== foldLine(publisher)) ?? null;
}

/** The only heading of the page is its headline where a name of the page begins with it, or has most of its words. */
function isVariant(name: string, heading: string): boolean {
  const words = (line: string): string[] => foldLine(line).match(/[\p{L}\p{N}]+/gu) ?? [];
  const [own, others] = [words(heading), new Set(words(name))];
  if (own.length < 3 || heading.length > 300) return false;
  if (foldLine(name).startsWith(foldLine(heading))) return true;
  return own.length >= 5 && own.filter((word) => others.has(word)).length >= own.length * 0.6;
}

/** One begins the other, or is the longest of its parts: titles are cut for search engines and joined with other names. */
function isSameTitle(name: string, heading: string): boolean {
  const [a, b] = [foldLine(name), foldLine(heading)];
  if (a === b) return a !== '';
  const parts = name.split(/ (?:[-|–—·»•:<]|::) |: /).map(foldLine);
  if (parts.length > 1 && parts.includes(b)) return parts.every((part) => part.length <= b.length);
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < 12) return false;
  return long.startsWith(short.replace(/…$/, '')) && short.length * 2 >= long.length;
}

/** `A title | The Outlet` without what comes after the last sign that parts the two. */
function withoutOutlet(title: string, publisher: string | null): string {
  const words = title
    .slice(0, 600)
    // WordPress once put the blog's name first.
    .replace(/^.{2,60} » Blog Archive » /, '')
    .replace(/^(?:print|printer-friendly|print version|druckversion|인쇄) ?[:|-] /i, '');
  const outlet = publisher === null ? '' : foldLine(publisher);
  let rest = words;
  for (let round = 0; round < 3; round += 1) {
    const at = Math.max(
      ...[' | ', ' - ', ' – ', ' — ', ' :: ', ' · ', ' » ', ' • ', ' < ', ' : '].map((sign) =>
        rest.lastIndexOf(sign),
      ),
    );
    if (at <= 0) break;
    const tail = rest
      .slice(at)
      .replace(/^ \S{1,2} /, '')
      .trim();
    const folded = foldLine(tail);
    const head = rest.slice(0, at).trim();
    const known = outlet !== '' && (folded === outlet || outlet.includes(folded) || folded.includes(outlet));
    const bar = /^ (?:\||::|»|<) /.test(rest.slice(at, at + 4));
    const site = /^(?:\p{L}+\.)+\p{L}{2,}$/u.test(tail);
    if (
      !known &&
      !site &&
      !(bar && tail.split(' ').length <= 5 && head.length >= tail.length && head.length >= 10)
    )
      break;
    rest = head;
  }
  // `The Outlet | A title`, `The Outlet: A title`
  const lead = /^(.{2,40}?)(?: [|–—:-] |: )/u.exec(rest);
  if (outlet !== '' && lead !== null && foldLine(lead[1]!) === outlet)
    rest = rest.slice(lead[0].length).trim();
  return rest === '' ? words : rest;
}

function outletOf(fields: Fields, data: LinkedData): string | null {
  const named =
    fields.meta('og:site_name') ??
    data.publisher ??
    fields.meta(
      'citation_journal_title',
      'application-name',
      'dc.publisher',
      'dcterms.publisher',
      'publisher',
    );
  if (named === null) return null;
  const words = oneLine(named);
  // An address is no name; `Post.example` is one that outlets have.
  return words.length > 100 || /^https?:|^www\.|^[a-z\d-]+(?:\.[a-z\d-]+)+$/.test(words) ? null : words;
}

/** `Ferry halted - Harbour - The Post`: what comes last behind the headline, or first before it. */
function outletOfTitle(
  whole: string | null,
  title: string | null,
  address: string | null,
): Guess<string> | null {
  if (whole === null || title === null) return null;
  const parts = whole
    .split(/ (?:[-|–—·»«•:<]|::) | \[(?=[^[\]]+\]$)/u)
    .map((part) => part.replace(/\]$/, '').trim());
  const folded = parts.map(foldLine);
  const own = foldLine(title);
  if (parts.length < 2) return null;
  const isOwn = (part: string): boolean =>
    part !== '' && part.length * 2 >= own.length && (own.startsWith(part) || part.startsWith(own));
  const last = parts.at(-1)!;
  const evidence = 'the end of the page’s title';
  const isShort = (words: string): boolean =>
    words.length >= 2 && words.length <= 60 && words.split(' ').length <= 6;
  if (isOwn(folded[0]!) && !isOwn(folded.at(-1)!) && isShort(last) && dateIn(last) === null) {
    // What a writer put behind a dash belongs to the title, unless it is an address, or the page's own.
    return { value: last, evidence };
  }
  if (parts[1] === 'Blog Archive' && isShort(parts[0]!)) return { value: parts[0]!, evidence };
  const named = outletOfHost(parts, address ?? undefined);
  return named && { ...named, evidence };
}

// ----------------------------------------------------------------------------------------------------------- authors

function authorsOf(fields: Fields, data: LinkedData, publisher: string | null): string[] {
  const sources = [
    data.authors,
    fields.all('citation_author'),
    fields.all(
      'author',
      'article:author_name',
      'dc.creator',
      'dcterms.creator',
      'parsely-author',
      'sailthru.author',
      'byl',
      'article:author',
    ),
    fields.byline === null ? [] : [fields.byline],
  ];
  const outlet = publisher === null ? '' : foldLine(publisher);
  for (const source of sources) {
    const names = source.slice(0, 50).flatMap(namesIn);
    const people = [...new Set(names.filter((name) => isPerson(name, outlet)))];
    if (people.length > 0) return people;
  }
  return [];
}

const WRITTEN_BY = new RegExp(`^(?:${BY_WORD}|bởi):?\\s`, 'i');

function namesIn(value: string): string[] {
  const words = oneLine(value.slice(0, 300).replace(/\([^()]{0,160}\)|<[^<>]{0,80}>/gu, ' ')).replace(
    WRITTEN_BY,
    '',
  );
  // `Doe, Jane` as catalogues write it
  const catalogue = /^([^\s,]{2,40}), ?([^\s,]{1,40}(?: [^\s,]{1,20})?)$/u.exec(words);
  if (catalogue !== null) return [`${catalogue[2]!} ${catalogue[1]!}`];
  return words.split(/[,;&、·|]|\s(?:and|und|et|y|dan|và)\s/u).map((name) =>
    name
      .split(' ')
      .filter((word) => !word.includes('@'))
      .join(' ')
      .replace(/(?:\s|^)(?:선임)?(?:기자|특파원|논설위원|통신원|記者|记者)$/u, '')
      .replace(/\s{1,9}/g, ' ')
      .trim(),
  );
}

/** A name as persons have them: no outlet, no desk, no address. */
function isPerson(name: string, outlet: string): boolean {
  const folded = foldLine(name);
  // `Ediciones El País` publishes El País.
  if (outlet.length >= 4 && folded.includes(outlet)) return false;
  if (folded === '' || name.length > 60 || name.split(' ').length > 6) return false;
  if (/[\d@/\\:_|<>]|https?|www\./.test(name)) return false;
  if (
    /\b(?:staff|editors?|editorial|newsroom|desk|team|admin|administrator|reporters?|correspondents?|agency|agencies|news|wire|times|post|herald|reuters|afp|ap|associated press|webmaster|redaktion|redaksi|rédaction|redacción|online|media|group|ltd|inc|press|ministry|office|university|institute)\b/i.test(
      name,
    )
  )
    return false;
  if (
    /(?:편집부|온라인|뉴스|신문|일보|방송|취재|뉴스팀|관리자|編集部|新聞|通信|ban biên tập|tòa soạn)/iu.test(
      name,
    )
  )
    return false;
  return /^[\p{Lu}\p{Lo}]/u.test(name) && (/\s/.test(name) || /^[\p{Lo}]{2,8}$/u.test(name));
}

// ------------------------------------------------------------------------------------------------------------- dates

/** The first value that is a date, as far as it goes: the day as the page's own clock has it. */
function firstDate(values: readonly (string | null)[]): string | null {
  for (const value of values) {
    const date = value === null ? null : partialDate(value.trim().slice(0, 80));
    if (date !== null) return date;
  }
  return null;
}

function partialDate(value: string): string | null {
  const iso = /^(\d{4})[-/.]?(?:(\d\d)(?:[-/.]?(\d\d))?)?(?=$|[T\s,])/.exec(value);
  if (iso !== null) {
    const [year, month, day] = [iso[1]!, iso[2], iso[3]];
    const date = [year, month, month === undefined ? undefined : day]
      .filter((part) => part !== undefined)
      .join('-');
    return isDay(date) ? date : null;
  }
  const compact = /^(\d{4})(\d\d)(\d\d)\d{0,6}$/.exec(value);
  if (compact !== null) {
    const date = `${compact[1]!}-${compact[2]!}-${compact[3]!}`;
    if (isDay(date)) return date;
  }
  const found = dateIn(value)?.date ?? null;
  return found !== null && isDay(found) ? found : null;
}

function isDay(date: string): boolean {
  if (!PartialDate.safeParse(date).success) return false;
  const [year, month, day] = date.split('-').map(Number);
  if (year! < 1500 || year! > 2100) return false;
  return day === undefined || day <= new Date(Date.UTC(year!, month, 0)).getUTCDate();
}

// ------------------------------------------------------------------------------------------------- address, language

function addressOf(fields: Fields, data: LinkedData, source: string): string | null {
  const head = source.slice(0, 20_000);
  // Notes that browsers and SingleFile leave in what they save.
  const saved =
    /<!-- saved from url=\(\d{4}\)(\S{1,2000})/.exec(head)?.[1] ??
    /^[ \t]{0,8}url: ?(https?:\S{1,2000})/m.exec(
      /<!--\s*Page saved with SingleFile[^>]{0,3000}/.exec(head)?.[0] ?? '',
    )?.[1] ??
    /^SourceURL:(https?:\S{1,2000})/m.exec(head)?.[1] ??
    null;
  const named = [
    fields.canonical,
    fields.meta('og:url', 'citation_public_url', 'dc.identifier', 'parsely-link'),
    data.address,
  ]
    .map((value) => absolute(value, saved ?? fields.base))
    .filter((value): value is string => value !== null);
  const own = absolute(saved, null);
  // Some pages name their front page as the address of every page.
  const best = named.find((value) => new URL(value).pathname.length > 1) ?? null;
  return best ?? own ?? absolute(fields.base, null) ?? named[0] ?? null;
}

/** An address of the web, in an archive's copy that of the page itself; null for anything else. */
function absolute(value: string | null, base: string | null): string | null {
  if (value === null || value.trim() === '' || value.length > 2_000) return null;
  try {
    const url = new URL(value.trim(), base ?? undefined);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
    const original =
      /^https?:\/\/(?:web\.archive\.org\/web|archive\.(?:is|today|ph|li|vn|md|fo))\/\d{4,14}(?:[a-z]{2}_)?\/(https?:\/\/\S+)$/.exec(
        url.href,
      )?.[1];
    return original === undefined ? url.href : absolute(original, null);
  } catch {
    return null;
  }
}

function languageTag(value: string | null): string | null {
  const tag =
    value
      ?.trim()
      .replaceAll('_', '-')
      .split(/[\s,;]/)[0] ?? '';
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/i.test(tag)) return null;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}
