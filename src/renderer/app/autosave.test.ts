import { describe, expect, it } from 'vitest';
import { createAutosave } from './autosave';

/** A library that confirms each save when told to. */
function slowLibrary() {
  const log: string[] = [];
  let answer: ((kept: boolean) => void) | null = null;
  const autosave = createAutosave(() => log.push('kept'));
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
});
