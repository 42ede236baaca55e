import { startTransition, useEffect, useMemo, useState } from 'react';
import { AppError } from '../../core/model/appError';
import type { CompareOptions, NoiseKind } from '../../core/model/comparison';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { useCalls } from '../app/session';
import { askComparison, keptFor } from '../workers/compareClient';
import type { ComparedTexts } from '../workers/compareMessages';
import { compareRows, type ComparedDocument, type CompareRow } from './compareRows';
import { useSameList } from './useSameList';

/** A document with its text; null until it is there. */
export type ColumnState = {
  readonly document: Document | undefined;
  readonly compared: ComparedDocument | null;
  readonly error: AppError | null;
};

/** Documents with their texts, in the order of the ids. */
export function useColumns(ids: readonly Id[]): readonly ColumnState[] {
  const inputs = ids.map((id) => ({ id }));
  const documents = useCalls('documents.get', inputs);
  const texts = useCalls('documents.text', inputs);
  return ids.map((_, at) => {
    const [document, text] = [documents[at]!, texts[at]!];
    return {
      document: document.data,
      compared: document.data && text.data ? comparedOf(document.data, text.data) : null,
      error: document.error ?? text.error,
    };
  });
}

/** The same value for the same document and text, so that nothing is compared or drawn again. */
function comparedOf(
  document: Document,
  { text, blocks }: Pick<ComparedDocument, 'text' | 'blocks'>,
): ComparedDocument {
  const before = made.get(document);
  if (before?.text === text) return before;
  const compared = { text, blocks, layers: document.layers };
  made.set(document, compared);
  return compared;
}
const made = new WeakMap<Document, ComparedDocument>();

/** The comparisons of the first document with each other one, and the rows of all. */
export type ShownComparison = {
  readonly documents: readonly ComparedDocument[];
  readonly comparisons: readonly ComparedTexts['comparison'][];
  readonly rows: readonly CompareRow[];
  /** Of all columns together. */
  readonly noise: Readonly<Record<NoiseKind, number>>;
  readonly hidden: number;
};

/**
 * The comparison of documents with the first of them, made in the worker pair by pair and made again when a text, a layer
 * or an option changes. The last one stays while the next is made (`working`), as long as it is of the same texts.
 */
export function useComparison(
  columns: readonly (ComparedDocument | null)[],
  options: CompareOptions,
): { shown: ShownComparison | null; working: boolean; error: AppError | null } {
  const [done, setDone] = useState<{ shown: ShownComparison; of: string } | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const of = JSON.stringify(options);
  const same = useSameList(columns);
  const documents = useMemo(() => (same.length > 1 ? whole(same) : null), [same]);
  useEffect(() => {
    if (!documents) return;
    const stop = new AbortController();
    const [a, ...others] = documents;
    const asked = JSON.parse(of) as CompareOptions;
    Promise.all(others.map((b) => askComparison({ a: a!, b, options: asked }, stop.signal))).then(
      (found) => {
        if (stop.signal.aborted) return;
        // Drawn in slices: the rows of long texts would hold up the window.
        startTransition(() => {
          setError(null);
          setDone({ shown: together(documents, found), of });
        });
      },
      (thrown: unknown) => {
        const failure = AppError.from(thrown);
        if (!stop.signal.aborted && failure.code !== 'cancelled') setError(failure);
      },
    );
    return () => stop.abort();
  }, [documents, of]);
  // What was compared before is there at once: sliding through versions shows no pause.
  const known = useMemo(
    () => (documents ? knownFor(documents, JSON.parse(of) as CompareOptions) : null),
    [documents, of],
  );
  const latest = known ?? done?.shown ?? null;
  const fits = latest !== null && documents !== null && sameTexts(latest.documents, documents);
  const upToDate = known !== null || (fits && done?.of === of && latest.documents === documents);
  return {
    shown: fits ? latest : null,
    working: documents !== null && !upToDate && error === null,
    error,
  };
}

function knownFor(documents: readonly ComparedDocument[], options: CompareOptions): ShownComparison | null {
  const [a, ...others] = documents;
  const found = whole(others.map((b) => keptFor({ a: a!, b, options })));
  return found && together(documents, found);
}

/** All of them, or null where one is missing. */
function whole<T>(list: readonly (T | null)[]): T[] | null {
  return list.includes(null) ? null : (list as T[]);
}

const sameTexts = (a: readonly ComparedDocument[], b: readonly ComparedDocument[]): boolean =>
  a.length === b.length && a.every(({ text }, at) => text === b[at]!.text);

function together(documents: readonly ComparedDocument[], found: readonly ComparedTexts[]): ShownComparison {
  const comparisons = found.map(({ comparison }) => comparison);
  const noise = { case: 0, quotes: 0, punctuation: 0, spelling: 0, numerals: 0, 'small-words': 0 };
  for (const one of found)
    for (const kind of Object.keys(noise) as NoiseKind[]) noise[kind] += one.noise[kind];
  const hidden = found.reduce((sum, one) => sum + one.hidden, 0);
  return { documents, comparisons, rows: compareRows(documents, comparisons), noise, hidden };
}
