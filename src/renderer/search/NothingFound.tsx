import type { FacetChoice } from '../../core/model/search';
import { leaveOutFolded, leavesOutFolded } from '../../core/search/leaveOutFolded';
import { Button, EmptyState } from '../ui';
import { useIndexState } from '../workers/searchClient';
import type { ShownSearch } from './lastSearch';
import styles from './NothingFound.module.css';
import type { Found } from './useSearch';

export type NothingFoundProps = {
  text: string;
  found: Found | null;
  only: ShownSearch['only'];
  choices: readonly FacetChoice[];
  onChoices: (choices: FacetChoice[]) => void;
  onQuery: (query: string) => void;
};

/** What stands where results would: what to type, or why nothing is found and what to do. */
export function NothingFound({ text, found, only, choices, onChoices, onQuery }: NothingFoundProps) {
  const state = useIndexState();
  if (text.trim() === '') {
    return (
      <EmptyState title="Search every word of the library">
        Type what you look for. Results come as you type, grouped by document, and open at the place itself;
        F3 and Shift F3 walk through them from there. A document is found when it has all the words;{' '}
        <code>"exact phrase"</code>, <code>-without</code> and <code>begin*</code> say more.
      </EmptyState>
    );
  }
  if (found?.query !== text) return <div className={styles.waiting} />;
  if (only !== null && found.answer.totalDocuments > 0) {
    return (
      <EmptyState title={only === 'new' ? 'Nothing new' : 'All reviewed'}>
        {only === 'new'
          ? 'This search finds what it found when it was marked as seen.'
          : 'Every document this search finds is marked as reviewed.'}
      </EmptyState>
    );
  }
  if (found.answer.problems.length > 0) {
    return <EmptyState title="Nothing found">Mend what is marked above, and search again.</EmptyState>;
  }
  if (choices.length > 0) {
    return (
      <EmptyState
        title="Nothing is left"
        actions={<Button onPress={() => onChoices([])}>Clear all choices</Button>}
      >
        No document that has these words passes all the choices.
      </EmptyState>
    );
  }
  if (state?.building) {
    return (
      <EmptyState title="Nothing found yet">
        The library is still being indexed; results appear as they are found.
      </EmptyState>
    );
  }
  if (leavesOutFolded(text)) {
    return (
      <EmptyState
        title="Nothing outside the folded parts"
        actions={
          <Button onPress={() => onQuery(leaveOutFolded(text, false))}>Search folded parts too</Button>
        }
      >
        No document has all these words in its article.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No document has all these words">
      Leave a word out, or end one with * to find longer words that begin so.
    </EmptyState>
  );
}
