import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../core/model/appError';
import { applyRepairs } from '../../core/model/blockRepairs';
import type { BlockRepair, Document, DocumentText } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { entryOf, sameStamp, stampOf, type Row } from './catalogueRow';
import { database, type Database } from './database';
import { damaged } from './durableAdapter';
import { documentFolder, pathOf, type Kind, type Records } from './layout';
import type { KeptOriginal } from './libraryDoor';
import { originalName } from './originalName';
import type { Parts } from './parts';
import type { Recovery } from './recovery';
import type { Unfiled } from './shelf';

/**
 * Reads the records of a library as they are now: from memory, else from their files. What is broken is made anew where that
 * can be done, else named in the problems.
 */
export class RecordReader {
  readonly #parts: Parts;
  readonly #recovery: Recovery;
  readonly #mayRebuild: () => boolean;
  readonly #rebuilt: () => void;
  readonly #repairs = new WeakMap<
    DocumentText,
    { readonly repairs: readonly BlockRepair[]; readonly repaired: DocumentText }
  >();

  /** `rebuilt` is called after each record that was made anew, which is an edit. */
  constructor(parts: Parts, recovery: Recovery, mayRebuild: () => boolean, rebuilt: () => void) {
    this.#parts = parts;
    this.#recovery = recovery;
    this.#mayRebuild = mayRebuild;
    this.#rebuilt = rebuilt;
  }

  /** What was changed by hand meanwhile is taken in. Null and errors as `Library.get`, texts not held against anything. */
  async read<K extends Kind>(kind: K, id: Id): Promise<Records[K] | null> {
    const { disk, shelf, texts, catalogue, arrivals, problems } = this.#parts;
    if (kind === 'document' && arrivals.isWaiting(id)) return null;
    const base = shelf.database(kind, id);
    if (kind === 'text' && texts.has(id) && !shelf.isUnfiled(kind, id)) {
      const facts = await disk.facts(base.adapter.path).catch(() => null);
      const written = texts.find(id, facts);
      if (written) return written as Records[K];
    }
    const value = await problems.noticing(base.adapter.path, () => this.#open(kind, id, base));
    if ((kind === 'document' || kind === 'annotations') && !shelf.isUnfiled(kind, id)) {
      catalogue.met(kind, id, value as Document | Records['annotations'] | null, base.adapter.facts);
    }
    return value;
  }

  /** As `Library.get`. */
  async get<K extends Kind>(kind: K, id: Id): Promise<Records[K] | null> {
    const value = await this.read(kind, id);
    if (kind === 'text') {
      const document = await this.read('document', id);
      const path = this.#pathOf('text', id);
      await this.#parts.problems.noticing(path, () =>
        checkText(path, value as DocumentText | null, document),
      );
      return value && (this.#repaired(value as DocumentText, document) as Records[K]);
    }
    return value;
  }

  /** The text with its document's repairs, the same one while neither changes; the file keeps the blocks as they were read. */
  #repaired(text: DocumentText, document: Document | null): DocumentText {
    const repairs = document?.repairs ?? [];
    if (repairs.length === 0) return text;
    const known = this.#repairs.get(text);
    if (known?.repairs === repairs) return known.repaired;
    const repaired = { ...text, blocks: [...applyRepairs(text.text, text.blocks, repairs)] };
    this.#repairs.set(text, { repairs, repaired });
    return repaired;
  }

  /** As `Library.readOriginal`. */
  async original(id: Id): Promise<KeptOriginal> {
    const { disk, root, isSealed, problems } = this.#parts;
    const document = await this.read('document', id);
    if (document === null) {
      throw new AppError(
        'not-found',
        `There is no document ${id} in this library.`,
        'Reload the list of documents.',
      );
    }
    const { name } = document.original;
    const path = join(root, documentFolder(id), 'original', originalName(name, isSealed));
    return problems.noticing(path, async () => {
      const facts = await disk.facts(path);
      if (facts?.kind !== 'file') throw damaged(path, 'the imported file is missing');
      return { name, size: facts.size, stream: () => disk.stream(path) };
    });
  }

  /** The highlights of a document, for its row; null where there are none, or they cannot be used. */
  annotations(id: Id): Promise<Records['annotations'] | null> {
    const base = this.#parts.shelf.database('annotations', id);
    return this.#parts.problems.orNull(base.adapter.path, () => this.#open('annotations', id, base));
  }

  /** The cached row when its files are as they were; else a new one. Null where there is no usable document. */
  async row(id: Id, cached: Row | null): Promise<Row | null> {
    const { disk, root, shelf, archive, arrivals, journal, problems } = this.#parts;
    const [file, marksFile] = [this.#pathOf('document', id), this.#pathOf('annotations', id)];
    if (cached && !shelf.isUnfiled('document', id) && !shelf.isUnfiled('annotations', id)) {
      const stamp = (path: string) => disk.facts(path).then(stampOf);
      const isFresh = await problems.orNull(file, async () => {
        const [a, b] = await Promise.all([stamp(file), stamp(marksFile)]);
        return sameStamp(a, cached.document) && sameStamp(b, cached.annotations);
      });
      if (isFresh) return cached;
    }
    // Not kept on the shelf: ten thousand of them would push out each other.
    const fresh = <K extends 'document' | 'annotations'>(kind: K): Database<Records[K]> =>
      shelf.kept(kind, id) ?? database(disk, root, kind, id);
    const [document, annotations] = [fresh('document'), fresh('annotations')];
    const record = await problems.orNull(file, () => this.#open('document', id, document));
    if (!record) return null;
    if (!shelf.isUnfiled('document', id)) {
      const touched = (seq: number) => archive.touchedSince(seq, journal.seq);
      if (await arrivals.isStray(id, document.adapter.arrival, touched)) return null;
    }
    const marks = await problems.orNull(marksFile, () => this.#open('annotations', id, annotations));
    const stampIn = (kind: Kind, base: Database<Document> | Database<Records['annotations']>) =>
      shelf.isUnfiled(kind, id) ? null : stampOf(base.adapter.facts);
    return {
      entry: entryOf(record, marks),
      document: stampIn('document', document),
      annotations: stampIn('annotations', annotations),
    };
  }

  /** Makes a record anew whose file is broken or gone; null when nothing is known of it, or nothing may be written. */
  async rebuild<K extends Kind>(kind: K, id: Id): Promise<Records[K] | null> {
    if (!this.#mayRebuild()) return null;
    const { shelf, catalogue } = this.#parts;
    const rebuilt = await this.#recovery.rebuild(kind, shelf.idOf(kind, id), (changed, seq) => {
      // Should the broken file still stand at the next checkpoint, it is looked at before it is written over.
      shelf.follow(changed.kind, changed.id, changed.after, true);
      catalogue.follow(changed, seq, null);
      this.#rebuilt();
    });
    if (!rebuilt) return null;
    this.#noteSetAside(pathOf(kind, id), rebuilt.aside);
    return rebuilt.changed.after as Records[K];
  }

  /**
   * Looks at a file that the journal of an earlier session is about to write over; what is broken is set aside. False when the
   * file must stay as it is.
   */
  async mayReplace({ kind, id, base }: Unfiled): Promise<boolean> {
    const seen = database(this.#parts.disk, this.#parts.root, kind, id);
    try {
      await seen.open();
      base.adapter.migrated ||= seen.adapter.migrated;
      return true;
    } catch (thrown) {
      const problem = AppError.from(thrown);
      if (problem.code !== 'library-damaged') {
        this.#parts.problems.note(seen.adapter.path, problem);
        return false;
      }
      this.#noteSetAside(pathOf(kind, id), await this.#recovery.setAside(pathOf(kind, id)));
      return true;
    }
  }

  async #open<K extends Kind>(kind: K, id: Id, base: Database<Records[K]>): Promise<Records[K] | null> {
    try {
      return await base.open();
    } catch (thrown) {
      const problem = AppError.from(thrown);
      const rebuilt = problem.code === 'library-damaged' ? await this.rebuild(kind, id) : null;
      if (rebuilt) return rebuilt;
      if (kind === 'document' && (problem.code === 'library-damaged' || problem.code === 'library-too-new')) {
        this.#parts.catalogue.drop(id);
      }
      throw thrown;
    }
  }

  #noteSetAside(path: string, aside: string | null): void {
    this.#parts.problems.say(
      `${path} was damaged and has been made anew from the last edit of it${aside === null ? '' : `; the broken file is kept as ${aside}`}. Compare it with what you remember.`,
      join(this.#parts.root, path),
    );
  }

  #pathOf(kind: Kind, id: Id): string {
    return join(this.#parts.root, pathOf(kind, id));
  }
}

/** Bits that flip inside a text make valid JSON: only the checksum tells. Throws `library-damaged`. */
function checkText(path: string, text: DocumentText | null, document: Document | null): void {
  if (document === null) return;
  if (text === null) throw damaged(path, 'the file is missing');
  const found = createHash('sha256').update(text.text, 'utf8').digest('hex');
  if (found !== document.textSha256) throw damaged(path, 'the text is not the one that was imported');
}
