import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { DocumentSummary } from '../../core/api/contract';
import { Mail, Sha256, type Document } from '../../core/model/document';
import type { Annotations } from '../../core/model/highlight';
import { Id } from '../../core/model/id';
import { PartialDate } from '../../core/model/date';
import type { FileFacts } from './disk';

/** What a library keeps in memory of each document: the row of the table, and what lists need without opening files. */
export const CatalogueEntry = DocumentSummary.extend({
  updated: PartialDate.nullable(),
  address: z.string().nullable(),
  placeLine: z.string().nullable(),
  reliability: z.string().nullable(),
  /** Fields of the analyst's own; left out where there are none, as in most documents. */
  own: z.record(z.string(), z.string()).optional(),
  /** How many fields hold a guess. */
  guesses: z.number().int(),
  /** Highlights that carry each tag. Tags that are not used are not listed. */
  tagCounts: z.record(Id, z.number().int()),
  /** SHA-256 of the imported file: tells whether a file is here already. */
  originalSha256: Sha256,
  textSha256: Sha256,
  /** As in the Document: what it came with, and lay in. */
  parent: Id.optional(),
  within: z.string().optional(),
  mail: Mail.optional(),
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

/** The entry of a document. `annotations: null` where nothing is marked in it. */
export function entryOf(document: Document, annotations: Annotations | null): CatalogueEntry {
  return withDocument(document, marksOf(annotations));
}

/** The entry after its document changed; what it says of highlights stays. */
export function withDocument(
  document: Document,
  marks: Pick<CatalogueEntry, 'highlights' | 'tags' | 'tagCounts'>,
): CatalogueEntry {
  const { title, publisher, agency, authors, published, language } = document.metadata;
  const { updated, address, placeLine, reliability, custom } = document.metadata;
  return {
    id: document.id,
    title,
    publisher,
    agency,
    authors,
    published,
    language,
    updated,
    address,
    placeLine,
    reliability,
    ...(Object.keys(custom).length > 0 && { own: custom }),
    guesses: document.guessed.length,
    words: document.words,
    highlights: marks.highlights,
    tags: marks.tags,
    fileName: document.original.name,
    importedAt: document.importedAt,
    trashedAt: document.trashedAt,
    tagCounts: marks.tagCounts,
    originalSha256: document.original.sha256,
    textSha256: document.textSha256,
    ...(document.parent !== undefined && { parent: document.parent }),
    ...(document.within !== undefined && { within: document.within }),
    ...(document.mail && { mail: document.mail }),
  };
}

/** The entry after its highlights changed. */
export function withAnnotations(entry: CatalogueEntry, annotations: Annotations | null): CatalogueEntry {
  return { ...entry, ...marksOf(annotations) };
}

function marksOf(annotations: Annotations | null): Pick<CatalogueEntry, 'highlights' | 'tags' | 'tagCounts'> {
  const tagCounts: Record<Id, number> = {};
  for (const { tags } of annotations?.highlights ?? []) {
    for (const tag of new Set(tags)) tagCounts[tag] = (tagCounts[tag] ?? 0) + 1;
  }
  return {
    highlights: annotations?.highlights.length ?? 0,
    tags: Object.keys(tagCounts).sort(),
    tagCounts,
  };
}

/** When a file was last read: modified (milliseconds) and size. Null for a file that is not there. */
export type Stamp = readonly [modified: number, size: number] | null;

export const stampOf = (facts: FileFacts | null): Stamp => facts && [facts.modified, facts.size];

export const sameStamp = (a: Stamp, b: Stamp): boolean => a?.[0] === b?.[0] && a?.[1] === b?.[1];

/** An entry with the state of the files it was made from; null also for what is in the journal and in no file yet. */
export type Row = {
  readonly entry: CatalogueEntry;
  readonly document: Stamp;
  readonly annotations: Stamp;
};

/** Grows whenever an entry changes its meaning: an older cache is then not used. */
const CACHE_VERSION = 4;

const Cache = z.object({
  version: z.literal(CACHE_VERSION),
  seq: z.number().int().nonnegative(),
  sha256: Sha256,
  rows: z.array(z.unknown()),
});

/** A catalogue as kept: its rows, and the number of the last edit that is in them. */
export type KeptCatalogue = { readonly seq: number; readonly rows: readonly Row[] };

/**
 * The catalogue as a file: JSON with a line for each document and a checksum of the lines. Gives way to other work while
 * it runs. It is only a cache; `decodeCatalogue` refuses what it does not know.
 */
export async function encodeCatalogue(rows: Iterable<Row>, seq: number): Promise<Uint8Array> {
  const lines: string[] = [];
  for (const row of rows) {
    lines.push(JSON.stringify(row));
    if (lines.length % 500 === 0) await turn();
  }
  const body = lines.join(',\n');
  return new TextEncoder().encode(
    `{"version":${CACHE_VERSION},"seq":${seq},"sha256":"${checksum(seq, body)}","rows":[\n${body}\n]}\n`,
  );
}

/** The cached catalogue; null when it is damaged or of another version. */
export function decodeCatalogue(bytes: Uint8Array): KeptCatalogue | null {
  const text = new TextDecoder().decode(bytes);
  const from = text.indexOf('\n') + 1;
  const to = text.length - '\n]}\n'.length;
  try {
    const { seq, sha256, rows } = Cache.parse(JSON.parse(text));
    if (sha256 !== checksum(seq, text.slice(from, Math.max(from, to)))) return null;
    // What the checksum covers was written by `encodeCatalogue` of this version: fifty thousand rows are not parsed again.
    return { seq, rows: rows as Row[] };
  } catch {
    return null;
  }
}

const checksum = (seq: number, body: string): string =>
  createHash('sha256').update(`${seq}\n`).update(body).digest('hex');
