/** Words in one gram. */
export const GRAM = 4;
/** Grams of which the least is kept: a passage of GRAM + WINDOW - 1 words always shares one with its copy. */
export const WINDOW = 4;

/** The hashes of all grams of a text, in order: as many as it has words, less GRAM - 1. */
export function grams(keys: Uint32Array): Uint32Array {
  const count = Math.max(0, keys.length - GRAM + 1);
  const hashes = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) {
    let hash = 0x9e3779b1;
    for (let next = at; next < at + GRAM; next += 1) {
      hash = Math.imul(hash ^ keys[next]!, 0x85ebca6b);
      hash ^= hash >>> 13;
    }
    hash = Math.imul(hash, 0xc2b2ae35);
    hashes[at] = (hash ^ (hash >>> 16)) >>> 0;
  }
  return hashes;
}

/**
 * The fingerprint of a text: of every WINDOW grams that follow each other the least, each once, sorted. Two texts that
 * share GRAM + WINDOW - 1 words in a row share a number of it (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003).
 * A text of fewer words than a gram has none.
 */
export function fingerprint(keys: Uint32Array): Uint32Array {
  const hashes = grams(keys);
  if (hashes.length <= WINDOW) {
    const least = hashes.reduce((a, b) => Math.min(a, b), Infinity);
    return Number.isFinite(least) ? Uint32Array.of(least) : new Uint32Array();
  }
  const kept = new Uint32Array(hashes.length);
  let count = 0;
  for (let end = WINDOW; end <= hashes.length; end += 1) {
    let least = hashes[end - 1]!;
    for (let at = end - 2; at >= end - WINDOW; at -= 1) if (hashes[at]! < least) least = hashes[at]!;
    // Neighbouring windows mostly have the same one.
    if (count === 0 || kept[count - 1] !== least) kept[count++] = least;
  }
  const sorted = kept.subarray(0, count).sort();
  let different = 0;
  for (let at = 0; at < count; at += 1)
    if (at === 0 || sorted[at] !== sorted[different - 1]) sorted[different++] = sorted[at]!;
  return sorted.slice(0, different);
}
