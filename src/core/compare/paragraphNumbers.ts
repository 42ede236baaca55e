import { isFolded, type Block, type Layer } from '../model/document';

/**
 * The numbers of a document's paragraphs as citations count them (`placeOf` of core/model/document), by where they start.
 * Headings, rules and what is folded away have none.
 */
export function paragraphNumbers(
  blocks: readonly Block[],
  layers: readonly Layer[],
): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  for (const block of blocks) {
    if (['heading', 'rule', 'page-break'].includes(block.kind) || isFolded(block, layers)) continue;
    numbers.set(block.from, numbers.size + 1);
  }
  return numbers;
}
