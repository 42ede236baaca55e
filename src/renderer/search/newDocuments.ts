import type { Id } from '../../core/model/id';
import { notIn, type SavedSearch } from '../../core/model/savedSearch';
import type { FoundDocuments } from '../workers/searchClient';

const known = new WeakMap<FoundDocuments, { readonly seen: string; readonly documents: readonly Id[] }>();

/** What a search found since it was last marked as seen, best first. Worked out once for what was found and seen. */
export function newDocuments({ seen }: Pick<SavedSearch, 'seen'>, found: FoundDocuments): readonly Id[] {
  const before = known.get(found);
  if (before?.seen === seen) return before.documents;
  const documents = notIn(seen, found.documents);
  known.set(found, { seen, documents });
  return documents;
}
