import type { Change, Service } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import { foldedParts } from '../../core/model/foldedParts';
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
  let ordered: { of: readonly CatalogueEntry[]; ids: Id[] } | null = null;
  // Sorted once for all batches of one reading.
  const inOrder = (summaries: readonly CatalogueEntry[]): Id[] => {
    if (ordered?.of !== summaries) {
      const kept = summaries.flatMap((entry) => (entry.trashedAt === null ? entry.id : []));
      ordered = { of: summaries, ids: kept.sort() };
    }
    return ordered.ids;
  };
  return {
    'feed.read': async ({ after, characters }, { signal }) => {
      const { library } = desk;
      const { revision } = library;
      const ids = inOrder(library.summaries());
      const names = tagNames(library);
      const items: FeedItem[] = [];
      let left = characters;
      if (after === null || after.startsWith('d:')) {
        for (let at = firstAfter(ids, after?.slice(2) ?? ''); at < ids.length;) {
          signal.throwIfAborted();
          const some = ids.slice(at, at + READ_TOGETHER);
          for (const item of await Promise.all(some.map((id) => feedDocument(desk, id, names)))) {
            items.push(item);
            left -= item.kind === 'document' ? item.text.length : 0;
          }
          at += some.length;
          if (left <= 0) return { items, next: `d:${some.at(-1)!}`, revision, total: ids.length };
        }
      }
      for (const note of library.notes()) items.push(feedNote(note));
      return { items, next: null, revision, total: ids.length };
    },
    'feed.items': async ({ changes }) => {
      const { library } = desk;
      const names = tagNames(library);
      const documents = new Set<Id>();
      const items: FeedItem[] = [];
      for (const { kind, id } of changes) {
        if (kind === 'document' || kind === 'annotations') documents.add(id);
        if (kind === 'note') {
          const note = await library.get('note', id);
          items.push(note ? feedNote(note) : { kind: 'gone', id });
        }
      }
      for (const id of documents) items.push(await feedDocument(desk, id, names));
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
      const kept = library.summaries().reduce((sum, entry) => sum + Number(entry.trashedAt === null), 0);
      const things = kept + library.notes().length;
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
export async function changesSince(library: Library, edit: number, last: number): Promise<Change[] | null> {
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

/** Documents read at once: enough to keep a disk busy. A batch may be longer by as many than what was asked for. */
const READ_TOGETHER = 8;

/** The first of sorted ids that comes after `last`, by its place. */
function firstAfter(ids: readonly Id[], last: string): number {
  let from = 0;
  let to = ids.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (ids[middle]! <= last) from = middle + 1;
    else to = middle;
  }
  return from;
}

const tagNames = (library: Library): ReadonlyMap<Id, string> =>
  new Map(library.codebook().tags.map((tag) => [tag.id, tag.name]));

/**
 * One document for an index; `gone` where there is none, where it is in the trash, and where it cannot be read: a damaged
 * file hides itself, not the rest.
 */
async function feedDocument(desk: Desk, id: Id, names: ReadonlyMap<Id, string>): Promise<FeedItem> {
  try {
    const { library } = desk;
    const read = library.summary(id)?.trashedAt === null ? await library.get('text', id) : null;
    // As it is now: reading takes in what was changed by hand.
    const entry = library.summary(id);
    if (!read || entry?.trashedAt !== null) return { kind: 'gone', id };
    const annotations = entry.highlights > 0 ? await library.get('annotations', id) : null;
    const folded = foldedParts(read, (await library.get('document', id))?.layers ?? []);
    const item: FeedDocument = {
      kind: 'document',
      id,
      title: entry.title,
      publisher: entry.publisher,
      agency: entry.agency,
      authors: entry.authors,
      published: entry.published,
      language: entry.language,
      importedAt: entry.importedAt,
      textSha256: entry.textSha256,
      text: read.text,
      ...(folded.length > 0 && { folded }),
      highlights: (annotations?.highlights ?? []).map(({ id, anchor, check, comment, tags }) => ({
        id,
        ...(check ? (check.candidates?.[0] ?? NOWHERE) : { from: anchor.from, to: anchor.to }),
        comment,
        tags: tags.flatMap((tag) => names.get(tag) ?? []),
      })),
    };
    return item;
  } catch {
    return { kind: 'gone', id };
  }
}

/** Where a highlight is shown whose passage is lost: at the beginning of its document. */
const NOWHERE = { from: 0, to: 0 };

function feedNote({ id, subject, text }: Note): FeedItem {
  return { kind: 'note', id, document: subject.kind === 'library' ? null : subject.document, text };
}
