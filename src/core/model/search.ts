import { z } from 'zod';
import { Anchor } from './anchor';
import { Moment, PartialDate } from './date';
import { Id } from './id';
import { Range } from './range';

/** What a library tells its search index about one document, with the text when it is new to the index. */
export const FeedDocument = z.object({
  kind: z.literal('document'),
  id: Id,
  title: z.string(),
  publisher: z.string().nullable(),
  agency: z.string().nullable(),
  authors: z.array(z.string()),
  published: PartialDate.nullable(),
  language: z.string().nullable(),
  importedAt: Moment,
  textSha256: z.string(),
  text: z.string(),
  /** The parts of the text that the reader folds, in order and apart; left out where it folds nothing. */
  folded: z.array(Range).optional(),
  highlights: z.array(
    z.object({
      id: Id,
      from: z.number().int(),
      to: z.number().int(),
      comment: z.string(),
      tags: z.array(z.string()),
    }),
  ),
});
export type FeedDocument = z.infer<typeof FeedDocument>;

export const FeedNote = z.object({
  kind: z.literal('note'),
  id: Id,
  /** Document the note belongs to; null for a note on the library. */
  document: Id.nullable(),
  text: z.string(),
});
export type FeedNote = z.infer<typeof FeedNote>;

/** A thing that is no longer to be found. */
export const FeedGone = z.object({ kind: z.literal('gone'), id: Id });

export const FeedItem = z.discriminatedUnion('kind', [FeedDocument, FeedNote, FeedGone]);
export type FeedItem = z.infer<typeof FeedItem>;

/** A piece of text with the found words marked: ranges are positions within `text` itself. */
export const Snippet = z.object({
  text: z.string(),
  marks: z.array(z.tuple([z.number().int(), z.number().int()])),
});
export type Snippet = z.infer<typeof Snippet>;

/** One place found. */
export const Hit = z.object({
  /** Document the hit is in; null for a hit in a note on the library. */
  document: Id.nullable(),
  title: z.string(),
  /** Higher is better; comparable only within one answer. */
  score: z.number(),
  where: z.enum(['text', 'title', 'metadata', 'comment', 'tag', 'note']),
  /** The note of a hit in a note, the highlight of a hit in a comment or tag; else null. */
  source: Id.nullable(),
  /** The passage in the document to open at; null where the hit is not in a text. */
  anchor: Anchor.nullable(),
  snippet: Snippet,
});
export type Hit = z.infer<typeof Hit>;

/** All hits of one document (or of the library's own notes), best first; groups come best first. */
export const HitGroup = z.object({
  document: Id.nullable(),
  title: z.string(),
  publisher: z.string().nullable(),
  published: PartialDate.nullable(),
  score: z.number(),
  /** Places found in the document; `hits` may hold fewer. */
  total: z.number().int(),
  hits: z.array(Hit),
});
export type HitGroup = z.infer<typeof HitGroup>;

/** What answers can be narrowed by. A document has one outlet, year and language at most, and any number of tags. */
export const Facet = z.enum(['outlet', 'year', 'language', 'tag']);
export type Facet = z.infer<typeof Facet>;

/**
 * One choice among the values of a facet. Chosen values of one facet widen each other, those of different facets narrow
 * each other, excluded ones always leave out. The value is the outlet, the year (`2018`), the language (`en`) or the name
 * of the tag; empty stands for documents without one.
 */
export const FacetChoice = z.object({ facet: Facet, value: z.string(), excluded: z.boolean() });
export type FacetChoice = z.infer<typeof FacetChoice>;

/** The values of one facet in what a query finds. */
export const FacetCounts = z.object({
  facet: Facet,
  /** Most frequent first; every chosen or excluded value is here, also with a count of 0. */
  values: z.array(
    z.object({
      value: z.string(),
      /** Documents found that have it, if no choice had been made in this facet. */
      count: z.number().int(),
      state: z.enum(['free', 'chosen', 'excluded']),
    }),
  ),
});
export type FacetCounts = z.infer<typeof FacetCounts>;

/** `relevance`: best first. By date: that of publication; documents without one come last. */
export const SearchSort = z.enum(['relevance', 'newest', 'oldest']);
export type SearchSort = z.infer<typeof SearchSort>;

export const SearchAnswer = z.object({
  groups: z.array(HitGroup),
  /** Documents found in all; `groups` may hold fewer. */
  totalDocuments: z.number().int(),
  totalHits: z.number().int(),
  /** False when counting was cut short to answer in time: the totals are then the least there can be. */
  precise: z.boolean(),
  facets: z.array(FacetCounts),
  /** What in the query could not be understood, with its place; the rest was searched. */
  problems: z.array(z.object({ from: z.number().int(), to: z.number().int(), message: z.string() })),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;
