import type { Service } from '../../core/api/contract';
import { newId, type Id } from '../../core/model/id';
import { byNotebook, moveSearch, type SavedSearch } from '../../core/model/savedSearch';
import type { RecordChange } from '../library/library';
import type { Desk } from './desk';
import type { PartOf } from './partOf';

/** Calls on saved searches. What they find is for the indexes to say; here is what people decided. */
export function searchCalls(desk: Desk): PartOf<Service, 'searches'> {
  const inNotebook = (notebook: string): SavedSearch[] =>
    desk.library
      .searches()
      .filter((search) => search.notebook === notebook)
      .sort(byNotebook);
  /** Writes them in one step; what was written, which is what a call answers. */
  const write = async (name: string, searches: readonly SavedSearch[]): Promise<SavedSearch[]> => {
    await desk.edit(
      name,
      searches.map((value): RecordChange => ({ kind: 'search', id: value.id, value })),
    );
    return [...searches];
  };
  /** `write`, with the time of the change. */
  const edit = (name: string, searches: readonly SavedSearch[]): Promise<SavedSearch[]> => {
    const changedAt = new Date().toISOString();
    return write(
      name,
      searches.map((search) => ({ ...search, changedAt })),
    );
  };
  return {
    'searches.list': () => Promise.resolve([...desk.library.searches()].sort(byNotebook)),
    'searches.add': async ({ searches: wishes }) => {
      const createdAt = new Date().toISOString();
      const lastOf = new Map<string, number>();
      const searches = wishes.map((wish): SavedSearch => {
        const last = lastOf.get(wish.notebook) ?? inNotebook(wish.notebook).at(-1)?.order ?? -1;
        lastOf.set(wish.notebook, last + 1);
        return {
          version: 1,
          id: newId(),
          ...wish,
          order: last + 1,
          reviewed: [],
          createdAt,
          changedAt: createdAt,
        };
      });
      return write(searches.length === 1 ? 'Save search' : `Save ${searches.length} searches`, searches);
    },
    'searches.edit': async ({ id, before, ...changes }) => {
      const old = await desk.record('search', id);
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      let after: SavedSearch = { ...old, ...given };
      const others: SavedSearch[] = [];
      if (after.notebook !== old.notebook) {
        after = { ...after, order: (inNotebook(after.notebook).at(-1)?.order ?? -1) + 1 };
      }
      if (before !== undefined) {
        const notebook = inNotebook(after.notebook).filter((search) => search.id !== id);
        for (const moved of moveSearch([...notebook, after], id, before)) {
          if (moved.id === id) after = moved;
          else others.push(moved);
        }
      }
      if (others.length === 0 && JSON.stringify(after) === JSON.stringify(old)) return old;
      await edit(nameOf(given, before !== undefined), [after, ...others]);
      return desk.record('search', id);
    },
    'searches.review': async ({ id, documents, reviewed }) => {
      const old = await desk.record('search', id);
      const marked = new Set(old.reviewed);
      for (const document of documents) {
        if (reviewed) marked.add(document);
        else marked.delete(document);
      }
      if (marked.size === old.reviewed.length && old.reviewed.every((document) => marked.has(document))) {
        return old;
      }
      const name = reviewed ? 'Mark as reviewed' : 'Mark as not reviewed';
      await edit(name, [{ ...old, reviewed: [...marked] }]);
      return desk.record('search', id);
    },
    'searches.renameNotebook': async ({ from, to }) => {
      if (from === to) return null;
      const first = (inNotebook(to).at(-1)?.order ?? -1) + 1;
      const moved = inNotebook(from).map((search, at) => ({ ...search, notebook: to, order: first + at }));
      if (moved.length > 0) await edit('Rename notebook', moved);
      return null;
    },
    'searches.remove': async ({ ids }) => {
      const doomed = new Set<Id>(ids);
      for (const id of doomed) await desk.record('search', id);
      await desk.edit(
        doomed.size === 1 ? 'Delete search' : `Delete ${doomed.size} searches`,
        Array.from(doomed, (id): RecordChange => ({ kind: 'search', id, value: null })),
      );
      return null;
    },
  };
}

function nameOf(changes: object, isMove: boolean): string {
  if ('seen' in changes && Object.keys(changes).length === 1) return 'Mark as seen';
  if ('name' in changes && Object.keys(changes).length === 1) return 'Rename search';
  return (isMove || 'notebook' in changes) && !('query' in changes) ? 'Move search' : 'Change search';
}
