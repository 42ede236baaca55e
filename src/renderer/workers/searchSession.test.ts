import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client, EventName, EventValue, Input, MethodName, Output } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import type { FeedItem } from '../../core/model/search';
import { openSearchSession, type Keeping, type IndexState, type SearchSession } from './searchSession';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A library in memory behind the contract's calls: batches of two documents, events sent as the test says. */
class FakeLibrary {
  readonly texts = new Map<number, string>();
  revision = 0;
  calls: string[] = [];
  /** Runs before a call is answered. */
  before: (call: string) => void = () => undefined;
  readonly #listeners = new Map<EventName, ((value: never) => void)[]>();
  #name: number | null = 1;

  /** The number of the document changed by each edit, over the library's life. */
  edits: number[] = [];
  forgottenBefore = 0;
  readonly kept = new Map<string, ArrayBuffer>();
  readonly keeping: Keeping = {
    read: (name) => Promise.resolve(this.kept.get(name)?.slice() ?? null),
    write: (name, bytes) => Promise.resolve(void this.kept.set(name, bytes.slice())),
    list: () => Promise.resolve([...this.kept.keys()]),
    drop: (names) => {
      for (const name of names) this.kept.delete(name);
      return Promise.resolve();
    },
    quiet: turn,
  };

  /** The same library and what was kept beside it, opened anew by another window. */
  reopened(): FakeLibrary {
    const next = new FakeLibrary();
    for (const [number, text] of this.texts) next.texts.set(number, text);
    for (const [name, bytes] of this.kept) next.kept.set(name, bytes);
    next.edits = [...this.edits];
    return next;
  }

  readonly client: Client = {
    call: async <M extends MethodName>(name: M, input: Input<M>): Promise<Output<M>> => {
      this.calls.push(name);
      const answer = this.#answer(name, input);
      await turn();
      this.before(name);
      return answer as Output<M>;
    },
    on: (name, listener) => {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
      return () => undefined;
    },
  };

  #answer(name: MethodName, input: unknown): unknown {
    if (name === 'library.status') return this.#name === null ? null : this.#status();
    if (name === 'feed.read') {
      const last = Number((input as Input<'feed.read'>).after ?? 0);
      const numbers = [...this.texts.keys()].sort((a, b) => a - b).filter((number) => number > last);
      const some = numbers.slice(0, 2);
      return {
        items: some.map((number) => this.#item(number)),
        next: numbers.length > 2 ? String(some[1]) : null,
        revision: this.revision,
        total: this.texts.size,
      } satisfies Output<'feed.read'>;
    }
    if (name === 'feed.items') {
      const { changes } = input as Input<'feed.items'>;
      return changes.map((change) => this.#item(Number(change.id.slice(-6))));
    }
    if (name === 'feed.since') {
      const { edit } = input as Input<'feed.since'>;
      const lost = edit === null || edit < this.forgottenBefore;
      return {
        edit: this.edits.length,
        revision: this.revision,
        things: this.texts.size,
        changes: lost
          ? null
          : [...new Set(this.edits.slice(edit))].map((number) => ({ kind: 'document', id: id(number) })),
      } satisfies Output<'feed.since'>;
    }
    throw new AppError('internal', `the test has no ${name}`);
  }

  #status(): Output<'library.status'> {
    return {
      id: id(this.#name! + 900),
      name: 'Case',
      location: '',
      sealed: false,
      autoLockMinutes: null,
      hasRecoveryCode: false,
      documents: this.texts.size,
      trashed: 0,
      highlights: 0,
      notes: 0,
      briefs: 0,
      revision: this.revision,
      readOnly: null,
      problems: [],
      caution: null,
    };
  }

  #item(number: number): FeedItem {
    const text = this.texts.get(number);
    if (text === undefined) return { kind: 'gone', id: id(number) };
    return {
      kind: 'document',
      id: id(number),
      title: `D${number}`,
      publisher: null,
      agency: null,
      authors: [],
      published: null,
      language: null,
      importedAt: '2026-01-01T00:00:00.000Z',
      textSha256: text,
      text,
      highlights: [],
    };
  }

  /** Changes the library; the event goes out unless it is lost. */
  change(number: number, text: string | null, lost = false): void {
    if (text === null) this.texts.delete(number);
    else this.texts.set(number, text);
    this.revision += 1;
    this.edits.push(number);
    if (lost) return;
    this.emit('changed', {
      revision: this.revision,
      name: 'Edit',
      changes: [{ kind: 'document', id: id(number) }],
      history: { undo: null, redo: null },
    });
  }

  replaceBy(name: number | null): void {
    this.#name = name;
    this.texts.clear();
    this.revision = 0;
    this.emit('library', name === null ? null : this.#status());
  }

  emit<E extends EventName>(name: E, value: EventValue<E>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(value as never);
  }
}

// What takes long lets questions through in between: how much is done by then is a matter of the machine, but for these.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function openKeeping(library: FakeLibrary): SearchSession {
  return openSearchSession(library.client, turn, () => undefined, library.keeping);
}

function open(library: FakeLibrary): { session: SearchSession; states: IndexState[] } {
  const states: IndexState[] = [];
  const session = openSearchSession(library.client, turn, (state) => states.push(state));
  return { session, states };
}
const found = (session: SearchSession, query: string): string =>
  session
    .search(query, { limit: 20, hitsPerDocument: 3, typing: false })
    .groups.map((group) => group.title)
    .sort()
    .join(' ');

describe('openSearchSession', () => {
  it('reads the library in batches and answers from what is there meanwhile', async () => {
    const library = new FakeLibrary();
    for (let number = 1; number <= 5; number += 1) library.texts.set(number, 'dock');
    const { session, states } = open(library);
    const seen: string[] = [];
    const building: boolean[] = [];
    library.before = (call) => {
      if (call !== 'feed.read') return;
      seen.push(found(session, 'dock'));
      building.push(session.state.building);
    };
    await session.settled();
    expect(building).toEqual([true, true, true]);
    expect(seen).toEqual(['', 'D1 D2', 'D1 D2 D3 D4']);
    expect(found(session, 'dock')).toBe('D1 D2 D3 D4 D5');
    expect(states.map(({ done, total }) => `${done}/${total}`)).toContain('2/5');
    expect(session.state).toMatchObject({ done: 5, total: 5, building: false, problem: null });
    expect(states.map((state) => state.version)).toEqual(
      states.map((state) => state.version).sort((a, b) => a - b),
    );
  });

  it('follows the library by its events', async () => {
    const library = new FakeLibrary();
    library.texts.set(1, 'dock');
    const { session } = open(library);
    await session.settled();
    library.change(2, 'dock quay');
    library.change(1, null);
    await session.settled();
    expect(found(session, 'dock')).toBe('D2');
    expect(library.calls.filter((call) => call === 'feed.read')).toHaveLength(1);
  });

  it('keeps an edit that is made while its document is being read', async () => {
    const library = new FakeLibrary();
    for (let number = 1; number <= 4; number += 1) library.texts.set(number, 'dock');
    const { session } = open(library);
    let count = 0;
    library.before = (call) => {
      // The answer under way holds the old text; the event overtakes it.
      if (call !== 'feed.read') return;
      count += 1;
      if (count === 1) library.change(1, 'quay');
      if (count === 2) {
        library.change(2, null);
        library.change(3, 'quay');
      }
    };
    await session.settled();
    expect(found(session, 'quay')).toBe('D1 D3');
    expect(found(session, 'dock')).toBe('D4');
  });

  it('reads everything again when an event was lost, and drops what is no longer there', async () => {
    const library = new FakeLibrary();
    for (let number = 1; number <= 3; number += 1) library.texts.set(number, 'dock');
    const { session } = open(library);
    await session.settled();
    library.change(1, 'quay', true);
    library.change(2, null, true);
    library.change(4, 'dock');
    await session.settled();
    expect(found(session, 'dock')).toBe('D3 D4');
    expect(found(session, 'quay')).toBe('D1');
    expect(session.state).toMatchObject({ done: 3, building: false });
  });

  it('starts over when another library is opened, also in the middle of reading', async () => {
    const library = new FakeLibrary();
    for (let number = 1; number <= 6; number += 1) library.texts.set(number, 'dock');
    const { session } = open(library);
    let replaced = false;
    library.before = (call) => {
      if (call !== 'feed.read' || replaced) return;
      replaced = true;
      library.replaceBy(2);
      library.texts.set(9, 'dock');
    };
    await session.settled();
    expect(found(session, 'dock')).toBe('D9');
    library.replaceBy(null);
    expect(found(session, 'dock')).toBe('');
    expect(session.state).toMatchObject({ done: 0, building: false });
  });

  it('says why it stays behind and tries again at the next change', async () => {
    const library = new FakeLibrary();
    library.texts.set(1, 'dock');
    const { session } = open(library);
    let fails = true;
    library.before = (call) => {
      if (fails && call === 'feed.read') throw new AppError('disk-failed', 'The disk does not answer.');
    };
    await session.settled();
    expect(session.state.problem).toMatch(/The disk does not answer/);
    fails = false;
    library.change(2, 'dock');
    await session.settled();
    expect(session.state.problem).toBeNull();
    expect(found(session, 'dock')).toBe('D1 D2');
  });

  describe('with what was kept', () => {
    const reads = (library: FakeLibrary): number =>
      library.calls.filter((call) => call === 'feed.read').length;
    async function keptLibrary(): Promise<FakeLibrary> {
      const library = new FakeLibrary();
      for (let number = 1; number <= 5; number += 1)
        library.change(number, number === 3 ? 'quay' : 'dock', true);
      await openKeeping(library).settled();
      return library.reopened();
    }

    it('reads nothing again when nothing was edited', async () => {
      const library = await keptLibrary();
      const session = openKeeping(library);
      await session.settled();
      expect(found(session, 'dock')).toBe('D1 D2 D4 D5');
      expect(reads(library)).toBe(0);
      expect(session.state).toMatchObject({ done: 5, building: false, problem: null });
    });

    it('asks only for what was edited since, and keeps that too', async () => {
      const library = await keptLibrary();
      library.change(3, 'dock', true);
      library.change(1, null, true);
      const session = openKeeping(library);
      await session.settled();
      expect(found(session, 'dock')).toBe('D2 D3 D4 D5');
      expect(reads(library)).toBe(0);
      const next = library.reopened();
      await openKeeping(next).settled();
      expect(next.calls).not.toContain('feed.items');
    });

    it('reads everything where the edits since are forgotten, and answers from what was kept meanwhile', async () => {
      const library = await keptLibrary();
      library.change(3, 'dock', true);
      library.forgottenBefore = 6;
      const session = openKeeping(library);
      let meanwhile = '';
      library.before = (call) => {
        if (call === 'feed.read' && meanwhile === '') meanwhile = found(session, 'dock');
      };
      await session.settled();
      expect(meanwhile).toBe('D1 D2 D4 D5');
      expect(found(session, 'dock')).toBe('D1 D2 D3 D4 D5');
    });

    it('reads everything where something went without a trace', async () => {
      const library = await keptLibrary();
      library.texts.delete(4);
      const session = openKeeping(library);
      await session.settled();
      expect(found(session, 'dock')).toBe('D1 D2 D5');
      expect(reads(library)).toBeGreaterThan(0);
    });

    it('builds anew from whatever is cut, flipped or missing', async () => {
      const whole = await keptLibrary();
      for (const name of whole.kept.keys()) {
        const bytes = whole.kept.get(name)!;
        const flipped = bytes.slice();
        new Uint8Array(flipped)[flipped.byteLength >> 1]! ^= 8;
        for (const spoiled of [null, bytes.slice(0, bytes.byteLength - 3), bytes.slice(0, 4), flipped]) {
          const library = whole.reopened();
          if (spoiled) library.kept.set(name, spoiled);
          else library.kept.delete(name);
          const session = openKeeping(library);
          await session.settled();
          expect(found(session, 'dock')).toBe('D1 D2 D4 D5');
          expect(session.state.problem).toBeNull();
        }
      }
    });

    it('makes one of many small parts before it keeps them', async () => {
      const library = new FakeLibrary();
      for (let number = 1; number <= 16; number += 1) library.texts.set(number, 'crane '.repeat(3_000));
      const session = openKeeping(library);
      // Each question has the index seal what came since the one before.
      library.before = (call) => call === 'feed.read' && found(session, 'crane');
      await session.settled();
      expect(library.kept.size).toBeLessThan(6);
      expect(found(session, 'crane').split(' ')).toHaveLength(16);
    });

    it('drops what is no longer named, and lives without room to keep anything', async () => {
      const library = await keptLibrary();
      library.kept.set('search-of-yore', new ArrayBuffer(3));
      library.change(9, 'dock', true);
      await openKeeping(library).settled();
      expect([...library.kept.keys()]).not.toContain('search-of-yore');
      const full = library.reopened();
      full.keeping.write = () => Promise.reject(new AppError('disk-full', 'There is no room.'));
      full.change(10, 'dock', true);
      const session = openKeeping(full);
      await session.settled();
      expect(found(session, 'dock')).toBe('D1 D10 D2 D4 D5 D9');
      expect(session.state.problem).toBeNull();
    });

    it('keeps no index that misses an edit', async () => {
      const library = await keptLibrary();
      library.change(3, 'dock', true);
      const session = openKeeping(library);
      // An edit whose event was lost comes between the last reading and the keeping.
      library.before = (call) => {
        if (call === 'feed.items') library.change(2, 'quay', true);
      };
      await session.settled();
      const next = library.reopened();
      const later = openKeeping(next);
      await later.settled();
      expect(found(later, 'quay')).toBe('D2');
    });
  });

  it('ends with what the library holds, whenever changes come and whichever events are lost', async () => {
    const change = fc.record({
      at: fc.integer({ min: 1, max: 8 }),
      number: fc.integer({ min: 1, max: 6 }),
      text: fc.constantFrom('dock', 'quay', null),
      lost: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('dock', 'quay'), { maxLength: 6 }),
        fc.array(change, { maxLength: 8 }),
        async (texts, changes) => {
          const library = new FakeLibrary();
          texts.forEach((text, index) => library.texts.set(index + 1, text));
          const { session } = open(library);
          let step = 0;
          library.before = () => {
            step += 1;
            for (const { at, number, text, lost } of changes) {
              if (at === step) library.change(number, text, lost);
            }
          };
          await session.settled();
          // A change after all the lost ones shows the gap.
          library.before = () => undefined;
          library.change(99, 'end');
          await session.settled();
          for (const word of ['dock', 'quay']) {
            const expected = [...library.texts].filter(([, text]) => text === word).map(([key]) => `D${key}`);
            expect(found(session, word)).toBe(expected.sort().join(' '));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
