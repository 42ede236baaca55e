import { startTransition, useEffect, useMemo, useState } from 'react';
import { AppError } from '../../core/model/appError';
import type { CompareOptions } from '../../core/model/comparison';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { useCall } from '../app/session';
import { askComparison } from '../workers/compareClient';
import type { ComparedTexts } from '../workers/compareMessages';
import type { ComparedDocument } from './compareRows';

export type SideState = {
  readonly document: Document | undefined;
  readonly compared: ComparedDocument | null;
  readonly error: AppError | null;
};

/** One document with its text; everything undefined or null until it is there. */
export function useSide(id: Id | undefined): SideState {
  const input = { id: id ?? '' };
  const { data: document, error } = useCall('documents.get', input, { enabled: id !== undefined });
  const { data: text, error: textError } = useCall('documents.text', input, { enabled: id !== undefined });
  const compared = useMemo(
    () => (document && text ? { text: text.text, blocks: text.blocks, layers: document.layers } : null),
    [document, text],
  );
  return { document, compared, error: error ?? textError };
}

export type ShownComparison = ComparedTexts & { readonly a: ComparedDocument; readonly b: ComparedDocument };

/**
 * The comparison of two documents, made in the worker and made again when a text, a layer or an option changes. The last
 * one stays while the next is made (`working`), as long as it is of the same two texts.
 */
export function useComparison(
  a: ComparedDocument | null,
  b: ComparedDocument | null,
  options: CompareOptions,
): { shown: ShownComparison | null; working: boolean; error: AppError | null } {
  const [done, setDone] = useState<{ shown: ShownComparison; of: string } | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const of = JSON.stringify(options);
  useEffect(() => {
    if (!a || !b) return;
    let current = true;
    askComparison({ a, b, options: JSON.parse(of) as CompareOptions }).then(
      (compared) => {
        if (!current) return;
        // Drawn in slices: the rows of long texts would hold up the window.
        startTransition(() => {
          setError(null);
          setDone({ shown: { ...compared, a, b }, of });
        });
      },
      (thrown: unknown) => {
        const failure = AppError.from(thrown);
        if (current && failure.code !== 'cancelled') setError(failure);
      },
    );
    return () => {
      current = false;
    };
  }, [a, b, of]);
  const fits = done !== null && done.shown.a.text === a?.text && done.shown.b.text === b?.text;
  const upToDate = fits && done.of === of && done.shown.a === a && done.shown.b === b;
  return {
    shown: fits ? done.shown : null,
    working: a !== null && b !== null && !upToDate && error === null,
    error,
  };
}
