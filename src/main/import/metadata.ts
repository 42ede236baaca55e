import { MetadataField, type Block, type Layer, type Metadata } from '../../core/model/document';
import { dateIn } from './dates';
import { isProse, width } from './line';
import { blockWords } from './plainText';

/** What a file says of itself in fields made for it (front matter): taken as it is, not a guess. */
export type Declared = { -readonly [Field in keyof Metadata]?: NonNullable<Metadata[Field]> };

export type Reading = {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly layers: readonly Layer[];
  readonly declared: Declared;
  /** The outlet as page furniture names it. */
  readonly publisher: string | null;
  /** BCP 47; null where it cannot be told. */
  readonly language: string | null;
  /** The file's name: the last resort for a title. */
  readonly name: string;
};

export type CompletedMetadata = {
  readonly metadata: Metadata;
  readonly guessed: MetadataField[];
  /** What each guess rests on, a few words. */
  readonly evidence: Partial<Record<MetadataField, string>>;
  /** The block of plain text that is the title; null where none is, or it is marked as a heading already. */
  readonly titleBlock: Block | null;
};

/** Blocks among which a page's title, byline and date are looked for. */
const HEAD = 8;
const MAX_TITLE = 200;
const MAX_MADE_TITLE = 80;

type Line = { readonly block: Block; readonly words: string };

/**
 * Declared metadata completed by what stands plainly at the head or the end of the text. What is not found is null;
 * only the title always has a value: a heading, a title line, the first sentence shortened, the file's name.
 */
export function completeMetadata(reading: Reading): CompletedMetadata {
  const { text, declared } = reading;
  const shown = unfolded(reading);
  const read = (block: Block): Line => ({ block, words: blockWords(text, block) });
  const lines = shown.slice(0, 16).map(read);
  const firstProse = lines.findIndex(({ block, words }) => block.kind === 'paragraph' && isProse(words));
  const head = firstProse < 0 ? lines : lines.slice(0, firstProse);
  const tail = shown.slice(-4).map(read);
  // A standfirst may stand above the byline and the date.
  const byline = lines.slice(head.length, HEAD).filter((line) => !isProse(line.words));
  const edges = [...head, ...byline, ...tail.filter((line) => !isProse(line.words))];

  const fields = fieldsOf(head);
  const title = fields.title === undefined ? titleOf(head, fields) : null;
  const opening = firstProse < 0 ? '' : lines[firstProse]!.words;
  const credit = creditOf(opening, edges);
  const guess: Metadata = {
    title: fields.title ?? title?.words ?? madeTitle(lines, reading.name),
    publisher: fields.publisher ?? title?.publisher ?? reading.publisher ?? credit.publisher,
    agency: fields.agency ?? credit.agency,
    authors: fields.authors ?? authorsOf(head, edges),
    published: fields.published ?? publishedOf(edges, opening),
    updated: fields.updated ?? updatedOf(edges),
    language: reading.language,
    address: fields.address ?? addressOf(edges),
    placeLine: null,
    reliability: null,
    custom: {},
  };
  const metadata: Metadata = { ...guess, ...declared };
  const guessed = MetadataField.options.filter((field) => {
    const value = metadata[field];
    return !(field in declared) && value !== null && !(Array.isArray(value) && value.length === 0);
  });
  return {
    metadata,
    guessed,
    evidence: {},
    titleBlock: title?.block.kind === 'paragraph' ? title.block : null,
  };
}

/** The blocks that lie in no layer. Both lists are in order. */
function unfolded({ blocks, layers }: Reading): Block[] {
  let next = 0;
  return blocks.filter((block) => {
    while (next < layers.length && layers[next]!.to <= block.from) next += 1;
    const folded = next < layers.length && layers[next]!.from <= block.from;
    return !folded && block.kind !== 'rule' && block.kind !== 'page-break';
  });
}

// ----------------------------------------------------------------------------------------------------------- title

type Title = { readonly words: string; readonly block: Block; readonly publisher: string | null };

function titleOf(head: readonly Line[], fields: Fields): Title | null {
  const heading = head.find((line) => line.block.kind === 'heading' && line.block.level === 1);
  if (heading) return { words: heading.words, block: heading.block, publisher: null };
  const candidates = head.filter((line) => canBeTitle(line) && !fields.lines.has(line));
  const first = candidates[0];
  if (first === undefined) return null;
  const second = candidates[1];
  const near = second !== undefined && head.indexOf(second) - head.indexOf(first) === 1;
  if (near && isRubric(first.words) && width(second.words) > width(first.words)) {
    return { ...parted(second.words), publisher: outletIn(first.words), block: second.block };
  }
  return { ...parted(first.words), block: first.block };
}

function canBeTitle({ block, words }: Line): boolean {
  return (
    (block.kind === 'paragraph' || block.kind === 'heading') &&
    words.length <= MAX_TITLE &&
    /\p{L}{2}/u.test(words) &&
    !/[.。,:;、，：]$/u.test(words.replace(/(?:\b\p{Lu}\.){2,}$/u, '')) &&
    !/^https?:|^\S+@\S+$/.test(words) &&
    !isDateLine(words) &&
    authorsIn(words) === null &&
    !isProse(words)
  );
}

// Names of sections and of outlets, which stand above titles.
const SECTION =
  /^(?:world|asia|asia[- ]pacific|southeast asia|politics|opinion|analysis|news|business|economy|commentary|interview|diplomacy|explainer|feature|features|exclusive|editorial|security|defence|defense|international|national|top stories|정치|국제|북한|외교|사회|경제|인터뷰|사설|칼럼|国際|政治|国际|時事|时事)$/iu;
const OUTLET =
  /\b(?:bulletin|times|post|herald|journal|review|gazette|courier|ledger|tribune|chronicle|observer|standard|monitor|mirror|telegraph|news|broadcasting|radio|television|wire|news agency|magazine|quarterly|newsletter|digest|institute)$|(?:일보|신문|뉴스|방송|통신)$|(?:新聞|日報|日报|新闻社|通信社|周刊)$/iu;

function isRubric(words: string): boolean {
  return words
    .split(/(?<!\s)\s*[|/>›·]\s*/)
    .every((part) => SECTION.test(part) || (part.split(' ').length <= 5 && OUTLET.test(part)));
}

function outletIn(words: string): string | null {
  const parts = words
    .split(/(?<!\s)\s*[|/>›·]\s*/)
    .filter((part) => !SECTION.test(part) && OUTLET.test(part));
  return parts[0] ?? null;
}

/** `A title | The Outlet` apart. */
function parted(words: string): { words: string; publisher: string | null } {
  const found = /^(.{12,}?) \| ([^|]{2,40})$/u.exec(words);
  if (found === null || found[2]!.split(' ').length > 5) return { words, publisher: null };
  return { words: found[1]!.trim(), publisher: found[2]!.trim() };
}

/** A title for a text without one: its first sentence, shortened at a word to 80 characters with `…`. */
function madeTitle(lines: readonly Line[], name: string): string {
  const words = lines.find((line) => /\p{L}{2}/u.test(line.words))?.words ?? lines[0]?.words ?? '';
  const sentence = firstSentence(words.slice(0, 400));
  if (sentence === '') return name.replace(/\.[^.]+$/, '') || name;
  return shortened(sentence, MAX_MADE_TITLE);
}

function firstSentence(words: string): string {
  for (const match of words.matchAll(/[.!?。！？]["'”’」』)]*(?=\s|$)|[。！？]/gu)) {
    const before = words.slice(0, match.index + 1);
    // The stop of an initial, a title or a month is not the end.
    if (
      /(?:^|[\s("“])(?:\p{L}|(?:\p{L}\.)+\p{L}?|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sen|Rep|Gov|St|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$/u.test(
        before,
      )
    )
      continue;
    return words.slice(0, match.index + match[0].length).replace(/[.。]$/u, '');
  }
  return words;
}

/** At most `limit` UTF-16 units, cut between words where there are any, never inside a character. */
export function shortened(words: string, limit: number): string {
  if (words.length <= limit) return words;
  const room = words.slice(0, limit - 1);
  const space = /\s/.test(words[limit - 1]!) ? room.length : room.lastIndexOf(' ');
  const cut = space >= limit / 2 ? room.slice(0, space) : room.replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.replace(/[\s,;:–—-]+$/u, '')}…`;
}

// ------------------------------------------------------------------------------------- fields, as databases print them

type Fields = Partial<{
  title: string;
  publisher: string;
  agency: string;
  authors: string[];
  published: string;
  updated: string;
  address: string;
}> & { lines: Set<Line> };

const FIELD_NAMES: Readonly<Record<string, Exclude<keyof Fields, 'lines'>>> = {
  title: 'title', headline: 'title', 제목: 'title',
  publication: 'publisher', publisher: 'publisher', outlet: 'publisher', newspaper: 'publisher', 매체: 'publisher',
  agency: 'agency',
  author: 'authors', authors: 'authors', byline: 'authors', reporter: 'authors', 기자: 'authors',
  date: 'published', published: 'published', 'publication date': 'published', 'load date': 'updated', updated: 'updated',
  url: 'address', link: 'address',
}; // prettier-ignore

/** `Title: …` / `Date: …` lines at the head. One such line may be prose; two or more are fields. */
function fieldsOf(head: readonly Line[]): Fields {
  const found: Fields = { lines: new Set() };
  const pairs = head.flatMap((line) => {
    const match = /^([\p{L} ]{3,20}?) ?: (.+)$/u.exec(line.words);
    const name = match?.[1]?.toLowerCase() ?? '';
    // `constructor: …` stands in no list of fields, but on every object.
    if (!Object.hasOwn(FIELD_NAMES, name)) return [];
    return [{ line, field: FIELD_NAMES[name]!, value: match![2]!.trim() }];
  });
  if (pairs.length < 2) return found;
  for (const { line, field, value } of pairs) {
    found.lines.add(line);
    if (field === 'authors') found.authors ??= namesIn(value) ?? [value];
    else if (field === 'published' || field === 'updated') {
      const date = dateIn(value)?.date;
      if (date !== undefined) found[field] ??= date;
    } else if (field !== 'address' || /^https?:\/\//i.test(value)) found[field] ??= value;
  }
  return found;
}

// ----------------------------------------------------------------------------------------------------------- dates

const PUBLISHED =
  /^(?:first published|published|posted|date|publication date|issued|入力|登録|입력|등록|기사입력|승인|发布时间|發布時間|发布|公開|掲載|veröffentlicht|publié|publicado|diterbitkan|ngày đăng|เผยแพร่)\b|^(?:입력|등록|기사입력|승인|发布|發布|公開|掲載|เผยแพร่)/iu;
const UPDATED =
  /^(?:last updated|updated|last modified|modified|aktualisiert|mis à jour|actualizado|diperbarui|cập nhật)\b|^(?:수정|최종수정|更新|最終更新|ปรับปรุง)/iu;

/** A line that is a date and nothing but what goes with one: a label, a weekday, a time, a zone. */
function isDateLine(words: string): boolean {
  const found = width(words) > 90 ? null : dateIn(words);
  if (found === null) return false;
  const rest = (words.slice(0, found.from) + ' ' + words.slice(found.to))
    .replace(/\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?/giu, ' ')
    .replace(/\b(?:gmt|utc|est|edt|sgt|kst|jst|ict|cet|cest|bst|hkt|wib|z|t|on|at|am|pm|hrs|uhr)\b/giu, ' ')
    .replace(/\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\b/giu, ' ')
    .replace(/[월화수목금토일月火水木金土日]요일|[（(][월화수목금토일月火水木金土日][)）]/gu, ' ')
    .replace(PUBLISHED, ' ')
    .replace(UPDATED, ' ')
    .replace(/[\s.,:;|·\-–—+()/]+|\d{1,4}/gu, '');
  return rest === '';
}

function publishedOf(lines: readonly Line[], opening: string): string | null {
  const labelled = lines.find(({ words }) => width(words) <= 120 && PUBLISHED.test(words) && dateIn(words));
  if (labelled) return dateIn(labelled.words)!.date;
  const alone = lines.find(({ words }) => isDateLine(words) && !UPDATED.test(words));
  if (alone) return dateIn(alone.words)!.date;
  // A dateline with its year: SINGAPORE, June 12, 2018 (Agency) —
  const dateline = /^[\p{Lu}][\p{Lu} .,'’/-]{2,40}\b[^–—-]{0,60}[–—-]/u.exec(opening)?.[0];
  return dateline === undefined ? null : (dateIn(dateline)?.date ?? null);
}

function updatedOf(lines: readonly Line[]): string | null {
  const labelled = lines.find(({ words }) => width(words) <= 120 && UPDATED.test(words) && dateIn(words));
  return labelled ? dateIn(labelled.words)!.date : null;
}

// ------------------------------------------------------------------------------------------------- authors, agency

function authorsOf(head: readonly Line[], edges: readonly Line[]): string[] {
  for (const { words } of head) {
    const names = authorsIn(words);
    if (names !== null) return names;
  }
  for (const { words } of edges) {
    const korean = koreanReporters(words);
    if (korean !== null) return korean;
  }
  return [];
}

function authorsIn(words: string): string[] | null {
  if (width(words) > 120) return null;
  const byline = /^(?:by|von|par|por|oleh|written by|text by|author:|authors:)\s+(.+)$/iu.exec(words);
  if (byline) return namesIn(byline[1]!);
  return koreanReporters(words);
}

function koreanReporters(words: string): string[] | null {
  if (width(words) > 70) return null;
  const names = [
    ...words.matchAll(/([가-힣]{2,4}) (?:선임)?(?:기자|특파원|논설위원|통신원)(?![가-힣])/gu),
  ].map((match) => match[1]!);
  return names.length > 0 ? names : null;
}

/** `Jane Doe and John Roe, Singapore` as names; null where the words are no names. */
function namesIn(words: string): string[] | null {
  const list = words
    .replace(/\s*\|.*$/u, '')
    .replace(/\s+(?:in|for|at)\s+\p{Lu}.*$/u, '')
    .split(/\s*(?:,|;|&|\band\b|\bund\b|\bet\b|\by\b|\bdan\b)\s*/u)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const names = list.filter((name) =>
    /^(?:\p{Lu}[\p{L}\p{M}.'’-]*|de|da|van|von|bin|binti|al|el)(?: (?:\p{Lu}[\p{L}\p{M}.'’-]*|de|da|van|von|bin|binti|al|el)){1,4}$/u.test(
      name,
    ),
  );
  // The first must be a name; what follows may be a place or an office.
  return names.length > 0 && names[0] === list[0] ? names : null;
}

const AGENCIES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Reuters', /^reuters$/i],
  ['AP', /^(?:ap|associated press|the associated press)$/i],
  ['AFP', /^(?:afp|agence france-presse)$/i],
  ['Kyodo News', /^(?:kyodo|kyodo news|共同|共同通信)$/i],
  ['Yonhap', /^(?:yonhap|yonhap news agency|연합뉴스)$/i],
  ['Xinhua', /^(?:xinhua|新华社|新華社)$/i],
  ['Bernama', /^bernama$/i],
  ['Antara', /^antara$/i],
  ['Jiji Press', /^(?:jiji|jiji press|時事)$/i],
  ['dpa', /^dpa$/i],
  ['EFE', /^efe$/i],
  ['ANSA', /^ansa$/i],
  ['UPI', /^upi$/i],
  ['TASS', /^tass$/i],
  ['VNA', /^vna$/i],
  ['KCNA', /^kcna$/i],
];

/** Whom the dateline or a credit line names: the outlet itself, as Korean papers do, or the agency it took the text from. */
function creditOf(
  opening: string,
  edges: readonly Line[],
): { publisher: string | null; agency: string | null } {
  // SINGAPORE (Agency) — and [서울=연합뉴스]
  const dateline =
    /^\p{Lu}[\p{Lu} .'’/-]{2,40}(?:, [^()–—]{1,40})? \(([\p{L}][^()]{1,30})\) ?[-–—]/u.exec(opening) ??
    /^[([][^=()[\]]{1,20}=([^)\]]{2,20})[)\]]/u.exec(opening);
  if (dateline) {
    const name = dateline[1]!.trim();
    return /(?:일보|시보|신문|방송|투데이)$/u.test(name)
      ? { publisher: name, agency: null }
      : { publisher: null, agency: agencyName(name) ?? name };
  }
  for (const { words } of edges) {
    const credit = /^(?:[—–-]\s?|source: |with |\(|\[)?([\p{L} -]{2,30})[)\]]?\.?$/iu.exec(words);
    const name = credit === null ? null : agencyName(credit[1]!);
    if (name !== null) return { publisher: null, agency: name };
  }
  return { publisher: null, agency: null };
}

function agencyName(words: string): string | null {
  return AGENCIES.find(([, pattern]) => pattern.test(words.trim()))?.[0] ?? null;
}

function addressOf(edges: readonly Line[]): string | null {
  for (const { words } of edges) {
    const found = /^(?:(?:source|url|link|original|from)\s?: ?)?(https?:\/\/[^\s<>"]{4,500})$/iu.exec(words);
    if (found) return found[1]!;
  }
  return null;
}
