import { describe, expect, it } from 'vitest';
import { beforeUndo, inTurn, undoInTurn } from './inTurn';

describe('work in turn', () => {
  it('begins when what was given before is done, also when that failed', async () => {
    const done: string[] = [];
    let reject: (error: Error) => void = () => undefined;
    const promise = new Promise<never>((_, fail) => (reject = fail));
    const first = inTurn(() => promise);
    const second = inTurn(() => Promise.resolve(done.push('second')));
    await Promise.resolve();
    expect(done).toEqual([]);
    reject(new Error('The disk is full.'));
    await expect(first).rejects.toThrow('The disk is full.');
    await second;
    expect(done).toEqual(['second']);
  });

  it('lets undo come after what waits for a pause of the hands', async () => {
    const done: string[] = [];
    const forget = beforeUndo(() => void inTurn(() => Promise.resolve(done.push('moved'))));
    await undoInTurn(() => Promise.resolve(done.push('undone')));
    expect(done).toEqual(['moved', 'undone']);
    forget();
    await undoInTurn(() => Promise.resolve(done.push('undone')));
    expect(done).toEqual(['moved', 'undone', 'undone']);
  });
});
