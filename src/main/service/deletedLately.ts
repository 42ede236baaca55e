import type { Deleted } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import type { Highlight } from '../../core/model/highlight';
import type { Id } from '../../core/model/id';
import { noteTitle } from '../../core/model/note';
import type { Library, RecordChange, RecordChanged } from '../library/library';
import type { Desk } from './desk';

/** How long ago something may have been deleted, in days; how many edits are looked through, and how many things shown. */
const DAYS = 30;
const MOST_EDITS = 5_000;
const MOST_SHOWN = 200;
/** Edits read at once, and characters of their records. */
const PAGE = 200;
const PAGE_CHARACTERS = 4_000_000;

/** A thing that was deleted, with what brings it back: the record, or the highlight that was in the record. */
type Lost = Deleted & { readonly value: RecordChange | Highlight };

/** What was deleted in the last 30 days and is not there now, the latest first. */
export async function deletedLately(library: Library, now = Date.now()): Promise<Deleted[]> {
  const lost = await findLost(library, now);
  return lost.map(({ kind, id, document, title, at }) => ({ kind, id, document, title, at }));
}

/** Brings one of these back, in one step of the history; its name. Throws `not-found` when it is not among them. */
export async function restoreDeleted(desk: Desk, id: Id): Promise<string> {
  const { library } = desk;
  const lost = (await findLost(library, Date.now())).find((each) => each.id === id);
  if (!lost) {
    throw new AppError('not-found', `Nothing with the id ${id} was deleted lately.`, 'Reload the list.');
  }
  const name = `Restore ${NAMES[lost.kind]}`;
  await desk.edit(name, ['anchor' in lost.value ? await withHighlight(desk, lost.value) : lost.value]);
  return name;
}

const NAMES: Readonly<Record<Deleted['kind'], string>> = {
  note: 'note',
  brief: 'brief',
  search: 'saved search',
  highlight: 'highlight',
};

/** Highlights as they are now and this one, in the order of the text, with those of its tags that are still there. */
async function withHighlight(desk: Desk, lost: Highlight): Promise<RecordChange> {
  const annotations = await desk.annotations(lost.document);
  const known = new Set(desk.library.codebook().tags.map(({ id }) => id));
  const highlight = { ...lost, tags: lost.tags.filter((tag) => known.has(tag)) };
  const highlights = [...annotations.highlights, highlight].sort((a, b) => a.anchor.from - b.anchor.from);
  return { kind: 'annotations', id: lost.document, value: { ...annotations, highlights } };
}

async function findLost(library: Library, now: number): Promise<Lost[]> {
  const since = new Date(now - DAYS * 86_400_000).toISOString();
  const found = new Map<Id, Lost>();
  let before: number | null = null;
  for (let seen = 0; seen < MOST_EDITS && found.size < MOST_SHOWN;) {
    const past = await library.past(PAGE, before, PAGE_CHARACTERS);
    if (past.length === 0) break;
    for (const { at, changes } of past) {
      if (at < since) return inPlace(library, found);
      const moved = arrivedIn(changes);
      for (const lost of changes.flatMap((change) => lostIn(change, at))) {
        if (lost.kind === 'highlight' && moved.has(lost.id)) continue;
        // The last time it was deleted is what counts.
        if (!found.has(lost.id)) found.set(lost.id, lost);
      }
    }
    seen += past.length;
    before = past.at(-1)!.seq;
  }
  return inPlace(library, found);
}

/** Those that are not there now and have a place to go back to. */
async function inPlace(library: Library, found: ReadonlyMap<Id, Lost>): Promise<Lost[]> {
  const here = new Set([...library.notes(), ...library.briefs(), ...library.searches()].map(({ id }) => id));
  const gone: Lost[] = [];
  const marks = new Map<Id, ReadonlySet<Id> | null>();
  for (const lost of found.values()) {
    if (lost.document === null) {
      if (!here.has(lost.id)) gone.push(lost);
      continue;
    }
    if (!marks.has(lost.document)) marks.set(lost.document, await highlightsOf(library, lost.document));
    if (marks.get(lost.document)?.has(lost.id) === false) gone.push(lost);
  }
  return gone.slice(0, MOST_SHOWN);
}

/** Null where the document is not there, or its highlights cannot be read. */
async function highlightsOf(library: Library, document: Id): Promise<ReadonlySet<Id> | null> {
  if (library.summary(document) === null) return null;
  const annotations = await library.get('annotations', document).catch(() => undefined);
  return annotations === undefined ? null : new Set(annotations?.highlights.map(({ id }) => id));
}

/** Highlights that an edit puts into a document: what leaves another with it went to a new version of that. */
function arrivedIn(changes: readonly RecordChanged[]): ReadonlySet<Id> {
  const arrived = new Set<Id>();
  for (const change of changes) {
    if (change.kind !== 'annotations') continue;
    const before = new Set(change.before?.highlights.map(({ id }) => id));
    for (const { id } of change.after?.highlights ?? []) if (!before.has(id)) arrived.add(id);
  }
  return arrived;
}

function lostIn(change: RecordChanged, at: string): Lost[] {
  const { kind, id, before, after } = change;
  if (kind === 'annotations') {
    const left = new Set(after?.highlights.map((highlight) => highlight.id));
    return (before?.highlights ?? [])
      .filter((highlight) => !left.has(highlight.id))
      .map((value) => ({
        kind: 'highlight',
        id: value.id,
        document: id,
        title: value.anchor.quote.slice(0, 200),
        at,
        value,
      }));
  }
  if (before === null || after !== null) return [];
  const value = { kind, id, value: before } as RecordChange;
  if (kind === 'note') return [{ kind, id, document: null, title: noteTitle(before), at, value }];
  if (kind === 'brief') return [{ kind, id, document: null, title: before.title, at, value }];
  return kind === 'search' ? [{ kind, id, document: null, title: before.name, at, value }] : [];
}
