import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AutoLock } from './autoLock';

let locked: number;
let lock: AutoLock;
const minutes = (count: number): void => void vi.advanceTimersByTime(count * 60_000);

beforeEach(() => {
  vi.useFakeTimers();
  locked = 0;
  lock = new AutoLock(() => {
    locked += 1;
    return Promise.resolve();
  });
});
afterEach(() => {
  lock.set(null);
  vi.useRealTimers();
});

describe('AutoLock', () => {
  it('locks once, when nobody used the library for the time', () => {
    lock.set(5);
    minutes(4.9);
    expect(locked).toBe(0);
    minutes(0.5);
    expect(locked).toBe(1);
    minutes(60);
    expect(locked).toBe(1);
  });

  it('waits as long as somebody uses it, and while a call runs', async () => {
    lock.set(5);
    minutes(4);
    lock.touch();
    minutes(4);
    expect(locked).toBe(0);
    let end: () => void = () => undefined;
    const call = lock.during(() => new Promise<void>((resolve) => (end = resolve)));
    minutes(120);
    expect(locked).toBe(0);
    end();
    await call;
    minutes(4);
    expect(locked).toBe(0);
    minutes(2);
    expect(locked).toBe(1);
  });

  it('locks soon after a sleep that was longer than the time', () => {
    lock.set(5);
    vi.setSystemTime(Date.now() + 8 * 3_600_000);
    minutes(0.5);
    expect(locked).toBe(1);
  });

  it('never locks when it is off', () => {
    lock.set(5);
    lock.set(null);
    minutes(600);
    expect(locked).toBe(0);
  });
});
