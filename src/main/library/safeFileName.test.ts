import fc from 'fast-check';
import { expect, it } from 'vitest';
import { safeFileName } from './safeFileName';

it.each([
  ['wire story.txt', 'wire story.txt'],
  ['북한 제재.txt', '북한 제재.txt'],
  ['Re: talks? (final).md', 'Re_ talks_ (final).md'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['C:\\files\\a.txt', 'C__files_a.txt'],
  ['con', 'con_'],
  ['CON.txt', 'CON_.txt'],
  ['nul.tar.gz', 'nul_.tar.gz'],
  ['console.txt', 'console.txt'],
  ['trailing. ', 'trailing'],
  ['.hidden', 'hidden'],
  ['', 'original'],
  ['...', 'original'],
  ['a\u0000b\n.txt', 'a_b_.txt'],
  ['annex\u202efdp.exe', 'annexfdp.exe'],
  [`${'x'.repeat(300)}.html`, `${'x'.repeat(75)}.html`],
  [`${'x'.repeat(78)}😀.md`, `${'x'.repeat(77)}.md`],
])('it turns %j into %j', (name, safe) => {
  expect(safeFileName(name)).toBe(safe);
});

it('gives a safe name for every name, and leaves a safe one alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
      const safe = safeFileName(name);
      expect(safe).toMatch(/^[^<>:"/\\|?*\p{Cc}\p{Cs}]{1,80}$/u);
      expect(safe).not.toMatch(/^[.\s]|[.\s]$/u);
      expect(Buffer.byteLength(safe)).toBeLessThan(255);
      expect(safeFileName(safe)).toBe(safe);
    }),
    { numRuns: 2000 },
  );
});
