import type { Block, Layer, Mail } from '../../core/model/document';
import type { Declared, Told } from './metadata';
import { normalise } from './normalise';

/** What a person chose for one file, where the file itself does not tell or tells wrongly. */
export type ReadOptions = {
  /** WHATWG label of the encoding to read a text format as. */
  readonly encoding?: string | undefined;
  /** Of an encrypted file. Never stored. */
  readonly password?: string | undefined;
  /** Given where a person asked to have pages without text recognised; takes minutes. */
  readonly ocr?: { readonly languages: readonly string[] } | undefined;
};

/** What the reader of a format gives. `parseFile` completes it: furniture by rules, guessed metadata, language. */
export type ReadSource = {
  /** As a Document's text: NFC, LF, blocks apart by a blank line or a line end. */
  readonly text: string;
  /** In order, never overlapping; every character that is not white space lies in one. */
  readonly blocks: readonly Block[];
  /** What the file says of itself in fields made for it. */
  readonly declared: Declared;
  /** What its layout tells besides: a byline, an outlet in a window's title. Guesses, stronger than those of `completeMetadata`. */
  readonly told?: Told | undefined;
  /** Parts that the format itself marks as no article: zones of a page, running heads. Left out: none. */
  readonly layers?: readonly Layer[] | undefined;
  /** The encoding a text format was read as; left out for formats that are not text. */
  readonly encoding?: string | undefined;
  readonly mail?: Mail | undefined;
  /** How many files it brings along: attachments. `unpackFile` gives them out. */
  readonly contains?: number | undefined;
  /** Phrases for the import report: "page 3 could not be read". */
  readonly remarks?: readonly string[] | undefined;
};

/** Reads one format. Rejects with AppError for what cannot be read. */
export type FormatReader = (bytes: Uint8Array, name: string, options: ReadOptions) => Promise<ReadSource>;

/** Puts a text together block by block, keeping count of positions. */
export class SourceWriter {
  readonly blocks: Block[] = [];
  #parts: string[] = [];
  #length = 0;

  get text(): string {
    return this.#parts.join('');
  }

  /** Length of the text so far, in UTF-16 units. */
  get length(): number {
    return this.#length;
  }

  /**
   * Adds a block with these words, normalised and trimmed; no words, no block. `close` puts it on the next line instead of
   * behind a blank one; `indent` is in spaces and stands before the block. The tabs of a row's empty first and last cells
   * are in the text, around the block: blocks begin and end with something to see.
   */
  add(
    block: Omit<Block, 'from' | 'to'>,
    words: string,
    { close = false, indent = 0 }: { close?: boolean; indent?: number } = {},
  ): void {
    // Composing over a seam between two pieces must not move positions later.
    const given = normalise(words);
    const content = given.trim();
    if (content === '') return;
    const gap = this.#length === 0 ? '' : close ? '\n' : '\n\n';
    const isRow = block.kind === 'table-row';
    const begin = given.length - given.trimStart().length;
    const lead = gap + ' '.repeat(indent) + (isRow ? tabsOf(given.slice(0, begin)) : '');
    const trail = isRow ? tabsOf(given.slice(begin + content.length)) : '';
    const from = this.#length + lead.length;
    const to = from + content.length;
    this.#parts.push(lead, content, trail);
    this.#length = to + trail.length;
    this.blocks.push({ ...block, from, to });
  }
}

const tabsOf = (space: string): string => space.replace(/[^\t]+/g, '');
