import type { Block, BlockRepair } from './document';

/**
 * The blocks of a text with a person's repairs: in order, never overlapping, every character that is not white space in
 * one, as before. Repairs in any order give the same; one whose place means nothing in these blocks does nothing.
 */
export function applyRepairs(
  text: string,
  blocks: readonly Block[],
  repairs: readonly BlockRepair[],
): readonly Block[] {
  if (repairs.length === 0) return blocks;
  const byPlace = new Map(repairs.map((repair) => [repair.at, repair]));
  const splits = repairs.flatMap(({ at, begins }) => (begins === true ? [at] : [])).sort((a, b) => a - b);
  const repaired: Block[] = [];
  let next = 0;
  for (const block of blocks) {
    while (next < splits.length && splits[next]! <= block.from) next += 1;
    const starts = [block.from];
    for (; next < splits.length && splits[next]! < block.to; next += 1) starts.push(splits[next]!);
    for (const [index, from] of starts.entries()) {
      const to = starts[index + 1] ?? block.to;
      const piece = index === 0 ? block : restOf(repaired.at(-1) ?? block, block.page);
      const whole = trimmedBlock(text, { ...piece, from, to });
      if (whole === null) {
        // Page breaks of some formats have no characters.
        if (starts.length === 1) repaired.push(block);
        continue;
      }
      const repair = byPlace.get(from);
      const before = repaired.at(-1);
      if (repair?.begins === false && before !== undefined)
        repaired[repaired.length - 1] = { ...before, to: whole.to };
      else repaired.push(asRepaired(whole, repair));
    }
  }
  return repaired;
}

/** What joins the block at `index` with the one after it, over a page break between them; none at the end of the text. */
export function joinWithNext(blocks: readonly Block[], index: number): BlockRepair[] {
  const repairs: BlockRepair[] = [];
  for (let at = index + 1; at < blocks.length; at += 1) {
    const { from, kind } = blocks[at]!;
    repairs.push({ at: from, begins: false });
    if (kind !== 'page-break') return repairs;
  }
  return [];
}

/** What splits a block at a position; null where a part would be empty. The second part begins behind the white space. */
export function splitAt(text: string, block: Block, position: number): BlockRepair | null {
  let at = position;
  while (at < block.to && /\s/.test(text.charAt(at))) at += 1;
  if (at >= block.to || text.slice(block.from, at).trim() === '') return null;
  // Never inside a character.
  if (at > 0 && /[\uDC00-\uDFFF]/.test(text.charAt(at)) && /[\uD800-\uDBFF]/.test(text.charAt(at - 1)))
    at -= 1;
  return at > block.from ? { at, begins: true } : null;
}

/**
 * Earlier repairs with further ones, by their places. Joining what a person split, and splitting what a person joined, take
 * the earlier repair back instead.
 */
export function addRepairs(
  repairs: readonly BlockRepair[],
  further: readonly BlockRepair[],
): readonly BlockRepair[] {
  const byPlace = new Map(repairs.map((repair) => [repair.at, repair]));
  for (const repair of further) {
    const before = byPlace.get(repair.at);
    const merged = { ...before, ...repair };
    const isTakenBack =
      repair.begins !== undefined && before?.begins !== undefined && before.begins !== repair.begins;
    if (isTakenBack) delete merged.begins;
    if (repair.kind !== undefined && repair.level === undefined) delete merged.level;
    // What a block was said to be goes with the block.
    if (isTakenBack && repair.begins === false) {
      delete merged.kind;
      delete merged.level;
    }
    if (merged.begins === undefined && merged.kind === undefined) byPlace.delete(repair.at);
    else byPlace.set(repair.at, merged);
  }
  return [...byPlace.values()].sort((a, b) => a.at - b.at);
}

/** What stands behind a split: as what is before it, but no second heading, and no second marker. */
function restOf({ kind, from, to }: Block, page: number | undefined): Block {
  return {
    kind: kind === 'heading' || kind === 'list-item' ? 'paragraph' : kind,
    ...(page !== undefined && { page }),
    from,
    to,
  };
}

function asRepaired(block: Block, repair: BlockRepair | undefined): Block {
  if (repair?.kind === undefined) return block;
  const { kind, level } = repair;
  const { from, to, page, marker } = block;
  return {
    kind,
    from,
    to,
    ...(kind === 'heading' && { level: Math.min(6, level ?? 2) }),
    ...(kind === 'list-item' && { level: level ?? 1, ...(marker !== undefined && { marker }) }),
    ...(page !== undefined && { page }),
  };
}

/** The block without white space at its ends; null when nothing else is in it. */
function trimmedBlock(text: string, block: Block): Block | null {
  let { from, to } = block;
  while (from < to && /\s/.test(text.charAt(from))) from += 1;
  while (to > from && /\s/.test(text.charAt(to - 1))) to -= 1;
  if (from === to) return null;
  return from === block.from && to === block.to ? block : { ...block, from, to };
}
