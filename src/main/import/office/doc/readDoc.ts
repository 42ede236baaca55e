import type { FormatReader, ReadSource } from '../../readSource';
import { noteMark } from '../docxStory';
import { declaredBy } from '../documentProperties';
import { OfficeWriter, type Piece } from '../officeWriter';
import { summaryOf } from './summary';
import { openWord, positions, spans, TABLE, WordBinary, type StoryName } from './wordBinary';
import { markedRuns, WordFormatting } from './wordFormatting';
import { wordLists } from './wordLists';
import { readWordStory, type StoryContext } from './wordStory';
import { wordStyles } from './wordStyles';

/**
 * Reads a Word document of 97 to 2003 ([MS-DOC], .doc, .dot) as `readDocx` reads its successors: headings and lists with
 * their numbers, tables by rows, notes after the text with the marks that stand in it, heads, feet and comments as folded
 * layers; of tracked changes what was inserted. Cells that cover several columns are not told. Of Word 6 and 95 the text.
 * Rejects with AppError for what cannot be read.
 */
export const readDoc: FormatReader = async (bytes, name) => {
  const { compound, main, isOlder } = openWord(bytes, name);
  if (!isOlder) return read(new WordBinary(compound, main, name), name);
  const { readOlderDoc } = await import('./readOlderDoc');
  return readOlderDoc(compound, main, name);
};

function read(document: WordBinary, name: string): ReadSource {
  const fonts = fontNames(document.table(TABLE.fonts));
  const fontName = (number: number): string => fonts[number] ?? '';
  const numbering = wordLists(document, fontName);
  const notes = new Map([...noteMarks(document, 'footnote'), ...noteMarks(document, 'endnote')]);
  const shared = {
    document,
    formatting: new WordFormatting(document),
    runs: markedRuns(document),
    styleOf: wordStyles(document),
    fontName,
    notes,
    boxes: new Map<number, readonly Piece[]>(),
    seen: { changes: false, hidden: false, signsLost: 0 },
  };
  // Each other story counts its lists for itself.
  const story = (from: number, to: number, boxes: StoryContext['boxes'] = new Map()): Piece[] =>
    readWordStory(from, to, { ...shared, boxes, lists: numbering.counter() });
  const part = (kind: StoryName, table: number, size: number): Piece[][] => {
    const { from, to } = document.stories.get(kind)!;
    return spans(document.table(table), size).map((span) =>
      story(Math.min(to, from + span.from), Math.min(to, from + span.to)),
    );
  };

  const writer = new OfficeWriter(name);
  const edges = headsAndFeet(document, story);
  writer.addEdges(edges.heads, 'page header');
  const { from, to } = document.stories.get('text')!;
  writer.addAll(story(from, to, boxesByAnchor(document, part('boxes', TABLE.boxes, 22))));
  for (const kind of ['footnote', 'endnote'] as const) {
    const numbers = [...noteMarks(document, kind).values()];
    const texts =
      kind === 'footnote' ? part('footnotes', TABLE.footnotes, 0) : part('endnotes', TABLE.endnotes, 0);
    for (const [index, { number }] of numbers.entries()) {
      let mark = number === 0 ? '' : `${noteMark(number, kind)} `;
      for (const { words, marker } of texts[index] ?? []) {
        const own = marker === undefined ? words.trim() : `${marker} ${words}`;
        if (own.trim() === '') continue;
        writer.add({ kind: 'footnote', words: mark + own });
        mark = '';
      }
    }
  }
  const authors = commentators(document);
  for (const [index, pieces] of part('comments', TABLE.comments, 0).entries()) {
    const author = authors[index] ?? '';
    writer.addFolded(pieces, author === '' ? 'comment' : `comment by ${author}`);
  }
  writer.addEdges(edges.feet, 'page footer');

  const { changes, hidden, signsLost } = shared.seen;
  return {
    ...writer.source,
    declared: declaredBy(summaryOf(document.compound)),
    remarks: [
      ...(changes ? ['changes were tracked: what was inserted is in the text, what was deleted is not'] : []),
      ...(hidden ? ['the text has passages that Word hides'] : []),
      ...(signsLost > 0 ? [`${signsLost === 1 ? '1 sign' : `${signsLost} signs`} could not be read`] : []),
    ],
  };
}

/** Where marks of notes stand in the text, with the numbers Word shows. */
function noteMarks(
  document: WordBinary,
  kind: 'footnote' | 'endnote',
): Map<number, { kind: 'footnote' | 'endnote'; number: number }> {
  const table = document.table(kind === 'footnote' ? TABLE.footnoteMarks : TABLE.endnoteMarks);
  let number = 0;
  return new Map(
    spans(table, 2).map(({ from, data }) => {
      const isNumbered = data.readUInt16LE(0) !== 0;
      if (isNumbered) number += 1;
      return [from, { kind, number: isNumbered ? number : 0 }];
    }),
  );
}

/** Of each section: heads of even and odd pages, feet of both, head and foot of its first page; behind six lines of notes. */
function headsAndFeet(
  document: WordBinary,
  story: (from: number, to: number) => Piece[],
): { heads: Piece[]; feet: Piece[] } {
  const found = { heads: [] as Piece[], feet: [] as Piece[] };
  const { from, to } = document.stories.get('headers')!;
  const places = positions(document.table(TABLE.headers), 0);
  for (let at = 6; at + 1 < places.length; at += 1) {
    const isHead = [0, 1, 4].includes(at % 6);
    const pieces = story(Math.min(to, from + places[at]!), Math.min(to, from + places[at + 1]!));
    (isHead ? found.heads : found.feet).push(...pieces);
  }
  return found;
}

/** Boxes by the place in the text they hang on; both name the shape ([MS-DOC], 2.8.37 and 2.9.76). */
function boxesByAnchor(document: WordBinary, texts: readonly Piece[][]): Map<number, readonly Piece[]> {
  const byShape = new Map(
    spans(document.table(TABLE.boxes), 22).map(({ data }, index) => [
      data.readInt32LE(14),
      texts[index] ?? [],
    ]),
  );
  return new Map(
    spans(document.table(TABLE.boxAnchors), 26).map(({ from, data }) => [
      from,
      byShape.get(data.readInt32LE(0)) ?? [],
    ]),
  );
}

/** Who wrote each comment. */
function commentators(document: WordBinary): string[] {
  const table = document.table(TABLE.commentators);
  const names: string[] = [];
  for (let at = 0; at + 2 <= table.length;) {
    const end = at + 2 + table.readUInt16LE(at) * 2;
    names.push(table.toString('utf16le', at + 2, end));
    at = end;
  }
  return spans(document.table(TABLE.commentMarks), 30).map(({ data }) => names[data.readUInt16LE(20)] ?? '');
}

/** [MS-DOC], 2.9.284 and 2.9.85: the names stand behind 39 bytes of what a font is. */
function fontNames(table: Buffer): string[] {
  const names: string[] = [];
  for (let at = 4; at < table.length;) {
    const length = table[at]!;
    const name = table.toString('utf16le', at + 1 + 39, at + 1 + length);
    names.push(name.split('\0')[0]!);
    at += 1 + length;
  }
  return names;
}
