import { describe, expect, it } from 'vitest';
import type { Service } from './contract';
import { serve } from './wire';

type Context = { signal: AbortSignal; progress: (value: unknown) => void };
type Answer = (input: unknown, context: Context) => Promise<unknown>;

/** Serves one call with what it is told; `replies` are the frames that came back. */
function serving(answer: Answer) {
  const replies: { kind: string; value?: unknown; error?: { code: string } }[] = [];
  const served = serve({ 'imports.run': answer } as unknown as Service);
  const line = JSON.stringify({ kind: 'call', id: 'w:1', method: 'imports.run', input: { sources: [] } });
  const reply = (text: string): void => void replies.push(JSON.parse(text) as (typeof replies)[number]);
  return { served, replies, call: (gone?: AbortSignal) => served.receive(line, reply, gone), reply };
}
const PROGRESS = { done: 0, total: 1, current: 'a.txt' };

describe('serve', () => {
  it('tells nothing of a call that was answered', async () => {
    let late: Context['progress'] = () => undefined;
    const { call, replies } = serving((_, { progress }) => {
      late = progress;
      progress(PROGRESS);
      return Promise.resolve(null);
    });
    await call();
    late(PROGRESS);
    expect(replies.map(({ kind }) => kind)).toEqual(['progress', 'result']);
  });

  it('stops a call that nobody waits for, be it before or after it began', async () => {
    const stopped = (_: unknown, { signal }: Context): Promise<unknown> =>
      new Promise((_resolve, reject) => {
        const stop = (): void => reject(new DOMException('Stopped', 'AbortError'));
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop);
      });
    const before = serving(stopped);
    await before.call(AbortSignal.abort());
    const leaving = new AbortController();
    const during = serving(stopped);
    const answered = during.call(leaving.signal);
    leaving.abort();
    await answered;
    const closed = serving(stopped);
    const last = closed.call();
    closed.served.close();
    await last;
    for (const { replies } of [before, during, closed])
      expect(replies).toMatchObject([{ kind: 'error', error: { code: 'cancelled' } }]);
  });

  it('answers what is no call of the contract, and stays silent to what is no frame', async () => {
    const { served, replies, reply } = serving(() => Promise.resolve(undefined));
    const call = (method: string, input: unknown): string =>
      JSON.stringify({ kind: 'call', id: 'w:2', method, input });
    for (const method of ['toString', '__proto__', 'imports.never'])
      await served.receive(call(method, {}), reply);
    await served.receive(call('imports.run', { sources: 7 }), reply);
    expect(replies.map(({ error }) => error?.code)).toEqual(Array.from({ length: 4 }, () => 'bad-input'));
    for (const line of [
      '',
      '{',
      '[]',
      'null',
      '{"kind":"result","id":"w:3","value":1}',
      '{"kind":"cancel","id":"w:9"}',
    ])
      await served.receive(line, reply);
    expect(replies).toHaveLength(4);
    await served.receive(call('imports.run', { sources: [] }), reply);
    expect(replies.at(-1)).toMatchObject({ kind: 'result', value: null });
  });
});
