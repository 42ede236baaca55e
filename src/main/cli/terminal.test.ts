import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { EXIT, pick, printable, withLibrary } from './terminal';

describe('printable', () => {
  const attacks: Record<string, string> = {
    'colours and clearing': '\u001b[31mred\u001b[2J',
    'the title of the window': '\u001b]0;evil\u0007',
    'the clipboard (OSC 52)': '\u001b]52;c;ZXZpbA==\u001b\\',
    'a link (OSC 8)': '\u001b]8;;http://attacker.example\u0007here\u001b]8;;\u0007',
    'a device string': '\u001bPq#0~\u001b\\',
    'C1 controls': '\u009b31m\u009d0;evil\u009c\u0090\u009f',
    'writing over what stands before': 'safe\rEVIL\b\b\b\u007f',
    'other line ends': 'a\u000b\u000cb\u0085c\u2028d\u2029e',
    'the order turned around': 'user\u202e txt.exe\u202c \u2066a\u2069',
    'a bell': '\u0007',
    nothing: '\0',
  };
  it.each(Object.entries(attacks))('shows %s as signs', (_, text) => {
    expect(printable(text)).not.toMatch(/[^\P{Cc}\n\t]|[\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
  });

  it('leaves lines, tabs and the text of every language as they are', () => {
    for (const text of ['a\tb\nc', '항구는 문이다', 'مرحبا\u200f (1)', 'e\u0301 👩‍👩‍👧', '“Ships” – 100 %']) {
      expect(printable(text)).toBe(text);
    }
  });

  it('keeps the length and lets no control through, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text);
        expect(shown.length).toBe(text.length);
        expect(/[^\P{Cc}\n\t]/u.test(shown)).toBe(false);
      }),
    );
  });
});

describe('pick', () => {
  const things = ['ab-1 Harbour', 'ab-2 Harbour office', 'cd-3 Port'];
  const picked = (named: string): string =>
    pick(
      things,
      [
        (thing) => thing.startsWith(named),
        (thing) => thing.slice(5) === named,
        (thing) => thing.includes(named),
      ],
      named,
      'brief',
      (thing) => thing,
    );

  it.each([
    ['cd', 'cd-3 Port'],
    ['Harbour', 'ab-1 Harbour'],
    ['office', 'ab-2 Harbour office'],
  ])('takes for %j the one thing that the first way with any finds', (named, thing) => {
    expect(picked(named)).toBe(thing);
  });

  it.each([
    ['ab', 'ambiguous', '“ab” names 2 briefs:\n  ab-1 Harbour\n  ab-2 Harbour office'],
    ['Harb', 'ambiguous', '“Harb” names 2 briefs:\n  ab-1 Harbour\n  ab-2 Harbour office'],
    ['Quay', 'not-found', 'No brief is called “Quay”.'],
    ['', 'not-found', 'No brief is called “”.'],
  ])('guesses at nothing for %j', (named, code, message) => {
    expect(() => picked(named)).toThrow(expect.objectContaining({ code, message }) as Error);
  });
});

describe('withLibrary', () => {
  it('ends with the gravest of what failed', async () => {
    const home = await mkdtemp(join(tmpdir(), 'dossier-terminal-'));
    vi.stubEnv('DOSSIER_HOME', home);
    try {
      const { signal } = new AbortController();
      const ended = withLibrary({}, 'none', signal, ({ fail }) => {
        for (const code of [EXIT.failed, EXIT.interrupted, EXIT.damaged]) fail(code);
        return Promise.resolve();
      });
      expect(await ended).toBe(EXIT.interrupted);
    } finally {
      vi.unstubAllEnvs();
      await rm(home, { recursive: true });
    }
  });
});
