import { createHash } from 'node:crypto';
import { join, sep } from 'node:path';
import { resolve as resolveAnchor, type Anchor } from '../../core/model/anchor';
import { AppError } from '../../core/model/appError';
import type { Document, DocumentText } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { parseStored } from '../../core/model/stored';
import { emptyCodebook, type Codebook } from '../../core/model/tag';
import { decodeCatalogue, entryOf, sameStamp, stampOf, type Row } from './catalogueRow';
import { isTemporary } from './commit';
import { concurrently } from './concurrently';
import { database } from './database';
import { nodeDisk, READ_AT_ONCE, withPlainErrors, type Disk } from './disk';
import {
  CATALOGUE_FILE,
  definitions,
  documentFolder,
  HISTORY_FOLDER,
  isId,
  isKind,
  JOURNAL_FOLDER,
  pathOf,
  type Kind,
  type Records,
} from './layout';
import { originalName } from './originalName';
import { readSegments } from './segments';

export const FAULT_KINDS = [
  /** A record that is missing or cannot be read. */
  'record',
  /** A text that is not the one that was imported. */
  'text',
  /** An original that is missing or not byte for byte what was imported. */
  'original',
  /** A highlight or quotation whose passage is not in its text. */
  'anchor',
  /** A tag that is used and not in the codebook, or a codebook that contradicts itself. */
  'tag',
  /** A note or brief about a document that is not there. */
  'reference',
  /** A folder of a document without the record that makes it one. */
  'orphan',
  /** Lines of the journal that cannot be read. */
  'journal',
  /** A catalogue that contradicts the files. */
  'catalogue',
  /** A file that was set aside as damaged. */
  'quarantine',
  /** Harmless: what an interrupted write left. */
  'leftover',
  /** Harmless: evidence that was removed by hand while what it was used for stays. */
  'loose-end',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One thing that is wrong with a library. */
export type LibraryFault = {
  /** Below the library's folder, with `/` between its parts. */
  readonly file: string;
  readonly kind: FaultKind;
  /** What is wrong, in a sentence. Never holds text of a document. */
  readonly fault: string;
  /** What a person can do, in a sentence. */
  readonly next: string;
  /** There where Dossier can try to put it right by itself: see `repair` in the service. */
  readonly canRepair?: true | undefined;
};

/** True for what is listed so that nothing is kept from a person, but is no damage. */
export const isHarmless = ({ kind }: Pick<LibraryFault, 'kind'>): boolean =>
  kind === 'leftover' || kind === 'loose-end';

export type CheckOptions = {
  /** Of a library under seal, the disk that opens it. */
  readonly disk?: Disk;
  /** Whether it is under seal: its originals have other names then. */
  readonly isSealed?: boolean;
  readonly signal?: AbortSignal;
  /** Documents. */
  readonly progress?: (value: {
    readonly stage: 'checking';
    readonly done: number;
    readonly total: number;
  }) => void;
};

export type CheckReport = {
  readonly documents: number;
  readonly notes: number;
  readonly briefs: number;
  /** In the order of their files. */
  readonly faults: readonly LibraryFault[];
};

/**
 * Looks at every file of a library and lists every fault. Changes nothing, takes no lock, and may run beside a writer:
 * the journal is read with the files, and what looks wrong is looked at twice, since it may have been written in between.
 *
 * Throws `not-a-library`, `permission`, `cancelled`; every other trouble is a fault in the list.
 */
export async function checkLibrary(root: string, options: CheckOptions = {}): Promise<CheckReport> {
  const checker = new Checker(withPlainErrors(options.disk ?? nodeDisk), root, options);
  return checker.run();
}

/** What stands in folders of its own, by the folder. */
const ROOMS: Partial<Readonly<Record<string, Listed>>> = {
  documents: 'document',
  notes: 'note',
  briefs: 'brief',
  searches: 'search',
};
type Listed = 'document' | 'note' | 'brief' | 'search';

const FROM_BACKUP = 'Put this file back from a backup.';
const FROM_HISTORY =
  'Repair it: it is made anew from the last edit of it that is kept. If none is, put this file back from a backup.';

/** Faults of one thing that is looked at again when there are any. */
type Found = LibraryFault[];

class Checker {
  readonly #disk: Disk;
  readonly #root: string;
  readonly #options: CheckOptions;
  /** Records as the journal has them, by their path: newer than their files. */
  #pending = new Map<string, unknown>();
  #codebook: Codebook = emptyCodebook;
  #rows = new Map<Id, Row>();

  constructor(disk: Disk, root: string, options: CheckOptions) {
    this.#disk = disk;
    this.#root = root;
    this.#options = options;
  }

  async run(): Promise<CheckReport> {
    const { progress } = this.#options;
    if ((await this.#disk.facts(join(this.#root, 'library.json'))) === null) {
      throw new AppError(
        'not-a-library',
        `The folder ${this.#root} is no library: it has no library.json.`,
        'Choose the folder of a library.',
      );
    }
    const faults: Found = [...(await this.#journal()), ...(await this.#twice(() => this.#commons()))];
    const found = await this.#places(faults);
    const documents = this.#ids('document', found.document);
    const notes = this.#ids('note', found.note);
    const briefs = this.#ids('brief', found.brief);
    await this.#readRows(faults);
    let done = 0;
    const total = documents.length;
    progress?.({ stage: 'checking', done, total });
    await concurrently(documents, READ_AT_ONCE / 2, async (id) => {
      faults.push(...(await this.#twice(() => this.#document(id))));
      done += 1;
      progress?.({ stage: 'checking', done, total });
    });
    await concurrently(notes, READ_AT_ONCE, async (id) => {
      faults.push(...(await this.#twice(() => this.#note(id))));
    });
    for (const id of briefs) faults.push(...(await this.#twice(() => this.#brief(id))));
    for (const id of this.#ids('search', found.search)) {
      faults.push(...(await this.#twice(() => this.#alone('search', id))));
    }
    faults.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
    return { documents: total, notes: notes.length, briefs: briefs.length, faults };
  }

  /** What a look finds and a second one finds again, with the journal read anew: the rest was a write in between. */
  async #twice(look: () => Promise<Found>): Promise<Found> {
    this.#options.signal?.throwIfAborted();
    const first = await look();
    if (first.length === 0) return first;
    await this.#journal();
    this.#codebook = (await this.#record('codebook', '', [])) ?? this.#codebook;
    const said = new Set(first.map(keyOf));
    return (await look()).filter((fault) => said.has(keyOf(fault)));
  }

  // ------------------------------------------------------------------------------------------------------- the parts

  /** Reads the journal; gives what is wrong with it and with its archive. */
  async #journal(): Promise<Found> {
    const faults: Found = [];
    const pending = new Map<string, unknown>();
    for (const place of [HISTORY_FOLDER, JOURNAL_FOLDER]) {
      const next =
        place === JOURNAL_FOLDER
          ? 'The edits in those lines are lost unless a backup has them; the next opening of the library sets the rest right.'
          : 'Points of time before them cannot be restored exactly; the library as it is now is not touched by this.';
      try {
        for (const { segment, bad, lines, problem } of await readSegments(this.#disk, this.#root, place)) {
          if (problem) faults.push(this.#told(join(place, segment.name), 'journal', problem));
          if (bad > 0) {
            faults.push({
              file: this.#file(join(place, segment.name)),
              kind: 'journal',
              fault: bad === 1 ? 'A line cannot be read.' : `${bad} lines cannot be read.`,
              next,
            });
          }
          if (place !== JOURNAL_FOLDER) continue;
          for (const { changes } of lines) {
            for (const { kind, id, after, removed } of changes) {
              if (!isKind(kind)) continue;
              const path = pathOf(kind, id);
              // A text is in its file before its line is written.
              if (kind !== 'text') pending.set(path, after ?? null);
              else if (removed) pending.set(path, null);
              else pending.delete(path);
            }
          }
        }
      } catch (thrown) {
        faults.push(this.#told(place, 'journal', thrown));
      }
    }
    this.#pending = pending;
    return faults;
  }

  /** library.json and codebook.json. */
  async #commons(): Promise<Found> {
    const faults: Found = [];
    await this.#record('library', '', faults);
    const file = this.#file('codebook.json');
    const known = faults.length;
    const codebook = await this.#record('codebook', '', faults);
    if (codebook === null) {
      if (faults.length === known) {
        faults.push({ file, kind: 'record', fault: 'The codebook is missing.', next: FROM_BACKUP });
      }
      return faults;
    }
    this.#codebook = codebook;
    const ids = new Set<Id>();
    const wrong = (fault: string): void => {
      faults.push({ file, kind: 'tag', fault, next: 'Put it right in the view Tags, or in a text editor.' });
    };
    for (const { id } of codebook.tags) {
      if (ids.has(id)) wrong(`Two tags have the id ${id}.`);
      ids.add(id);
    }
    const parents = new Map(codebook.tags.map(({ id, parent }) => [id, parent]));
    for (const { id, parent } of codebook.tags) {
      if (parent !== null && !ids.has(parent))
        wrong(`The tag ${id} stands under ${parent}, which is not there.`);
      const above = new Set<Id>();
      for (
        let at: Id | null | undefined = parent;
        at !== undefined && at !== null && !above.has(at);
        at = parents.get(at)
      ) {
        above.add(at);
      }
      if (above.has(id)) wrong(`The tag ${id} stands under itself.`);
    }
    return faults;
  }

  async #document(id: Id): Promise<Found> {
    const faults: Found = [];
    const document = await this.#record('document', id, faults);
    const folder = documentFolder(id);
    if (document === null) {
      if (faults.length === 0) {
        const inside = await Promise.all(
          [folder, join(folder, 'original')].map((place) => this.#disk.list(join(this.#root, place))),
        );
        const files = inside.flatMap((entries) => (entries ?? []).filter(({ kind }) => kind === 'file'));
        // Empty folders are what a removal leaves, or an import that found no room.
        if (files.some(({ name }) => !isTemporary(name)) && !this.#pending.has(pathOf('document', id))) {
          faults.push({
            file: this.#file(folder),
            kind: 'orphan',
            fault: 'It has no document.json: an import was broken off here, or that file was lost.',
            next: 'If you miss a document, put its document.json back from a backup or import its original again; else the folder can be deleted.',
          });
        }
      }
      return faults;
    }
    const ofText: Found = [];
    const text = await this.#record('text', id, ofText);
    const file = this.#file(pathOf('text', id));
    if (text === null && ofText.length === 0) {
      ofText.push({ file, kind: 'record', fault: 'The text is missing.', next: FROM_BACKUP });
    }
    if (text) ofText.push(...this.#text(document, text));
    const ofOriginal = await this.#original(document);
    for (const fault of ofText) faults.push(fault.file === file ? withWayOut(fault, ofOriginal) : fault);
    faults.push(...ofOriginal);
    faults.push(...(await this.#annotations(document, text)));
    return faults;
  }

  #text(document: Document, { text, blocks }: DocumentText): Found {
    const faults: Found = [];
    const wrong = (kind: FaultKind, path: string, fault: string, next: string): void => {
      faults.push({ file: this.#file(path), kind, fault, next });
    };
    const file = pathOf('text', document.id);
    if (createHash('sha256').update(text, 'utf8').digest('hex') !== document.textSha256) {
      wrong('text', file, 'The text is not the one that was imported.', FROM_BACKUP);
    } else if (text.length !== document.length) {
      const path = pathOf('document', document.id);
      wrong(
        'record',
        path,
        `It says ${document.length} characters, the text has ${text.length}.`,
        FROM_BACKUP,
      );
    }
    let end = 0;
    for (const { from, to } of blocks) {
      if (from < end || to > text.length) {
        wrong('text', file, `The block [${from}, ${to}) overlaps another or leaves the text.`, FROM_BACKUP);
        break;
      }
      end = to;
    }
    for (const { from, to } of document.layers) {
      if (to <= text.length) continue;
      wrong(
        'record',
        pathOf('document', document.id),
        `The layer [${from}, ${to}) leaves the text.`,
        FROM_BACKUP,
      );
    }
    return faults;
  }

  async #original({ id, original }: Document): Promise<Found> {
    const path = join(
      documentFolder(id),
      'original',
      originalName(original.name, this.#options.isSealed ?? false),
    );
    const wrong = (fault: string): Found => [
      {
        file: this.#file(path),
        kind: 'original',
        fault,
        next: 'Put the file you imported back under this name, from a backup or from where it came.',
      },
    ];
    try {
      const facts = await this.#disk.facts(join(this.#root, path));
      if (facts?.kind !== 'file') return wrong('The original is missing.');
      if (facts.size !== original.bytes) {
        return wrong(`The original has ${facts.size} bytes instead of ${original.bytes}.`);
      }
      const hash = createHash('sha256');
      for await (const chunk of this.#disk.stream(join(this.#root, path))) hash.update(chunk);
      return hash.digest('hex') === original.sha256
        ? []
        : wrong('The original is not the file that was imported.');
    } catch (thrown) {
      return [this.#told(path, 'original', thrown)];
    }
  }

  async #annotations(document: Document, text: DocumentText | null): Promise<Found> {
    const { id } = document;
    const faults: Found = [];
    const annotations = await this.#record('annotations', id, faults);
    const file = this.#file(pathOf('annotations', id));
    const known = new Set(this.#codebook.tags.map((tag) => tag.id));
    const seen = new Set<Id>();
    for (const highlight of annotations?.highlights ?? []) {
      if (seen.has(highlight.id)) {
        faults.push({
          file,
          kind: 'record',
          fault: `Two highlights have the id ${highlight.id}.`,
          next: FROM_BACKUP,
        });
      }
      seen.add(highlight.id);
      if (highlight.document !== id) {
        const fault = `The highlight ${highlight.id} belongs to the document ${highlight.document}.`;
        faults.push({ file, kind: 'record', fault, next: FROM_BACKUP });
      }
      // One that waits to be checked keeps its place in the earlier version.
      if (text && !highlight.check && !stands(text.text, highlight.anchor)) {
        faults.push({
          file,
          kind: 'anchor',
          fault: `The passage of the highlight ${highlight.id} is not in the text.`,
          next: 'Highlight the passage again; the old quote is kept in this file.',
        });
      }
      for (const tag of highlight.tags) {
        if (known.has(tag)) continue;
        faults.push({
          file,
          kind: 'tag',
          fault: `The highlight ${highlight.id} carries the tag ${tag}, which is not in the codebook.`,
          next: 'Put codebook.json back from a backup, or tag the highlight again.',
        });
      }
    }
    const row = this.#rows.get(id);
    if (row && !this.#isPending(id) && (await this.#isFresh(id, row))) {
      if (JSON.stringify(entryOf(document, annotations)) !== JSON.stringify(row.entry)) {
        faults.push({
          file: this.#file(CATALOGUE_FILE),
          kind: 'catalogue',
          fault: `It contradicts the files of the document ${id}.`,
          next: 'Close the library and delete the folder “cache”: it is made anew at the next opening.',
        });
      }
    }
    return faults;
  }

  async #note(id: Id): Promise<Found> {
    const faults: Found = [];
    const note = await this.#record('note', id, faults);
    if (note === null || note.subject.kind === 'library') return faults;
    const { subject } = note;
    const file = this.#file(pathOf('note', id));
    if (!(await this.#isThere(subject.document))) {
      faults.push({
        file,
        kind: 'reference',
        fault: `The note is about the document ${subject.document}, which is not there.`,
        next: 'Put the document back from a backup; the note itself is whole.',
      });
    } else if (
      subject.kind === 'highlight' &&
      !(await this.#hasHighlight(subject.document, subject.highlight))
    ) {
      faults.push({
        file,
        kind: 'loose-end',
        fault: `The note is about a highlight that was removed (${subject.highlight}).`,
        next: 'Nothing needs to be done: the note stays with its document.',
      });
    }
    return faults;
  }

  async #brief(id: Id): Promise<Found> {
    const faults: Found = [];
    const brief = await this.#record('brief', id, faults);
    const file = this.#file(pathOf('brief', id));
    for (const item of brief?.items ?? []) {
      if (item.kind === 'note' && (await this.#record('note', item.note, [])) === null) {
        faults.push({
          file,
          kind: 'loose-end',
          fault: `The brief shows a note that is not there (${item.note}).`,
          next: 'Take the item out of the brief, or bring the note back.',
        });
      }
      if (item.kind !== 'quotation') continue;
      if (!(await this.#isThere(item.document))) {
        faults.push({
          file,
          kind: 'reference',
          fault: `The brief quotes the document ${item.document}, which is not there.`,
          next: 'Put the document back from a backup; the brief keeps the words it quotes.',
        });
        continue;
      }
      const text = await this.#record('text', item.document, []);
      if (text && !stands(text.text, item.anchor)) {
        faults.push({
          file,
          kind: 'anchor',
          fault: `The quotation ${item.id} is not in the text of the document ${item.document}.`,
          next: 'Quote the passage again from the document.',
        });
      }
      if (item.highlight !== null && !(await this.#hasHighlight(item.document, item.highlight))) {
        faults.push({
          file,
          kind: 'loose-end',
          fault: `The quotation ${item.id} came from a highlight that was removed.`,
          next: 'Nothing needs to be done: the quotation stays.',
        });
      }
    }
    return faults;
  }

  /** A record that points at nothing. */
  async #alone(kind: Kind, id: Id): Promise<Found> {
    const faults: Found = [];
    await this.#record(kind, id, faults);
    return faults;
  }

  // ----------------------------------------------------------------------------------------------------- the folders

  /** Ids by the places of their files; adds leftovers, and what stands where it does not belong, to `faults`. */
  async #places(faults: Found): Promise<Readonly<Record<Listed, Set<Id>>>> {
    const found = {
      document: new Set<Id>(),
      note: new Set<Id>(),
      brief: new Set<Id>(),
      search: new Set<Id>(),
    };
    const walk = async (folder: string): Promise<void> => {
      this.#options.signal?.throwIfAborted();
      let entries;
      try {
        entries = (await this.#disk.list(join(this.#root, folder))) ?? [];
      } catch (thrown) {
        faults.push(this.#told(folder, 'record', thrown));
        return;
      }
      for (const { name, kind } of entries) {
        const path = join(folder, name);
        const parts = path.split(sep);
        if (parts[0] === 'quarantine') {
          if (kind === 'folder') await walk(path);
          else if (name === 'text.json') {
            // The text that took its place was proven; where it was not, that is a fault by itself.
            faults.push({
              file: this.#file(path),
              kind: 'leftover',
              fault: 'A broken text, set aside when it was read again from its original.',
              next: 'Nothing needs to be done: it can be deleted.',
            });
          } else {
            faults.push({
              file: this.#file(path),
              kind: 'quarantine',
              fault: 'It was set aside because it could not be read.',
              next: 'Compare it with a backup; delete it when it is no longer needed.',
            });
          }
          continue;
        }
        if (kind === 'file' && isTemporary(name)) {
          faults.push({
            file: this.#file(path),
            kind: 'leftover',
            fault: 'An interrupted write left it.',
            next: 'Nothing needs to be done: it is removed when the library is opened next.',
          });
          continue;
        }
        const [room, shard, own] = parts;
        const listed = room === undefined ? undefined : ROOMS[room];
        if (listed === undefined) {
          if (kind === 'folder' && parts.length < 3) await walk(path);
          continue;
        }
        if (parts.length < 3) {
          if (kind === 'folder') await walk(path);
          continue;
        }
        const id = listed === 'document' ? own! : own!.replace(/\.json$/, '');
        if (parts.length === 3 && isId(id) && (listed === 'document') === (kind === 'folder')) {
          if (id.startsWith(shard!)) found[listed].add(id);
          else {
            faults.push({
              file: this.#file(path),
              kind: 'record',
              fault: `It stands in the folder “${shard!}”, where it is not found: its id begins with ${id.slice(0, 2)}.`,
              next: `Close the library and move it to ${room!}/${id.slice(0, 2)}.`,
            });
          }
        }
        if (kind === 'folder' && parts.length < 5) await walk(path);
      }
    };
    await walk('');
    return found;
  }

  /** Ids found in folders, and those that so far only the journal has. */
  #ids(kind: Listed, found: ReadonlySet<Id>): Id[] {
    const all = new Set(found);
    for (const path of this.#pending.keys()) {
      const id = kind === 'document' ? path.split(sep)[2] : path.split(sep)[2]?.replace(/\.json$/, '');
      if (id === undefined || !isId(id) || path !== pathOf(kind, id)) continue;
      if (this.#pending.get(path) !== null) all.add(id);
      else if (kind !== 'document') all.delete(id);
    }
    return [...all].sort();
  }

  async #readRows(faults: Found): Promise<void> {
    const bytes = await this.#disk.read(join(this.#root, CATALOGUE_FILE)).catch(() => null);
    if (bytes === null) return;
    const rows = decodeCatalogue(bytes)?.rows ?? null;
    if (rows === null) {
      faults.push({
        file: this.#file(CATALOGUE_FILE),
        kind: 'leftover',
        fault: 'The catalogue cannot be read, or is of another version.',
        next: 'Nothing needs to be done: it is made anew when the library is opened next.',
      });
    }
    this.#rows = new Map(rows?.map((row) => [row.entry.id, row]));
  }

  // ---------------------------------------------------------------------------------------------------------- reading

  /** A record as it stands, by journal and file; null where there is none or it cannot be read, which `faults` then says. */
  async #record<K extends Kind>(kind: K, id: Id, faults: Found): Promise<Records[K] | null> {
    const path = pathOf(kind, id);
    if (this.#pending.has(path)) {
      const json = this.#pending.get(path);
      if (json === null) return null;
      const parsed = parseStored(definitions[kind], json);
      if (parsed.status === 'ok') return parsed.value;
      faults.push({
        file: this.#file(path),
        kind: 'record',
        fault: `The journal holds a record that cannot be used (${parsed.status === 'damaged' ? parsed.problem : 'it is too new'}).`,
        next: 'Install the newest Dossier, or restore an earlier state.',
      });
      return null;
    }
    try {
      return await database(this.#disk, this.#root, kind, id).open();
    } catch (thrown) {
      const fault = this.#told(path, 'record', thrown);
      const isBroken = AppError.from(thrown).code === 'library-damaged' && kind !== 'library';
      faults.push(isBroken ? { ...fault, next: FROM_HISTORY, canRepair: true } : fault);
      return null;
    }
  }

  async #isThere(document: Id): Promise<boolean> {
    const path = pathOf('document', document);
    if (this.#pending.has(path)) return this.#pending.get(path) !== null;
    return (await this.#disk.facts(join(this.#root, path)).catch(() => null)) !== null;
  }

  async #hasHighlight(document: Id, highlight: Id): Promise<boolean> {
    const faults: Found = [];
    const annotations = await this.#record('annotations', document, faults);
    // Of a file that cannot be read nobody knows; it is a fault of its own.
    return faults.length > 0 || (annotations?.highlights.some(({ id }) => id === highlight) ?? false);
  }

  #isPending(id: Id): boolean {
    return this.#pending.has(pathOf('document', id)) || this.#pending.has(pathOf('annotations', id));
  }

  async #isFresh(id: Id, row: Row): Promise<boolean> {
    const stamp = async (kind: Kind) => stampOf(await this.#disk.facts(join(this.#root, pathOf(kind, id))));
    return (
      sameStamp(await stamp('document'), row.document) &&
      sameStamp(await stamp('annotations'), row.annotations)
    );
  }

  #told(path: string, kind: FaultKind, thrown: unknown): LibraryFault {
    this.#options.signal?.throwIfAborted();
    const { message, next } = AppError.from(thrown);
    return { file: this.#file(path), kind, fault: message, next: next ?? FROM_BACKUP };
  }

  #file(path: string): string {
    return path.split(sep).join('/');
  }
}

/** A text whose original is sound can be read from it again; nothing else has it. */
const withWayOut = (fault: LibraryFault, ofOriginal: Found): LibraryFault =>
  ofOriginal.length === 0
    ? { ...fault, next: 'Repair it: the text is read again from the original beside it.', canRepair: true }
    : {
        ...fault,
        next: 'Put this file back from a backup: the original, from which it could be read again, is not sound either.',
      };

const keyOf = ({ file, kind, fault }: LibraryFault): string => `${file}\n${kind}\n${fault}`;

/** True where the anchor's words stand exactly where it says: a text never changes, so nothing else is right. */
function stands(text: string, anchor: Anchor): boolean {
  return resolveAnchor(text, anchor).status === 'exact';
}
