import { describe, expect, it } from 'vitest';
import { codePageEncoding } from './codePageEncoding';
import { decodeAs } from './decode';

describe('codePageEncoding', () => {
  it('names only encodings that are read', () => {
    for (let page = 1; page <= 65_535; page += 1) {
      const encoding = codePageEncoding(page);
      if (encoding !== null) expect(decodeAs(Buffer.from('quay'), encoding), encoding).toBe('quay');
    }
  });

  it('reads each in its own letters', () => {
    const read = (page: number, ...bytes: number[]): string =>
      decodeAs(Uint8Array.from(bytes), codePageEncoding(page)!);
    expect(read(1_252, 0x80)).toBe('€');
    expect(read(28_591, 0x80)).toBe('€');
    expect(read(28_592, 0xb1)).toBe('ą');
    expect(read(932, 0x8d, 0x60)).toBe('港');
    expect(read(950, 0xb4, 0xe4)).toBe('港');
    expect(read(949, 0xc7, 0xd7)).toBe('항');
    expect(read(10_007, 0x8f)).toBe('П');
  });

  it('has no name for what is not read', () => {
    expect(codePageEncoding(null)).toBeNull();
    expect(codePageEncoding(1_200)).toBeNull();
    expect(codePageEncoding(28_602)).toBeNull();
    expect(codePageEncoding(28_603)).toBe('iso-8859-13');
  });
});
