import type { HighlightInContext, Service } from '../../core/api/contract';
import { describe, type Anchor } from '../../core/model/anchor';
import { AppError } from '../../core/model/appError';
import { placeOf } from '../../core/model/document';
import { inReadingOrder, type Annotations, type Highlight } from '../../core/model/highlight';
import { newId, type Id } from '../../core/model/id';
import { findTag, withDescendants } from '../../core/model/tag';
import type { CatalogueEntry } from '../library/library';
import type { Desk } from './desk';
import type { PartOf } from './partOf';
import { tagPassages } from './tagPassages';

/** Calls on highlights and the passages under a tag. */
export function highlightCalls(desk: Desk): PartOf<Service, 'highlights'> {
  return {
    'highlights.ofDocument': async ({ document }) =>
      [...(await desk.annotations(document)).highlights].sort(inReadingOrder),
    'highlights.list': async ({ tag, withDescendants: below, from, count }) => {
      const { library } = desk;
      const wanted = tag === null ? null : below ? withDescendants(library.codebook(), tag) : new Set([tag]);
      const collator = new Intl.Collator();
      const documents = library
        .summaries()
        .filter((entry) => entry.trashedAt === null && entry.highlights > 0)
        .filter((entry) => wanted === null || entry.tags.some((id) => wanted.has(id)))
        .sort((a, b) => collator.compare(a.title, b.title) || (a.id < b.id ? -1 : 1));
      const rows: HighlightInContext[] = [];
      let total = 0;
      for (const entry of documents) {
        // Outside the page asked for the catalogue knows how many there are, unless one may carry two of the tags.
        const known = countIn(entry, wanted);
        if (known !== null && (total + known <= from || total >= from + count)) {
          total += known;
          continue;
        }
        const matching = ((await desk.readable('annotations', entry.id))?.highlights ?? [])
          .filter((highlight) => wanted === null || highlight.tags.some((id) => wanted.has(id)))
          .sort(inReadingOrder);
        const first = Math.max(0, from - total);
        const shown = matching.slice(first, Math.max(first, from + count - total));
        total += matching.length;
        if (shown.length === 0) continue;
        const document = await desk.readable('document', entry.id);
        const text = await desk.readable('text', entry.id);
        for (const highlight of shown) {
          const place =
            document && text && !highlight.check
              ? placeOf(highlight.anchor.from, text.blocks, document.layers)
              : null;
          rows.push({
            highlight,
            title: entry.title,
            publisher: entry.publisher,
            published: entry.published,
            place,
          });
        }
      }
      return { total, rows };
    },
    'highlights.add': async ({ document, from, to, tags, comment }) => {
      const anchor = await passage(desk, document, from, to);
      checkTags(desk, tags);
      const now = new Date().toISOString();
      const highlight: Highlight = {
        id: newId(),
        document,
        anchor,
        tags: unique(tags),
        comment,
        createdAt: now,
        changedAt: now,
      };
      const before = await desk.annotations(document);
      await save(desk, 'Highlight', before, [...before.highlights, highlight]);
      return highlight;
    },
    'highlights.addMany': (input, context) => tagPassages(desk, input, context),
    'highlights.edit': async ({ document, id, bounds, tags, comment }) => {
      const before = await desk.annotations(document);
      const old = find(before, id);
      if (tags)
        checkTags(
          desk,
          tags.filter((tag) => !old.tags.includes(tag)),
        );
      const after: Highlight = {
        ...old,
        anchor: bounds ? await passage(desk, document, bounds.from, bounds.to) : old.anchor,
        tags: tags ? unique(tags) : old.tags,
        comment: comment ?? old.comment,
      };
      if (bounds) delete after.check;
      if (JSON.stringify(after) === JSON.stringify(old)) return old;
      after.changedAt = new Date().toISOString();
      const name = bounds ? 'Change highlight bounds' : tags ? 'Tag highlight' : 'Comment';
      const highlights = before.highlights.map((highlight) => (highlight.id === id ? after : highlight));
      await save(desk, name, before, highlights, comment === undefined ? null : `comment ${id}`);
      return after;
    },
    'highlights.settle': async ({ document, id, bounds }) => {
      const before = await desk.annotations(document);
      const old = find(before, id);
      if (!old.check) {
        throw new AppError(
          'not-found',
          `The highlight ${id} does not wait to be checked.`,
          'It may have been settled already: reload the document.',
        );
      }
      const after: Highlight | null = bounds && {
        ...old,
        anchor: await passage(desk, document, bounds.from, bounds.to),
        changedAt: new Date().toISOString(),
      };
      if (after) delete after.check;
      const highlights = before.highlights.flatMap((one) => (one.id === id ? (after ?? []) : one));
      await save(desk, after ? 'Check highlight' : 'Remove highlight', before, highlights);
      return after;
    },
    'highlights.remove': async ({ document, ids }) => {
      const before = await desk.annotations(document);
      ids.forEach((id) => find(before, id));
      const name = ids.length === 1 ? 'Remove highlight' : `Remove ${ids.length} highlights`;
      await save(
        desk,
        name,
        before,
        before.highlights.filter((highlight) => !ids.includes(highlight.id)),
      );
      return null;
    },
  };
}

/** How many highlights of a document have any of the tags; null where only its annotations can tell. */
function countIn(
  { highlights, tags, tagCounts }: CatalogueEntry,
  wanted: ReadonlySet<Id> | null,
): number | null {
  if (wanted === null) return highlights;
  const used = tags.filter((tag) => wanted.has(tag));
  return used.length === 1 ? tagCounts[used[0]!]! : null;
}

/** The anchor of a passage. Throws `bad-input` for an empty range or one outside the text. */
export async function passage(desk: Desk, document: Id, from: number, to: number): Promise<Anchor> {
  const { text } = await desk.record('text', document);
  if (from >= to || to > text.length) {
    throw new AppError(
      'bad-input',
      `[${from}, ${to}) is not a passage of a document of ${text.length} characters.`,
      'Select some text first.',
    );
  }
  return describe(text, { from, to });
}

function save(
  desk: Desk,
  name: string,
  before: Annotations,
  highlights: readonly Highlight[],
  mergeKey: string | null = null,
): Promise<void> {
  const value: Annotations = { ...before, highlights: [...highlights].sort(inReadingOrder) };
  return desk.edit(name, [{ kind: 'annotations', id: before.document, value }], mergeKey);
}

function find(annotations: Annotations, id: Id): Highlight {
  const highlight = annotations.highlights.find((candidate) => candidate.id === id);
  if (!highlight)
    throw new AppError(
      'not-found',
      `The document has no highlight ${id}.`,
      'It may have been removed: reload the document.',
    );
  return highlight;
}

function checkTags(desk: Desk, tags: readonly Id[]): void {
  for (const tag of tags) findTag(desk.library.codebook(), tag);
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
