import type { Range } from '../../core/model/range';

/** A text made comparable: case, accents, width and kinds of white space and quotes no longer differ. */
type Folded = {
  readonly text: string;
  /** Position in the source of each folded unit, and one past the last; null when the positions are the same. */
  readonly places: Uint32Array | null;
};

/** More than this is no answer a person can walk through. */
export const MOST_FOUND = 10_000;

const PART = 60_000;
const OVERLAP = 400;

/**
 * Finds every place where the text reads like the query, in order, without overlap, at most `MOST_FOUND`. Works through
 * the text in parts and yields after each the places found so far, so that a caller can pause, show them or give up.
 */
export function* findInText(text: string, query: string): Generator<readonly Range[], readonly Range[]> {
  const needle = foldText(query.trim()).text;
  const found: Range[] = [];
  if (needle === '' || query.length > OVERLAP / 2) return found;
  for (let start = 0; start < text.length && found.length < MOST_FOUND; start += PART) {
    // Parts overlap, so that what crosses their border is found once, by the part it begins in.
    const end = Math.min(text.length, start + PART + OVERLAP);
    const folded = foldText(text.slice(start, end));
    let at = folded.text.indexOf(needle);
    while (at >= 0 && found.length < MOST_FOUND) {
      const range = {
        from: start + (folded.places?.[at] ?? at),
        to: start + (folded.places?.[at + needle.length] ?? at + needle.length),
      };
      if (range.from >= start + PART) break;
      if (range.from < (found.at(-1)?.to ?? 0)) at = folded.text.indexOf(needle, at + 1);
      else {
        found.push(range);
        at = folded.text.indexOf(needle, at + needle.length);
      }
    }
    yield [...found];
  }
  return found;
}

// What is not one printable ASCII character by itself: other characters, and white space that counts as one space.
const UNPLAIN = /\s\s+|[^\x20-\x7e]/gu;

/** Folds a text for finding. Printable ASCII, the common case, is taken in whole stretches. */
export function foldText(text: string): Folded {
  const parts: string[] = [];
  let places: Uint32Array | null = null;
  let length = 0;
  let done = 0;
  const put = (folded: string, from: number, step: 0 | 1): void => {
    places ??= new Uint32Array(text.length + 64);
    if (length + folded.length >= places.length) {
      const larger = new Uint32Array(places.length * 2 + folded.length);
      larger.set(places);
      places = larger;
    }
    parts.push(folded);
    for (let unit = 0; unit < folded.length; unit += 1) places[length + unit] = from + unit * step;
    length += folded.length;
  };
  for (const match of text.matchAll(UNPLAIN)) {
    if (match.index > done) put(text.slice(done, match.index).toLowerCase(), done, 1);
    put(/^\s/.test(match[0]) ? ' ' : foldCharacter(match[0]), match.index, 0);
    done = match.index + match[0].length;
  }
  if (done === 0) return { text: text.toLowerCase(), places: null };
  if (done < text.length) put(text.slice(done).toLowerCase(), done, 1);
  put('\0', text.length, 0);
  return { text: parts.slice(0, -1).join(''), places };
}

const known = new Map<string, string>();

function foldCharacter(character: string): string {
  let folded = known.get(character);
  if (folded === undefined) {
    folded = character
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .normalize('NFC')
      .toLowerCase()
      .replace(/[‘’‛]/g, "'")
      .replace(/[“”„‟]/g, '"')
      .replace(/[‐‑‒–—]/g, '-');
    if (known.size > 20_000) known.clear();
    known.set(character, folded);
  }
  return folded;
}

/** Index of the first place at or after a position; 0 when all lie before it (finding goes round). */
export function firstFrom(found: readonly Range[], position: number): number {
  const index = found.findIndex((range) => range.from >= position);
  return Math.max(0, index);
}
