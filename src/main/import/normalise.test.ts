import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from './normalise';

describe('normalise', () => {
  it('makes line ends LF, composes characters and drops the byte-order mark', () => {
    expect(normalise('\uFEFFcafe\u0301\r\nport\rquay\n')).toBe('café\nport\nquay\n');
  });

  it('keeps everything else as it stands', () => {
    expect(normalise('a\t b\u00a0 \u200b\f“c”…\u{1F6A2} x\uFEFFy\n\n\n')).toBe(
      'a\t b\u00a0 \u200b\f“c”…\u{1F6A2} x\uFEFFy\n\n\n',
    );
  });

  it('changes nothing when done twice', () => {
    const unit = fc.constantFrom(
      '\uFEFF',
      '\r',
      '\n',
      'e',
      '\u0301',
      '\u0323',
      '\u1100',
      '\u1161',
      '\u11a8',
      'Å',
      '\u{1F6A2}',
      ' ',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit }), fc.string({ unit: 'binary' })), (text) => {
        const once = normalise(text);
        expect(normalise(once)).toBe(once);
        expect(once).not.toMatch(/\r|^\uFEFF/);
      }),
    );
  });
});
