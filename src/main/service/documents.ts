import type { Service } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { addRepairs } from '../../core/model/blockRepairs';
import { editMetadata } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';
import type { BelongingsCall } from './belongings';
import type { Desk } from './desk';
import { DocumentTable, toSummary, type KnownShares } from './documentTable';
import type { FurnitureCall } from './furnitureCalls';
import type { PartOf } from './partOf';
import type { VersionCall } from './versions';

/** Calls on documents: the table, details, folding, trash. */
export function documentCalls(
  desk: Desk,
  shares: KnownShares,
): Omit<PartOf<Service, 'documents'>, VersionCall | BelongingsCall | FurnitureCall> {
  const table = new DocumentTable(desk, shares);
  return {
    'documents.list': ({ from, count, order: asBefore, places, ...question }) => {
      const { rows, order, later } = table.rowsAsBefore(question, asBefore);
      const placeOf = (id: Id): number | null => {
        const at = rows.findIndex((row) => row.id === id);
        return at < 0 ? null : at;
      };
      return Promise.resolve({
        total: rows.length,
        rows: rows.slice(from, from + count).map(toSummary),
        order,
        later,
        ...(places && { places: places.map(placeOf) }),
      });
    },
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
