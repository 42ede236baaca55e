import type { ComparedText } from '../../core/compare/compare';
import type { CompareOptions, Comparison, NoiseKind } from '../../core/model/comparison';

/** What the window asks of the compare worker: one pair, the next when that is answered. */
export type ToCompareWorker = {
  readonly id: number;
  readonly a: ComparedText;
  readonly b: ComparedText;
  readonly options: CompareOptions;
};

/** A comparison and what each way of ignoring would take away from the unforgiving one. */
export type ComparedTexts = {
  readonly comparison: Comparison;
  readonly noise: Readonly<Record<NoiseKind, number>>;
  /** Changes that the options hide. */
  readonly hidden: number;
};

export type FromCompareWorker =
  | { readonly kind: 'compared'; readonly id: number; readonly compared: ComparedTexts }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
