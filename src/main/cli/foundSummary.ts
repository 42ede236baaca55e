import type { HitGroup, SearchAnswer } from '../../core/model/search';
import { counted } from '../../core/text/writtenNumber';

/** What a search found in all, and how much of it was listed: whoever sees a hundred lines must not take them for all. */
export function foundSummary(
  { totalDocuments, totalHits, precise }: Pick<SearchAnswer, 'totalDocuments' | 'totalHits' | 'precise'>,
  listed: readonly Pick<HitGroup, 'hits'>[],
): string {
  if (totalDocuments === 0) return 'Nothing found.';
  const found = `${precise ? '' : 'At least '}${placesIn(totalHits, totalDocuments)}`;
  const shown = listed.reduce((sum, { hits }) => sum + hits.length, 0);
  if (shown >= totalHits && listed.length >= totalDocuments) return `${found}.`;
  return `${found}; listed are ${placesIn(shown, listed.length)}, more with --limit.`;
}

/** A range of time finds documents without places. */
const placesIn = (places: number, documents: number): string =>
  places === 0
    ? counted(documents, 'document')
    : `${counted(places, 'place')} in ${counted(documents, 'document')}`;
