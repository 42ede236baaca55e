// Made once: making a format costs more than a whole row. In English, like every word around them.
const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });
const moments = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** `18 June 2019`, where the user is: the form `writtenDate` gives to dates of sources. Takes an ISO moment. */
export function writtenDay(moment: string): string {
  return days.format(new Date(moment));
}

/** `18 June 2019 at 09:01`. */
export function writtenMoment(moment: string): string {
  return moments.format(new Date(moment));
}

/** `09:01:30`. */
export function writtenClock(moment: string): string {
  return clock.format(new Date(moment));
}
