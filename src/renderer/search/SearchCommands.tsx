import { useEffect } from 'react';
import { useCommands } from '../app/commands';
import { onEvent } from '../app/session';
import { startSearch } from '../workers/searchClient';
import { forgetSearches } from './lastSearch';
import { forgetRuns } from './useRuns';
import { forgetFound } from './useSearch';
import { forgetAnswer, useWalk, walkBy } from './walk';

/**
 * What of searching works in every view: the index of the open library, and walking through the last results. Mounted
 * once beside the views.
 */
export function SearchCommands() {
  const { hits } = useWalk();
  useEffect(startSearch, []);
  useEffect(() => {
    let library: string | null | undefined;
    return onEvent('library', (status) => {
      // The same library under another name, or with its connection back, has the same answers.
      if (status !== null && status.id === library) return;
      library = status?.id ?? null;
      forgetAnswer();
      forgetSearches();
      forgetFound();
      forgetRuns();
    });
  }, []);
  useCommands([
    {
      id: 'search-next',
      title: 'Next search result',
      group: 'Search',
      keys: 'F3',
      enabled: hits.length > 0,
      run: () => walkBy(1),
    },
    {
      id: 'search-previous',
      title: 'Previous search result',
      group: 'Search',
      keys: 'Shift+F3',
      enabled: hits.length > 0,
      run: () => walkBy(-1),
    },
  ]);
  return null;
}
