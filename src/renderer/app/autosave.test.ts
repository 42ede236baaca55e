import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAutosave } from './autosave';
import { guardUnsaved, hasUnsaved, retryUnsaved } from './unsaved';

/** A library that confirms each save when told to. */
function slowLibrary(isWorthRetrying = true) {
  const log: string[] = [];
  let answer: ((kept: boolean) => void) | null = null;
  const autosave = createAutosave(
    () => log.push('kept'),
    () => isWorthRetrying,
  );
  const type = (text: string): void =>
    autosave.type(text, (saved) => {
      log.push(saved);
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
  const confirm = async (kept = true): Promise<void> => {
    answer?.(kept);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { log, type, confirm };
}

describe('createAutosave', () => {
  it('it saves the first keystroke at once and the rest together', async () => {
    const { log, type, confirm } = slowLibrary();
    type('a');
    type('ab');
    type('abc');
    expect(log).toEqual(['a']);
    await confirm();
    expect(log).toEqual(['a', 'abc']);
    await confirm();
    expect(log).toEqual(['a', 'abc', 'kept']);
  });

  it('it does not call a text kept that was not, and tries again with the next keystroke', async () => {
    const { log, type, confirm } = slowLibrary();
    type('a');
    await confirm(false);
    expect(log).toEqual(['a']);
    type('ab');
    await confirm();
    expect(log).toEqual(['a', 'ab', 'kept']);
  });

  it('it tries again by itself, in growing pauses, with the newest text', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { log, type, confirm } = slowLibrary();
    type('a');
    type('ab');
    await confirm(false);
    expect(hasUnsaved()).toBe(true);
    for (let pause = 1_000; pause <= 4_000; pause *= 2) {
      vi.advanceTimersByTime(pause - 1);
      const before = log.length;
      vi.advanceTimersByTime(1);
      expect(log.slice(before)).toEqual(['ab']);
      await confirm(pause === 4_000);
    }
    expect(log.at(-1)).toBe('kept');
    expect(hasUnsaved()).toBe(false);
    vi.advanceTimersByTime(600_000);
    expect(log.at(-1)).toBe('kept');
  });

  it('it tries again when the window is looked at, and asks before it is closed', async () => {
    const target = new EventTarget() as Window;
    const stop = guardUnsaved(() => false, target);
    const closes = (): boolean => target.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    const { log, type, confirm } = slowLibrary();
    type('a');
    await confirm(false);
    expect(closes()).toBe(false);
    target.dispatchEvent(new Event('focus'));
    expect(log).toEqual(['a', 'a']);
    await confirm();
    expect(closes()).toBe(true);
    stop();
  });

  it('it does not try again what was refused for what it is', async () => {
    const { log, type, confirm } = slowLibrary(false);
    type('a');
    await confirm(false);
    retryUnsaved();
    expect(log).toEqual(['a']);
    expect(hasUnsaved()).toBe(false);
  });
});

afterEach(() => {
  vi.useRealTimers();
});
