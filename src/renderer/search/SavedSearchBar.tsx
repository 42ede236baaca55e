import { notIn, type SavedSearch } from '../../core/model/savedSearch';
import { Button, Select } from '../ui';
import type { FoundDocuments } from '../workers/searchClient';
import type { ShownSearch } from './lastSearch';
import { changeSearch, markAsSeen } from './savedSearchEdits';
import styles from './SavedSearchBar.module.css';

export type SavedSearchBarProps = {
  /** The saved search that was gone to. */
  named: SavedSearch;
  shown: ShownSearch;
  /** False where something else is searched by now. */
  isAsSaved: boolean;
  /** What the saved search finds; null before it has run. */
  found: FoundDocuments | null;
  canChange: boolean;
  onOnly: (only: ShownSearch['only']) => void;
  /** To search for what is typed in the whole library, without the saved search’s choices. */
  onLeave: () => void;
};

/** What is known of the saved search that is shown: how far reviewing is, and which of its documents are shown. */
export function SavedSearchBar({
  named,
  shown,
  isAsSaved,
  found,
  canChange,
  onOnly,
  onLeave,
}: SavedSearchBarProps) {
  return (
    <div className={styles.bar}>
      <span className={styles.name}>{named.name}</span>
      {isAsSaved ? (
        found && <Reviewing search={named} found={found} {...{ shown, canChange, onOnly }} />
      ) : (
        <>
          <Button
            size="small"
            isDisabled={!canChange}
            onPress={() =>
              void changeSearch(named, { query: shown.query, choices: [...shown.choices], sort: shown.sort })
            }
          >
            Change it to this
          </Button>
          <Button size="small" variant="plain" onPress={onLeave}>
            Leave it
          </Button>
        </>
      )}
    </div>
  );
}

type ReviewingProps = Pick<SavedSearchBarProps, 'shown' | 'canChange' | 'onOnly'> & {
  search: SavedSearch;
  found: FoundDocuments;
};

function Reviewing({ search, found, shown, canChange, onOnly }: ReviewingProps) {
  const reviewed = new Set(search.reviewed);
  const fresh = notIn(search.seen, found.documents).length;
  return (
    <>
      <span className={styles.quiet}>
        reviewed {found.documents.filter((id) => reviewed.has(id)).length.toLocaleString('en')} of{' '}
        {found.documents.length.toLocaleString('en')}
      </span>
      <Select
        label="Documents shown"
        hideLabel
        className={styles.only}
        options={[
          { id: 'all', label: 'All documents' },
          { id: 'unreviewed', label: 'Not reviewed' },
          { id: 'new', label: 'New' },
        ]}
        value={shown.only ?? 'all'}
        onChange={(value) => onOnly(value === 'all' ? null : value)}
      />
      {fresh > 0 && (
        <Button size="small" isDisabled={!canChange} onPress={() => void markAsSeen(search, found)}>
          Mark {fresh.toLocaleString('en')} new as seen
        </Button>
      )}
    </>
  );
}
