import { join } from 'node:path';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import { entryOf, stampOf, type Row } from './catalogueRow';
import type { Checkpoint } from './checkpoint';
import { commit, CommitFailed, isTemporary, type FileChange } from './commit';
import { concurrently } from './concurrently';
import { READ_AT_ONCE, type FileFacts } from './disk';
import { definitions, documentFolder, idIn, isSingle, pathOf, type Kind, type Records } from './layout';
import type { OriginalFile } from './libraryDoor';
import { originalName } from './originalName';
import type { Parts } from './parts';
import type { RecordReader } from './recordReader';
import type { RecordChange, RecordChanged, StepMark } from './transaction';
import type { Pending, Prepared } from './writer';

/** An edit as asked for, its values checked and copied. */
export type Asked = {
  readonly name: string;
  readonly changes: readonly RecordChange[];
  readonly originals: readonly OriginalFile[];
  readonly step: StepMark | null;
};

/** An edit that is in the journal, or one that changed nothing (`seq` 0). */
export type Done = {
  readonly name: string;
  readonly changes: readonly RecordChanged[];
  readonly seq: number;
  readonly at: string;
  readonly step: StepMark | null;
};

/** What goes to its files before the edit that makes it count. */
type Ahead = {
  readonly files: readonly FileChange[];
  /** Documents whose record is among them. */
  readonly documents: readonly Id[];
  readonly facts: ReadonlyMap<string, FileFacts>;
};

const NOTHING: Ahead = { files: [], documents: [], facts: new Map() };

/** Makes edits ready for the journal, and lets memory follow them. */
export class Editor {
  readonly #parts: Parts;
  readonly #reader: RecordReader;
  readonly #checkpoint: Checkpoint;
  /** Told of failures of the disk that no caller gets. */
  readonly #failed: (problem: CommitFailed) => void;

  constructor(
    parts: Parts,
    reader: RecordReader,
    checkpoint: Checkpoint,
    failed: (problem: CommitFailed) => void,
  ) {
    this.#parts = parts;
    this.#reader = reader;
    this.#checkpoint = checkpoint;
    this.#failed = failed;
  }

  /** The changes with their values checked and copied, under the right ids. Throws for values that could not be read back. */
  checked(name: string, changes: readonly RecordChange[]): readonly RecordChange[] {
    const checked = changes.map((change) => this.#checked(change));
    const files = new Set(checked.map((change) => pathOf(change.kind, change.id)));
    if (files.size < checked.length) throw new Error(`“${name}” changes a record twice`);
    return checked;
  }

  /**
   * Reads what the records are before, and writes ahead what does not go into the journal. `followed` runs when memory has
   * followed. Throws AppError and CommitFailed, disk and memory as before.
   */
  async prepare<R>(
    { name, changes, originals, step }: Asked,
    pending: Pending,
    followed: (done: Done) => R,
  ): Promise<Prepared<R>> {
    const at = new Date().toISOString();
    const fresh = await this.#freshIn(changes, pending);
    const found = new Map<RecordChange, RecordChanged>();
    await concurrently(changes, READ_AT_ONCE, async (change) => {
      const isFresh = isOfDocument(change.kind) && fresh.has(change.id);
      const changed = isFresh
        ? changedFrom(change, null)
        : await this.#changed(change.kind, change.id, change.value, pending);
      if (changed) found.set(change, changed);
    });
    const changed = changes.flatMap((change) => found.get(change) ?? []);
    if (changed.length === 0) {
      return {
        entry: null,
        follow: () => followed({ name, changes: [], seq: 0, at, step }),
        takeBack: () => Promise.resolve(),
      };
    }
    const newcomers = await this.#newcomersIn(changed, pending, fresh);
    const ahead = await this.#writeAhead(changed, originals, pending, fresh);
    for (const { kind, id, after } of changed) pending.set(kind, id, after);
    return {
      entry: { at, name, step, changes: changed },
      follow: (seq) => {
        for (const change of changed) this.#follow(change, seq, newcomers.get(change.id) ?? null, ahead);
        return followed({ name, changes: changed, seq, at, step });
      },
      takeBack: () => this.#takeBack(ahead),
    };
  }

  /** Keeps one imported file. Errors as `Library.addOriginal`, and CommitFailed. */
  async addOriginal(original: OriginalFile): Promise<void> {
    const { disk, root, folders } = this.#parts;
    await commit(disk, root, folders, [await this.#originalFile(original)]);
  }

  #checked<K extends Kind>(change: { kind: K; id: Id; value: Records[K] | null }): RecordChange {
    const { shelf } = this.#parts;
    const { kind, value } = change;
    const id = shelf.idOf(kind, change.id);
    if (value === null) {
      if (isSingle(kind)) throw new Error(`a library cannot be without its ${kind}`);
      return { kind, id, value };
    }
    const parsed = definitions[kind].schema.parse(value);
    const found = kind === 'library' ? (parsed as Records['library']).id : idIn(kind, parsed);
    if (found !== null && found !== id) throw new Error(`the ${kind} ${found} cannot be put as ${id}`);
    // What `get` gave and was put back unchanged stays itself, so that #changed can tell.
    const same = shelf.kept(kind, id)?.data === value;
    return { kind, id, value: same ? value : parsed } as RecordChange;
  }

  /**
   * Of the documents whose texts come, those that have no folder, and of which memory knows nothing: nothing of them is on the
   * disk. One look tells, where else each of their files would be asked for.
   */
  async #freshIn(changes: readonly RecordChange[], pending: Pending): Promise<ReadonlySet<Id>> {
    const { disk, root, shelf, catalogue } = this.#parts;
    const fresh = new Set<Id>();
    await concurrently(changes, READ_AT_ONCE, async ({ kind, id, value }) => {
      if (kind !== 'text' || value === null || catalogue.summary(id)) return;
      const isKnown = OF_DOCUMENT.some(
        (each) => pending.value(each, id) !== undefined || shelf.isUnfiled(each, id),
      );
      if (!isKnown && (await disk.facts(join(root, documentFolder(id)))) === null) fresh.add(id);
    });
    return fresh;
  }

  /** Null when the record is as asked already. */
  async #changed<K extends Kind>(
    kind: K,
    id: Id,
    value: Records[K] | null,
    pending: Pending,
  ): Promise<RecordChanged | null> {
    const waiting = pending.value(kind, id);
    const before = waiting === undefined ? await this.#reader.read(kind, id) : waiting;
    return changedFrom({ kind, id, value }, before);
  }

  /** Rows of documents that come (back) without being in the catalogue. Read before anything is written. */
  async #newcomersIn(
    changed: readonly RecordChanged[],
    pending: Pending,
    fresh: ReadonlySet<Id>,
  ): Promise<ReadonlyMap<Id, Row>> {
    const { shelf, catalogue } = this.#parts;
    const found = new Map<Id, Row>();
    for (const { kind, id, after } of changed) {
      if (kind !== 'document' || after === null || catalogue.summary(id)) continue;
      if (fresh.has(id)) {
        found.set(id, { entry: entryOf(after, null), document: null, annotations: stampOf(null) });
        continue;
      }
      const waiting = pending.value('annotations', id);
      const annotations = waiting === undefined ? await this.#reader.annotations(id) : waiting;
      const unfiled = waiting !== undefined || shelf.isUnfiled('annotations', id);
      found.set(id, {
        entry: entryOf(after, annotations),
        document: null,
        annotations: unfiled ? null : stampOf(shelf.database('annotations', id).adapter.facts),
      });
    }
    return found;
  }

  /**
   * Texts and originals go to their files first: they count only with the edit that brings their document. So do the records
   * of documents that were never there before.
   */
  async #writeAhead(
    changed: readonly RecordChanged[],
    originals: readonly OriginalFile[],
    pending: Pending,
    fresh: ReadonlySet<Id>,
  ): Promise<Ahead> {
    const { disk, root, folders, shelf, arrivals, journal } = this.#parts;
    const files = await Promise.all(
      originals.map((original) => this.#originalFile(original, fresh.has(original.id))),
    );
    const texts = new Set<Id>();
    for (const { kind, id, before, after } of changed) {
      if (kind !== 'text' || after === null) continue;
      // A checkpoint may be about to remove the one that was there.
      if (shelf.isUnfiled('text', id)) await this.#checkpoint.run();
      files.push(shelf.database('text', id).adapter.change(after, before));
      texts.add(id);
    }
    if (files.length === 0) return NOTHING;
    const documents: Records['document'][] = [];
    await concurrently(changed, READ_AT_ONCE, async ({ kind, id, before, after }) => {
      if (kind !== 'document' || before !== null || after === null || !texts.has(id)) return;
      if (this.#checkpoint.isHeld) return;
      // One that was there before must stay until the journal has the new one.
      if (pending.value('document', id) !== undefined || shelf.isUnfiled('document', id)) return;
      const { path } = shelf.database('document', id).adapter;
      if (fresh.has(id) || (await disk.facts(path)) === null) documents.push(after);
    });
    const ids = documents.map(({ id }) => id);
    if (ids.length > 0) {
      const mark = await arrivals.expect(ids, journal.seq + 1);
      for (const each of documents) {
        files.push(shelf.database('document', each.id).adapter.change(each, null, mark));
      }
    }
    try {
      // None of them counts before the edit, so that it is all one which stands first.
      return { files, documents: ids, facts: await commit(disk, root, folders, files, { inOrder: false }) };
    } catch (thrown) {
      if (thrown instanceof CommitFailed && thrown.trusted) for (const id of ids) arrivals.settle(id);
      throw thrown;
    }
  }

  /** Memory follows a change that is in the journal. */
  #follow(change: RecordChanged, seq: number, newcomer: Row | null, ahead: Ahead): void {
    const { shelf, texts, catalogue, arrivals } = this.#parts;
    const { kind, id, after } = change;
    if (kind === 'text' && after === null) texts.forget(id);
    if (kind === 'text' && after !== null) {
      shelf.forget(kind, id);
      texts.keep(id, after, ahead.facts.get(shelf.database(kind, id).adapter.path) ?? null);
    } else if (kind === 'document' && after !== null && ahead.documents.includes(id)) {
      const facts = ahead.facts.get(shelf.database(kind, id).adapter.path) ?? null;
      shelf.stands(kind, id, after, facts);
      catalogue.follow(change, seq, newcomer);
      catalogue.stamp(kind, id, facts);
      arrivals.settle(id);
      return;
    } else shelf.follow(kind, id, after);
    catalogue.follow(change, seq, newcomer);
  }

  /** Takes away what was written ahead of an edit that was not kept. What stays behind is no document, and is ignored. */
  async #takeBack({ files, documents }: Ahead): Promise<void> {
    if (files.length === 0) return;
    const { disk, root, folders, arrivals } = this.#parts;
    // The records first: the rest does not count without them.
    const back = files
      .toReversed()
      .map(({ path, before }) => ({ path, bytes: before?.() ?? null, before: null }));
    try {
      await commit(disk, root, folders, back);
      for (const id of documents) arrivals.settle(id);
    } catch (thrown) {
      if (thrown instanceof CommitFailed) this.#failed(thrown);
    }
  }

  /** Where an original goes. Throws `conflict` when there is one, but does not look where the document has no folder yet. */
  async #originalFile({ id, name, bytes }: OriginalFile, isFresh = false): Promise<FileChange> {
    const { disk, root, isSealed } = this.#parts;
    const folder = join(root, documentFolder(id), 'original');
    const found = isFresh ? null : await disk.list(folder);
    const there = found?.find((entry) => !isTemporary(entry.name));
    if (there) {
      throw new AppError(
        'conflict',
        `The document ${id} keeps its original already: “${there.name}”.`,
        'Import the file as a new document.',
      );
    }
    return { path: join(folder, originalName(name, isSealed)), bytes, before: () => null };
  }
}

/** The kinds whose files stand in the folder of a document. */
const OF_DOCUMENT = ['document', 'text', 'annotations'] as const;
const isOfDocument = (kind: Kind): boolean => (OF_DOCUMENT as readonly Kind[]).includes(kind);

/** Null when the record is as asked already. */
function changedFrom<K extends Kind>(
  { kind, id, value }: { kind: K; id: Id; value: Records[K] | null },
  before: Records[K] | null,
): RecordChanged | null {
  // K is one kind here, which the compiler cannot see in a union.
  return before === value ? null : ({ kind, id, before, after: value } as unknown as RecordChanged);
}
