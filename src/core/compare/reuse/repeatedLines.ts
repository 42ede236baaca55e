import type { Id } from '../../model/id';
import type { Range } from '../../model/range';
import type { ComparedText } from '../side';
import { FingerprintIndex, type FingerprintParts } from './fingerprintIndex';
import { hashedWords, type HashedWords } from './hashedWords';

/** The lines of a document: for each block a number for its outlet and words, and how many words (255 at the most). */
export type DocumentLines = { readonly keys: Uint32Array; readonly sizes: Uint8Array };

/** Otherwise different documents of one outlet that must have a line before it counts as the outlet's own. */
export const REPEATED_IN = 3;
/** Documents looked at to find that many. */
const LOOKED_AT = 24;
/** Documents that have more of their words than this in the same lines are versions of one story. */
const ONE_STORY = 0.5;

/**
 * The lines of a document of an outlet, in the order of its blocks, from its words. A block that is folded away or has no
 * word has the key 0, which is never repeated, and so has every block where no outlet is known.
 */
export function linesOf(
  blocks: readonly Range[],
  { keys: words, from }: HashedWords,
  outlet: string | null,
): DocumentLines {
  const keys = new Uint32Array(blocks.length);
  const sizes = new Uint8Array(blocks.length);
  if (outlet === null) return { keys, sizes };
  const seed = outletHash(outlet);
  let next = 0;
  for (const [at, block] of blocks.entries()) {
    while (next < words.length && from[next]! < block.from) next += 1;
    const first = next;
    let hash = seed;
    for (; next < words.length && from[next]! < block.to; next += 1)
      hash = Math.imul(hash ^ words[next]!, 0x85ebca6b) ^ (hash >>> 15);
    if (next === first) continue;
    keys[at] = hash >>> 0 || 1;
    sizes[at] = Math.min(255, next - first);
  }
  return { keys, sizes };
}

/**
 * Which lines an outlet repeats: those that stand word for word in three of its documents that are otherwise different.
 * Versions of one story share all their lines and count as one, or a story printed three times would be no text at all.
 * Documents come and go one by one.
 */
export class RepeatedLines {
  #index = new FingerprintIndex();
  readonly #lines = new Map<Id, DocumentLines>();

  static from(parts: FingerprintParts, lines: Iterable<readonly [Id, DocumentLines]>): RepeatedLines | null {
    const index = FingerprintIndex.from(parts);
    if (!index) return null;
    const made = new RepeatedLines();
    made.#index = index;
    for (const [id, own] of lines) made.#lines.set(id, own);
    return made;
  }

  parts(): FingerprintParts {
    return this.#index.parts();
  }

  get bytes(): number {
    let sum = this.#index.bytes;
    for (const { keys } of this.#lines.values()) sum += keys.length * 5;
    return sum;
  }

  linesOf(id: Id): DocumentLines | null {
    return this.#lines.get(id) ?? null;
  }

  /** Adds a document, or replaces its lines. Gives the documents some of whose lines are repeated from now on. */
  put(id: Id, lines: DocumentLines): Id[] {
    const own = Uint32Array.from(new Set(lines.keys)).filter((key) => key !== 0);
    this.#lines.set(id, lines);
    this.#index.put(id, own);
    const touched = new Set<Id>();
    for (const key of own) {
      const holders = this.#index.holders(key, LOOKED_AT);
      // With this document it became so, or it was so before.
      if (holders.length < REPEATED_IN || !this.isRepeated(key)) continue;
      const others = holders.filter((holder) => holder !== id);
      if (!this.#inStories(others, key)) for (const other of others) touched.add(other);
    }
    return [...touched];
  }

  /** Forgets a document. Gives the documents some of whose lines are not repeated any more. */
  remove(id: Id): Id[] {
    const lines = this.#lines.get(id);
    if (!lines) return [];
    const keys = [...new Set(lines.keys)].filter((key) => key !== 0 && this.isRepeated(key));
    this.#index.remove(id);
    this.#lines.delete(id);
    const touched = new Set<Id>();
    for (const key of keys) {
      if (!this.isRepeated(key)) for (const other of this.#index.holders(key, LOOKED_AT)) touched.add(other);
    }
    return [...touched];
  }

  isRepeated(key: number): boolean {
    if (key === 0) return false;
    const holders = this.#index.holders(key, LOOKED_AT);
    return holders.length >= REPEATED_IN && this.#inStories(holders, key);
  }

  /** True when the documents tell enough different stories. */
  #inStories(holders: readonly Id[], key: number): boolean {
    const stories: DocumentLines[] = [];
    for (const holder of holders) {
      const lines = this.#lines.get(holder);
      if (!lines || stories.some((story) => isOneStory(story, lines, key))) continue;
      stories.push(lines);
      if (stories.length >= REPEATED_IN) return true;
    }
    return false;
  }
}

/**
 * The lines that outlets repeat, of documents given all at once: for each document the places of such blocks in its list of
 * blocks, in order. Documents without any are left out.
 */
export function repeatedLines(
  documents: readonly (ComparedText & { readonly id: Id; readonly outlet: string | null })[],
): Map<Id, number[]> {
  const repeated = new RepeatedLines();
  for (const document of documents)
    repeated.put(document.id, linesOf(document.blocks, hashedWords(document), document.outlet));
  const found = new Map<Id, number[]>();
  for (const { id } of documents) {
    const blocks = [...repeated.linesOf(id)!.keys].flatMap((key, at) => (repeated.isRepeated(key) ? at : []));
    if (blocks.length > 0) found.set(id, blocks);
  }
  return found;
}

/** True when more than half of the words of the shorter one stand in lines of the other, the line asked about left out. */
function isOneStory(a: DocumentLines, b: DocumentLines, except: number): boolean {
  const ofA = new Set(a.keys);
  let shared = 0;
  b.keys.forEach((key, at) => {
    if (key !== 0 && key !== except && ofA.has(key)) shared += b.sizes[at]!;
  });
  const size = ({ keys, sizes }: DocumentLines): number =>
    sizes.reduce((sum, one, at) => sum + (keys[at] === except ? 0 : one), 0);
  return shared > ONE_STORY * Math.min(size(a), size(b));
}

/** FNV-1a over UTF-16 units of the outlet's name, whatever its case. */
function outletHash(outlet: string): number {
  const name = outlet.trim().toLowerCase();
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
