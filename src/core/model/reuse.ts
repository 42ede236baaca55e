import { z } from 'zod';
import { PartialDate } from './date';
import { Id } from './id';
import { Range } from './range';

/**
 * Which of two documents was published first, as far as their dates tell: `2019` and `2019-06` tell nothing, and neither
 * does a date that is not known. `same`: on one day.
 */
export const PublicationOrder = z.enum(['earlier', 'later', 'same', 'unknown']);
export type PublicationOrder = z.infer<typeof PublicationOrder>;

/** When a document was published and, where that does not tell, when it came into the library. */
export type Publication = { readonly published: PartialDate | null; readonly importedAt: string };

/** Seen from `own`, whether `other` was published earlier or later. */
export function publicationOrder(own: PartialDate | null, other: PartialDate | null): PublicationOrder {
  if (own === null || other === null) return 'unknown';
  const length = Math.min(own.length, other.length);
  const [a, b] = [own.slice(0, length), other.slice(0, length)];
  if (a !== b) return b < a ? 'earlier' : 'later';
  return own.length === 10 && other.length === 10 ? 'same' : 'unknown';
}

/**
 * A total order of documents in time, for lists and for what was met before: by publication, those without a date last, then
 * as they came into the library. Negative when `a` comes first.
 */
export function inTime(a: Publication, b: Publication): number {
  const [x, y] = [a.published ?? '~', b.published ?? '~'];
  if (x !== y) return x < y ? -1 : 1;
  return a.importedAt < b.importedAt ? -1 : a.importedAt > b.importedAt ? 1 : 0;
}

/** Share of words, 0 to 1, from which a document counts as being in another. */
export const NEARLY_ALL = 0.8;
/** Both shares below it: otherwise different documents that share a quotation. */
export const OTHERWISE_DIFFERENT = 0.3;

/**
 * What two documents are to each other, seen from one of them: each nearly all of the other; this one contained in the other;
 * the other contained in this one; a passage that otherwise different ones share; else passages.
 */
export const ReuseKind = z.enum(['near-duplicate', 'contained', 'contains', 'quotation', 'passages']);
export type ReuseKind = z.infer<typeof ReuseKind>;

export function reuseKind(share: number, shareOther: number): ReuseKind {
  if (share >= NEARLY_ALL) return shareOther >= NEARLY_ALL ? 'near-duplicate' : 'contained';
  if (shareOther >= NEARLY_ALL) return 'contains';
  return share < OTHERWISE_DIFFERENT && shareOther < OTHERWISE_DIFFERENT ? 'quotation' : 'passages';
}

/** A passage in both documents: exact positions, and the words that are the same. */
export const PassageHereAndThere = z.object({ here: Range, there: Range, words: z.number().int() });
export type PassageHereAndThere = z.infer<typeof PassageHereAndThere>;

/** A document as far as views of reuse name it. */
export const NamedDocument = z.object({
  id: Id,
  title: z.string(),
  publisher: z.string().nullable(),
  published: PartialDate.nullable(),
});
export type NamedDocument = z.infer<typeof NamedDocument>;

/** The partner of which a document has most. */
export const ReuseSummary = z.object({
  id: Id,
  partner: NamedDocument,
  /** Share of the document's words that stand in the partner, and of the partner's in it: 0 to 1. */
  share: z.number(),
  shareOther: z.number(),
  /** Whether the partner was published earlier or later than the document. */
  order: PublicationOrder,
  kind: ReuseKind,
  /** "88 % of this is in “Title”, published earlier". */
  sentence: z.string(),
});
export type ReuseSummary = z.infer<typeof ReuseSummary>;

export const ReusePartner = z.object({
  document: NamedDocument,
  share: z.number(),
  shareOther: z.number(),
  order: PublicationOrder,
  /** Days between the two where both days are known; else null. */
  days: z.number().int().nullable(),
  kind: ReuseKind,
  /** In the order of this document. */
  passages: z.array(PassageHereAndThere),
});
export type ReusePartner = z.infer<typeof ReusePartner>;

/** A passage that stands a second time in its document; `fold` are its whole blocks, null where it has none. */
export const RepeatedPassage = z.object({
  first: Range,
  again: Range,
  words: z.number().int(),
  fold: Range.nullable(),
});
export type RepeatedPassage = z.infer<typeof RepeatedPassage>;

/** A sentence that an earlier document has. */
export const MetSentence = Range.safeExtend({ document: Id, at: Range });
export type MetSentence = z.infer<typeof MetSentence>;

/** Who took how much from whom: `share` of the words of `to` stand in `from` and in nothing before it in this list. */
export const ReuseArrow = z.object({ from: Id, to: Id, share: z.number() });
export type ReuseArrow = z.infer<typeof ReuseArrow>;

/** One quotation in otherwise different documents. */
export const SharedQuotation = z.object({
  words: z.number().int(),
  /** As the earliest of them has it. */
  quote: z.string(),
  places: z.array(z.object({ document: NamedDocument, at: Range })),
});
export type SharedQuotation = z.infer<typeof SharedQuotation>;

/** How far the index is behind the library. */
export const ReuseState = z.object({
  /** Documents in the index, of those in the library. */
  done: z.number().int(),
  total: z.number().int(),
  building: z.boolean(),
  /** Why it stays behind, a sentence; null while it does not. */
  problem: z.string().nullable(),
});
export type ReuseState = z.infer<typeof ReuseState>;

/** `88 %`; a hundred only where all of it is, and none only where nothing is. */
export function writtenShare(share: number): string {
  if (share <= 0) return '0 %';
  const percent = Math.round(share * 100);
  if (percent === 0) return 'under 1 %';
  return `${percent === 100 && share < 1 ? 99 : percent} %`;
}

/** What a report says of a document of which another has much. */
export function reuseSentence(told: Pick<ReuseSummary, 'partner' | 'share' | 'order' | 'kind'>): string {
  const when = {
    earlier: ', published earlier',
    later: ', published later',
    same: ', published the same day',
    unknown: '',
  }[told.order];
  return told.kind === 'near-duplicate'
    ? `Near-same text as “${told.partner.title}”${when}`
    : `${writtenShare(told.share)} of this is in “${told.partner.title}”${when}`;
}
