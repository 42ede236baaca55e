import { z } from 'zod';

/** One thing that is wrong with a library. Never holds text of a document. */
export const LibraryFault = z.object({
  /** Below the library's folder, with `/` between its parts. */
  file: z.string(),
  kind: z.enum([
    /** A record that is missing or cannot be read. */
    'record',
    /** A text that is not the one that was imported. */
    'text',
    /** An original that is missing or not byte for byte what was imported. */
    'original',
    /** A highlight or quotation whose passage is not in its text. */
    'anchor',
    /** A tag that is used and not in the codebook, or a codebook that contradicts itself. */
    'tag',
    /** A note or brief about a document that is not there. */
    'reference',
    /** A folder of a document without the record that makes it one. */
    'orphan',
    /** Lines of the journal that cannot be read. */
    'journal',
    /** A catalogue that contradicts the files. */
    'catalogue',
    /** A file that was set aside as damaged. */
    'quarantine',
    /** Harmless: what an interrupted write left. */
    'leftover',
    /** Harmless: evidence that was removed by hand while what it was used for stays. */
    'loose-end',
  ]),
  /** What is wrong, in a sentence. */
  fault: z.string(),
  /** What a person can do, in a sentence. */
  next: z.string(),
  /** There where Dossier can try to put it right by itself: `keeping.repair`. */
  canRepair: z.literal(true).optional(),
});
export type LibraryFault = z.infer<typeof LibraryFault>;

/** True for what is listed so that nothing is kept from a person, but is no damage. */
export const isHarmless = ({ kind }: Pick<LibraryFault, 'kind'>): boolean =>
  kind === 'leftover' || kind === 'loose-end';
