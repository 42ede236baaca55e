import type { PartialDate } from '../../core/model/date';

const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'id', 'ms', 'pl', 'tr', 'ru', 'uk', 'vi', 'th'];

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
  names.set('sept', 9);
  return names;
}

// Thai writes vowels as marks inside the word and its short names with stops inside (มิ.ย.).
const NAME = '(\\p{L}[\\p{L}\\p{M}.]{2,14})';
const YEAR = '(\\d{4})';
const FORMS: readonly (readonly [RegExp, (match: RegExpExecArray) => PartialDate | null])[] = [
  [/(\d{4})-(\d{2})-(\d{2})(?!\d)/u, (m) => dayOf(m[1], m[2], m[3])],
  [/(\d{4})[./] ?(\d{1,2})[./] ?(\d{1,2})(?!\d)/u, (m) => dayOf(m[1], m[2], m[3])],
  [/(\d{4}) ?[년年] ?(\d{1,2}) ?[월月] ?(\d{1,2}) ?[일日]/u, (m) => dayOf(m[1], m[2], m[3])],
  [/(\d{4}) ?[년年] ?(\d{1,2}) ?[월月]/u, (m) => dayOf(m[1], m[2], undefined)],
  [/(\d{1,2}) tháng (\d{1,2}),? năm (\d{4})/iu, (m) => dayOf(m[3], m[2], m[1])],
  // 12 June 2019, 12. Juni 2019, 12 de junio de 2019, 12 มิถุนายน 2562
  [
    new RegExp(
      `(?<!\\d)(\\d{1,2})(?:\\.|st|nd|rd|th|er|º)? (?:de )?${NAME}\\.?,? (?:de )?(?:พ\\.ศ\\. ?)?${YEAR}(?!\\d)`,
      'iu',
    ),
    (m) => dayOf(m[3], monthOf(m[2]), m[1]),
  ],
  // June 12, 2019
  [
    new RegExp(`${NAME}\\.? (\\d{1,2})(?:st|nd|rd|th)?,? ${YEAR}(?!\\d)`, 'iu'),
    (m) => dayOf(m[3], monthOf(m[1]), m[2]),
  ],
  [
    new RegExp(`(?<!\\d(?:st|nd|rd|th)?[. ]{1,2})${NAME}\\.?,? (?:de )?${YEAR}(?!\\d)`, 'iu'),
    (m) => dayOf(m[2], monthOf(m[1]), undefined),
  ],
];

export type DateFound = { readonly date: PartialDate; readonly from: number; readonly to: number };

/**
 * The first date written out in a line, with its year, in the forms of a dozen languages. 03/04/2019 is read by nobody
 * but its writer: not taken. A Buddhist year is turned into the common one. Null where there is none.
 */
export function dateIn(line: string): DateFound | null {
  for (const [form, read] of FORMS) {
    const match = form.exec(line);
    if (match === null) continue;
    const date = read(match);
    if (date !== null) return { date, from: match.index, to: match.index + match[0].length };
  }
  return null;
}

function monthOf(name: string | undefined): string | undefined {
  const month = MONTHS.get((name ?? '').toLowerCase().replace(/\.$/, ''));
  return month === undefined ? undefined : String(month);
}

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
