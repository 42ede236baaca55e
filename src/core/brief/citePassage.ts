import { placeOf, type Document, type DocumentText } from '../model/document';
import { wholeCharacters, type Range } from '../model/range';
import { sha256 } from '../text/sha256';
import { canonicalText } from './canonicalText';
import { footnote } from './footnote';
import { quotationBlock } from './markdownText';
import { quotedParagraphs } from './quotedParagraphs';

/**
 * A passage for the clipboard: its block quote and footnote, in the form of an exported brief. The footnote's label is
 * made of document and place, so that many can be pasted into one file. Half a character at an end becomes a whole one;
 * throws RangeError outside the text.
 */
export function citePassage(document: Document, text: DocumentText, range: Range): string {
  if (range.from < 0 || range.to > text.text.length || range.from > range.to) {
    throw new RangeError(`[${range.from}, ${range.to}) is not in a text of ${text.text.length} units`);
  }
  const { from, to } = wholeCharacters(text.text, range);
  const label = `${document.id.slice(0, 8)}-${from}-${to}`;
  const quotation = quotationBlock(quotedParagraphs(text.text, { from, to }, text.blocks), label);
  const definition = footnote(
    label,
    { document, place: placeOf(from, text.blocks, document.layers) },
    {
      document: document.id,
      from,
      to,
      quoteSha256: sha256(canonicalText(text.text.slice(from, to))),
      textSha256: document.textSha256,
    },
  );
  return `${quotation}\n\n${definition}\n`;
}
