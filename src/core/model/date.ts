import { z } from 'zod';

/**
 * A date as far as a source gives it: `2019`, `2019-06` or `2019-06-12`. What is not known is not written: never a
 * made-up first of January (CSL-JSON date-parts, same rule).
 */
export const PartialDate = z.string().regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, {
  message: 'write a date as 2019, 2019-06 or 2019-06-12',
});
export type PartialDate = z.infer<typeof PartialDate>;

/** A moment in time, ISO 8601 in UTC. */
export const Moment = z.iso.datetime();

const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July',
  'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore

/** `12 June 2019`, `June 2019` or `2019`: the form used in citations and lists. */
export function writtenDate(date: PartialDate): string {
  const [year, month, day] = date.split('-');
  return [day && String(Number(day)), month && MONTHS[Number(month) - 1], year].filter(Boolean).join(' ');
}
