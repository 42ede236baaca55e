import type { Block } from '../../core/model/document';

/** What a block can be made, as the list shows it; the key does the same. */
export const BLOCK_CHOICES = [
  { id: 'paragraph', label: 'Paragraph', keys: 'p' },
  { id: 'heading-1', label: 'Heading 1', keys: '1' },
  { id: 'heading-2', label: 'Heading 2', keys: '2' },
  { id: 'heading-3', label: 'Heading 3', keys: '3' },
  { id: 'heading-4', label: 'Heading 4', keys: '4' },
  { id: 'list-item', label: 'List item', keys: 'l' },
  { id: 'quote', label: 'Quote', keys: 'q' },
  { id: 'caption', label: 'Caption', keys: 'c' },
  { id: 'footnote', label: 'Footnote', keys: 'n' },
  { id: 'code', label: 'Code', keys: 'd' },
  { id: 'table-row', label: 'Table row', keys: 't' },
] as const satisfies readonly { id: string; label: string; keys: string }[];
export type BlockChoice = (typeof BLOCK_CHOICES)[number]['id'];

/** The choice a block is; null for what a person cannot make (rules, page breaks, deeper headings). */
export function choiceOf({ kind, level }: Pick<Block, 'kind' | 'level'>): BlockChoice | null {
  const id = kind === 'heading' ? `heading-${level ?? 1}` : kind;
  return BLOCK_CHOICES.find((choice) => choice.id === id)?.id ?? null;
}

/** What a choice makes of a block. */
export function kindOf(choice: BlockChoice): Pick<Block, 'kind' | 'level'> {
  return choice.startsWith('heading-')
    ? { kind: 'heading', level: Number(choice.slice('heading-'.length)) }
    : // What is no heading is called as its kind.
      { kind: choice as Block['kind'] };
}

/** How a block is called beside its words. */
export function blockName(block: Pick<Block, 'kind' | 'level'>): string {
  const choice = choiceOf(block);
  if (choice !== null) return BLOCK_CHOICES.find(({ id }) => id === choice)!.label;
  if (block.kind === 'heading') return `Heading ${block.level ?? 1}`;
  return block.kind === 'rule' ? 'Rule' : 'Page break';
}
