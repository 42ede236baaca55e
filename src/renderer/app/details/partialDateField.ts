import { PartialDate } from '../../../core/model/date';

const MONTHS = [
  'january', 'february', 'march', 'april', 'may', 'june', 'july',
  'august', 'september', 'october', 'november', 'december',
]; // prettier-ignore

/**
 * A date as an analyst types it: `2019`, `2019-06`, `2019-06-12`, `June 2019`, `12 June 2019`, `June 12, 2019`,
 * `12.6.2019`. Null for anything else: for days that do not exist, and for `6/12/2019`, which means two days.
 */
export function readPartialDate(typed: string): PartialDate | null {
  const text = typed.trim().replace(/\s+/g, ' ');
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  if (iso) return build(iso[1], iso[2], iso[3]);
  const dotted = /^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})$/.exec(text);
  if (dotted) return build(dotted[3], dotted[2], dotted[1]);
  const dayFirst = /^(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]{3,9})\.?,? (\d{4})$/i.exec(text);
  if (dayFirst) return build(dayFirst[3], monthNamed(dayFirst[2]!), dayFirst[1]);
  const monthFirst = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i.exec(text);
  if (monthFirst) return build(monthFirst[3], monthNamed(monthFirst[1]!), monthFirst[2]);
  return null;
}

function monthNamed(name: string): string {
  const wanted = name.toLowerCase();
  const found = MONTHS.filter((month) => month.startsWith(wanted));
  return found.length === 1 || wanted === 'may' ? String(MONTHS.indexOf(found[0]!) + 1) : '0';
}

function build(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): PartialDate | null {
  const parts = [year, month?.padStart(2, '0'), day?.padStart(2, '0')].filter((part) => part !== undefined);
  const parsed = PartialDate.safeParse(parts.join('-'));
  if (!parsed.success) return null;
  if (day === undefined) return parsed.data;
  // 31 June has the form of a date but is none.
  const time = new Date(`${parsed.data}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(parsed.data) ? parsed.data : null;
}
