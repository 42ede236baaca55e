import { z } from 'zod';
import { Id } from './id';

export const ReferenceFormat = z.enum(['csl', 'ris']);
export type ReferenceFormat = z.infer<typeof ReferenceFormat>;

/** What a reference of a file may belong to. */
export const ReferenceMatch = z.object({
  /** Its place in the file, from 0. */
  item: z.number().int().min(0),
  title: z.string(),
  /** What it was found by; null where nothing was found. */
  by: z.enum(['doi', 'address', 'title']).nullable(),
  /** ambiguous: several documents, one that another reference claims too, or one with another date. */
  status: z.enum(['matched', 'ambiguous', 'unmatched']),
  documents: z.array(Id),
});
export type ReferenceMatch = z.infer<typeof ReferenceMatch>;
