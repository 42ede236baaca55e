import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { KEY_BYTES, LibraryKey } from './libraryKey';

const TAG_BYTES = 16;
const SALT_BYTES = 32;
// The key that wraps is made for one wrapping only, from a fresh salt: a constant nonce is never used twice.
const NONCE = Buffer.alloc(12);

/** What guessing one passphrase costs: scrypt (RFC 7914) with 128 · N · r bytes of memory. */
export const Cost = z.strictObject({ N: z.number(), r: z.number(), p: z.number() });
export type Cost = z.infer<typeof Cost>;

/** 128 MiB and about half a second on a machine of 2020. */
export const COST: Cost = { N: 2 ** 17, r: 8, p: 1 };

/** The least and the most that is accepted: the header is read before anything proves that it is ours. */
export const COST_BOUNDS = {
  N: [2 ** 14, 2 ** 19],
  r: [8, 8],
  p: [1, 4],
} as const satisfies Record<keyof Cost, readonly [number, number]>;

/** False for a cost that is too little to protect, or so much that it would take the machine's memory. */
export function isAcceptable(cost: Cost): boolean {
  const within = (name: keyof Cost): boolean =>
    cost[name] >= COST_BOUNDS[name][0] && cost[name] <= COST_BOUNDS[name][1];
  return (
    within('N') &&
    within('r') &&
    within('p') &&
    Number.isInteger(cost.p) &&
    Number.isInteger(Math.log2(cost.N))
  );
}

const bytesInBase64 = (count: number) =>
  z.string().refine((text) => {
    const bytes = Buffer.from(text, 'base64');
    return bytes.length === count && bytes.toString('base64') === text;
  }, `not ${count} bytes in base64`);

/** A library's key, readable with one secret. */
export const WrappedKey = z.strictObject({
  scrypt: Cost,
  salt: bytesInBase64(SALT_BYTES),
  key: bytesInBase64(KEY_BYTES + TAG_BYTES),
});
export type WrappedKey = z.infer<typeof WrappedKey>;

/** Wraps the key under a secret. `use` keeps a wrapping for one use from being taken for another. */
export async function wrapKey(
  key: LibraryKey,
  secret: Uint8Array,
  use: string,
  cost: Cost,
): Promise<WrappedKey> {
  const salt = randomBytes(SALT_BYTES);
  const wrapping = await stretched(secret, salt, cost);
  const cipher = createCipheriv('aes-256-gcm', wrapping, NONCE).setAAD(Buffer.from(use));
  const wrapped = Buffer.concat([cipher.update(key.bytes), cipher.final(), cipher.getAuthTag()]);
  wrapping.fill(0);
  return { scrypt: cost, salt: salt.toString('base64'), key: wrapped.toString('base64') };
}

/** The key; null when the secret is another one, or the wrapping is damaged: nothing tells the two apart. */
export async function unwrapKey(
  { scrypt: cost, salt, key }: WrappedKey,
  secret: Uint8Array,
  use: string,
): Promise<LibraryKey | null> {
  if (!isAcceptable(cost)) throw new RangeError(`scrypt with ${JSON.stringify(cost)}`);
  const wrapping = await stretched(secret, Buffer.from(salt, 'base64'), cost);
  const wrapped = Buffer.from(key, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', wrapping, NONCE)
    .setAAD(Buffer.from(use))
    .setAuthTag(wrapped.subarray(KEY_BYTES));
  wrapping.fill(0);
  const bytes = decipher.update(wrapped.subarray(0, KEY_BYTES));
  try {
    decipher.final();
    return new LibraryKey(bytes);
  } catch {
    bytes.fill(0);
    return null;
  }
}

function stretched(secret: Uint8Array, salt: Uint8Array, { N, r, p }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Node refuses at exactly the memory needed; a part of it is for the last blocks.
    scrypt(secret, salt, KEY_BYTES, { N, r, p, maxmem: 128 * r * (N + p + 2) }, (problem, key) => {
      if (problem) reject(problem);
      else resolve(key);
    });
  });
}
