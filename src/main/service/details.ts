import type { Service } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { applyMetadataEdit, renameOwnField } from '../../core/model/metadataEdit';
import type { Desk } from './desk';
import { DocumentTable, type KnownShares } from './documentTable';
import type { PartOf } from './partOf';

/** So many of a field's values are suggested. */
const SUGGESTED = 20;

/** Calls on what is known of many documents at once: the details table, fields of the analyst's own. */
export function detailCalls(desk: Desk, shares: KnownShares): PartOf<Service, 'details'> {
  const table = new DocumentTable(desk, shares);
  return {
    'details.order': (question) => Promise.resolve(table.rows(question).map(({ id }) => id)),
    'details.read': async ({ ids }) => {
      const found = await Promise.all(
        ids.map(async (id) => (desk.library.summary(id) === null ? null : desk.record('document', id))),
      );
      return found.map((document) => document && { id: document.id, ...knownOf(document) });
    },
    'details.edit': async ({ edits }) => {
      const changes = new Map<Id, (document: Document) => Document>();
      for (const { ids, ...edit } of edits) {
        for (const id of ids) {
          const before = changes.get(id);
          changes.set(id, (document) => applyMetadataEdit(before ? before(document) : document, edit));
        }
      }
      const ids = [...changes.keys()];
      const accepts = edits.every(
        ({ changes, own }) => Object.keys(changes).length === 0 && Object.keys(own).length === 0,
      );
      const [what, of] = accepts
        ? ['Accept guesses', 'Accept guesses in']
        : ['Edit details', 'Edit details of'];
      await desk.changeDocuments(ids.length === 1 ? what : `${of} ${ids.length} documents`, ids, (document) =>
        changes.get(document.id)!(document),
      );
      return { documents: ids.length };
    },
    'details.ownFields': () => {
      const fields = new Map<string, { documents: number; values: Map<string, number> }>();
      for (const { own, trashedAt } of desk.library.summaries()) {
        if (own === undefined || trashedAt !== null) continue;
        for (const [name, value] of Object.entries(own)) {
          const field = fields.get(name) ?? { documents: 0, values: new Map<string, number>() };
          fields.set(name, field);
          field.documents += 1;
          field.values.set(value, (field.values.get(value) ?? 0) + 1);
        }
      }
      return Promise.resolve(
        [...fields]
          .map(([name, { documents, values }]) => ({
            name,
            documents,
            values: [...values]
              .sort((a, b) => b[1] - a[1])
              .slice(0, SUGGESTED)
              .map(([value]) => value),
          }))
          .sort((a, b) => b.documents - a.documents || (a.name < b.name ? -1 : 1)),
      );
    },
    'details.renameOwnField': async ({ from, to }) => {
      const entries = desk.library.summaries();
      const having = (name: string): Id[] =>
        entries.filter(({ own }) => own !== undefined && Object.hasOwn(own, name)).map(({ id }) => id);
      const ids = having(from);
      const both = new Set(having(to));
      const clash = from === to ? undefined : ids.find((id) => both.has(id));
      if (clash !== undefined) {
        throw new AppError(
          'conflict',
          `“${desk.library.summary(clash)!.title}” has a field “${to}” already.`,
          'Take that field away there, or choose another name.',
        );
      }
      await desk.changeDocuments(`Rename field ${from}`, ids, (document) =>
        renameOwnField(document, from, to),
      );
      return { documents: ids.length };
    },
  };
}

function knownOf({ metadata, guessed, evidence = {}, original }: Document) {
  return { metadata, guessed, evidence, fileName: original.name };
}
