import type { Input } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import { documentSet, type SavedSearch, type SearchWish } from '../../core/model/savedSearch';
import { undo } from '../app/history';
import { showError, showMessage } from '../app/messages';
import { act, call } from '../app/session';
import type { FoundDocuments } from '../workers/searchClient';
import { foundNow } from './useRuns';

/** Keeps searches with what they find now as seen. Null when it failed, which was said. */
export async function saveSearches(wishes: readonly SearchWish[]): Promise<readonly SavedSearch[] | null> {
  try {
    const found = await foundNow(wishes, new AbortController().signal);
    return await act('searches.add', {
      searches: wishes.map((wish, at) => ({ ...wish, seen: documentSet(found[at]!.documents) })),
    });
  } catch (thrown) {
    showError(thrown);
    return null;
  }
}

export function changeSearch(
  { id }: Pick<SavedSearch, 'id'>,
  changes: Omit<Input<'searches.edit'>, 'id'>,
): Promise<SavedSearch | null> {
  return act('searches.edit', { id, ...changes });
}

/** What it finds now is no longer new. */
export function markAsSeen(search: SavedSearch, found: FoundDocuments): Promise<SavedSearch | null> {
  return changeSearch(search, { seen: documentSet(found.documents) });
}

export async function review(search: Id, documents: readonly Id[], isReviewed: boolean): Promise<void> {
  await act('searches.review', { id: search, documents: [...documents], reviewed: isReviewed });
}

/** Moves a search up (-1) or down in its notebook; nothing happens at the ends. */
export async function moveBy(search: SavedSearch, by: 1 | -1): Promise<void> {
  const all = await call('searches.list', {}).catch(() => []);
  const notebook = all.filter(({ notebook: name }) => name === search.notebook);
  const at = notebook.findIndex(({ id }) => id === search.id);
  if (at < 0 || at + by < 0 || at + by >= notebook.length) return;
  await changeSearch(search, { before: notebook[by < 0 ? at - 1 : at + 2]?.id ?? null });
}

/** Deletes searches, with a way back. */
export async function deleteSearches(searches: readonly SavedSearch[]): Promise<void> {
  try {
    await call('searches.remove', { ids: searches.map(({ id }) => id) });
  } catch (thrown) {
    showError(thrown);
    return;
  }
  showMessage({
    kind: 'info',
    text:
      searches.length === 1
        ? `Deleted the search “${searches[0]!.name}”.`
        : `Deleted ${searches.length} searches.`,
    action: { label: 'Undo', run: () => void undo() },
  });
}
