import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Service } from '../../core/api/contract';
import { portPair, servePort, type Emit } from '../../core/api/wire';
import { compare, type ComparedText } from '../../core/compare/compare';
import { endSession, onEvent, startSession } from '../app/session';
import { askComparison, keptFor } from './compareClient';
import type { FromCompareWorker, ToCompareWorker } from './compareMessages';

/** A worker that answers when it is told to. */
class FakeWorker {
  static readonly made: FakeWorker[] = [];
  readonly asked: ToCompareWorker[] = [];
  isEnded = false;
  #listener: (event: { data: FromCompareWorker }) => void = () => undefined;

  constructor() {
    FakeWorker.made.push(this);
  }
  addEventListener(name: string, listener: (event: { data: FromCompareWorker }) => void): void {
    if (name === 'message') this.#listener = listener;
  }
  postMessage(message: ToCompareWorker): void {
    this.asked.push(message);
  }
  terminate(): void {
    this.isEnded = true;
  }
  answer(): void {
    const { id, a, b, options } = this.asked.at(-1)!;
    const noise = { case: 0, quotes: 0, punctuation: 0, spelling: 0, numerals: 0, 'small-words': 0 };
    const compared = { comparison: compare(a, b, options), noise, hidden: 0 };
    this.#listener({ data: { kind: 'compared', id, compared } });
  }
}

let emit: Emit;

// One session for all, as a window has.
beforeAll(() => {
  vi.stubGlobal('Worker', FakeWorker);
  const [near, far] = portPair();
  emit = servePort({} as Service, far);
  const none = (): Promise<never> => Promise.reject(new Error('no bytes here'));
  startSession({ port: near, sendBytes: none, sendTogether: none });
});
afterAll(() => {
  vi.unstubAllGlobals();
  endSession();
});

const side = (text: string): ComparedText => ({
  text,
  blocks: [{ kind: 'paragraph', from: 0, to: text.length }],
  layers: [],
});
const question = (a: string, b: string) => ({
  a: side(a),
  b: side(b),
  options: { ignore: [], skipLayers: true },
});
const { signal } = new AbortController();

it('asks once for one pair, the next when that is answered, and never what nobody wants any more', async () => {
  const [first, second, third] = ['one', 'two', 'three'].map((word) =>
    question('The ferry left.', `The ${word} left.`),
  );
  const gone = new AbortController();
  const answers = [
    askComparison(first!, signal),
    askComparison(second!, gone.signal),
    askComparison(third!, signal),
  ];
  const worker = FakeWorker.made.at(-1)!;
  expect(worker.asked).toHaveLength(1);
  gone.abort();
  await expect(answers[1]).rejects.toMatchObject({ code: 'cancelled' });
  worker.answer();
  await answers[0];
  expect(worker.asked.map(({ b }) => b.text)).toEqual(['The one left.', 'The three left.']);
  worker.answer();
  expect((await answers[2]!).comparison.pairs[0]!.kind).toBe('changed');
  await askComparison(first!, signal);
  expect(worker.asked).toHaveLength(2);
});

it('keeps no text of a library that was left, nor a worker that has some', async () => {
  const asked = question('The mate kept a log.', 'The mate kept no log.');
  const answer = askComparison(asked, signal);
  const worker = FakeWorker.made.at(-1)!;
  worker.answer();
  const compared = await answer;
  expect(keptFor(asked)).toBe(compared);
  const told = new Promise<void>((resolve) => void onEvent('library', () => resolve()));
  emit('library', null);
  await told;
  expect(keptFor(asked)).toBeNull();
  expect(worker.isEnded).toBe(true);
  void askComparison(asked, signal);
  expect(FakeWorker.made.at(-1)).not.toBe(worker);
});
