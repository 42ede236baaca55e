import { writtenDate } from '../../core/model/date';

/** A source in a few words for lists and under quotations: `The Straits Ledger, “Ministers meet”, 12 June 2019`. */
export function sourceLine(source: {
  readonly title: string;
  readonly publisher: string | null;
  readonly published: string | null;
}): string {
  return [source.publisher, `“${source.title}”`, source.published && writtenDate(source.published)]
    .filter(Boolean)
    .join(', ');
}
