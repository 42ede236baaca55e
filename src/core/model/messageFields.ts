import type { Block } from './document';
import type { Range } from './range';

/**
 * The fields above a message, which the reader of messages writes as its first lines, each a block: who wrote to whom and
 * when.
 */
export const MESSAGE_FIELDS = ['From', 'To', 'Cc', 'Date'] as const;
export type MessageField = (typeof MESSAGE_FIELDS)[number];

const FIELD = new RegExp(`^(?:${MESSAGE_FIELDS.join('|')}): `);

/**
 * What stands above the text of a message: its subject, where it has one, and its fields. All letters of a correspondence
 * have them in common and say nothing in them. Null where the text does not begin so.
 */
export function messageHead(text: string, blocks: readonly Block[]): Range | null {
  const fields = blocks[0]?.kind === 'heading' ? 1 : 0;
  let next = fields;
  // A line of the body that looks like one, `To: whom it may concern`, has a blank line above it.
  while (
    next < blocks.length &&
    (next === fields || blocks[next]!.from === blocks[next - 1]!.to + 1) &&
    FIELD.test(text.slice(blocks[next]!.from, blocks[next]!.from + 8))
  ) {
    next += 1;
  }
  return next === fields ? null : { from: blocks[0]!.from, to: blocks[next - 1]!.to };
}
