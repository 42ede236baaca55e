import { create } from 'zustand';
import type { CompareOptions } from '../../core/model/comparison';

/** How comparisons are shown; kept while the window is open. */
export type CompareSettings = {
  readonly ignore: CompareOptions['ignore'];
  readonly skipFurniture: boolean;
  readonly onlyChanges: boolean;
};

export const useCompareSettings = create<CompareSettings>(() => ({
  ignore: [],
  skipFurniture: true,
  onlyChanges: false,
}));

export function changeCompareSettings(changes: Partial<CompareSettings>): void {
  useCompareSettings.setState(changes);
}

/** Adds one way of ignoring, or takes it away. */
export function toggleIgnore(kind: CompareOptions['ignore'][number]): void {
  useCompareSettings.setState(({ ignore }) => ({
    ignore: ignore.includes(kind) ? ignore.filter((other) => other !== kind) : [...ignore, kind],
  }));
}

/** Where each comparison was last scrolled to, so that Back returns there. */
export const scrollPlaces = new Map<string, number>();
