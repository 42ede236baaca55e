import type { Service } from '../../../core/api/contract';
import type { PairShares } from '../../../core/compare/reuse/reuseIndex';
import {
  publicationOrder,
  reuseKind,
  reuseSentence,
  type NamedDocument,
  type ReuseSummary,
} from '../../../core/model/reuse';
import type { Id } from '../../../core/model/id';
import { markFurniture, SECOND_COPY } from '../../../core/model/layers';
import type { CatalogueEntry } from '../../library/library';
import type { Desk } from '../desk';
import type { PartOf } from '../partOf';
import type { ReuseFollower } from './reuseFollower';

/** Share of a document's words from which the table and reports say so; below it is a quotation, and the reader says so. */
export const TOLD_SHARE = 0.1;

/** Calls on passages that documents share. */
export function reuseCalls(desk: Desk, follower: ReuseFollower): PartOf<Service, 'reuse'> {
  const entry = (id: Id): CatalogueEntry | null => desk.library.summary(id);
  const named = (id: Id): NamedDocument | null => {
    const found = entry(id);
    if (!found) return null;
    const { title, publisher, published } = found;
    return { id, title, publisher, published };
  };
  const order = (own: Id, other: Id) =>
    publicationOrder(entry(own)?.published ?? null, entry(other)?.published ?? null);
  const summary = (id: Id, pair: PairShares | undefined): ReuseSummary | null => {
    const partner = pair && named(pair.id);
    if (!partner || pair.share < TOLD_SHARE || !entry(id)) return null;
    const { share, shareOther } = pair;
    const told = {
      id,
      partner,
      share,
      shareOther,
      order: order(id, pair.id),
      kind: reuseKind(share, shareOther),
    };
    return { ...told, sentence: reuseSentence(told) };
  };

  return {
    'reuse.state': () => Promise.resolve(follower.state()),
    'reuse.settled': async (_, { signal, progress }) => {
      for (;;) {
        await follower.reached(null, signal, 500);
        const state = follower.state();
        signal.throwIfAborted();
        if (!state.building) return state;
        progress(state);
      }
    },
    'reuse.summary': async ({ ids, wait }, { signal }) => {
      if (wait > 0) await follower.reached(ids, signal, wait);
      const best = follower.best();
      return ids.flatMap((id) => summary(id, best.get(id)) ?? []);
    },
    'reuse.ofDocument': async ({ id, minWords }) => {
      await desk.record('document', id);
      const engine = follower.engine();
      const [found, repeats] = await Promise.all([engine.partners(id, minWords), engine.repeats(id)]);
      const partners = found.flatMap((partner) => {
        const document = named(partner.id);
        if (!document) return [];
        const { share, shareOther, passages } = partner;
        return {
          document,
          share,
          shareOther,
          order: order(id, partner.id),
          days: daysBetween(entry(id)?.published ?? null, document.published),
          kind: reuseKind(share, shareOther),
          passages: passages.map(({ a, b, words }) => ({ here: a, there: b, words })),
        };
      });
      return { partners, repeats };
    },
    'reuse.foldRepeat': async ({ id, from, to }) => {
      const { blocks } = await desk.record('text', id);
      const [after] = await desk.changeDocuments('Fold second copy', [id], (document) => {
        const layers = markFurniture(document.layers, blocks, { from, to }, true, SECOND_COPY);
        return layers === document.layers ? document : { ...document, layers: [...layers] };
      });
      return after!;
    },
    'reuse.novel': async ({ id }) => {
      await desk.record('document', id);
      const { sentences, met } = await follower.engine().novelty(id);
      const ids = new Set(met.map(({ document }) => document));
      return { sentences, met: [...met], documents: [...ids].flatMap((other) => named(other) ?? []) };
    },
    'reuse.lineage': async ({ id }) => {
      await desk.record('document', id);
      const { documents, arrows, cut } = await follower.engine().lineage(id);
      return { documents: documents.flatMap((one) => named(one) ?? []), arrows: [...arrows], cut };
    },
    'reuse.groups': async () => {
      const engine = follower.engine();
      const groups = await engine.nearDuplicates();
      const { quotations, cut } = await engine.quotations();
      return {
        copies: groups
          .map((group) => group.flatMap((id) => named(id) ?? []))
          .filter((group) => group.length > 1)
          .slice(0, MOST_GROUPS),
        quotations: await Promise.all(
          quotations.map(async ({ words, places }) => {
            const first = places[0]!;
            const text = await desk.readable('text', first.id);
            return {
              words,
              quote: text?.text.slice(first.at.from, first.at.to) ?? '',
              places: places.flatMap(({ id, at }) => {
                const document = named(id);
                return document ? { document, at } : [];
              }),
            };
          }),
        ),
        cut: cut || groups.length > MOST_GROUPS,
      };
    },
  };
}

/** Groups of copies told at once. */
const MOST_GROUPS = 1_000;

/** Days from one day to the other, never negative; null where one of the dates is no day. */
function daysBetween(a: string | null, b: string | null): number | null {
  if (a?.length !== 10 || b?.length !== 10) return null;
  return Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000;
}
