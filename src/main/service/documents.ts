import type { DocumentSummary, ParsedInput, Service } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { editMetadata } from '../../core/model/document';
import type { Range } from '../../core/model/range';
import { fold } from '../../core/text/words';
import type { CatalogueEntry } from '../library/library';
import type { Desk } from './desk';
import type { PartOf } from './partOf';

/** Calls on documents: the table, details, folding, trash. */
export function documentCalls(desk: Desk): PartOf<Service, 'documents'> {
  const table = new DocumentTable(desk);
  return {
    'documents.list': (input) => Promise.resolve(table.window(input)),
    'documents.get': ({ id }) => desk.record('document', id),
    'documents.text': ({ id }) => desk.record('text', id),
    'documents.edit': async ({ id, changes }) => {
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const [after] = await desk.changeDocuments('Edit details', [id], (document) =>
        editMetadata(document, given),
      );
      return after!;
    },
    'documents.fold': async ({ id, parts, active }) => {
      const [after] = await desk.changeDocuments(active ? 'Fold part' : 'Unfold part', [id], (document) => {
        const named = ({ from, to }: Range) => parts.some((part) => part.from === from && part.to === to);
        if (document.layers.filter(named).length < parts.length) {
          throw new AppError(
            'not-found',
            `“${document.metadata.title}” has no such part to fold.`,
            'Reload the document.',
          );
        }
        const layers = document.layers.map((layer) => (named(layer) ? { ...layer, active } : layer));
        return { ...document, layers };
      });
      return after!;
    },
    'documents.trash': async ({ ids }) => {
      const trashedAt = new Date().toISOString();
      await desk.changeDocuments('Move to trash', ids, (document) =>
        document.trashedAt === null ? { ...document, trashedAt } : document,
      );
      return null;
    },
    'documents.restore': async ({ ids }) => {
      await desk.changeDocuments('Restore from trash', ids, (document) =>
        document.trashedAt === null ? document : { ...document, trashedAt: null },
      );
      return null;
    },
  };
}

type Question = Omit<ParsedInput<'documents.list'>, 'from' | 'count'>;

/** The catalogue filtered and sorted as last asked: scrolling a long table asks the same again and again. */
class DocumentTable {
  #asked = '';
  #rows: readonly CatalogueEntry[] = [];

  constructor(private readonly desk: Desk) {}

  window({ from, count, ...question }: ParsedInput<'documents.list'>): {
    total: number;
    rows: DocumentSummary[];
  } {
    const { library } = this.desk;
    const asked = JSON.stringify([library.location, library.revision, question]);
    if (asked !== this.#asked) {
      this.#rows = arrange(library.summaries(), question);
      this.#asked = asked;
    }
    return { total: this.#rows.length, rows: this.#rows.slice(from, from + count).map(toSummary) };
  }
}

function arrange(
  entries: readonly CatalogueEntry[],
  { text, trashed, tag, sort }: Question,
): CatalogueEntry[] {
  const wanted = fold(text).split(/\s+/).filter(Boolean);
  const kept = entries.filter((entry) => {
    if ((entry.trashedAt !== null) !== trashed) return false;
    if (tag !== null && !entry.tags.includes(tag)) return false;
    if (wanted.length === 0) return true;
    const shown = fold(
      [entry.title, entry.publisher, entry.agency, ...entry.authors, entry.fileName].join(' '),
    );
    return wanted.every((word) => shown.includes(word));
  });
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  const direction = sort.descending ? -1 : 1;
  return kept.sort((a, b) => {
    const [x, y] = [a[sort.by], b[sort.by]];
    // What is not known stands last whichever way the table is sorted.
    if (x === null || y === null) return x === y ? collator.compare(a.title, b.title) : x === null ? 1 : -1;
    const order = typeof x === 'number' ? x - (y as number) : collator.compare(x, y as string);
    return order * direction || collator.compare(a.title, b.title) || (a.id < b.id ? -1 : 1);
  });
}

/** The row of the table; the catalogue knows more than the contract shows. */
export function toSummary(entry: CatalogueEntry): DocumentSummary {
  const { id, title, publisher, agency, authors, published, language, words } = entry;
  const { highlights, tags, fileName, importedAt, trashedAt } = entry;
  return { id, title, publisher, agency, authors, published, language, words, highlights, tags, fileName, importedAt, trashedAt }; // prettier-ignore
}
