import type { Change, EventName, EventValue } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import type { Library, RecordChange, RecordChanged, Records, Transaction } from '../library/library';
import { History, HISTORY_LENGTH } from './history';

export type EventListener = <E extends EventName>(name: E, value: EventValue<E>) => void;

/**
 * The desk: the one library that is open, the steps that can be undone, and who wants to hear of changes. Every part of
 * the service works on it; none of them keeps state of its own.
 */
export class Desk {
  readonly history = new History();
  readonly #listeners = new Set<EventListener>();
  readonly #activations = new Set<() => void>();
  #library: Library | null = null;
  #unsubscribe: (() => void)[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called when another process wants the open library's window at the front. */
  onActivate(listener: () => void): () => void {
    this.#activations.add(listener);
    return () => this.#activations.delete(listener);
  }

  emit<E extends EventName>(name: E, value: EventValue<E>): void {
    for (const listener of this.#listeners) listener(name, value);
  }

  /** The open library. Throws `no-library-open`. */
  get library(): Library {
    if (!this.#library) {
      throw new AppError('no-library-open', 'No library is open.', 'Open a library or make a new one first.');
    }
    return this.#library;
  }

  get isOpen(): boolean {
    return this.#library !== null;
  }

  /** False once another library, or none, has taken its place. */
  isUsing(library: Library): boolean {
    return this.#library === library;
  }

  /**
   * Does `work` after all work given before, whatever became of that. What looks at records and then changes them goes
   * through here, or of two edits made at once the later would undo the earlier without a word.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(work);
    this.#turn = run.catch(() => undefined);
    return run;
  }

  /** Takes a library into use, closing the one before. Null leaves none open. */
  async use(library: Library | null): Promise<void> {
    const before = this.#library;
    this.#library = null;
    for (const stop of this.#unsubscribe.splice(0)) stop();
    this.history.clear();
    await before?.close();
    if (!library) return;
    await this.#restoreHistory(library);
    this.#library = library;
    this.#unsubscribe = [
      // A shell without a window leaves the question to be answered with no.
      ...Array.from(this.#activations, (listener) => library.onActivate(listener)),
      library.onSaving((state, problem) => {
        this.emit('saving', { state, problem: problem?.toValue() ?? null });
      }),
    ];
  }

  /** The steps of earlier sessions can be undone in this one. */
  async #restoreHistory(library: Library): Promise<void> {
    if (library.readOnly !== null) return;
    const past = await library.past(PAST_EDITS, null, PAST_CHARACTERS).catch(() => []);
    this.history.restore(past, (past.at(-1)?.seq ?? 1) === 1);
  }

  /**
   * One step of the history: all changes or none, resolved when they are on disk. Steps with the same `mergeKey` that
   * follow each other quickly (typing in one note) are undone together.
   */
  async edit(name: string, changes: readonly RecordChange[], mergeKey: string | null = null): Promise<void> {
    const transaction = await this.library.transact(name, changes, { step: { kind: 'edit', mergeKey } });
    this.keep(transaction);
  }

  /** Takes a transaction that is an edit into the history and tells everyone; nothing when it changed nothing. */
  keep(transaction: Transaction): void {
    if (transaction.changes.length === 0) return;
    const { step } = transaction;
    this.history.add(transaction, step?.kind === 'edit' ? step.mergeKey : null);
    this.announce(transaction);
  }

  /** Undoes or redoes one step; its name, or null when there is none. `conflict` when the records changed since. */
  async step(direction: 'undo' | 'redo'): Promise<string | null> {
    const step = this.history.peek(direction);
    if (!step) return null;
    const { library } = this;
    for (const change of step.changes) {
      const now = await library.get(change.kind, change.id);
      if (!sameRecord(now, direction === 'undo' ? change.after : change.before)) {
        this.history.drop(direction);
        throw new AppError(
          'conflict',
          `“${step.name}” cannot be ${direction === 'undo' ? 'undone' : 'redone'}: what it changed was changed again.`,
          'Change it by hand; nothing was touched.',
        );
      }
    }
    const name = `${direction === 'undo' ? 'Undo' : 'Redo'} ${step.name}`;
    const changes = step.changes.map(
      ({ kind, id, before, after }) =>
        // A change pairs kind and value by construction; the union does not survive the destructuring.
        ({ kind, id, value: direction === 'undo' ? before : after }) as RecordChange,
    );
    const transaction = await library.transact(name, changes, { step: { kind: direction, of: step.seq } });
    this.history.move(direction);
    this.announce(transaction);
    return step.name;
  }

  /** Tells everyone what is on disk now. */
  announce(transaction: Transaction): void {
    const { revision, name, changes } = transaction;
    const told = announced(changes, this.library);
    this.emit('changed', { revision, name, changes: told, history: this.history.state });
  }

  /** A record that must be there. Throws `not-found`, `library-damaged`. */
  async record<K extends keyof Records>(kind: K, id: Id): Promise<Records[K]> {
    const value = await this.library.get(kind, id);
    if (!value) {
      const known: string = kind === 'text' ? 'document' : kind;
      throw new AppError(
        'not-found',
        `There is no ${known} ${id} in this library.`,
        'It may have been removed: reload the list.',
      );
    }
    return value;
  }

  /**
   * Like `record`, for work on many records that one damaged file must not stop: null where the record is missing or
   * cannot be read. The library lists the fault among its problems.
   */
  async readable<K extends keyof Records>(kind: K, id: Id): Promise<Records[K] | null> {
    try {
      return await this.library.get(kind, id);
    } catch (thrown) {
      if (thrown instanceof AppError && UNREADABLE.has(thrown.code)) return null;
      throw thrown;
    }
  }

  /** Highlights of a document; none yet is an empty record. */
  async annotations(document: Id): Promise<Records['annotations']> {
    await this.record('document', document);
    return (await this.library.get('annotations', document)) ?? { version: 1, document, highlights: [] };
  }

  /** One step that changes documents, each into what `change` gives: the same value leaves it alone. Gives each once. */
  async changeDocuments(
    name: string,
    ids: readonly Id[],
    change: (document: Document) => Document,
  ): Promise<Document[]> {
    const changed: Document[] = [];
    const changes: RecordChange[] = [];
    for (const id of new Set(ids)) {
      const before = await this.record('document', id);
      const after = change(before);
      changed.push(after);
      if (after !== before) changes.push({ kind: 'document', id, value: after });
    }
    await this.edit(name, changes);
    return changed;
  }
}

/** How far back steps are taken from when a library is opened: edits, and characters of their records. */
const PAST_EDITS = 4 * HISTORY_LENGTH;
const PAST_CHARACTERS = 4_000_000;

const UNREADABLE: ReadonlySet<string> = new Set([
  'library-damaged',
  'library-too-new',
  'disk-failed',
  'permission',
]);

/** What an edit's changes are to those who hear of them. Documents whose tags have a new name count as marked anew. */
export function announced(changes: readonly RecordChanged[], library: Library): Change[] {
  const told = changes.flatMap((change): Change[] => {
    const { kind, id } = change;
    if (kind === 'text') return [];
    return [{ kind, id, ...(kind === 'document' && hasOtherBlocks(change) && { blocks: true }) }];
  });
  const renamed = changes.flatMap((change) => (change.kind === 'codebook' ? renamedTags(change) : []));
  for (const { id, tags } of renamed.length > 0 ? library.summaries() : []) {
    if (tags.some((tag) => renamed.includes(tag))) told.push({ kind: 'annotations', id });
  }
  return told;
}

const hasOtherBlocks = ({ before, after }: RecordChanged & { kind: 'document' }): boolean =>
  !sameRecord(before?.repairs, after?.repairs);

function renamedTags({ before, after }: RecordChanged & { kind: 'codebook' }): Id[] {
  const names = new Map(before?.tags.map((tag) => [tag.id, tag.name]));
  return (after?.tags ?? [])
    .filter(({ id, name }) => names.has(id) && names.get(id) !== name)
    .map(({ id }) => id);
}

function sameRecord(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
