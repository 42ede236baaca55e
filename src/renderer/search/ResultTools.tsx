import { AlignCenterVertical, ListChecks, Star } from 'lucide-react';
import type { HitGroup, SearchAnswer, SearchSort } from '../../core/model/search';
import { leaveOutFolded, leavesOutFolded } from '../../core/search/leaveOutFolded';
import { IconButton, Select, Switch } from '../ui';
import type { ShownSearch } from './lastSearch';
import styles from './ResultTools.module.css';
import { counted } from './TagHitsDialog';

export type ResultToolsProps = {
  query: string;
  /** Null before there is one. */
  answer: SearchAnswer | null;
  /** Those that are shown, fewer than found where `only` says so. */
  groups: readonly HitGroup[];
  only: ShownSearch['only'];
  sort: SearchSort;
  isAligned: boolean;
  isSelecting: boolean;
  canSelect: boolean;
  canSave: boolean;
  onQuery: (query: string) => void;
  onSort: (sort: SearchSort) => void;
  onAlign: (isAligned: boolean) => void;
  onSelecting: (isSelecting: boolean) => void;
  onSave: () => void;
};

const SORTS: readonly { id: SearchSort; label: string }[] = [
  { id: 'relevance', label: 'Best first' },
  { id: 'newest', label: 'Newest first' },
  { id: 'oldest', label: 'Oldest first' },
];

/** How much was found, and what can be done with all of it. */
export function ResultTools(props: ResultToolsProps) {
  const { query, answer, groups, only, sort, isAligned, isSelecting, canSelect, canSave } = props;
  return (
    <div className={styles.tools}>
      <p className={styles.count} role="status">
        {answer && totals(answer, groups, only)}
      </p>
      {answer && (
        <div className={styles.buttons}>
          <div className={styles.folded}>
            <Switch
              isSelected={leavesOutFolded(query)}
              onChange={(isLeftOut) => props.onQuery(leaveOutFolded(query, isLeftOut))}
            >
              Leave out folded parts
            </Switch>
          </div>
          <Select
            label="Order of the results"
            hideLabel
            className={styles.sort}
            options={SORTS}
            value={sort}
            onChange={props.onSort}
          />
          <IconButton
            label="Align on the words found"
            keys="k"
            isPressed={isAligned}
            icon={<AlignCenterVertical aria-hidden />}
            onPress={() => props.onAlign(!isAligned)}
          />
          <IconButton
            label="Tag places found"
            isPressed={isSelecting}
            isDisabled={!canSelect}
            icon={<ListChecks aria-hidden />}
            onPress={() => props.onSelecting(!isSelecting)}
          />
          <IconButton
            label="Save this search"
            keys="$mod+s"
            isDisabled={!canSave}
            icon={<Star aria-hidden />}
            onPress={props.onSave}
          />
        </div>
      )}
    </div>
  );
}

function totals(
  { groups: found, totalHits, totalDocuments, precise }: SearchAnswer,
  groups: readonly HitGroup[],
  only: ShownSearch['only'],
): string {
  const isAll = precise && (only === null || found.length === totalDocuments);
  const documents = only === null ? totalDocuments : groups.length;
  const places = only === null ? totalHits : groups.reduce((sum, { total }) => sum + total, 0);
  if (documents === 0) return '';
  const named = counted(documents, 'document');
  return (isAll ? '' : 'At least ') + (places === 0 ? named : `${counted(places, 'place')} in ${named}`);
}
