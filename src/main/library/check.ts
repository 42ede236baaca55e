import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { resolve as resolveAnchor, type Anchor } from '../../core/model/anchor';
import { AppError } from '../../core/model/appError';
import type { Document, DocumentText } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import type { LibraryFault } from '../../core/model/libraryFault';
import { emptyCodebook, type Codebook } from '../../core/model/tag';
import { decodeCatalogue, entryOf, sameStamp, stampOf, type Row } from './catalogueRow';
import { isTemporary } from './commit';
import { concurrently } from './concurrently';
import { nodeDisk, READ_AT_ONCE, withPlainErrors, type Disk } from './disk';
import { faultOf, fileOf, FROM_BACKUP } from './faults';
import { CATALOGUE_FILE, documentFolder, pathOf, type Kind } from './layout';
import { originalName } from './originalName';
import { StandingRecords } from './standingRecords';
import { walkLibrary } from './walkLibrary';

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

/** Faults of one thing that is looked at again when there are any. */
type Found = LibraryFault[];

class Checker {
  readonly #disk: Disk;
  readonly #root: string;
  readonly #options: CheckOptions;
  readonly #standing: StandingRecords;
  #codebook: Codebook = emptyCodebook;
  #rows = new Map<Id, Row>();

  constructor(disk: Disk, root: string, options: CheckOptions) {
    this.#disk = disk;
    this.#root = root;
    this.#options = options;
    this.#standing = new StandingRecords(disk, root, options.signal);
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
    const faults: Found = [
      ...(await this.#standing.readJournal()),
      ...(await this.#twice(() => this.#commons())),
    ];
    const found = await walkLibrary(this.#disk, this.#root, faults, this.#options.signal);
    const documents = this.#standing.ids('document', found.document);
    const notes = this.#standing.ids('note', found.note);
    const briefs = this.#standing.ids('brief', found.brief);
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
    for (const id of this.#standing.ids('search', found.search)) {
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
    await this.#standing.readJournal();
    this.#codebook = (await this.#standing.record('codebook', '', [])) ?? this.#codebook;
    const said = new Set(first.map(keyOf));
    return (await look()).filter((fault) => said.has(keyOf(fault)));
  }

  // ------------------------------------------------------------------------------------------------------- the parts

  /** library.json and codebook.json. */
  async #commons(): Promise<Found> {
    const faults: Found = [];
    await this.#standing.record('library', '', faults);
    const file = fileOf('codebook.json');
    const known = faults.length;
    const codebook = await this.#standing.record('codebook', '', faults);
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
    const document = await this.#standing.record('document', id, faults);
    const folder = documentFolder(id);
    if (document === null) {
      if (faults.length === 0) {
        const inside = await Promise.all(
          [folder, join(folder, 'original')].map((place) => this.#disk.list(join(this.#root, place))),
        );
        const files = inside.flatMap((entries) => (entries ?? []).filter(({ kind }) => kind === 'file'));
        // Empty folders are what a removal leaves, or an import that found no room.
        if (files.some(({ name }) => !isTemporary(name)) && !this.#standing.isPending('document', id)) {
          faults.push({
            file: fileOf(folder),
            kind: 'orphan',
            fault: 'It has no document.json: an import was broken off here, or that file was lost.',
            next: 'If you miss a document, put its document.json back from a backup or import its original again; else the folder can be deleted.',
          });
        }
      }
      return faults;
    }
    const ofText: Found = [];
    const text = await this.#standing.record('text', id, ofText);
    const file = fileOf(pathOf('text', id));
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
    const wrong = (kind: LibraryFault['kind'], path: string, fault: string, next: string): void => {
      faults.push({ file: fileOf(path), kind, fault, next });
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
        file: fileOf(path),
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
      this.#options.signal?.throwIfAborted();
      return [faultOf(path, 'original', thrown)];
    }
  }

  async #annotations(document: Document, text: DocumentText | null): Promise<Found> {
    const { id } = document;
    const faults: Found = [];
    const annotations = await this.#standing.record('annotations', id, faults);
    const file = fileOf(pathOf('annotations', id));
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
          file: fileOf(CATALOGUE_FILE),
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
    const note = await this.#standing.record('note', id, faults);
    if (note === null || note.subject.kind === 'library') return faults;
    const { subject } = note;
    const file = fileOf(pathOf('note', id));
    if (!(await this.#standing.isThere(subject.document))) {
      faults.push({
        file,
        kind: 'reference',
        fault: `The note is about the document ${subject.document}, which is not there.`,
        next: 'Put the document back from a backup; the note itself is whole.',
      });
    } else if (
      subject.kind === 'highlight' &&
      !(await this.#standing.hasHighlight(subject.document, subject.highlight))
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
    const brief = await this.#standing.record('brief', id, faults);
    const file = fileOf(pathOf('brief', id));
    for (const item of brief?.items ?? []) {
      if (item.kind === 'note' && (await this.#standing.record('note', item.note, [])) === null) {
        faults.push({
          file,
          kind: 'loose-end',
          fault: `The brief shows a note that is not there (${item.note}).`,
          next: 'Take the item out of the brief, or bring the note back.',
        });
      }
      if (item.kind !== 'quotation') continue;
      if (!(await this.#standing.isThere(item.document))) {
        faults.push({
          file,
          kind: 'reference',
          fault: `The brief quotes the document ${item.document}, which is not there.`,
          next: 'Put the document back from a backup; the brief keeps the words it quotes.',
        });
        continue;
      }
      const text = await this.#standing.record('text', item.document, []);
      if (text && !stands(text.text, item.anchor)) {
        faults.push({
          file,
          kind: 'anchor',
          fault: `The quotation ${item.id} is not in the text of the document ${item.document}.`,
          next: 'Quote the passage again from the document.',
        });
      }
      if (item.highlight !== null && !(await this.#standing.hasHighlight(item.document, item.highlight))) {
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
    await this.#standing.record(kind, id, faults);
    return faults;
  }

  async #readRows(faults: Found): Promise<void> {
    const bytes = await this.#disk.read(join(this.#root, CATALOGUE_FILE)).catch(() => null);
    if (bytes === null) return;
    const rows = decodeCatalogue(bytes)?.rows ?? null;
    if (rows === null) {
      faults.push({
        file: fileOf(CATALOGUE_FILE),
        kind: 'leftover',
        fault: 'The catalogue cannot be read, or is of another version.',
        next: 'Nothing needs to be done: it is made anew when the library is opened next.',
      });
    }
    this.#rows = new Map(rows?.map((row) => [row.entry.id, row]));
  }

  #isPending(id: Id): boolean {
    return this.#standing.isPending('document', id) || this.#standing.isPending('annotations', id);
  }

  async #isFresh(id: Id, row: Row): Promise<boolean> {
    const stamp = async (kind: Kind) => stampOf(await this.#disk.facts(join(this.#root, pathOf(kind, id))));
    return (
      sameStamp(await stamp('document'), row.document) &&
      sameStamp(await stamp('annotations'), row.annotations)
    );
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
