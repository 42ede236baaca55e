import { strict } from 'chrono-node/en';
import type { PartialDate } from '../../core/model/date';

const LANGUAGES = [
  'en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'id', 'ms', 'pl', 'tr', 'ru', 'uk', 'vi', 'th', 'fil',
]; // prettier-ignore

const ARABIC =
  'يناير فبراير مارس أبريل|ابريل|إبريل مايو يونيو|يونيه يوليو|يوليه أغسطس|اغسطس سبتمبر أكتوبر|اكتوبر نوفمبر ديسمبر';

/** Month names as they stand beside a day (in Slavic languages another form than alone), lower case, without stops. */
const MONTHS: ReadonlyMap<string, number> = monthNames();

function monthNames(): Map<string, number> {
  const names = new Map<string, number>();
  for (const language of LANGUAGES) {
    for (const month of ['long', 'short'] as const) {
      const format = new Intl.DateTimeFormat(language, { day: 'numeric', month, timeZone: 'UTC' });
      for (let index = 0; index < 12; index += 1) {
        const parts = format.formatToParts(Date.UTC(2019, index, 12));
        const name =
          parts
            .find((part) => part.type === 'month')
            ?.value.toLowerCase()
            .replace(/\.$/, '') ?? '';
        if (/\p{L}{3}/u.test(name) && !names.has(name)) names.set(name, index + 1);
      }
    }
  }
  // Thai short names have stops inside, which a first look does not take for letters.
  for (const [index, name] of 'ม.ค ก.พ มี.ค เม.ย พ.ค มิ.ย ก.ค ส.ค ก.ย ต.ค พ.ย ธ.ค'.split(' ').entries())
    names.set(name, index + 1);
  names.set('sept', 9);
  // Arabic papers write months with and without the sign on the first letter.
  for (const [index, forms] of ARABIC.split(' ').entries())
    for (const name of forms.split('|')) names.set(name, index + 1);
  return names;
}

/** How a document writes 03/04/2019; null where nothing tells. */
export type NumericOrder = 'day-first' | 'month-first' | null;

type Read = (match: RegExpExecArray, order: NumericOrder) => PartialDate | null;

// Thai writes vowels as marks inside the word and its short names with stops inside (มิ.ย.).
const NAME = '(\\p{L}[\\p{L}\\p{M}.]{2,14})';
const YEAR = '(\\d{4})';
const HAN = '〇零一二三四五六七八九十';
const NUMERIC = /(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)/u;

const FORMS: readonly (readonly [RegExp, Read])[] = (
  [
    [/(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/u, (m) => dayOf(m[1], m[2], m[3])],
    [/(?<!\d)(\d{4})([./]) ?(\d{1,2})\2 ?(\d{1,2})(?!\d)/u, (m) => dayOf(m[1], m[3], m[4])],
    [/(\d{4})\)? ?[년年] ?(\d{1,2}) ?[월月] ?(\d{1,2}) ?[일日號号]/u, (m) => dayOf(m[1], m[2], m[3])],
    [/(\d{4})\)? ?[년年] ?(\d{1,2}) ?[월月]/u, (m) => dayOf(m[1], m[2], undefined)],
    // Reigns of Japan and years of the Republic of China: 令和元年6月12日, 民國108年6月12日.
    [
      /(令和|平成|昭和|民國|民国)\s?(元|\d{1,3})年\s?(\d{1,2})月(?:\s?(\d{1,2})日)?/u,
      (m) => dayOf(String(REIGNS[m[1]!]! + (m[2] === '元' ? 1 : Number(m[2]))), m[3], m[4]),
    ],
    [
      new RegExp(`([〇零一二三四五六七八九]{4})年([${HAN}]{1,3})月(?:([${HAN}]{1,3})[日號号])?`, 'u'),
      (m) => dayOf(hanDigits(m[1]!), hanNumber(m[2]!), m[3] && hanNumber(m[3])),
    ],
    [/(?<!\d)(\d{1,2}) tháng (\d{1,2}),?(?: năm)? (\d{4})/iu, (m) => dayOf(m[3], m[2], m[1])],
    [/(?<!\d)tháng (\d{1,2}),?(?: năm)? (\d{4})/iu, (m) => dayOf(m[2], m[1], undefined)],
    // 12 June 2019, 12-Jun-2019, 12. Juni 2019, 12 de junio de 2019, 12 มิถุนายน 2562
    [
      new RegExp(
        `(?<!\\d)(\\d{1,2})(?:\\.|st|nd|rd|th|er|º)?[ -](?:de |of |\\p{Script=Arabic}{2,12}\\/)?${NAME}\\.?,?[ -](?:de )?(?:พ\\.ศ\\. ?)?${YEAR}(?!\\d)`,
        'iu',
      ),
      (m) => dayOf(m[3], monthOf(m[2]), m[1]),
    ],
    // Thai papers leave out the century: 12 มิ.ย. 62
    [
      /(?<!\d)(\d{1,2}) ?([ก-ฮ][\u0E00-\u0E4F.]{1,12}?)\.? ?(\d{2})(?!\d)/u,
      (m) => dayOf(String(2500 + Number(m[3])), monthOf(m[2]), m[1]),
    ],
    // June 12, 2019
    [
      new RegExp(`${NAME}\\.? (\\d{1,2})(?:st|nd|rd|th)?,? ${YEAR}(?!\\d)`, 'iu'),
      (m) => dayOf(m[3], monthOf(m[1]), m[2]),
    ],
    [
      new RegExp(
        `(?<!\\d(?:st|nd|rd|th)?[. ]{1,2})${NAME}\\.?,? (?:de )?(?:พ\\.ศ\\. ?)?${YEAR}(?!\\d)`,
        'iu',
      ),
      (m) => dayOf(m[2], monthOf(m[1]), undefined),
    ],
    [
      NUMERIC,
      (m, order) => {
        const [first, second] = [Number(m[1]), Number(m[3])];
        const told = first === second ? 'day-first' : (orderTold(first, second, m[2]!) ?? order);
        if (told === null) return first <= 12 && second <= 12 ? yearOf(m[4]!) : null;
        return told === 'day-first' ? dayOf(m[4], m[3], m[1]) : dayOf(m[4], m[1], m[3]);
      },
    ],
  ] satisfies [RegExp, Read][]
).map(([form, read]) => [new RegExp(form.source, `${form.flags}g`), read]);

const REIGNS: Readonly<Record<string, number>> = {
  令和: 2018, 平成: 1988, 昭和: 1925, 民國: 1911, 民国: 1911,
}; // prettier-ignore

/** Half-open, in the line. */
export type DateFound = { readonly date: PartialDate; readonly from: number; readonly to: number };

/**
 * The first date written out in a line, with its year, in the forms of a dozen languages. 03/04/2019 is read in the order
 * given; with none, by nobody but its writer: only its year is taken. Buddhist years and years of reigns are turned into
 * the common ones. Null where there is none.
 */
export function dateIn(line: string, order: NumericOrder = null): DateFound | null {
  const plain = plainDigits(line);
  let best: DateFound | null = null;
  for (const [form, read] of FORMS) {
    for (const match of plain.matchAll(form)) {
      const from = match.index;
      const to = from + match[0].length;
      if (best !== null && (from > best.from || (from === best.from && to <= best.to))) break;
      const date = read(match, order);
      if (date === null) continue;
      best = { date, from, to };
      break;
    }
  }
  return best ?? writtenInEnglish(plain);
}

/** What the forms above miss and chrono's strict reading finds, whole and with its year in four digits: `12/Jun/2019`. */
function writtenInEnglish(line: string): DateFound | null {
  if (line.length > 160 || !/\d{4}/.test(line) || !/[a-z]{3}/i.test(line)) return null;
  for (const { text, index, start } of strict.parse(line)) {
    const year = start.get('year');
    const isWhole = (['year', 'month', 'day'] as const).every((part) => start.isCertain(part));
    if (!isWhole || year === null || !text.includes(String(year)) || !/[a-z]{3}/i.test(text)) continue;
    const date = dayOf(String(year), String(start.get('month')), String(start.get('day')));
    if (date !== null) return { date, from: index, to: index + text.length };
  }
  return null;
}

/**
 * How a document writes dates in numbers: as those of its dates that can be read one way only (14/06/2019), else as its
 * language does. English has both orders, unless a country is named with it. Null where its dates disagree or nothing tells.
 */
export function numericOrder(text: string, language: string | null): NumericOrder {
  const told = new Set<NumericOrder>();
  for (const match of plainDigits(text).matchAll(new RegExp(NUMERIC.source, 'gu'))) {
    const order = match[2] === '.' ? null : orderTold(Number(match[1]), Number(match[3]), match[2]!);
    if (order !== null) told.add(order);
  }
  if (told.size > 0) return told.size === 1 ? [...told][0]! : null;
  const [base = '', region] = language?.split('-') ?? [];
  if (base === 'en' && region !== undefined) {
    if (/^US$/i.test(region)) return 'month-first';
    return /^(?:GB|AU|NZ|IE|IN|SG|HK|MY|ZA)$/i.test(region) ? 'day-first' : null;
  }
  return base !== 'en' && LANGUAGES.includes(base) && base !== 'fil' ? 'day-first' : null;
}

/** With stops the day comes first wherever such dates are written; a number above twelve is no month. */
function orderTold(first: number, second: number, separator: string): NumericOrder {
  if (separator === '.' || first > 12) return 'day-first';
  return second > 12 ? 'month-first' : null;
}

/** Thai, Arabic and full-width digits as the usual ones; no position moves. */
function plainDigits(line: string): string {
  return line.replace(/[๐-๙０-９٠-٩]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (code >= 0xff10 ? 0xff10 : code >= 0x0e50 ? 0x0e50 : 0x0660));
  });
}

const hanDigits = (digits: string): string =>
  Array.from(digits, (digit) => (digit === '零' ? 0 : HAN.replace('零', '').indexOf(digit))).join('');

/** 十二, 二十, 六. */
function hanNumber(digits: string): string {
  if (!digits.includes('十')) return hanDigits(digits);
  const [tens = '', ones = ''] = digits.split('十');
  return String((tens === '' ? 1 : Number(hanDigits(tens))) * 10 + Number(hanDigits(ones)));
}

function monthOf(name: string | undefined): string | undefined {
  const month = MONTHS.get((name ?? '').toLowerCase().replace(/\.$/, ''));
  return month === undefined ? undefined : String(month);
}

const yearOf = (year: string): PartialDate | null =>
  Number(year) >= 1500 && Number(year) <= 2100 ? year : null;

/** A partial date of parts; null unless such a day can be (31 February cannot). */
function dayOf(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): PartialDate | null {
  if (year === undefined || month === undefined) return null;
  let numeric = Number(year);
  if (numeric >= 2440 && numeric <= 2640) numeric -= 543;
  if (numeric < 1500 || numeric > 2100) return null;
  const index = Number(month);
  if (index < 1 || index > 12) return null;
  const prefix = `${numeric}-${String(index).padStart(2, '0')}`;
  if (day === undefined) return prefix;
  const number = Number(day);
  if (number < 1 || number > new Date(Date.UTC(numeric, index, 0)).getUTCDate()) return null;
  return `${prefix}-${String(number).padStart(2, '0')}`;
}
