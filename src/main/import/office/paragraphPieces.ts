import type { Piece } from './officeWriter';
import type { StyleKind } from './styleName';

/** A paragraph of a Word document of any age, with what its style and its list say of it. */
export type ReadParagraph = {
  readonly words: string;
  /** 1 to 6; null for what is no heading. */
  readonly heading: number | null;
  readonly kind: StyleKind['kind'];
  /** What its list puts before it; null where it is in none. */
  readonly marker: string | null;
  /** In its list, from 0. */
  readonly depth: number;
  readonly more: Pick<Piece, 'page' | 'folded'>;
};

/** The paragraph as a block to be, or none where it has no words: a heading with its number, an item with its marker. */
export function paragraphPieces({ words, heading, kind, marker, depth, more }: ReadParagraph): Piece[] {
  if (words.trim() === '') return [];
  if (heading !== null) {
    const numbered = marker !== null && marker !== '' && !isBullet(marker);
    const shown = (numbered ? `${marker} ${words}` : words).replace(/\s+/g, ' ');
    return [{ kind: 'heading', level: heading, words: shown, ...more }];
  }
  if (marker !== null && marker !== '') {
    const level = Math.max(0, Math.min(8, depth)) + 1;
    return [{ kind: 'list-item', level, marker, words: words.trim(), ...more }];
  }
  const known = kind === 'quote' || kind === 'caption' || kind === 'code';
  return [{ kind: known ? kind : 'paragraph', words, ...more }];
}

const isBullet = (marker: string): boolean => !/[\p{L}\p{N}]/u.test(marker);
