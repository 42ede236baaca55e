import type { Block, DocumentText, Layer } from './document';
import type { Range } from './range';

/**
 * What the reader folds of a text: the blocks that lie inside an active layer, as `isFolded` says, neighbours as one range;
 * in order and apart.
 */
export function foldedParts(
  { text, blocks }: Pick<DocumentText, 'text' | 'blocks'>,
  layers: readonly Layer[],
): Range[] {
  const active = layers.filter((layer) => layer.active).sort((a, b) => a.from - b.from);
  if (active.length === 0) return [];
  const parts: { from: number; to: number }[] = [];
  let next = 0;
  let reach = -1;
  let follows = false;
  for (const { from, to } of blocks.length > 0 ? blocks : linesOfText(text)) {
    // Of the layers that begin here or before, the one that reaches farthest holds the block if any does.
    for (; next < active.length && active[next]!.from <= from; next += 1)
      reach = Math.max(reach, active[next]!.to);
    const last = parts.at(-1);
    if (to > reach) follows = false;
    else if (follows && last) last.to = to;
    else {
      parts.push({ from, to });
      follows = true;
    }
  }
  return parts;
}

/** The blocks that a text without any is shown by: a paragraph for each line that is not empty. */
export function linesOfText(text: string): Block[] {
  return [...text.matchAll(/\S[^\n]*/g)].map((match) => ({
    kind: 'paragraph',
    from: match.index,
    to: match.index + match[0].trimEnd().length,
  }));
}
