import type { Change, Service } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import type { Note } from '../../core/model/note';
import type { FeedDocument, FeedItem } from '../../core/model/search';
import type { CatalogueEntry, Library } from '../library/library';
import { announced, type Desk } from './desk';
import type { PartOf } from './partOf';

/**
 * Calls that feed search indexes: documents by id, then all notes. The cursor is the id of the last document given, so
 * what is imported or removed between two readings shifts nothing; the events tell of it.
 */
export function feedCalls(desk: Desk): PartOf<Service, 'feed'> {
  let ordered: { of: readonly CatalogueEntry[]; entries: CatalogueEntry[] } | null = null;
  // Sorted once for all batches of one reading.
  const inOrder = (summaries: readonly CatalogueEntry[]): CatalogueEntry[] => {
    if (ordered?.of !== summaries) {
      const kept = summaries.filter((entry) => entry.trashedAt === null);
      ordered = { of: summaries, entries: kept.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)) };
    }
    return ordered.entries;
  };
  return {
    'feed.read': async ({ after, characters }, { signal }) => {
      const { library } = desk;
      const { revision } = library;
      const entries = inOrder(library.summaries());
      const items: FeedItem[] = [];
      let left = characters;
      if (after === null || after.startsWith('d:')) {
        const last = after?.slice(2) ?? '';
        for (const entry of entries) {
          if (entry.id <= last) continue;
          signal.throwIfAborted();
          const item = await feedDocument(desk, entry);
          items.push(item);
          left -= item.kind === 'document' ? item.text.length : 0;
          if (left <= 0) return { items, next: `d:${entry.id}`, revision, total: entries.length };
        }
      }
      for (const note of library.notes()) items.push(feedNote(note));
      return { items, next: null, revision, total: entries.length };
    },
    'feed.items': async ({ changes }) => {
      const { library } = desk;
      const byId = new Map(library.summaries().map((entry) => [entry.id, entry]));
      const documents = new Set<Id>();
      const items: FeedItem[] = [];
      for (const { kind, id } of changes) {
        if (kind === 'document' || kind === 'annotations') documents.add(id);
        if (kind === 'note') {
          const note = await library.get('note', id);
          items.push(note ? feedNote(note) : { kind: 'gone', id });
        }
      }
      for (const id of documents) {
        const entry = byId.get(id);
        items.push(entry?.trashedAt === null ? await feedDocument(desk, entry) : { kind: 'gone', id });
      }
      return items;
    },
    'feed.since': async ({ edit }) => {
      const { library } = desk;
      let revision: number;
      let last: number;
      do {
        revision = library.revision;
        last = (await library.past(1))[0]?.seq ?? 0;
        // Both must be of one moment: an edit in between would be in neither's changes.
      } while (library.revision !== revision);
      const things = inOrder(library.summaries()).length + library.notes().length;
      const changes = edit === null ? null : await changesSince(library, edit, last);
      return { edit: last, revision, things, changes };
    },
    'feed.caches': async () =>
      (await desk.library.caches.list()).filter((name) => name.startsWith('search-')),
    'feed.dropCaches': async ({ names }) => {
      for (const name of names) if (name.startsWith('search-')) await desk.library.caches.remove(name);
      return null;
    },
  };
}

/** Edits looked back through; after more of them reading everything is as good. */
const MOST_EDITS = 2_000;

/** What was changed after one edit up to another, each thing once; null where some of these edits are not kept. */
async function changesSince(library: Library, edit: number, last: number): Promise<Change[] | null> {
  if (edit > last || last - edit > MOST_EDITS) return null;
  const changes = new Map<string, Change>();
  for (let at = last; at > edit;) {
    const edits = await library.past(Math.min(200, at - edit), at + 1);
    if (edits.length === 0) return null;
    for (const past of edits) {
      if (past.seq <= edit) break;
      if (past.seq !== at) return null;
      at -= 1;
      for (const change of announced(past.changes, library))
        changes.set(`${change.kind} ${change.id}`, change);
    }
  }
  return [...changes.values()];
}

/** One document for an index; `gone` where it cannot be read: a damaged file hides itself, not the rest. */
async function feedDocument(desk: Desk, entry: CatalogueEntry): Promise<FeedItem> {
  try {
    const { text } = await desk.record('text', entry.id);
    const { textSha256 } = await desk.record('document', entry.id);
    const names = new Map(desk.library.codebook().tags.map((tag) => [tag.id, tag.name]));
    const annotations = entry.highlights > 0 ? await desk.annotations(entry.id) : null;
    const item: FeedDocument = {
      kind: 'document',
      id: entry.id,
      title: entry.title,
      publisher: entry.publisher,
      agency: entry.agency,
      authors: entry.authors,
      published: entry.published,
      language: entry.language,
      importedAt: entry.importedAt,
      textSha256,
      text,
      highlights: (annotations?.highlights ?? []).map(({ id, anchor, comment, tags }) => ({
        id,
        from: anchor.from,
        to: anchor.to,
        comment,
        tags: tags.flatMap((tag) => names.get(tag) ?? []),
      })),
    };
    return item;
  } catch {
    return { kind: 'gone', id: entry.id };
  }
}

function feedNote({ id, subject, text }: Note): FeedItem {
  return { kind: 'note', id, document: subject.kind === 'library' ? null : subject.document, text };
}
