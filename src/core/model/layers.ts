import type { Block, Layer } from './document';
import { overlaps, type Range } from './range';

/** What a person says of a part by folding it away. */
export type FoldedByHand = Pick<Layer, 'reason' | 'label'>;
const MARKED_BY_HAND: FoldedByHand = { reason: 'furniture', label: 'marked by hand' };
/** Of a part that the text has once before. */
export const SECOND_COPY: FoldedByHand = { reason: 'repeated-body', label: 'second copy of the body' };

/**
 * The layers after a person said of the blocks in a range that they are page furniture, or that they are part of the
 * article. Layers there are switched on or off for just these blocks, and keep what they say of themselves; what was folded
 * by hand and is part of the article after all leaves no trace. Blocks that were in no layer are folded `as` what is said. The
 * same array when nothing changes.
 */
export function markFurniture(
  layers: readonly Layer[],
  blocks: readonly Block[],
  range: Range,
  furniture: boolean,
  as: FoldedByHand = MARKED_BY_HAND,
): readonly Layer[] {
  const inside = blocks.filter((block) => overlaps(block, range));
  if (inside.length === 0) return layers;
  const marked: Range = { from: inside[0]!.from, to: inside.at(-1)!.to };
  const kept: Layer[] = [];
  for (const layer of layers) {
    if (!overlaps(layer, marked)) {
      kept.push(layer);
      continue;
    }
    for (const part of partsOf(layer, blocks, marked)) {
      if (!overlaps(part, marked)) kept.push({ ...layer, ...part });
      else if (furniture || layer.by !== 'person') kept.push({ ...layer, ...part, active: furniture });
    }
  }
  if (furniture) {
    // Blocks that are in no layer yet; neighbours are one part.
    const added: { from: number; to: number }[] = [];
    let open = false;
    for (const { from, to } of inside) {
      const isFree = !kept.some((layer) => layer.from <= from && to <= layer.to);
      if (isFree && open) added.at(-1)!.to = to;
      else if (isFree) added.push({ from, to });
      open = isFree;
    }
    for (const part of added) kept.push({ ...part, ...as, active: true, by: 'person' });
  }
  kept.sort((a, b) => a.from - b.from || b.to - a.to);
  return JSON.stringify(kept) === JSON.stringify(layers) ? layers : kept;
}

/** A layer cut at the bounds of a range: each part begins and ends with a block. */
function partsOf(layer: Layer, blocks: readonly Block[], range: Range): Range[] {
  const within = blocks.filter((block) => layer.from <= block.from && block.to <= layer.to);
  if (within.length === 0) return [layer];
  const parts: { from: number; to: number; isIn: boolean }[] = [];
  for (const { from, to } of within) {
    const isIn = range.from <= from && to <= range.to;
    const last = parts.at(-1);
    if (last?.isIn === isIn) last.to = to;
    else parts.push({ from, to, isIn });
  }
  return parts.length === 1 ? [layer] : parts.map(({ from, to }) => ({ from, to }));
}
