import type { Service } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import type { Note } from '../../core/model/note';
import type { FeedDocument, FeedItem } from '../../core/model/search';
import type { CatalogueEntry } from '../library/library';
import type { Desk } from './desk';
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
  };
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
