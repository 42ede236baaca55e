import { useState } from 'react';
import type { Hit, SearchAnswer } from '../../core/model/search';
import { showError, showMessage } from '../app/messages';
import { askIndex, type Asking } from '../workers/searchClient';
import type { Selecting } from './ResultRow';
import { ALL_PLACES, passageKey } from './resultRows';
import type { Passage } from './TagHitsDialog';

/** Documents whose places are taken when all are. */
const MOST_DOCUMENTS = 1_000;

export type SelectedPlaces = {
  /** Null while nothing is being selected. */
  readonly passages: readonly Passage[] | null;
  /** What the rows of an answer do about it. Of a document all places are taken, shown or not. */
  selecting(answer: SearchAnswer | null): Selecting | null;
  /** Begins with nothing selected. */
  start(): void;
  stop(): void;
  /** Takes every place of the first thousand documents found, and says so where there are more. */
  all(query: string, asking: Pick<Asking, 'typing' | 'sort' | 'choices'>): Promise<void>;
};

/** The places of texts that are selected among the results. They stay so while the answer changes. */
export function useSelectedPlaces(): SelectedPlaces {
  const [selected, setSelected] = useState<ReadonlyMap<string, Passage> | null>(null);
  const select = (hits: readonly Hit[], isSelected: boolean): void =>
    setSelected((before) => {
      const next = new Map(before);
      for (const hit of hits) {
        const key = passageKey(hit);
        if (key === null) continue;
        if (isSelected)
          next.set(key, { document: hit.document!, from: hit.anchor!.from, to: hit.anchor!.to });
        else next.delete(key);
      }
      return next;
    });
  return {
    passages: selected && [...selected.values()],
    selecting: (answer) =>
      selected && {
        selected: new Set(selected.keys()),
        onHit: (hit, isSelected) => select([hit], isSelected),
        onGroup: (group, isSelected) => {
          const whole = answer?.groups.find(({ document }) => document === group.document) ?? group;
          select(whole.hits, isSelected);
        },
      },
    start: () => setSelected(new Map()),
    stop: () => setSelected(null),
    async all(query, asking) {
      try {
        const answer = await askIndex(
          query,
          { ...asking, asker: 'select', limit: MOST_DOCUMENTS, hitsPerDocument: ALL_PLACES },
          new AbortController().signal,
        );
        select(
          answer.groups.flatMap((group) => group.hits),
          true,
        );
        if (answer.totalDocuments > answer.groups.length) {
          showMessage({
            kind: 'info',
            text: `Selected the places in the first ${answer.groups.length.toLocaleString('en')} documents.`,
            next: 'Narrow the search to reach the others.',
          });
        }
      } catch (thrown) {
        showError(thrown);
      }
    },
  };
}
