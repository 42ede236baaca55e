import type { Id } from '../../core/model/id';
import type { Archive } from './archive';
import type { Arrivals } from './arrivals';
import type { Catalogue } from './catalogue';
import type { Disk } from './disk';
import type { Journal } from './journal';
import type { Problems } from './problems';
import type { Shelf } from './shelf';
import type { Snapshots } from './snapshots';
import type { WrittenTexts } from './writtenTexts';

/** What those who read and those who edit a library share. */
export type Parts = {
  readonly disk: Disk;
  /** The library's folder, without links. */
  readonly root: string;
  /** The library's own. */
  readonly id: Id;
  /** Imported files stand under a name that tells nothing. */
  readonly isSealed: boolean;
  readonly journal: Journal;
  readonly archive: Archive;
  readonly snapshots: Snapshots;
  readonly shelf: Shelf;
  readonly texts: WrittenTexts;
  readonly catalogue: Catalogue;
  readonly arrivals: Arrivals;
  readonly problems: Problems;
  /** Folders known to exist; see `commit`. */
  readonly folders: Set<string>;
};
