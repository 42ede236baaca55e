import { defaultRangeExtractor, useVirtualizer, type Range, type Virtualizer } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { ReaderRow } from './foldedBlocks';
import type { ReadingPlace } from './readingPlaces';

export type TextRowsOptions = {
  readonly rows: readonly ReaderRow[];
  /** Rows that stay on the page wherever it is scrolled: those with an end of the selection, or the browser would forget it. */
  readonly pinned: readonly number[];
  readonly initial: ReadingPlace | null;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly head: RefObject<HTMLElement | null>;
  readonly body: RefObject<HTMLElement | null>;
};

/** Which rows of a text are on the page and where: those that are seen, and the pinned ones. */
export function useTextRows({ rows, pinned, initial, scroller, head, body }: TextRowsOptions): {
  virtual: Virtualizer<HTMLElement, Element>;
  /** Of what stands above the rows, in pixels. */
  headHeight: number;
  /** The width or the type changed: no height is known any more. */
  measureAnew: () => void;
} {
  const [headHeight, setHeadHeight] = useState(0);
  const pins = pinned.join();
  const rangeExtractor = useCallback(
    (seen: Range) => {
      const indexes = new Set(defaultRangeExtractor(seen));
      for (const index of pins.split(',').map(Number)) if (index < seen.count) indexes.add(index);
      return [...indexes].sort((a, b) => a - b);
    },
    [pins],
  );
  const measure = useRef<Line | null>(null);
  // The same functions while the rows are the same: with new ones the list would measure all of them again.
  const getItemKey = useCallback((index: number) => rows[index]!.key, [rows]);
  const estimateSize = useCallback(
    (index: number) =>
      estimate(rows[index]!, (measure.current ??= measureLine(body.current)) ?? UNKNOWN_LINE),
    [rows, body],
  );
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler is not used; the view re-renders with its state
  const virtual = useVirtualizer<HTMLElement, Element>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey,
    estimateSize,
    overscan: 8,
    scrollMargin: headHeight,
    rangeExtractor,
    initialOffset: initial?.scroll ?? 0,
    initialMeasurementsCache: initial?.rows ?? [],
  });

  useLayoutEffect(() => {
    const element = head.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeadHeight(element.offsetHeight));
    observer.observe(element);
    setHeadHeight(element.offsetHeight);
    return () => observer.disconnect();
  }, [head]);

  return {
    virtual,
    headHeight,
    measureAnew: () => {
      measure.current = null;
      virtual.measure();
      // Rows on the page told their new height before this, and tell it once: they are asked.
      virtual.getVirtualItems();
      for (const element of virtual.elementsCache.values()) virtual.measureElement(element);
    },
  };
}

type Line = { readonly line: number; readonly characters: number };

/** Before there is a page to measure. */
const UNKNOWN_LINE: Line = { line: 29, characters: 68 };

/** How a line of the text is laid out, to guess the height of rows that were not drawn yet. */
function measureLine(body: HTMLElement | null): Line | null {
  if (!body) return null;
  const style = getComputedStyle(body);
  const size = Number.parseFloat(style.fontSize) || 18;
  const line = Number.parseFloat(style.lineHeight) || size * 1.6;
  const width = Math.min(body.clientWidth, size * 34);
  return { line, characters: Math.max(20, width / (size * 0.47)) };
}

function estimate(row: ReaderRow, { line, characters }: Line): number {
  if (row.kind === 'fold') return line * 1.4;
  const lines = row.pieces.reduce(
    (sum, piece) => sum + Math.max(1, Math.ceil((piece.to - piece.from) / characters)),
    0,
  );
  return lines * line + line * 0.55;
}
