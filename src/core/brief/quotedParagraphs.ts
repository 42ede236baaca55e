import type { Block } from '../model/document';
import type { Range } from '../model/range';

/**
 * A passage cut where its document's blocks end: a quotation over three paragraphs shows three paragraphs. Nothing but
 * white space is lost between the parts.
 */
export function quotedParagraphs(text: string, range: Range, blocks: readonly Block[]): string[] {
  const cuts = blocks.map((block) => block.from).filter((at) => range.from < at && at < range.to);
  return [range.from, ...cuts].map((from, index) => text.slice(from, cuts[index] ?? range.to));
}
