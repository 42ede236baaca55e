import { createCipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';

/** What of an entry's headers decryption needs. */
export type EncryptedEntry = {
  /** The byte that the last one of the header of the old encryption must be. */
  readonly check: number;
  /** Strength 1 to 3 of AES and how the entry is packed under it; null for the old encryption. */
  readonly aes: { readonly strength: number; readonly method: number } | null;
  readonly method: number;
};

/**
 * The packed bytes of an encrypted entry and how they are packed; null where the password is not the one. The old encryption
 * of PKWARE (APPNOTE 6.1) tells a wrong password in 255 of 256 cases, the checksum tells the rest; that of WinZip (AE-1 and
 * AE-2, AES in counter mode) always.
 */
export function decryptEntry(
  bytes: Uint8Array,
  password: string,
  { check, aes, method }: EncryptedEntry,
): { readonly bytes: Uint8Array; readonly method: number } | null {
  const word = Buffer.from(password, 'utf8');
  if (aes === null) {
    const plain = traditional(bytes, word, check);
    return plain && { bytes: plain, method };
  }
  const plain = winZip(bytes, word, aes.strength);
  return plain && { bytes: plain, method: aes.method };
}

const CRC = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
const HEADER = 12;

function traditional(bytes: Uint8Array, password: Uint8Array, check: number): Uint8Array | null {
  if (bytes.length < HEADER) return null;
  let [a, b, c] = [0x12345678, 0x23456789, 0x34567890];
  const feed = (byte: number): void => {
    a = CRC[(a ^ byte) & 0xff]! ^ (a >>> 8);
    b = (Math.imul((b + (a & 0xff)) | 0, 134_775_813) + 1) | 0;
    c = CRC[(c ^ (b >>> 24)) & 0xff]! ^ (c >>> 8);
  };
  for (const byte of password) feed(byte);
  const plain = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) {
    const key = (c | 2) & 0xffff;
    const byte = bytes[at]! ^ ((Math.imul(key, key ^ 1) >>> 8) & 0xff);
    plain[at] = byte;
    feed(byte);
    if (at === HEADER - 1 && byte !== check) return null;
  }
  return plain.subarray(HEADER);
}

/** https://www.winzip.com/en/support/aes-encryption/ */
function winZip(bytes: Uint8Array, password: Uint8Array, strength: number): Uint8Array | null {
  const keyLength = { 1: 16, 2: 24, 3: 32 }[strength];
  if (keyLength === undefined) return null;
  const saltLength = keyLength / 2;
  const from = saltLength + 2;
  const to = bytes.length - 10;
  if (to < from) return null;
  const derived = pbkdf2Sync(password, bytes.subarray(0, saltLength), 1_000, keyLength * 2 + 2, 'sha1');
  if (!derived.subarray(-2).equals(bytes.subarray(saltLength, from))) return null;
  const sealed = bytes.subarray(from, to);
  const mac = createHmac('sha1', derived.subarray(keyLength, keyLength * 2))
    .update(sealed)
    .digest();
  if (!timingSafeEqual(mac.subarray(0, 10), bytes.subarray(to))) return null;
  return counted(sealed, derived.subarray(0, keyLength));
}

/** AES in counter mode, the counter from 1 on in little-endian order, which no cipher at hand has: so block by block. */
export function counted(bytes: Uint8Array, key: Uint8Array): Uint8Array {
  const plain = new Uint8Array(bytes.length);
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  const SPAN = 4_096;
  for (let start = 0; start < bytes.length; start += SPAN * 16) {
    const blocks = Math.min(SPAN, Math.ceil((bytes.length - start) / 16));
    const counters = Buffer.alloc(blocks * 16);
    for (let block = 0; block < blocks; block += 1)
      counters.writeUInt32LE(start / 16 + block + 1, block * 16);
    const stream = cipher.update(counters);
    for (let at = start; at < Math.min(bytes.length, start + blocks * 16); at += 1) {
      plain[at] = bytes[at]! ^ stream[at - start]!;
    }
  }
  return plain;
}
