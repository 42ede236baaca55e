import { writtenNumber } from '../../core/text/writtenNumber';

/** How fast long work goes and how long it will last, in words; null while too little is done to say. */
export function paceOf(done: number, total: number, milliseconds: number): string | null {
  if (done < 2 || milliseconds < 1_000) return null;
  const perSecond = done / (milliseconds / 1_000);
  const rate =
    perSecond >= 1
      ? `${writtenNumber(Math.round(perSecond))} files a second`
      : `${Math.round(perSecond * 60)} files a minute`;
  const left = (total - done) / perSecond;
  return left < 1 ? rate : `${rate}, ${writtenDuration(left)} left`;
}

/** Seconds in the words a person would use: `12 seconds`, `about 3 minutes`. */
export function writtenDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return whole === 1 ? '1 second' : `${whole} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return minutes === 1 ? 'about a minute' : `about ${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours === 1 ? 'about an hour' : `about ${hours} hours`;
}
