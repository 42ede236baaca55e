import type { HistoryState } from '../../core/api/contract';
import type { PastTransaction, RecordChanged } from '../library/library';

/** What undo needs to know of a step: every record it touched, as it was and as it became, and the number of its edit. */
export type Step = Pick<PastTransaction, 'name' | 'changes' | 'seq'>;

/** An edit that becomes a step. */
export type Edit = Pick<PastTransaction, 'name' | 'changes' | 'seq' | 'at'>;

/** Steps kept; older ones are forgotten. */
export const HISTORY_LENGTH = 200;
/** Steps with one merge key closer together than this are one step, in milliseconds. */
export const MERGE_WITHIN = 3000;

/** The merge key of one run of an import: its parts are one step, however long it takes. */
export const runKey = (run: string): string => `import ${run}`;
const isRun = (mergeKey: string | null): boolean => mergeKey?.startsWith('import ') ?? false;

/** True for two edits that follow each other and count as one step: a sentence being typed, the parts of an import. */
export function isOneStep(earlier: PastTransaction, later: PastTransaction): boolean {
  const key = keyOfStep(earlier);
  if (key === null || key !== keyOfStep(later)) return false;
  return isRun(key) || Date.parse(later.at) - Date.parse(earlier.at) < MERGE_WITHIN;
}

/**
 * The steps of one library, those of earlier sessions too. It only remembers; `Desk` carries them out.
 *
 * Undoing an edit that brought documents puts them in the trash: a file that was given to us is never deleted.
 */
export class History {
  #undo: Remembered[] = [];
  #redo: Remembered[] = [];
  #last: { key: string; at: number } | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get state(): HistoryState {
    return { undo: this.#undo.at(-1)?.name ?? null, redo: this.#redo.at(-1)?.name ?? null };
  }

  /** A new step; what was undone before can no longer be redone. */
  add(edit: Edit, mergeKey: string | null = null): void {
    this.#add(edit, mergeKey, this.now());
  }

  /**
   * The steps of earlier sessions, from their edits, newest first. `whole` says that there were none before the oldest:
   * else an import that begins in the middle is left out, since half of it cannot be undone.
   */
  restore(past: readonly PastTransaction[], whole: boolean): void {
    const cut = whole ? null : keyOfStep(past.at(-1));
    this.clear();
    for (const edit of [...past].reverse()) {
      const { step } = edit;
      if (step === null || (isRun(cut) && keyOfStep(edit) === cut)) continue;
      if (step.kind === 'edit') this.#add(edit, step.mergeKey, Date.parse(edit.at));
      else this.#moveTo(step.kind, step.of);
    }
    // Of what was deleted for good nothing is kept: a step that held no more would do nothing.
    this.#undo = this.#undo.filter(({ changes }) => changes.length > 0);
    this.#redo = this.#redo.filter(({ changes }) => changes.length > 0);
    // What is typed now does not join what was typed then.
    this.#last = null;
  }

  #add(edit: Edit, mergeKey: string | null, at: number): void {
    const step = stepOf(edit);
    const within = isRun(mergeKey) ? Infinity : MERGE_WITHIN;
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

  /** Moves the step whose last edit is `seq`; those above it could not be carried out when it was. */
  #moveTo(direction: 'undo' | 'redo', seq: number): void {
    const steps = direction === 'undo' ? this.#undo : this.#redo;
    if (!steps.some((step) => step.seq === seq)) return;
    while (steps.at(-1)!.seq !== seq) steps.pop();
    this.move(direction);
  }

  /** The step can no longer be carried out. */
  drop(direction: 'undo' | 'redo'): void {
    (direction === 'undo' ? this.#undo : this.#redo).pop();
    this.#last = null;
  }

  /** Drops every step that touches such a record: what cannot be carried out any more is in memory no more. */
  forget(isForgotten: (change: RecordChanged) => boolean): void {
    const isKept = (step: Remembered): boolean => !step.changes.some(isForgotten);
    this.#undo = this.#undo.filter(isKept);
    this.#redo = this.#redo.filter(isKept);
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
  seq: number;
  readonly changes: RecordChanged[];
  #places: Map<string, number> | null = null;

  constructor({ name, changes, seq }: Step) {
    this.name = name;
    this.seq = seq;
    this.changes = [...changes];
  }

  /** Both steps as one: each record from its first state to its last. */
  merge(step: Step): void {
    this.name = step.name;
    this.seq = step.seq;
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

/** The step an edit is. Texts are in none, since they are never changed. */
function stepOf({ name, changes, seq, at }: Edit): Step {
  return {
    name,
    seq,
    changes: changes.flatMap((change): RecordChanged[] => {
      if (change.kind === 'text') return [];
      if (change.kind !== 'document' || change.before !== null || change.after === null) return [change];
      return [{ ...change, before: { ...change.after, trashedAt: at } }];
    }),
  };
}

const keyOfStep = (edit: PastTransaction | undefined): string | null =>
  edit?.step?.kind === 'edit' ? edit.step.mergeKey : null;

const keyOf = ({ kind, id }: RecordChanged): string => `${kind} ${id}`;
