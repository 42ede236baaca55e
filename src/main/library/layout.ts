import { join } from 'node:path';
import { storedBrief, type Brief } from '../../core/model/brief';
import { storedDocument, storedText, type Document, type DocumentText } from '../../core/model/document';
import { storedAnnotations, type Annotations } from '../../core/model/highlight';
import { Id } from '../../core/model/id';
import { storedLibrary, type LibraryRecord } from '../../core/model/library';
import { storedNote, type Note } from '../../core/model/note';
import { storedSearch, type SavedSearch } from '../../core/model/savedSearch';
import type { Stored } from '../../core/model/stored';
import { storedCodebook, type Codebook } from '../../core/model/tag';

/**
 * Where things stand in a library's folder:
 *
 *     library.json                         name, id and format version: what makes the folder a library
 *     codebook.json                        all tags
 *     documents/3f/3f2a…/document.json     what is known of one source
 *                       /text.json         its normalised text and blocks, written once
 *                       /annotations.json  its highlights
 *                       /original/…        the imported file, byte for byte, under its own name
 *     notes/a1/a1c4….json                  one note each
 *     briefs/07/07de….json                 one brief each
 *     searches/5c/5c90….json               one saved search each
 *     journal/000000000001-00000001.log    edits that are not in the files above yet; see `journal.ts`
 *     journal/….arriving                   records of new documents may be in their files before their edit; see `arrivals.ts`
 *     history/…                            the same for edits that are: undo and restoring to a moment
 *     snapshots/2026-01-31.jsonl.gz        all records but texts, as they were
 *     quarantine/…                         broken files that were made anew, as they were found
 *     cache/                               derived; may be deleted at any time while the library is closed
 *
 * Things are spread over folders named by the first two digits of their id, so that no folder grows past what file
 * managers show. A document's folder without document.json is what an interrupted import leaves: it is ignored.
 */
export type Records = {
  library: LibraryRecord;
  document: Document;
  text: DocumentText;
  annotations: Annotations;
  note: Note;
  brief: Brief;
  search: SavedSearch;
  codebook: Codebook;
};

export type Kind = keyof Records;

/** Shape, version and migrations of each kind. */
export const definitions: { readonly [K in Kind]: Stored<Records[K]> } = {
  library: storedLibrary,
  document: storedDocument,
  text: storedText,
  annotations: storedAnnotations,
  note: storedNote,
  brief: storedBrief,
  search: storedSearch,
  codebook: storedCodebook,
};

/** True for the kinds of which a library has one record; its id is the library's. */
export const isSingle = (kind: Kind): boolean => kind === 'library' || kind === 'codebook';

/** False for a kind that a newer Dossier knows. */
export const isKind = (name: string): name is Kind => Object.hasOwn(definitions, name);

/** The file of a record, below the library's folder. Throws RangeError for what is no id: it would name another place. */
export function pathOf(kind: Kind, id: Id): string {
  switch (kind) {
    case 'library':
      return 'library.json';
    case 'codebook':
      return 'codebook.json';
    case 'note':
      return join('notes', shard(id), `${id}.json`);
    case 'brief':
      return join('briefs', shard(id), `${id}.json`);
    case 'search':
      return join('searches', shard(id), `${id}.json`);
    case 'document':
    case 'text':
    case 'annotations':
      return join(documentFolder(id), `${kind}.json`);
  }
}

/** The folder of a document, below the library's. */
export const documentFolder = (id: Id): string => join('documents', shard(id), id);

/** The id that a record itself carries; null for those of which a library has one. */
export function idIn<K extends Kind>(kind: K, value: Records[K]): Id | null {
  if (kind === 'library' || kind === 'codebook') return null;
  if ('document' in value) return value.document;
  return 'id' in value ? value.id : null;
}

export const JOURNAL_FOLDER = 'journal';
export const HISTORY_FOLDER = 'history';
export const SNAPSHOT_FOLDER = 'snapshots';
export const QUARANTINE_FOLDER = 'quarantine';

/** Derived things. */
export const CACHE_FOLDER = 'cache';

export const CATALOGUE_FILE = join('cache', 'catalogue.json');

/** Stands while the library is open for writing; found at open, it says that the last session did not end well. */
export const IN_USE_FILE = join('cache', 'in-use');

/** Room that is given back when the disk is full, so that closing can finish. */
export const RESERVE_FILE = join('cache', 'reserve');

export const isId = (name: string): boolean => Id.safeParse(name).success;

function shard(id: Id): string {
  if (!isId(id)) throw new RangeError(`“${id}” is not an id`);
  return id.slice(0, 2);
}
