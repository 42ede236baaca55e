/** What stands before the name of a writer, in languages that use Latin letters; for patterns that ignore case. */
export const BY_WORD = 'by|von|par|por|oleh';

/** A line that begins so. */
export const BEGINS_WITH_BY = new RegExp(`^(?:${BY_WORD})\\s`, 'iu');
