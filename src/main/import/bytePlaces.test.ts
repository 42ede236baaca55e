import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { describe as anchorTo } from '../../core/model/anchor';
import { bytePlaces } from './bytePlaces';
import { decodeAs } from './decode';

describe('bytePlaces', () => {
  const reading = (bytes: Uint8Array, encoding: string): { encoding: string; text: string } => ({
    encoding,
    text: decodeAs(bytes, encoding),
  });

  it('finds a passage by its bytes, however it was misread', () => {
    const bytes = iconv.encode('The café\nof the naïve mate', 'windows-1252');
    const [before, after] = [reading(bytes, 'windows-1251'), reading(bytes, 'windows-1252')];
    const carried = bytePlaces(bytes, before, after)!(anchorTo(before.text, { from: 4, to: 8 }));
    expect(carried).toMatchObject({ status: 'sure', anchor: { from: 4, to: 8, quote: 'café' } });
  });

  it.each(['utf-16le', 'utf-32le'])('cannot tell where lines end in %s', (encoding) => {
    const bytes = iconv.encode('quay', encoding);
    expect(bytePlaces(bytes, reading(bytes, encoding), reading(bytes, 'windows-1252'))).toBeNull();
  });
});
