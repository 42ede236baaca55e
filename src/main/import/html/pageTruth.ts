import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A page of the fixtures with what a person says of its parts. */
export type LabelledPage = {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Sentences, headings and items in the order of the page: of the article (`+` in truth.txt) or not (`-`). */
  readonly parts: readonly { readonly words: string; readonly article: boolean }[];
};

/** For tests and benchmarks: the fixtures whose parts are labelled. */
export function labelledPages(): LabelledPage[] {
  const fixtures = join(import.meta.dirname, '..', 'fixtures');
  return readdirSync(fixtures)
    .filter((name) => name.startsWith('page-'))
    .filter((name) => readdirSync(join(fixtures, name)).includes('truth.txt'))
    .map((name) => ({
      name,
      bytes: readFileSync(join(fixtures, name, 'input.html')),
      parts: readFileSync(join(fixtures, name, 'truth.txt'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => ({ words: line.slice(2), article: line.startsWith('+') })),
    }));
}

/** Where the parts of a page stand in a text, in order; null for a part that is not in it. */
export function placesOf(
  text: string,
  parts: LabelledPage['parts'],
): ({ from: number; to: number } | null)[] {
  // Where lines end is the reader's affair.
  const places: number[] = [];
  let flat = '';
  for (let at = 0; at < text.length; at += 1) {
    const space = /\s/.test(text[at]!);
    if (space && (flat === '' || flat.endsWith(' '))) continue;
    flat += space ? ' ' : text[at]!;
    places.push(at);
  }
  let next = 0;
  return parts.map(({ words }) => {
    const at = flat.indexOf(words, next);
    if (at < 0) return null;
    next = at + words.length;
    return { from: places[at]!, to: places[next - 1]! + 1 };
  });
}
