import { createHash } from 'node:crypto';
import type { Document, DocumentText } from '../../core/model/document';
import { newId } from '../../core/model/id';
import { countWords } from '../../core/text/words';
import type { ParsedSource } from '../import/parsedSource';
import type { ImportInput } from './importInput';

/** A new document of what was read, with an id of its own, and its text. */
export function describeDocument(
  input: ImportInput,
  { bytes, sha256, parsed }: { bytes: Uint8Array; sha256: string; parsed: ParsedSource },
): { document: Document; text: DocumentText } {
  const id = newId();
  const { origin, options } = input;
  const parent = origin?.message?.id ?? null;
  const within = origin?.within ?? null;
  const document: Document = {
    version: 2,
    id,
    importedAt: new Date().toISOString(),
    original: {
      name: input.name,
      bytes: bytes.byteLength,
      sha256,
      mediaType: parsed.mediaType,
      encoding: parsed.encoding,
      ...(options?.encoding !== undefined && parsed.encoding !== null && { encodingChosen: true }),
    },
    metadata: { ...parsed.metadata, title: input.title ?? parsed.metadata.title },
    guessed: parsed.guessed.filter((field) => field !== 'title' || input.title === undefined),
    evidence: parsed.evidence,
    layers: parsed.layers,
    length: parsed.text.length,
    words: countWords(parsed.text),
    textSha256: createHash('sha256').update(parsed.text, 'utf8').digest('hex'),
    trashedAt: null,
    ...(parent !== null && { parent }),
    ...(within !== null && { within }),
    ...(parsed.mail && { mail: parsed.mail }),
  };
  return { document, text: { version: 1, id, text: parsed.text, blocks: parsed.blocks } };
}
