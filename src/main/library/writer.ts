import { setImmediate as turn } from 'node:timers/promises';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import { CommitFailed } from './commit';
import type { Journal } from './journal';
import type { Entry } from './journalLine';
import type { Kind, Records } from './layout';
import type { SavingState } from './saving';

/** Most edits confirmed by one flush: more would make the first of them wait, and the event loop with it. */
const GROUP = 128;

/** What edits of the same group make of records, before memory knows of it. */
export class Pending {
  readonly #values = new Map<string, Records[Kind] | null>();

  /** Undefined when no edit of the group touches the record. */
  value<K extends Kind>(kind: K, id: Id): Records[K] | null | undefined {
    // Put under its own kind.
    return this.#values.get(`${kind} ${id}`) as Records[K] | null | undefined;
  }

  set(kind: Kind, id: Id, value: Records[Kind] | null): void {
    this.#values.set(`${kind} ${id}`, value);
  }
}

/** An edit that may be written: checked against the records as the edits before it leave them. */
export type Prepared<R> = {
  /** Null when there is nothing for the journal. */
  readonly entry: Entry | null;
  /** Makes memory follow and tells everyone, when the edit is on disk under the number `seq`. Gives what the caller gets. */
  readonly follow: (seq: number) => R;
  /** Takes away what was written ahead of the journal, when the journal did not take the edit. */
  readonly takeBack?: () => Promise<void>;
};

type Job = {
  readonly prepare: (pending: Pending) => Promise<Prepared<unknown>>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (problem: unknown) => void;
};

/**
 * Carries out edits in the order they were asked for, those that wait together in one group: each is prepared, seeing what
 * those before it do; all go into the journal with one write and one flush; then memory follows, and each is announced
 * and acknowledged. So the disk is asked once for a burst of edits, and memory is never ahead of it.
 */
export class Writer {
  readonly #journal: Journal;
  readonly #saving: SavingState;
  readonly #location: string;
  #jobs: Job[] = [];
  #running: Promise<void> | null = null;
  #halted: AppError | null = null;

  constructor(journal: Journal, saving: SavingState, location: string) {
    this.#journal = journal;
    this.#saving = saving;
    this.#location = location;
  }

  /** Why nothing is written any more: the disk failed to confirm, so what it holds is known only after reading it anew. */
  get halted(): AppError | null {
    return this.#halted;
  }

  submit<R>(prepare: (pending: Pending) => Promise<Prepared<R>>): Promise<R> {
    this.#saving.begun();
    const run = new Promise<R>((resolve, reject) => {
      this.#jobs.push({ prepare, resolve: resolve as (value: unknown) => void, reject });
    });
    this.#running ??= this.#run();
    return run;
  }

  /** Waits for everything submitted so far. */
  async rest(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** A failure of the disk, as the caller of an edit gets it; where the disk cannot be trusted any more, all ends here. */
  failure(thrown: unknown): unknown {
    if (!(thrown instanceof CommitFailed)) return thrown;
    if (!thrown.trusted) {
      this.#halted = new AppError(
        'disk-failed',
        `Nothing more is written to ${this.#location}: the disk failed to keep a change (${thrown.problem.message})`,
        'Check the disk, then close the library and open it again; what was saved before is there.',
        { cause: thrown },
      );
    }
    return thrown.problem;
  }

  async #run(): Promise<void> {
    do {
      // What is asked for in the same tick goes together.
      await turn();
      await this.#write(this.#jobs.splice(0, GROUP));
    } while (this.#jobs.length > 0);
    this.#running = null;
  }

  async #write(jobs: readonly Job[]): Promise<void> {
    const pending = new Pending();
    const outcomes: { job: Job; prepared: Prepared<unknown> | null; problem: unknown }[] = [];
    for (const job of jobs) {
      try {
        if (this.#halted) throw this.#halted;
        outcomes.push({ job, prepared: await job.prepare(pending), problem: null });
      } catch (thrown) {
        outcomes.push({ job, prepared: null, problem: this.failure(thrown) });
      }
    }
    const settle = (seq: number, failure: unknown): void => {
      for (const { job, prepared, problem } of outcomes) {
        if (!prepared || (failure !== null && prepared.takeBack)) {
          this.#reject(job, prepared ? failure : problem);
          continue;
        }
        let value: unknown;
        try {
          value = prepared.follow(seq);
        } catch (bug) {
          this.#reject(job, bug);
          continue;
        } finally {
          if (prepared.entry) seq += 1;
        }
        this.#saving.saved();
        job.resolve(value);
      }
    };
    const entries = outcomes.flatMap(({ prepared }) => prepared?.entry ?? []);
    if (entries.length === 0) {
      settle(0, null);
      return;
    }
    try {
      await this.#journal.append(entries, (seq) => settle(seq, null));
    } catch (thrown) {
      const problem = this.failure(thrown);
      // After a disk that did not confirm, nothing is written, not even to clean up.
      if (!this.#halted) for (const { prepared } of outcomes) await prepared?.takeBack?.();
      settle(0, problem);
    }
  }

  #reject(job: Job, problem: unknown): void {
    this.#saving.failed(AppError.from(problem));
    job.reject(problem);
  }
}
