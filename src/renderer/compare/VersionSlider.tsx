import { writtenDate } from '../../core/model/date';
import type { Document } from '../../core/model/document';
import { Select, Slider } from '../ui';
import styles from './VersionSlider.module.css';

export type VersionSliderProps = {
  /** In order of publication. */
  versions: readonly Document[];
  /** Which one is shown, from 1: the first has none before it. */
  place: number;
  againstFirst: boolean;
  onPlace: (place: number) => void;
  onAgainstFirst: (first: boolean) => void;
};

/** Goes through the versions of a story: each against the one before, or against the first. */
export function VersionSlider({
  versions,
  place,
  againstFirst,
  onPlace,
  onAgainstFirst,
}: VersionSliderProps) {
  const names = versions.map(nameOf);
  return (
    <div className={styles.versions}>
      <p className={styles.place}>
        <span className={styles.count}>
          Version {place + 1} of {versions.length}
        </span>
        <strong>{names[place]}</strong>
      </p>
      <Slider
        label="Version"
        value={place - 1}
        names={names.slice(1)}
        onChange={(next) => onPlace(next + 1)}
      />
      <Select<'before' | 'first'>
        label="Compared with"
        hideLabel
        className={styles.against}
        value={againstFirst ? 'first' : 'before'}
        onChange={(against) => onAgainstFirst(against === 'first')}
        options={[
          { id: 'before', label: 'against the one before' },
          { id: 'first', label: 'against the first' },
        ]}
      />
    </div>
  );
}

/** Outlet and date; the title where a document has neither. */
function nameOf({ metadata, importedAt }: Document): string {
  const outlet = metadata.publisher ?? metadata.agency;
  const date = metadata.published === null ? null : writtenDate(metadata.published);
  if (date === null) return `${outlet ?? metadata.title}, imported ${writtenDate(importedAt.slice(0, 10))}`;
  return `${outlet ?? metadata.title}, ${date}`;
}
