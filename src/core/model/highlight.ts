import { z } from 'zod';
import { Anchor } from './anchor';
import { Moment } from './date';
import { Id } from './id';
import { Range } from './range';
import { defineStored } from './stored';

/** Why a highlight that came over from an earlier version has no sure place in this text. */
export const HighlightCheck = z.object({
  /** unsure: something like it stands in the text. lost: nothing does. */
  status: z.enum(['unsure', 'lost']),
  /** Places that may be the passage, likeliest first; left out where there are none. */
  candidates: z.array(Range).optional(),
});
export type HighlightCheck = z.infer<typeof HighlightCheck>;

/** An anchored passage with tags and an optional comment. Its colour is that of its first tag. */
export const Highlight = z.object({
  id: Id,
  document: Id,
  anchor: Anchor,
  /** Ids of codebook entries, in the order given by the analyst. */
  tags: z.array(Id),
  /** Markdown; the empty string means none. */
  comment: z.string(),
  /**
   * There while a person has to say where it stands: its anchor is then that of the earlier version, and its positions are
   * none of this text.
   */
  check: HighlightCheck.optional(),
  createdAt: Moment,
  changedAt: Moment,
});
export type Highlight = z.infer<typeof Highlight>;

/** Everything marked in one document: one file, so that an edit costs the document and not the library. */
export const Annotations = z.object({
  version: z.literal(1),
  document: Id,
  highlights: z.array(Highlight),
});
export type Annotations = z.infer<typeof Annotations>;

export const storedAnnotations = defineStored<Annotations>({
  kind: 'annotations',
  version: 1,
  schema: Annotations,
  migrations: {},
});

/** Reading order: by start, longer first, then by id so that the order is total. */
export function inReadingOrder(a: Highlight, b: Highlight): number {
  return (
    a.anchor.from - b.anchor.from || b.anchor.to - a.anchor.to || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
