import type { Block } from '../../core/model/document';

/**
 * The level at which each heading of a text is shown, 2 to 6, by the position it starts at: the page's own title is the
 * h1, the highest level used comes next, and none goes down by more than one step, whatever its source skipped. `title`
 * is the heading that is the title itself; it has no level here.
 */
export function headingLevels(blocks: readonly Block[], title: number | null): ReadonlyMap<number, number> {
  const headings = blocks.filter((block) => block.kind === 'heading' && block.from !== title);
  const used = [...new Set(headings.map((heading) => heading.level ?? 1))].sort((a, b) => a - b);
  const levels = new Map<number, number>();
  let before = 1;
  for (const heading of headings) {
    const level = Math.min(used.indexOf(heading.level ?? 1) + 2, before + 1, 6);
    levels.set(heading.from, level);
    before = level;
  }
  return levels;
}
