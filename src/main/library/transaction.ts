import type { Id } from '../../core/model/id';
import type { Kind, Records } from './layout';

/** One record to be put, or removed where `value` is null. The id of the library and codebook is the library's. */
export type RecordChange = {
  [K in Kind]: { readonly kind: K; readonly id: Id; readonly value: Records[K] | null };
}[Kind];

/** A record before and after an edit; null where there was or is none. Swapped, it is the edit that undoes. */
export type RecordChanged = {
  [K in Kind]: {
    readonly kind: K;
    readonly id: Id;
    readonly before: Records[K] | null;
    readonly after: Records[K] | null;
  };
}[Kind];

/**
 * What an edit is in the history of steps: a step of its own (those with one `mergeKey` that follow each other closely are
 * one), or the undoing or redoing of the edit `of`.
 */
export type StepMark =
  | { readonly kind: 'edit'; readonly mergeKey: string | null }
  | { readonly kind: 'undo' | 'redo'; readonly of: number };

/** An edit that is on disk. */
export type Transaction = {
  readonly name: string;
  /** In the order given; records that did not change are left out. */
  readonly changes: readonly RecordChanged[];
  readonly revision: number;
  /** The number of the edit over the library's whole life: it grows by one with each. 0 when nothing changed. */
  readonly seq: number;
  /** When it was made, by the clock, which may go backwards: order is by `seq`. */
  readonly at: string;
  /** Null for what is no step of the history. */
  readonly step: StepMark | null;
};

/** An edit as the journal and the archive keep it; changes of texts are left out, since texts are written only once. */
export type PastTransaction = Omit<Transaction, 'revision'>;
