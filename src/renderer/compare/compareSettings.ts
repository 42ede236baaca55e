import { create } from 'zustand';
import type { ChangeClass } from '../../core/compare/changeClass';
import type { NoiseKind } from '../../core/model/comparison';

/** How comparisons are shown; kept while the window is open. */
export type CompareSettings = {
  readonly ignore: readonly NoiseKind[];
  /** The one sort of change to step through; null for all. */
  readonly only: ChangeClass | null;
  readonly skipFurniture: boolean;
  readonly onlyChanges: boolean;
  /** What is highlighted or tagged on one side is so on the other too, where it has an answer there. */
  readonly bothSides: boolean;
};

export const useCompareSettings = create<CompareSettings>(() => ({
  ignore: [],
  only: null,
  skipFurniture: true,
  onlyChanges: false,
  bothSides: false,
}));

export function changeCompareSettings(changes: Partial<CompareSettings>): void {
  useCompareSettings.setState(changes);
}

/** Adds one way of ignoring, or takes it away. */
export function toggleIgnore(kind: NoiseKind): void {
  useCompareSettings.setState(({ ignore }) => ({
    ignore: ignore.includes(kind) ? ignore.filter((other) => other !== kind) : [...ignore, kind],
  }));
}

export function setIgnored(ignore: readonly NoiseKind[]): void {
  useCompareSettings.setState({ ignore });
}

/** Where each comparison was last scrolled to, so that Back returns there. */
export const scrollPlaces = new Map<string, number>();
