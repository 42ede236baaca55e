import type { Comparison } from '../model/comparison';
import { normaliser, type Ignorable } from './wordEdits';

/**
 * How many changes of a comparison each way of ignoring would take away by itself. Give it a comparison that ignores
 * nothing, and the two texts it was made of.
 */
export function countNoise(a: string, b: string, comparison: Comparison): Record<Ignorable, number> {
  const counts = { case: 0, punctuation: 0 };
  const kinds = (['case', 'punctuation'] as const).map((kind) => ({ kind, normal: normaliser([kind]) }));
  for (const { edits } of comparison.pairs) {
    for (const edit of edits) {
      if (edit.kind === 'same') continue;
      const left = a.slice(edit.a.from, edit.a.to);
      const right = b.slice(edit.b.from, edit.b.to);
      for (const { kind, normal } of kinds) if (normal(left) === normal(right)) counts[kind] += 1;
    }
  }
  return counts;
}
