import { z } from 'zod';
import { Moment, PartialDate } from './date';
import { Id } from './id';
import { Range } from './range';
import { defineStored } from './stored';

/** SHA-256, lower-case hexadecimal. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256');

/** What the analyst knows of a source. Null and the empty list mean "not known". */
export const Metadata = z.object({
  title: z.string().min(1),
  /** The outlet that published this version. */
  publisher: z.string().nullable(),
  /** The agency the outlet credits, kept apart from the outlet: both are needed to tell versions of one story. */
  agency: z.string().nullable(),
  authors: z.array(z.string()),
  published: PartialDate.nullable(),
  updated: PartialDate.nullable(),
  /** BCP 47, `en`, `ko`, `zh-Hant`. */
  language: z.string().nullable(),
  address: z.string().nullable(),
  /** Where the text says it was written: `SINGAPORE`, `Phnom Penh`. */
  placeLine: z.string().nullable(),
  /** The analyst's grade: source A to F, information 1 to 6 (the Admiralty code, NATO AJP-2.1). Never guessed. */
  reliability: z
    .string()
    .regex(/^[A-F][1-6]$/, 'a grade is a letter A to F and a digit 1 to 6')
    .nullable(),
  /** Fields of the analyst's own, by their names. */
  custom: z.record(z.string(), z.string()),
});
export type Metadata = z.infer<typeof Metadata>;
export const MetadataField = z.enum([
  'title', 'publisher', 'agency', 'authors', 'published', 'updated', 'language', 'address', 'placeLine',
]); // prettier-ignore
export type MetadataField = z.infer<typeof MetadataField>;

/**
 * A part of the text that is not the article: page furniture or a second copy of the body. Folded in the reader while
 * `active`; the text itself is never touched.
 */
export const Layer = Range.safeExtend({
  reason: z.enum(['furniture', 'repeated-body']),
  /** A few words for the reader's fold: "advertising marker", "font-size controls". */
  label: z.string(),
  active: z.boolean(),
  /** Who found it: a rule (left out), the file's own marks, what its outlet repeats, a person. */
  by: z.enum(['format', 'outlet', 'person']).optional(),
});
export type Layer = z.infer<typeof Layer>;

export const BLOCK_KINDS = [
  'heading', 'paragraph', 'list-item', 'quote', 'code', 'caption', 'footnote', 'table-row', 'rule',
  'page-break',
] as const; // prettier-ignore

/** A piece of structure as a range of the text. Blocks are in order and never overlap; between them is white space. */
export const Block = Range.safeExtend({
  kind: z.enum(BLOCK_KINDS),
  /** Of a heading 1 to 6; of a list item its depth from 1. */
  level: z.number().int().min(1).max(64).optional(),
  /** What a list item begins with, `•` or `3.`; part of the range, so that the text reads as a list anywhere. */
  marker: z.string().optional(),
  /** The page of the original it begins on, counted from 1; left out where a format has no pages. */
  page: z.number().int().min(1).optional(),
});
export type Block = z.infer<typeof Block>;

/**
 * A correction of the structure at one place of a text, by a person. Whatever the order of repairs, they give the same
 * blocks: there is one for each place.
 */
export const BlockRepair = z.object({
  /** Where a block begins, or would begin. */
  at: z.number().int().min(0),
  /** True: a block begins here. False: what begins here belongs to the block before. Left out: as it was read. */
  begins: z.boolean().optional(),
  /** What the block that begins here is; left out: as it was read. */
  kind: z.enum(BLOCK_KINDS).optional(),
  /** Of a heading or list item. */
  level: z.number().int().min(1).max(64).optional(),
});
export type BlockRepair = z.infer<typeof BlockRepair>;

export const Original = z.object({
  /** The file's own name, without folders. */
  name: z.string(),
  bytes: z.number().int().min(0),
  sha256: Sha256,
  mediaType: z.string(),
  /** WHATWG encoding label the bytes were read as, `utf-8`, `euc-kr`; null for formats that are not text. */
  encoding: z.string().nullable(),
  /** True where a person chose the encoding; left out where it was told from the bytes. */
  encodingChosen: z.boolean().optional(),
});
export type Original = z.infer<typeof Original>;

/** What joins a message to others of its thread (RFC 5322, 3.6.4): ids without their angle brackets. */
export const Mail = z.object({ messageId: z.string().nullable(), references: z.array(z.string()) });
export type Mail = z.infer<typeof Mail>;

/** One imported source, without its text. What is left out is not there. */
export const Document = z.object({
  version: z.literal(2),
  id: Id,
  importedAt: Moment,
  original: Original,
  metadata: Metadata,
  /** Fields still holding what import guessed; a field the analyst edits leaves the list. */
  guessed: z.array(MetadataField),
  /** What each guess rests on, a few words: "the line above the text". */
  evidence: z.partialRecord(MetadataField, z.string()).optional(),
  layers: z.array(Layer),
  /** Corrections of the blocks, by their places: whoever asks for the text gets the blocks with them. */
  repairs: z.array(BlockRepair).optional(),
  /** Length of the text in UTF-16 units. */
  length: z.number().int().min(0),
  /** Words of the text, as the search tokeniser counts them. */
  words: z.number().int().min(0),
  /** SHA-256 of the text in UTF-8: what citations and exchange files carry. */
  textSha256: Sha256,
  /** When it was put in the trash; null while it is in the library. */
  trashedAt: Moment.nullable(),
  /** The document it came with: the message of an attachment. */
  parent: Id.optional(),
  /** The archive or mailbox it lay in, with the folders there: `case.zip/letters`. */
  within: z.string().optional(),
  mail: Mail.optional(),
  /** The earlier version of the same source, which is in the trash; and the other way round. */
  replaces: Id.optional(),
  replacedBy: Id.optional(),
  /** A CSL-JSON item, as it was attached (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html). */
  reference: z.record(z.string(), z.json()).optional(),
});
export type Document = z.infer<typeof Document>;

/** The text of a document: written once at import, never changed after. */
export const DocumentText = z.object({
  version: z.literal(1),
  id: Id,
  /** NFC, LF line ends, no byte-order mark. */
  text: z.string(),
  blocks: z.array(Block),
});
export type DocumentText = z.infer<typeof DocumentText>;

export const storedDocument = defineStored<Document>({
  kind: 'document',
  version: 2,
  schema: Document,
  migrations: {
    1: (record) => ({
      ...record,
      metadata: { ...(record.metadata as object), placeLine: null, reliability: null, custom: {} },
    }),
  },
});

export const storedText = defineStored<DocumentText>({
  kind: 'text',
  version: 1,
  schema: DocumentText,
  migrations: {},
});

/** The blocks a reader folds: those that lie inside an active layer. */
export function isFolded(block: Range, layers: readonly Layer[]): boolean {
  return layers.some((layer) => layer.active && layer.from <= block.from && block.to <= layer.to);
}

/**
 * The place of a position for a citation: "paragraph 4". Paragraphs are counted over blocks that carry text and are not
 * folded away; a position between blocks belongs to the block before it. Null where the text has no blocks.
 */
export function placeOf(position: number, blocks: readonly Block[], layers: readonly Layer[]): string | null {
  let count = 0;
  let place: string | null = null;
  for (const block of blocks) {
    if (block.from > position && place !== null) break;
    if (block.kind === 'rule' || block.kind === 'page-break') continue;
    if (isFolded(block, layers)) {
      if (block.from <= position && position < block.to) return 'page furniture';
      continue;
    }
    if (block.kind === 'heading') {
      place = count === 0 ? 'heading' : `heading after paragraph ${count}`;
    } else {
      count += 1;
      place = `paragraph ${count}`;
    }
  }
  return place;
}

/** The document with some metadata changed; the same value when nothing differs. Edited fields are no longer guesses. */
export function editMetadata(document: Document, changes: Partial<Metadata>): Document {
  const edited = (Object.keys(changes) as MetadataField[]).filter(
    (field) => JSON.stringify(changes[field]) !== JSON.stringify(document.metadata[field]),
  );
  if (edited.length === 0) return document;
  return {
    ...document,
    metadata: { ...document.metadata, ...changes },
    guessed: document.guessed.filter((field) => !edited.includes(field)),
  };
}
