import { z } from 'zod';
import { Anchor } from './anchor';
import { PartialDate } from './date';
import { Id } from './id';

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
  textSha256: z.string(),
  text: z.string(),
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

export const SearchAnswer = z.object({
  groups: z.array(HitGroup),
  /** Documents found in all; `groups` may hold fewer. */
  totalDocuments: z.number().int(),
  totalHits: z.number().int(),
  /** What in the query could not be understood, with its place; the rest was searched. */
  problems: z.array(z.object({ from: z.number().int(), to: z.number().int(), message: z.string() })),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;
