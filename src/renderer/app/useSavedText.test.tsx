// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { useSavedText } from './useSavedText';

const save = (): Promise<boolean> => Promise.resolve(true);
/** Types, and lets the save end. */
const type = (work: () => void): Promise<void> =>
  act(async () => {
    work();
    await Promise.resolve();
  });

describe('useSavedText', () => {
  it('keeps what was typed when an older save of its own comes back late', async () => {
    const { result, rerender } = renderHook(({ stored }) => useSavedText(stored), {
      initialProps: { stored: 'Fog' },
    });
    await type(() => result.current[1]('Fog a', save));
    await type(() => result.current[1]('Fog at', save));
    rerender({ stored: 'Fog a' });
    expect(result.current[0]).toBe('Fog at');
    rerender({ stored: 'Fog at' });
    expect(result.current[0]).toBe('Fog at');
  });

  it('takes over a change from elsewhere once everything came back, also one to an earlier text', async () => {
    const { result, rerender } = renderHook(({ stored }) => useSavedText(stored), {
      initialProps: { stored: 'Fog' },
    });
    await type(() => result.current[1]('Fog a', save));
    await type(() => result.current[1]('Fog at', save));
    rerender({ stored: 'Fog at' });
    rerender({ stored: 'Fog a' });
    expect(result.current[0]).toBe('Fog a');
    rerender({ stored: 'Rain' });
    expect(result.current[0]).toBe('Rain');
  });
});
