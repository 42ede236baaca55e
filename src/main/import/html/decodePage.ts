import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { decode, type DecodedText } from '../decode';

/**
 * The bytes of a page as text. A byte-order mark and correct UTF-8 count more than what the page says of itself (browsers
 * save as UTF-8 and leave the old declaration), that counts more than a guess. `chosen` is a person's choice, `sent` what
 * the message around the page says. Rejects as `decode`.
 */
export async function decodePage(
  bytes: Uint8Array,
  name: string,
  { chosen, sent }: { chosen?: string | undefined; sent?: string | undefined } = {},
): Promise<DecodedText> {
  if (chosen !== undefined) return decode(bytes, name, chosen);
  const marked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (marked || isUtf8(bytes) || bytes.subarray(0, 4_096).includes(0)) return decode(bytes, name);
  for (const label of [sent, declaredCharset(bytes)]) {
    const encoding = label === undefined ? null : encodingOf(label);
    if (encoding === null || encoding.startsWith('utf-16')) continue;
    const read = await decode(bytes, name, encoding);
    const lost = read.text.split('\uFFFD').length - 1;
    if (lost * 100 <= read.text.length) return read;
  }
  return decode(bytes, name);
}

/** How far into a page its encoding may be declared; browsers look through 1,024 bytes, pages are not that strict. */
const HEAD = 16_384;

function declaredCharset(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD)).toString('latin1');
  return (
    /<meta\s[^<>]{0,300}?charset\s?=\s?["']?([\w.:-]{2,40})/i.exec(head)?.[1] ??
    /^<\?xml\s[^<>]{0,200}?encoding\s?=\s?["']([\w.:-]{2,40})/i.exec(head)?.[1]
  );
}

/** The encoding a label of the web stands for (https://encoding.spec.whatwg.org/#names-and-labels); null if none. */
function encodingOf(label: string): string | null {
  try {
    const { encoding } = new TextDecoder(label);
    // The wider of the two holds all of the other.
    return encoding === 'gbk' ? 'gb18030' : encoding;
  } catch {
    // VISCII and the like, which browsers no longer read.
    return iconv.encodingExists(label) ? label.toLowerCase() : null;
  }
}
