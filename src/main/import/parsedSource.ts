import { z } from 'zod';
import { Block, Layer, Mail, Metadata, MetadataField } from '../../core/model/document';

/** What reading one file gives: everything of a Document but its identity, its original and its counts. */
export const ParsedSource = z
  .object({
    /** NFC, LF line ends, no byte-order mark; never empty or only white space. */
    text: z.string(),
    /** In order, never overlapping; between them is white space. */
    blocks: z.array(Block),
    /** In order, never overlapping; each begins and ends at the bounds of blocks. */
    layers: z.array(Layer),
    metadata: Metadata,
    /** The fields of `metadata` that were guessed, not declared by the file itself. */
    guessed: z.array(MetadataField),
    /** What each guess rests on, a few words. */
    evidence: z.partialRecord(MetadataField, z.string()),
    /** WHATWG label of the encoding the bytes were read as; null for formats that are not text. */
    encoding: z.string().nullable(),
    mediaType: z.string(),
    mail: Mail.optional(),
    /** How many files it brings along, for `unpack`. */
    contains: z.number().int().min(0),
    /** A phrase for the import report, "read as EUC-KR"; null where there is nothing to say. */
    remark: z.string().nullable(),
  })
  .refine(({ text, blocks }) => inOrder(blocks, text.length), 'blocks overlap or leave the text')
  .refine(({ text, layers }) => inOrder(layers, text.length), 'layers overlap or leave the text');
export type ParsedSource = z.infer<typeof ParsedSource>;

/** Whether ranges follow each other within a text of `length`. */
function inOrder(ranges: readonly { readonly from: number; readonly to: number }[], length: number): boolean {
  let at = 0;
  for (const { from, to } of ranges) {
    if (from < at) return false;
    at = to;
  }
  return at <= length;
}
