import { describe, expect, it } from 'vitest';
import { paceOf, writtenDuration } from './pace';

describe('paceOf', () => {
  it('says nothing before there is something to measure', () => {
    expect(paceOf(1, 100, 5_000)).toBeNull();
    expect(paceOf(50, 100, 300)).toBeNull();
  });

  it('gives the rate and what is left', () => {
    expect(paceOf(100, 1_000, 2_000)).toBe('50 files a second, 18 seconds left');
    expect(paceOf(2, 4, 60_000)).toBe('2 files a minute, about a minute left');
  });

  it('leaves the rest out where it is nearly over', () => {
    expect(paceOf(999, 1_000, 10_000)).toBe('100 files a second');
  });
});

describe('writtenDuration', () => {
  it.each([
    [0.4, '1 second'],
    [42, '42 seconds'],
    [200, 'about 3 minutes'],
    [7_200, 'about 2 hours'],
  ])('writes %d seconds as %s', (seconds, words) => {
    expect(writtenDuration(seconds)).toBe(words);
  });
});
