import type { DocumentSummary, ParsedInput, Service } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { addRepairs } from '../../core/model/blockRepairs';
import { editMetadata } from '../../core/model/document';
import { markFurniture } from '../../core/model/layers';
import type { Range } from '../../core/model/range';
import { fold } from '../../core/text/words';
import type { CatalogueEntry } from '../library/library';
import type { Desk } from './desk';
import type { PartOf } from './partOf';
import type { VersionCall } from './versions';

/** Calls on documents: the table, details, folding, trash. */
export function documentCalls(desk: Desk): Omit<PartOf<Service, 'documents'>, VersionCall> {
  const table = new DocumentTable(desk);
  return {
    'documents.list': (input) => Promise.resolve(table.window(input)),
    'documents.get': ({ id }) => desk.record('document', id),
    'documents.text': ({ id }) => desk.record('text', id),
    'documents.checksums': ({ ids }) =>
      Promise.resolve(ids.map((id) => desk.library.summary(id)?.textSha256 ?? null)),
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
    'documents.markFurniture': async ({ id, from, to, furniture }) => {
      const { blocks } = await desk.record('text', id);
      const name = furniture ? 'Fold as page furniture' : 'Show as part of the article';
      const [after] = await desk.changeDocuments(name, [id], (document) => {
        const layers = markFurniture(document.layers, blocks, { from, to }, furniture);
        return layers === document.layers ? document : { ...document, layers: [...layers] };
      });
      return after!;
    },
    'documents.repairStructure': async ({ id, repairs }) => {
      const [after] = await desk.changeDocuments('Repair structure', [id], (document) => {
        const all = addRepairs(document.repairs ?? [], repairs);
        if (JSON.stringify(all) === JSON.stringify(document.repairs ?? [])) return document;
        const rest = { ...document };
        delete rest.repairs;
        return all.length === 0 ? rest : { ...rest, repairs: [...all] };
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
  #question = '';
  #entries: readonly CatalogueEntry[] = [];
  #rows: readonly CatalogueEntry[] = [];

  constructor(private readonly desk: Desk) {}

  window({ from, count, ...asked }: ParsedInput<'documents.list'>): {
    total: number;
    rows: DocumentSummary[];
  } {
    const entries = this.desk.library.summaries();
    const question = JSON.stringify(asked);
    // The catalogue is another array after each change, and the same one until then.
    if (entries !== this.#entries || question !== this.#question) {
      const likely = question === this.#question ? this.#rows : [];
      this.#rows = arrange(inLikelyOrder(entries, likely), asked);
      this.#entries = entries;
      this.#question = question;
    }
    return { total: this.#rows.length, rows: this.#rows.slice(from, from + count).map(toSummary) };
  }
}

/** The entries with those of `before` first, in that order: after an edit nearly sorted, which costs a fraction to sort. */
function inLikelyOrder(
  entries: readonly CatalogueEntry[],
  before: readonly CatalogueEntry[],
): readonly CatalogueEntry[] {
  if (before.length === 0) return entries;
  const left = new Map(entries.map((entry) => [entry.id, entry]));
  const known = before.flatMap(({ id }) => {
    const entry = left.get(id);
    left.delete(id);
    return entry ?? [];
  });
  return [...known, ...left.values()];
}

function arrange(
  entries: readonly CatalogueEntry[],
  { text, trashed, tag, sort }: Question,
): CatalogueEntry[] {
  const wanted = foldEach(text);
  const kept = entries.filter((entry) => {
    if ((entry.trashedAt !== null) !== trashed) return false;
    if (tag !== null && !entry.tags.includes(tag)) return false;
    return wanted.length === 0 || wanted.every((word) => wordsOf(entry).includes(word));
  });
  const direction = sort.descending ? -1 : 1;
  const byTitle = (a: CatalogueEntry, b: CatalogueEntry): number =>
    collator.compare(a.title, b.title) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return kept.sort((a, b) => {
    const [x, y] = [a[sort.by], b[sort.by]];
    // What is not known stands last whichever way the table is sorted.
    if (x === null || y === null) return x === y ? byTitle(a, b) : x === null ? 1 : -1;
    const order = typeof x === 'number' ? x - (y as number) : collator.compare(x, y as string);
    return order * direction || byTitle(a, b);
  });
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** What the filter of the table looks at, folded once for each state of a document. */
function wordsOf(entry: CatalogueEntry): string {
  let shown = folded.get(entry);
  if (shown === undefined) {
    const { title, publisher, agency, authors, fileName } = entry;
    shown = foldEach([title, publisher, agency, ...authors, fileName].join(' ')).join(' ');
    folded.set(entry, shown);
  }
  return shown;
}
/** What stands between spaces, each folded. */
const foldEach = (text: string): string[] => text.split(/\s+/).map(fold).filter(Boolean);
const folded = new WeakMap<CatalogueEntry, string>();

/** The row of the table; the catalogue knows more than the contract shows. */
function toSummary(entry: CatalogueEntry): DocumentSummary {
  const { id, title, publisher, agency, authors, published, language, words } = entry;
  const { highlights, tags, fileName, importedAt, trashedAt } = entry;
  return { id, title, publisher, agency, authors, published, language, words, highlights, tags, fileName, importedAt, trashedAt }; // prettier-ignore
}
