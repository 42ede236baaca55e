import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Client, EventName, EventValue, Input, MethodName, Output } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import type { FeedItem } from '../../core/model/search';
import { openSearchSession, type IndexState, type SearchSession } from './searchSession';

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
    library.before = (call) => call === 'feed.read' && seen.push(found(session, 'dock'));
    await session.settled();
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
