import { describe, expect, it } from 'vitest';
import { passphraseFault, passphraseStrength } from './passphrase';

describe('passphraseFault', () => {
  it('refuses what is empty or short, counting characters as a person does', () => {
    expect(passphraseFault('')).toBe('A passphrase cannot be empty.');
    expect(passphraseFault('seven77')).toBe('The passphrase has 7 characters; it needs at least 8.');
    expect(passphraseFault('e\u0301e\u0301e\u0301e\u0301')).toContain('has 4 characters');
    expect(passphraseFault('eight888')).toBeNull();
  });
});

describe('passphraseStrength', () => {
  it.each([
    ['', 'short'],
    ['heron', 'short'],
    ['aaaaaaaaaaaaaaaaaaaa', 'weak'],
    ['abcdefghijkl', 'weak'],
    ['password1234', 'weak'],
    ['Dossier2026!', 'weak'],
    ['harbours', 'weak'],
    ['grey heron quay', 'weak'],
    ['grey heron quay lantern', 'fair'],
    ['xK4#pw9!Rt', 'fair'],
    ['grey heron quay lantern barge', 'strong'],
    ['xK4#pw9!Rt2&mLq7', 'strong'],
  ])('finds “%s” %s', (passphrase, level) => {
    expect(passphraseStrength(passphrase).level).toBe(level);
  });

  it('gives a sentence each time', () => {
    for (const text of ['', 'heron', 'harbours', 'grey heron quay lantern', 'xK4#pw9!Rt2&mLq7']) {
      expect(passphraseStrength(text).advice).toMatch(/\.$/);
    }
  });
});
