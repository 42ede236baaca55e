import type { Block, Layer } from '../../core/model/document';
import {
  foldLine,
  isCatalogueField,
  isMenuRow,
  isMenuWord,
  isPlea,
  opensRelated,
  preparesPlea,
  sureLabel,
} from './furnitureLines';
import { endsSentence, isProse, width } from './line';
import { blockWords } from './plainText';

export type Furniture = {
  readonly layers: Layer[];
  /** The outlet, where a line of furniture names it; else null. */
  readonly publisher: string | null;
};

/** How many characters of blocks must come again, in order, to be a second copy of the body, */
const REPEATED_BODY = 400;
/** and what share of all: long reports and manuals repeat a clause on purpose. */
const REPEATED_SHARE = 0.1;

/** A page's title, outlet and first caption stand among so many blocks. */
const HEAD = 12;
/** More short lines than this are no list of other pages but the document. */
const LONGEST_RELATED = 60;

type Row = {
  readonly block: Block;
  readonly words: string;
  readonly folded: string;
  /** Long enough to be a sentence of the article: never folded for its neighbours' sake. */
  readonly prose: boolean;
};

/**
 * The parts of a page's text that are not the article. Every rule takes whole blocks, and only what no article says:
 * hiding a sentence of the article is a worse error than showing a button's name.
 */
export function furnitureLayers(text: string, blocks: readonly Block[]): Furniture {
  const rows = blocks.map((block): Row => {
    const words = block.to - block.from > 2_000 ? text.slice(block.from, block.to) : blockWords(text, block);
    return { block, words, folded: words.length > 300 ? '' : foldLine(words), prose: isProse(words) };
  });
  const labels = new Map<number, string>();
  const mark = (from: number, to: number, label: string): void => {
    for (let at = from; at < to; at += 1) if (!labels.has(at)) labels.set(at, label);
  };
  let publisher: string | null = null;

  const firstProse = rows.findIndex((row) => row.prose);
  const lastProse = rows.findLastIndex((row) => row.prose);
  const outside = (at: number): boolean => at < firstProse || at > lastProse;

  for (const [at, row] of rows.entries()) {
    // A heading or an item of the author's own list is no button, whatever it is called.
    if (row.block.kind !== 'paragraph' || row.folded === '') continue;
    const label = sureLabel(row.folded);
    if (label === 'copyright line') {
      if (!outside(at)) continue;
      mark(at, at + 1, label);
      publisher ??= outletOfCopyright(row.words);
      continue;
    }
    // A button's name is no sentence.
    if (label !== null && !row.words.endsWith('.')) {
      mark(at, at + 1, label);
      continue;
    }
    const trusted =
      at === 0 ? null : /^why you can trust ((?:the )?[\p{L}\p{N}&.' -]{2,40})$/iu.exec(row.words);
    if (trusted && trusted[1]!.split(' ').length <= 4 && at < firstProse) {
      mark(at, at + 1, 'trust label');
      publisher ??= trusted[1]!;
    } else if (outside(at) && /^(?:\S+ ){1,4}logo$/i.test(row.words) && row.words.length <= 40) {
      mark(at, at + 1, 'logo');
    } else if (outside(at) && isCookieNotice(row.folded)) {
      mark(at, at + 1, 'cookie notice');
    } else if (outside(at) && isMenuRow(row.folded)) {
      mark(at, at + 1, 'menu');
    }
  }
  markRuns(rows, labels, mark);
  markRelatedList(rows, mark);
  markPleas(rows, labels, mark);
  markSecondLines(rows, labels, mark, firstProse < 0 ? HEAD : Math.min(firstProse, HEAD));
  const copies = repeatedBodies(rows, labels);
  return { layers: layersOf(rows, labels, copies), publisher };
}

/** Rows of menu words, font sizes and catalogue fields: one alone says nothing, several side by side do. */
function markRuns(
  rows: readonly Row[],
  labels: ReadonlyMap<number, string>,
  mark: (from: number, to: number, label: string) => void,
): void {
  const isSize = (folded: string): boolean => /^(?:xxs|xs|sm|md|lg|xl|xxl|a|aa|가)$/.test(folded);
  const plain = (at: number): boolean => rows[at]?.block.kind === 'paragraph' && rows[at].folded !== '';
  /** Up to here no menu can begin: its rows were looked at. */
  let noMenu = 0;
  for (let at = 0; at < rows.length; at += 1) {
    if (!plain(at) || labels.has(at)) continue;
    let end = at;
    while (plain(end) && isSize(rows[end]!.folded)) end += 1;
    if (end - at >= 2) {
      mark(at, end, 'font-size controls');
      at = end - 1;
      continue;
    }
    if (at >= noMenu) {
      end = at;
      while (plain(end) && (isMenuWord(rows[end]!.folded) || labels.has(end))) end += 1;
      const words = new Set(rows.slice(at, end).map((row) => row.folded));
      if (words.size >= 3) {
        mark(at, end, 'menu');
        at = end - 1;
        continue;
      }
      noMenu = end;
    }
    if (!isCatalogueField(rows[at]!.folded)) continue;
    end = at;
    let fields = 0;
    while (
      plain(end) &&
      width(rows[end]!.words) <= 30 &&
      !endsSentence(rows[end]!.words) &&
      !labels.has(end)
    ) {
      // Two lines in a row that are no field's name and its value: the list is over.
      const field = isCatalogueField(rows[end]!.folded);
      if (!field && (end === at || !isCatalogueField(rows[end - 1]!.folded))) break;
      if (field) fields += 1;
      end += 1;
    }
    if (fields >= 2 && end - at >= 3) {
      mark(at, end, 'catalogue fields');
      at = end - 1;
    }
  }
}

/** A "back" or "related" line and all that follows, when that is short items to the very end. */
function markRelatedList(
  rows: readonly Row[],
  mark: (from: number, to: number, label: string) => void,
): void {
  for (const [at, row] of rows.entries()) {
    const left = rows.length - at - 1;
    if (left === 0 || left > LONGEST_RELATED || !opensRelated(row.folded)) continue;
    const rest = rows.slice(at + 1);
    // Titles, each with at most one line about it; two sentences in a row are an article going on.
    const items = rest.every(
      (item, index) =>
        width(item.words) <= 240 &&
        !/^["“„«「]/.test(item.words) &&
        !(isSentence(item) && (index === 0 || isSentence(rest[index - 1]!))),
    );
    if (items) {
      mark(at, rows.length, 'related items');
      return;
    }
  }
}

const isSentence = (row: Row): boolean => endsSentence(row.words) && width(row.words) > 60;

/** Pleas to subscribe among the last lines, with the sentence that leads up to them. */
function markPleas(
  rows: readonly Row[],
  labels: ReadonlyMap<number, string>,
  mark: (from: number, to: number, label: string) => void,
): void {
  for (let at = rows.length - 1; at > 0; at -= 1) {
    if (labels.has(at)) continue;
    const row = rows[at]!;
    const own = row.folded !== '' && row.block.kind === 'paragraph' && !/["“”«»「」]/.test(row.words);
    if (own && isPlea(row.folded)) mark(at, at + 1, 'subscription plea');
    else if (own && preparesPlea(row.folded) && labels.get(at + 1) === 'subscription plea') {
      mark(at, at + 1, 'subscription plea');
    } else break;
  }
}

/**
 * The same line twice, one right after the other: captions, and titles of pages that hide one of the two. What stands there
 * three times or more is a refrain, and a short sentence that comes again is meant to.
 */
function markSecondLines(
  rows: readonly Row[],
  labels: ReadonlyMap<number, string>,
  mark: (from: number, to: number, label: string) => void,
  headEnd: number,
): void {
  let end: number;
  for (let at = 0; at < rows.length; at = end) {
    const { words, block } = rows[at]!;
    end = at + 1;
    while (rows[end]?.words === words) end += 1;
    const second = rows[at + 1]!;
    if (end - at !== 2 || labels.has(at + 1)) continue;
    if (second.block.kind !== 'paragraph' && second.block.kind !== 'caption') continue;
    const columns = width(words);
    const isTitle = columns >= 14 && at + 1 <= headEnd && (block.kind === 'caption' || !endsSentence(words));
    if (columns >= 60 || isTitle) mark(at + 1, at + 2, 'printed twice');
  }
}

type Copy = { readonly from: number; readonly to: number };

/** Runs of blocks that came before in the same order. Rows already known as furniture do not break a run. */
function repeatedBodies(rows: readonly Row[], labels: ReadonlyMap<number, string>): Copy[] {
  const kept = rows.map((_, index) => index).filter((index) => !labels.has(index));
  const all = kept.reduce((sum, index) => sum + rows[index]!.words.length, 0);
  const least = Math.max(REPEATED_BODY, all * REPEATED_SHARE);
  const first = new Map<string, number>();
  const copies: Copy[] = [];
  // A text of one line printed a hundred thousand times would be compared with itself from each of them.
  let comparisons = 10_000 + 20 * kept.length;
  for (let at = 0; at < kept.length && comparisons > 0;) {
    const words = rows[kept[at]!]!.words;
    const earlier = first.get(words);
    if (earlier === undefined) {
      first.set(words, at);
      at += 1;
      continue;
    }
    let length = 0;
    let characters = 0;
    let prose = false;
    const different = new Set<string>();
    while (
      at + length < kept.length &&
      earlier + length < at &&
      rows[kept[earlier + length]!]!.words === rows[kept[at + length]!]!.words
    ) {
      characters += rows[kept[at + length]!]!.words.length;
      prose ||= rows[kept[at + length]!]!.prose;
      different.add(rows[kept[at + length]!]!.words);
      length += 1;
    }
    comparisons -= length;
    // A few lines over and over are a litany, or rows of a table; a body says each thing once.
    if (characters >= least && prose && different.size * 2 > length) {
      copies.push({ from: kept[at]!, to: kept[at + length - 1]! + 1 });
      at += length;
    } else {
      at += 1;
    }
  }
  return copies;
}

/** Labelled rows and copies as layers: neighbours with one label are one layer, a copy swallows what lies in it. */
function layersOf(
  rows: readonly Row[],
  labels: ReadonlyMap<number, string>,
  copies: readonly Copy[],
): Layer[] {
  const layers: Layer[] = [];
  const starting = new Map(copies.map((copy) => [copy.from, copy]));
  for (let at = 0; at < rows.length;) {
    const copy = starting.get(at);
    if (copy) {
      layers.push({
        reason: 'repeated-body',
        label: 'text printed a second time',
        from: rows[copy.from]!.block.from,
        to: rows[copy.to - 1]!.block.to,
        active: true,
      });
      at = copy.to;
      continue;
    }
    const label = labels.get(at);
    if (label === undefined) {
      at += 1;
      continue;
    }
    let end = at + 1;
    while (labels.get(end) === label && !starting.has(end)) end += 1;
    layers.push({
      reason: 'furniture',
      label,
      from: rows[at]!.block.from,
      to: rows[end - 1]!.block.to,
      active: true,
    });
    at = end;
  }
  return layers;
}

function isCookieNotice(folded: string): boolean {
  return (
    folded.length <= 300 &&
    /^(?:we use cookies|this (?:site|website|page) uses cookies|our website uses cookies|by (?:continuing|clicking)[^.]{0,60}cookies|wir verwenden cookies|nous utilisons des cookies|utilizamos cookies|usamos cookies|situs ini menggunakan cookie|이 사이트는 쿠키를)/.test(
      folded,
    )
  );
}

function outletOfCopyright(words: string): string | null {
  const found =
    /(?:©|ⓒ|\(c\)|copyright)[\s©ⓒ]*\d{4}(?:\s?[-–]\s?\d{4})?,?\s+(?:by\s+)?([\p{Lu}][^.,;|©<@]{2,50}?)(?:[.,;|]|\s+all rights|$)/iu.exec(
      words,
    );
  // Without regard to case “by” may begin it, or “translator”.
  return found !== null && /^[\p{Lu}\p{Lo}]/u.test(found[1]!) ? found[1]!.trim() : null;
}
