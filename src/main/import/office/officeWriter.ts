import { AppError } from '../../../core/model/appError';
import type { Block, Layer } from '../../../core/model/document';
import { MAX_TEXT_BYTES } from '../checkFile';
import { SourceWriter, type ReadSource } from '../readSource';

/** A block before it has a place in the text. */
export type Piece = Omit<Block, 'from' | 'to'> & {
  readonly words: string;
  /** Rows with the same value are one table. */
  readonly table?: number;
  /** What it is where it is no part of the article: a few words for the fold of a layer. */
  readonly folded?: string;
};

/** Puts pieces into a text: items of one list and rows of one table by a line end apart, all else by a blank line. */
export class OfficeWriter {
  readonly #writer = new SourceWriter();
  readonly #layers: Layer[] = [];
  readonly #label: string;
  #last: Piece | null = null;

  /** `name` of the file, for the error of a text beyond what Dossier reads. */
  constructor(name: string) {
    this.#label = name;
  }

  add(piece: Piece): void {
    const { kind, level, marker, page, words, table } = piece;
    const block = {
      kind,
      ...(level !== undefined && { level }),
      ...(marker !== undefined && { marker }),
      ...(page !== undefined && { page }),
    };
    if (this.#writer.length + words.length > MAX_TEXT_BYTES) {
      throw new AppError(
        'file-too-large',
        `“${this.#label}” holds more text than Dossier reads of one document, ${MAX_TEXT_BYTES / 1024 / 1024} million characters.`,
        'Split it into smaller files and import those.',
      );
    }
    const isItem = kind === 'list-item';
    const close =
      (isItem && this.#last?.kind === 'list-item') ||
      (kind === 'table-row' && this.#last?.kind === 'table-row' && this.#last.table === table);
    const before = this.#writer.blocks.length;
    this.#writer.add(block, isItem && marker !== undefined ? `${marker} ${words}` : words, {
      close,
      indent: isItem ? 2 * ((level ?? 1) - 1) : 0,
    });
    if (this.#writer.blocks.length > before) this.#last = piece;
  }

  /** Adds pieces in order, and folds those that say so: neighbours of one kind together. */
  addAll(pieces: readonly Piece[]): void {
    for (let at = 0; at < pieces.length;) {
      const { folded } = pieces[at]!;
      const from = at;
      while (at < pieces.length && pieces[at]!.folded === folded) at += 1;
      const same = pieces.slice(from, at);
      if (folded !== undefined) this.addFolded(same, folded);
      else for (const piece of joinedCode(same)) this.add(piece);
    }
  }

  /** Heads or feet of pages: each once, and not where they only count pages. */
  addEdges(pieces: readonly Piece[], label: 'page header' | 'page footer'): void {
    const seen = new Set<string>();
    const told = pieces.filter(({ words }) => {
      const isNew = !seen.has(words.trim()) && /\p{L}/u.test(words);
      seen.add(words.trim());
      return isNew;
    });
    this.addFolded(told, label);
  }

  /** Adds pieces that are no part of the article: folded, with a few words that say what they are. */
  addFolded(pieces: readonly Piece[], label: string): void {
    const first = this.#writer.blocks.length;
    this.#last = null;
    for (const piece of pieces) this.add(piece);
    this.#last = null;
    const blocks = this.#writer.blocks.slice(first);
    if (blocks.length === 0) return;
    const range = { from: blocks[0]!.from, to: blocks.at(-1)!.to };
    this.#layers.push({ ...range, reason: 'furniture', label, active: true, by: 'format' });
  }

  get source(): Pick<ReadSource, 'text' | 'blocks' | 'layers'> {
    return { text: this.#writer.text, blocks: this.#writer.blocks, layers: this.#layers };
  }
}

/** Lines of code, each a paragraph of its own in office programs, as one block. */
function joinedCode(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (let at = 0; at < pieces.length;) {
    const first = pieces[at]!;
    let next = at + 1;
    while (first.kind === 'code' && pieces[next]?.kind === 'code') next += 1;
    const lines = pieces.slice(at, next).map(({ words }) => words);
    joined.push(lines.length === 1 ? first : { ...first, words: lines.join('\n') });
    at = next;
  }
  return joined;
}
