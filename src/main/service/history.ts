import type { HistoryState } from '../../core/api/contract';
import type { RecordChanged, Transaction } from '../library/library';

/** What undo needs to know of a step: every record it touched, as it was and as it became. */
export type Step = Pick<Transaction, 'name' | 'changes'>;

/** Steps kept; older ones are forgotten. */
export const HISTORY_LENGTH = 200;
/** Steps with one merge key closer together than this are one step, in milliseconds. */
export const MERGE_WITHIN = 3000;

/** The steps of one library since it was opened. It only remembers; `Desk` carries them out. */
export class History {
  #undo: Remembered[] = [];
  #redo: Remembered[] = [];
  #last: { key: string; at: number } | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get state(): HistoryState {
    return { undo: this.#undo.at(-1)?.name ?? null, redo: this.#redo.at(-1)?.name ?? null };
  }

  /** A new step; what was undone before can no longer be redone. `within` is in milliseconds. */
  add(step: Step, mergeKey: string | null = null, within: number = MERGE_WITHIN): void {
    const at = this.now();
    const previous = this.#undo.at(-1);
    const merges =
      mergeKey !== null &&
      previous !== undefined &&
      this.#last?.key === mergeKey &&
      at - this.#last.at < within &&
      this.#redo.length === 0;
    if (merges) previous.merge(step);
    else this.#undo.push(new Remembered(step));
    this.#last = mergeKey === null ? null : { key: mergeKey, at };
    this.#redo = [];
    if (this.#undo.length > HISTORY_LENGTH) this.#undo.shift();
  }

  peek(direction: 'undo' | 'redo'): Step | null {
    return (direction === 'undo' ? this.#undo : this.#redo).at(-1) ?? null;
  }

  /** The step was carried out: it can now go the other way. */
  move(direction: 'undo' | 'redo'): void {
    const [from, to] = direction === 'undo' ? [this.#undo, this.#redo] : [this.#redo, this.#undo];
    const step = from.pop();
    if (step) to.push(step);
    this.#last = null;
  }

  /** The step can no longer be carried out. */
  drop(direction: 'undo' | 'redo'): void {
    (direction === 'undo' ? this.#undo : this.#redo).pop();
    this.#last = null;
  }

  clear(): void {
    this.#undo = [];
    this.#redo = [];
    this.#last = null;
  }
}

/** A step that later ones may join; joining costs what the later one holds, since an import joins thousands. */
class Remembered implements Step {
  name: string;
  readonly changes: RecordChanged[];
  #places: Map<string, number> | null = null;

  constructor({ name, changes }: Step) {
    this.name = name;
    this.changes = [...changes];
  }

  /** Both steps as one: each record from its first state to its last. */
  merge(step: Step): void {
    this.name = step.name;
    this.#places ??= new Map(this.changes.map((change, place) => [keyOf(change), place]));
    for (const change of step.changes) {
      const place = this.#places.get(keyOf(change));
      if (place === undefined) {
        this.#places.set(keyOf(change), this.changes.length);
        this.changes.push(change);
      } else {
        this.changes[place] = { ...change, before: this.changes[place]!.before } as RecordChanged;
      }
    }
  }
}

const keyOf = ({ kind, id }: RecordChanged): string => `${kind} ${id}`;
