import { BY_WORD } from './byWord';
import { dateIn } from './dates';
import type { BlockLine, Guess } from './guess';
import { collapsed, width } from './line';
import { isOutletName } from './outletName';

/** Whom a dateline, a byline or a credit line names. */
export type Credits = {
  readonly publisher: Guess<string> | null;
  readonly agency: Guess<string> | null;
  readonly authors: Guess<string[]> | null;
  readonly placeLine: Guess<string> | null;
};

/**
 * Agency, authors and place of a text. `body` are its first paragraphs of running text, `head` the lines before them,
 * `edges` those lines and the short ones at the end, `last` its last blocks.
 */
export function creditsOf(lines: {
  readonly text: string;
  readonly body: readonly BlockLine[];
  readonly head: readonly BlockLine[];
  readonly edges: readonly BlockLine[];
  readonly last: readonly BlockLine[];
}): Credits {
  const { text, body, head, edges, last } = lines;
  const dateline = datelineOf(text, body, edges);
  const credit =
    (dateline?.agency ?? dateline?.publisher ?? null) === null ? creditLine(head, edges, last) : null;
  const from = <T>(value: T | null | undefined, evidence: string): Guess<T> | null =>
    value === null || value === undefined ? null : { value, evidence };
  return {
    publisher: from(dateline?.publisher, 'the dateline'),
    agency: from(dateline?.agency, 'the dateline') ?? credit,
    authors: authorsOf(head, edges, last, body) ?? from(dateline?.authors, 'the dateline'),
    placeLine: from(dateline?.place, 'the dateline'),
  };
}

// --------------------------------------------------------------------------------------------------------- datelines

type Dateline = {
  readonly place: string | null;
  readonly agency: string | null;
  readonly publisher: string | null;
  readonly authors: string[] | null;
};

const PLACE = "\\p{Lu}[\\p{Lu}\\p{M} .'’/-]{2,40}";
const DASH = '(?:--|[-–—])';
/** Words in capitals that open a sentence or a label, and are no places. */
const NO_PLACE =
  /^(?:UPDATE|BREAKING|EXCLUSIVE|ANALYSIS|CORRECTED|CORRECTION|CLARIFICATION|WATCH|NOTE|OPINION|FACTBOX|EXPLAINER|INTERVIEW|FEATURE|LIVE|VIDEO|PHOTO|READ|ALSO|BY|EDITORIAL|SUMMARY|BACKGROUND|ABSTRACT|KEY|WARNING|FILE|RELATED|ADVERTISEMENT)\b/;

/** The dateline that opens one of the first paragraphs, or stands on a line of its own. */
function datelineOf(text: string, body: readonly BlockLine[], edges: readonly BlockLine[]): Dateline | null {
  for (const { words } of body.slice(0, 4)) {
    const found = openingDateline(words.slice(0, 200), text);
    if (found !== null) return found;
  }
  for (const { words } of edges) {
    // SINGAPORE, June 12 (Agency)
    const alone = new RegExp(`^(${PLACE}), [^()]{3,30}(?: \\(([\\p{L}][^()]{1,30})\\))?$`, 'u').exec(words);
    if (alone && width(words) <= 80 && /\d/.test(words) && !NO_PLACE.test(words)) {
      const day = words.slice(alone[1]!.length + 1).replace(/\(.*$/, '');
      if (/^ (?:\p{L}+\.? \d{1,2}|\d{1,2}\.? \p{L}+)(?:,? \d{4})? ?$/u.test(day)) {
        return named(alone[1]!, alone[2]);
      }
    }
    const bracketed = bracketDateline(words);
    if (bracketed !== null && width(words) <= 80) return bracketed;
  }
  return null;
}

function openingDateline(opening: string, text: string): Dateline | null {
  // SINGAPORE (Agency) — and SEOUL, South Korea, June 12 (Agency) —
  const credited = new RegExp(
    `^(${PLACE}|\\p{Lu}[\\p{L}\\p{M} .'’-]{1,30}?)((?:, [^()–—]{1,40})?) \\(([\\p{L}][^()]{1,30})\\) ?${DASH}`,
    'u',
  ).exec(opening);
  if (credited) {
    const [, place, rest, name] = credited;
    // In small letters the words before a bracket are a place only where an agency stands in it.
    if (new RegExp(`^${PLACE}$`, 'u').test(place!) || agencyName(name!) !== null)
      return named(place! + country(rest!), name);
  }
  const plain = new RegExp(`^(${PLACE})((?:, [\\p{L}\\d .,'’]{2,40}?)?) ${DASH} (?=\\S)`, 'u').exec(opening);
  if (plain && !NO_PLACE.test(plain[1]!) && !isAcronym(plain[1]!, text)) {
    return named(plain[1]! + country(plain[2]!), undefined);
  }
  const xinhua =
    /^[（(【]?(新华社|新華社|中新社|中新网|中央社|本报|本報)(\p{Script=Han}{2,8}?)(?:\d{1,2}月)?\d{1,2}日(?:电|電|讯|訊)/u.exec(
      opening,
    );
  if (xinhua) return named(xinhua[2]!, xinhua[1]!.startsWith('本') ? undefined : xinhua[1]);
  return bracketDateline(opening);
}

/** (서울=연합뉴스), 【北京＝山田太郎】, 【ソウル共同】, ［ソウル １２日 ロイター］. */
function bracketDateline(opening: string): Dateline | null {
  const inside = /^[([（【［〔]([^()[\]（）【】［］〔〕]{3,40})[)\]）】］〕]/u
    .exec(opening)?.[1]
    ?.normalize('NFKC');
  if (inside === undefined) return null;
  const joined = /^([^=\d]{1,20}?)(?: ?\d{1,2}日)? ?= ?([^=]{2,30})$/u.exec(inside);
  if (joined) {
    const [, place, name] = joined;
    // Japanese papers name their correspondent where Korean ones name the agency.
    const isPerson = /^\p{Script=Han}{2,4} ?\p{Script=Han}{0,3}$/u.test(name!) && agencyName(name!) === null;
    return isPerson && !name!.endsWith('社')
      ? { place: place!.trim(), agency: null, publisher: null, authors: [name!.trim()] }
      : named(place!, name);
  }
  const spaced = /^(\S{1,12}) \d{1,2}日 (\S.{1,16})$/u.exec(inside);
  if (spaced) return named(spaced[1]!, spaced[2]);
  const glued =
    /^([\p{Script=Han}\p{Script=Katakana}ー]{2,10}?)(AFP時事|共同通信|共同|時事通信|時事|ロイター|AP|AFP)$/u.exec(
      inside,
    );
  return glued ? named(glued[1]!, glued[2]) : null;
}

function named(place: string, name: string | undefined): Dateline {
  const credit = name?.trim();
  const isOutlet = credit !== undefined && /(?:일보|시보|신문|방송|투데이)$/u.test(credit);
  return {
    place: place.trim(),
    // A bracket may hold the day.
    agency:
      credit === undefined || isOutlet ? null : (agencyName(credit) ?? (/\d/.test(credit) ? null : credit)),
    publisher: isOutlet ? credit : null,
    authors: null,
  };
}

/** `, South Korea` of `, South Korea, June 12`; nothing where only a day follows the place. */
function country(rest: string): string {
  const part = rest.split(',')[1]?.trim() ?? '';
  if (!/^\p{Lu}[\p{L}.' ]{1,30}$/u.test(part)) return '';
  return /^(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?$|^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/.test(
    part,
  )
    ? ''
    : `, ${part}`;
}

/** Other than a place, an abbreviation comes again in capitals: ASEAN, NATO. */
function isAcronym(place: string, text: string): boolean {
  const words = place.trim().replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  if (place.trim().length < 4) return true;
  return (text.match(new RegExp(`(?<!\\p{L})${words}(?!\\p{L})`, 'gu'))?.length ?? 0) > 1;
}

// ---------------------------------------------------------------------------------------------------------- agencies

const AGENCIES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Reuters', /^(?:thomson )?reuters$|^ロイター(?:通信)?$|^로이터(?:통신)?$|^路透社?$/i],
  ['AP', /^(?:ap|associated press|the associated press|ap통신|ap通信|美联社)$/i],
  ['AFP', /^(?:afp|agence france-presse|afp通信|afp통신|afp=時事|afp時事|法新社)$/i],
  ['Kyodo News', /^(?:kyodo|kyodo news|共同|共同通信|共同社|교도통신)$/i],
  ['Yonhap', /^(?:yonhap|yonhap news agency|연합뉴스|聯合ニュース|韩联社|韓聯社)$/i],
  ['Newsis', /^(?:newsis|뉴시스)$/i],
  ['News1', /^(?:news1|뉴스1)$/i],
  ['Xinhua', /^(?:xinhua|新华社|新華社|新華網|신화통신|ซินหัว)$/i],
  ['China News Service', /^(?:china news service|中新社|中新网)$/i],
  ['Bernama', /^bernama$/i],
  ['Antara', /^antara$/i],
  ['Jiji Press', /^(?:jiji|jiji press|時事|時事通信)$/i],
  ['dpa', /^dpa$/i],
  ['EFE', /^efe$/i],
  ['ANSA', /^ansa$/i],
  ['UPI', /^upi$/i],
  ['TASS', /^(?:itar-)?tass$|^тасс$/i],
  ['Interfax', /^interfax$|^интерфакс$/i],
  ['VNA', /^(?:vna|ttxvn|vietnam news agency|thông tấn xã việt nam)$/i],
  ['KCNA', /^(?:kcna|조선중앙통신)$/i],
  ['CNA', /^(?:中央社)$/],
  ['PTI', /^(?:pti|press trust of india)$/i],
  ['ANI', /^ani$/i],
  ['IANS', /^ians$/i],
  ['AAP', /^aap$/i],
  ['Anadolu', /^anadolu(?: agency)?$/i],
  ['PNA', /^(?:pna|philippine news agency)$/i],
  ['AKP', /^akp$/i],
  ['Bloomberg', /^bloomberg$/i],
];

/** Under what name we keep an agency; null for what is none we know. */
export function agencyName(words: string): string | null {
  const plain = words.normalize('NFKC').trim();
  return AGENCIES.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

/** A line that is a credit and nothing else, and agencies in a byline or behind the last sentence. */
function creditLine(
  head: readonly BlockLine[],
  edges: readonly BlockLine[],
  last: readonly BlockLine[],
): Guess<string> | null {
  for (const [at, { words }] of edges.entries()) {
    const credit =
      /^(?:[—–-]\s?|source: |sources: |nguồn: |theo |quelle: |with |by |\(|\[|（)?(?:theo )?([\p{L}\d\p{M} /-]{2,30})[)\]）]?\.?$/iu.exec(
        words,
      );
    const names = (credit?.[1] ?? '').split(/[/,]/).flatMap((name) => agencyName(name) ?? []);
    if (names.length > 0) {
      return {
        value: names.join('/'),
        evidence: at < head.length ? 'a credit line above the text' : 'the credit line at the end',
      };
    }
    // By Jane Doe | Reuters, By JANE DOE, Associated Press
    const beside =
      at < head.length ? /^by .{3,60}?(?:\s*[|·•,–—-]\s*|\s+of\s+)([\p{L} ]{2,30})$/iu.exec(words) : null;
    const name = beside && agencyName(beside[1]!);
    if (name) return { value: name, evidence: 'the byline' };
  }
  for (const { words } of last.slice(-3)) {
    const name = agencyName(
      /[.!?。”"’]\s?[(（［[—–-]\s?(?:theo )?([\p{L}\p{M} /-]{2,24})[)）］\]]?$/iu.exec(
        words.slice(-60),
      )?.[1] ?? '',
    );
    if (name !== null) return { value: name, evidence: 'the credit behind the last sentence' };
  }
  return null;
}

// ----------------------------------------------------------------------------------------------------------- authors

function authorsOf(
  head: readonly BlockLine[],
  edges: readonly BlockLine[],
  last: readonly BlockLine[],
  body: readonly BlockLine[],
): Guess<string[]> | null {
  for (const { words } of head) {
    const names = byline(words);
    if (names !== null) return { value: names, evidence: 'the byline' };
  }
  for (const { words } of body.slice(0, 2)) {
    // (베이징=연합뉴스) 홍길동 특파원 =
    const reporter = /^[([][^)\]]{2,30}[)\]]\s?((?:[가-힣]{2,4} ?){1,3}(?:선임)?(?:기자|특파원))\s?=/u.exec(
      words,
    )?.[1];
    const names = reporter === undefined ? null : koreanReporters(reporter);
    if (names !== null) return { value: names, evidence: 'the dateline' };
    // 新华社平壤6月12日电（记者张三、李四）
    const chinese =
      /^.{0,40}?[（(](?:本报|本報)?(?:记者|記者)\s?(\p{Script=Han}{2,4}(?:[、\s]\p{Script=Han}{2,4}){0,4})[）)]/u.exec(
        words.slice(0, 90),
      );
    if (chinese) return { value: chinese[1]!.split(/[、\s]+/u), evidence: 'the dateline' };
  }
  for (const { words } of edges.slice(head.length)) {
    const names = byline(words);
    if (names !== null) return { value: names, evidence: 'the byline below the text' };
  }
  for (const { words } of last) {
    const reporting = /\(?\b(?:Additional )?Reporting by ([^;()]{4,160})/u.exec(words.slice(-400));
    const reporters = reporting && !reporting[0].includes('Additional') ? personsIn(reporting[1]!) : null;
    if (reporters) return { value: reporters, evidence: 'the “Reporting by” note at the end' };
  }
  for (const { words } of last.slice(-3)) {
    const note =
      /^(?:The (?:author|writer), )?((?:(?:Dr|Prof)\.? )?\p{Lu}[\p{L}\p{M}.’'-]+(?: \p{Lu}[\p{L}\p{M}.’'-]*){1,3}),? (?:is|was) (?:an?|the|currently|senior|non-?resident)\b.{0,80}?\b(?:fellow|professor|lecturer|researcher|analyst|correspondent|journalist|director|editor|columnist|scholar|writer|student|adviser|advisor|associate|reporter|diplomat|ambassador|scientist|economist|historian)\b/u.exec(
        words,
      );
    const names = note ? personsIn(note[1]!.replace(/^(?:Dr|Prof)\.? /, '')) : null;
    if (names) return { value: names, evidence: 'the note on the author at the end' };
  }
  return null;
}

const BYLINE = new RegExp(
  `^(?:${BY_WORD}|by:|penulis:?|door|written by|text by|story by|words by|author:|authors:|byline:|reporter:|โดย|автор:?)\\s+(.+)$`,
  'iu',
);

/** The names of a line that says whose text it is; null for other lines. */
export function byline(words: string): string[] | null {
  if (width(words) > 120) return null;
  const found = BYLINE.exec(words);
  if (found) return personsIn(found[1]!) ?? thaiName(found[1]!);
  const han =
    /^(?:作者|记者|記者|文|撰文|本报记者|本報記者|取材)[:：/／|・\s]\s*(\p{Script=Han}{2,4}(?:[、\s]\p{Script=Han}{2,4}){0,4})$/u.exec(
      words,
    );
  if (han) return han[1]!.split(/[、\s]+/u);
  return koreanReporters(words);
}

function koreanReporters(words: string): string[] | null {
  if (width(words) > 70) return null;
  const names = [
    ...words.matchAll(/([가-힣]{2,4}) ?(?:선임|수습|전문)?(?:기자|특파원|논설위원|통신원)(?![가-힣])/gu),
  ].map((match) => match[1]!);
  return names.length > 0 ? names : null;
}

const thaiName = (words: string): string[] | null =>
  /^[\u0E00-\u0E7F]{2,20} [\u0E00-\u0E7F]{2,24}$/u.test(words.trim()) ? [words.trim()] : null;

const NAME_WORD = "(?:\\p{Lu}[\\p{L}\\p{M}.'’-]*|de|da|dos|van|von|der|den|bin|binti|al|el|le|la)";
const NAME = new RegExp(`^${NAME_WORD}(?: ${NAME_WORD}){1,4}$`, 'u');
const NO_NAME = new RegExp(
  `^(?:${BY_WORD}|the) |\\b(?:staff|editorial|editors?|correspondents?|reporters?|writers?|columnists?|contributors?|desk|team|board|newsroom|agenc(?:y|ies)|bureau|news|media|press|online|times|post|daily|profile|follow|author|comments?|share|email|read|view|more|about|contact|subscribe)\\b`,
  'i',
);
/** What somebody is, behind the name: Jane Doe Senior Harbour Correspondent. */
const OFFICE =
  /(?:^|\s)(?:editor|correspondent|reporter|writer|columnist|contributor|journalist|producer|analyst|journaliste|redakteur(?:in)?|enviad[oa]s?|envoyée?s?)\b/iu;

/** Letters in which names are looked for: a page may state anything as its author. */
const LONGEST_LIST = 400;

/**
 * `Jane Doe and JOHN ROE, Singapore` as names, those in capitals as others are written; null where the words are no names.
 * What follows them may be a place, an office, a date, an outlet.
 */
export function personsIn(words: string): string[] | null {
  const line = words.slice(0, LONGEST_LIST);
  const date = dateIn(line, 'day-first');
  let own = collapsed(date === null ? line : line.slice(0, date.from));
  for (const rest of [/ ?[|·•(<\d]/u, / \S*@\S/u, / [-–—] /u, / (?:in|for|at|of|from) (?:the )?\p{Lu}/u]) {
    const from = own.search(rest);
    if (from >= 0) own = own.slice(0, from);
  }
  const list = own
    .replace(/[\s–—-]+$/u, '')
    .split(/ ?(?:,|;|&|\/|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bdan\b|\bvà\b) ?/u)
    .map((name) => withoutOffice(name.trim().replace(/,$/, '')))
    .filter((name) => name !== '');
  const isShouted = (name: string): boolean => !/\p{Ll}/u.test(name);
  const names = list.filter(
    // Jane Doe, HARBOUR POST: an outlet. JANE DOE, JOHN ROE: persons.
    (name) => isPersonName(name) && (!isShouted(name) || isShouted(list[0]!)),
  );
  // The first must be a name; what follows may be a place or an office.
  return names.length > 0 && names[0] === list[0] ? names.map(asOthersWrite) : null;
}

/** Two words and more, as names of persons are written in Latin letters, and none of an office or a newsroom. */
export const isPersonName = (name: string): boolean =>
  NAME.test(name) && !NO_NAME.test(name) && agencyName(name) === null && !isOutletName(name);

/** Without the words that lead up to a date, and what somebody is. */
function withoutOffice(name: string): string {
  const own = name
    .replace(/(?: (?:posted|published|updated|on|at|le|am|il|el|den|vom|em))+$/iu, '')
    .replace(/,? (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$/u, '');
  // JANE DOE Special Correspondent: the change of letters parts the two.
  const capitals = /^((?:\p{Lu}[\p{Lu}\p{M}.'’-]+ ?){2,4}) (?=\p{Lu}\p{Ll})/u.exec(own);
  if (capitals) return capitals[1]!.trim();
  if (!OFFICE.test(own)) return own;
  return /^\S+ (?:\p{Lu}\.\s?){0,2}\S+/u.exec(own)?.[0] ?? own;
}

/** `JANE DOE-ROE` as `Jane Doe-Roe`. */
function asOthersWrite(name: string): string {
  if (/\p{Ll}/u.test(name) || name.length < 6) return name;
  return name
    .toLowerCase()
    .replace(/(?<![\p{L}\p{M}])(?!(?:de|da|dos|van|von|der|den|bin|binti|al|el|le|la) )\p{Ll}/gu, (letter) =>
      letter.toUpperCase(),
    );
}
