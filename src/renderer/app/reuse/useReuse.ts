import { useMemo } from 'react';
import { create } from 'zustand';
import { isFolded, type Block, type Document } from '../../../core/model/document';
import type { Range } from '../../../core/model/range';
import { useCommands } from '../commands';
import { goTo } from '../navigation';
import { useCall } from '../session';
import type { Output } from '../../../core/api/contract';
import { joinedRanges, stepRange, uncovered } from './novelSentences';

/** What the reader shows of reuse; the same in every document until it is changed. */
export const useReuseMarks = create<{ passages: boolean; novel: boolean }>(() => ({
  passages: true,
  novel: false,
}));

export type DocumentReuse = {
  readonly found: Output<'reuse.ofDocument'> | undefined;
  readonly novel: Output<'reuse.novel'> | undefined;
  /** Passages to mark in the text, in order and apart. */
  readonly shared: readonly Range[];
  /** Sentences to grey, in order and apart. */
  readonly met: readonly Range[];
  /** Stretches of the text that no earlier document has; empty while they are not asked for. */
  readonly fresh: readonly Range[];
  step(by: 1 | -1): void;
};

export type ReuseOptions = {
  /** The panel is open. */
  readonly isShown: boolean;
  /** Where the reader is, and how it goes elsewhere. */
  readonly position: number;
  readonly onGo: (passage: Range, words: string) => void;
  readonly onOpen: () => void;
};

/** What is known of a document's reuse, as far as the reader shows it, and the commands for it. */
export function useReuse(
  document: Document,
  text: string,
  blocks: readonly Block[],
  options: ReuseOptions,
): DocumentReuse {
  const { isShown, position, onGo, onOpen } = options;
  const { passages, novel: isNovel } = useReuseMarks();
  const { id, layers } = document;
  const found = useCall('reuse.ofDocument', { id }, { enabled: isShown });
  const novel = useCall('reuse.novel', { id }, { enabled: isNovel });

  const shared = useMemo(
    () =>
      isShown && passages
        ? joinedRanges(
            found.data?.partners.flatMap((one) => one.passages.map(({ here }) => here)) ?? [],
            text,
          )
        : NONE,
    [isShown, passages, found.data, text],
  );
  const met = useMemo(
    () => (isNovel && novel.data ? joinedRanges(novel.data.met, text) : NONE),
    [isNovel, novel.data, text],
  );
  const fresh = useMemo(
    () =>
      isNovel && novel.data
        ? uncovered(
            blocks.filter((block) => !isFolded(block, layers)),
            met,
            text,
          )
        : NONE,
    [isNovel, novel.data, met, text, blocks, layers],
  );
  const step = (by: 1 | -1): void => {
    const next = stepRange(fresh, position, by);
    if (next) onGo(next, `New here: ${text.slice(next.from, Math.min(next.to, next.from + 160))}`);
  };
  useCommands([
    { id: 'reuse.panel', title: 'Show what this document shares', group: 'Reuse', keys: 'u', run: onOpen },
    {
      id: 'reuse.novel',
      title: isNovel ? 'Show all sentences alike' : 'Grey what an earlier document has',
      group: 'Reuse',
      keys: 'v',
      run: () => useReuseMarks.setState({ novel: !isNovel }),
    },
    { id: 'reuse.next', title: 'Next passage that is new here', group: 'Reuse', keys: ']', enabled: fresh.length > 0, run: () => step(1) },
    { id: 'reuse.previous', title: 'Previous passage that is new here', group: 'Reuse', keys: '[', enabled: fresh.length > 0, run: () => step(-1) },
    { id: 'reuse.lineage', title: 'Lineage: where this document comes from', group: 'Reuse', run: () => goTo({ view: 'lineage', document: id }) },
  ]); // prettier-ignore
  return { found: found.data, novel: isNovel ? novel.data : undefined, shared, met, fresh, step };
}

const NONE: readonly Range[] = [];
