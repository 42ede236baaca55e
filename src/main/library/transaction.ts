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

/** An edit that is on disk. */
export type Transaction = {
  readonly name: string;
  /** In the order given; records that did not change are left out. */
  readonly changes: readonly RecordChanged[];
  readonly revision: number;
};
