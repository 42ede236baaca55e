import type { VirtualItem } from '@tanstack/react-virtual';
import type { Id } from '../../core/model/id';

/** Where the reader was in a document; kept for this window's session. */
export type ReadingPlace = {
  readonly scroll: number;
  /** Measured rows, so that the same scroll shows the same words. */
  readonly rows: VirtualItem[];
  /** The position at the top edge and how far below it its line was; null at the very top. */
  readonly top: { readonly position: number; readonly below: number } | null;
  readonly selection: { readonly anchor: number; readonly focus: number };
  readonly openFolds: ReadonlySet<string>;
};

const places = new Map<Id, ReadingPlace>();
const honoured = new WeakSet<object>();

/** Where a document was left; null when it was not open in this session. */
export function placeIn(document: Id): ReadingPlace | null {
  return places.get(document) ?? null;
}

export function leavePlace(document: Id, place: ReadingPlace): void {
  places.set(document, place);
}

/**
 * True the first time a location's passage is asked for. Going back to that location then finds the reader where it was
 * left, not at the passage again.
 */
export function isNewPassage(at: object): boolean {
  if (honoured.has(at)) return false;
  honoured.add(at);
  return true;
}
