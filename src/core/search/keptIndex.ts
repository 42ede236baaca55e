import {
  checkSegment,
  openSearchIndex,
  segmentsOf,
  type CheckedSegment,
  type SearchIndex,
} from './searchIndex';

/** Bytes kept beside the library under names of their own; any of them may be gone at any time. */
export type KeptBytes = {
  /** Null where there is none. */
  read(name: string): Promise<ArrayBuffer | null>;
  write(name: string, bytes: ArrayBuffer): Promise<void>;
  /** Names of all there are. */
  list(): Promise<readonly string[]>;
  drop(names: string[]): Promise<void>;
};

const MANIFEST = 'search-index';
const segmentFile = (name: string): string => `search-${name}`;

/** Before the manifest itself: the number of the last edit that is in the index, as a float of eight bytes. */
const HEAD = 8;

/**
 * The index that was kept, and the last edit that is in it. Null where none is kept, or any part of it is missing, damaged
 * or of another version.
 */
export async function readKeptIndex(
  kept: Pick<KeptBytes, 'read'>,
): Promise<{ index: SearchIndex; edit: number } | null> {
  const file = await kept.read(MANIFEST);
  if (!file || file.byteLength <= HEAD) return null;
  const edit = new DataView(file).getFloat64(0);
  // On a boundary of its own: what is packed inside is read as numbers of four and eight bytes.
  const manifest = new Uint8Array(file.slice(HEAD));
  const names = segmentsOf(manifest) ?? [];
  const reading = async (at: number): Promise<ArrayBuffer | null> =>
    at < names.length ? kept.read(segmentFile(names[at]!)) : null;
  const segments = new Map<string, CheckedSegment>();
  let next = reading(0);
  for (const [at, name] of names.entries()) {
    const bytes = await next;
    // One is on its way while another is checked, and others get their turn between two of them.
    next = reading(at + 1);
    const checked = bytes && checkSegment(new Uint8Array(bytes));
    if (checked) segments.set(name, checked);
  }
  const index = openSearchIndex(manifest, segments);
  return index && Number.isSafeInteger(edit) ? { index, edit } : null;
}

/**
 * Keeps the index as it is after an edit: segments that are not kept yet, then the manifest, then what is no longer named is
 * dropped. A failure on the way leaves what was kept before. `pause` lets others work between segments.
 */
export async function keepIndex(
  kept: KeptBytes,
  index: SearchIndex,
  edit: number,
  pause: () => Promise<void>,
): Promise<void> {
  const { manifest, segments } = index.save();
  const there = new Set(await kept.list());
  for (const segment of segments) {
    await pause();
    const file = segmentFile(segment.name);
    if (!there.has(file)) await kept.write(file, bufferOf(segment.bytes()));
  }
  const head = new Uint8Array(HEAD + manifest.byteLength);
  new DataView(head.buffer).setFloat64(0, edit);
  head.set(manifest, HEAD);
  await kept.write(MANIFEST, head.buffer);
  const named = new Set([MANIFEST, ...segments.map(({ name }) => segmentFile(name))]);
  const names = [...there].filter((name) => !named.has(name));
  if (names.length > 0) await kept.drop(names);
}

/** The bytes as a buffer of their own, which can be handed to the window without a copy. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  const whole = buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength;
  return whole ? buffer : bytes.slice().buffer;
}
