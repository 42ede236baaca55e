import { describe, type Anchor } from './anchor';
import { AppError } from './appError';
import type { Carried } from './carryOver';
import type { Block, Layer } from './document';
import { contains, type Range } from './range';

/** A text after a correction: `edit` is what was taken out of the text before, `put` how many units stand there now. */
export type Corrected = {
  readonly text: string;
  readonly blocks: Block[];
  readonly layers: Layer[];
  readonly edit: Range;
  readonly put: number;
};

/**
 * The text with other words in place of a range inside one block, its blocks and layers moved along; null when the words are
 * the same. Throws `bad-input` for a range in no block or in several, and for no words at all: then the block is better
 * folded.
 */
export function correctText(
  { text, blocks, layers }: { text: string; blocks: readonly Block[]; layers: readonly Layer[] },
  range: Range,
  words: string,
): Corrected | null {
  const block = blocks.find((candidate) => contains(candidate, range));
  const given = words.replace(/\r\n?/g, '\n').normalize('NFC');
  const whole = block && (text.slice(block.from, range.from) + given + text.slice(range.to, block.to)).trim();
  if (!block || range.from > range.to || whole === '') {
    throw new AppError(
      'bad-input',
      block
        ? 'A block cannot be left without words.'
        : `[${range.from}, ${range.to}) is no part of one block.`,
      block ? 'Fold it as page furniture instead.' : 'Correct one block at a time.',
    );
  }
  const before = text.slice(block.from, block.to);
  const after = whole!;
  if (after === before) return null;
  // The least that differs: what stands around it keeps its highlights exactly.
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const edit = { from: block.from + head, to: block.to - tail };
  const put = after.length - head - tail;
  const grown = after.length - before.length;
  const move = <T extends Range>(part: T): T =>
    part.from > block.from
      ? part.from >= block.to
        ? { ...part, from: part.from + grown, to: part.to + grown }
        : { ...part, to: part.to + grown }
      : part.to >= block.to
        ? { ...part, to: part.to + grown }
        : part;
  return {
    text: text.slice(0, block.from) + after + text.slice(block.to),
    blocks: blocks.map(move),
    layers: layers.map(move),
    edit,
    put,
  };
}

/** Where a passage stands after a correction; null where the correction cuts into its ends, or it was elsewhere before. */
export function movedByCorrection(
  { text, edit, put }: Pick<Corrected, 'text' | 'edit' | 'put'>,
  before: string,
  anchor: Anchor,
): Carried | null {
  const { from, to, quote } = anchor;
  if (before.slice(from, to) !== quote) return null;
  const grown = put - (edit.to - edit.from);
  if (edit.to <= from) {
    return { status: 'sure', anchor: describe(text, { from: from + grown, to: to + grown }) };
  }
  if (edit.from >= to) return { status: 'sure', anchor: describe(text, { from, to }) };
  if (contains({ from, to }, edit)) {
    return { status: 'sure', anchor: describe(text, { from, to: to + grown }) };
  }
  return null;
}
