import { styleKind, type StyleKind } from '../styleName';
import { TABLE, type WordBinary } from './wordBinary';
import { paragraphFormat, PLAIN } from './wordFormatting';

/** What a style of paragraphs says. */
export type WordStyle = StyleKind & {
  readonly list: number | null;
  readonly depth: number | null;
};

const NO_STYLE: WordStyle = { kind: 'paragraph', list: null, depth: null };
const NONE = 0xfff;

type Written = {
  readonly name: string;
  readonly builtIn: number;
  readonly base: number;
  readonly outline: number | null;
  readonly list: number | null;
  readonly depth: number | null;
};

/** The style sheet of a document ([MS-DOC], 2.9.271); a style by its number. */
export function wordStyles(document: WordBinary): (number: number) => WordStyle {
  const written = readSheet(document);
  const known = new Map<number, WordStyle>();
  return (number) => {
    const before = known.get(number);
    if (before) return before;
    const chain: Written[] = [];
    // They may be based on each other in a circle.
    for (let at = number; chain.length < 32;) {
      const style = written.get(at);
      if (style === undefined) break;
      chain.push(style);
      at = style.base;
    }
    const outline = chain.find((style) => style.outline !== null)?.outline ?? null;
    const named = chain.map(kindOf).find(({ kind }) => kind !== 'paragraph') ?? NO_STYLE;
    const isHeading = named.kind !== 'contents' && outline !== null && outline <= 8;
    const style: WordStyle = {
      ...(isHeading ? { kind: 'heading', heading: Math.min(6, outline + 1) } : named),
      list: chain.find(({ list }) => list !== null)?.list ?? null,
      depth: chain.find(({ depth }) => depth !== null)?.depth ?? null,
    };
    known.set(number, style);
    return style;
  };
}

/** Styles that come with Word have a number, whatever their name in its language: headings 1 to 9, contents 19 to 27. */
function kindOf({ name, builtIn }: Written): StyleKind {
  if (builtIn >= 1 && builtIn <= 9) return { kind: 'heading', heading: Math.min(6, builtIn) };
  if (builtIn >= 19 && builtIn <= 27) return { kind: 'contents' };
  return styleKind(name.split(',')[0]!);
}

function readSheet(document: WordBinary): Map<number, Written> {
  const sheet = document.table(TABLE.styles);
  const written = new Map<number, Written>();
  if (sheet.length < 8) return written;
  const count = sheet.readUInt16LE(2);
  const baseLength = sheet.readUInt16LE(4);
  let at = 2 + sheet.readUInt16LE(0);
  for (let number = 0; number < count && at + 2 <= sheet.length; number += 1) {
    const length = sheet.readUInt16LE(at);
    const style = sheet.subarray(at + 2, at + 2 + length);
    at += 2 + length;
    const isParagraph = style.length >= baseLength + 2 && (style.readUInt16LE(2) & 15) === 1;
    if (isParagraph) written.set(number, readStyle(style, baseLength, document.data));
  }
  return written;
}

function readStyle(style: Buffer, baseLength: number, data: Buffer): Written {
  const letters = style.readUInt16LE(baseLength);
  const name = style.toString('utf16le', baseLength + 2, baseLength + 2 + letters * 2);
  // The name ends with a zero; then, at an even place, come the properties of its paragraphs.
  let at = baseLength + 2 + (letters + 1) * 2;
  at += at % 2;
  const length = at + 2 <= style.length ? style.readUInt16LE(at) : 0;
  const { outline, list, depth } = paragraphFormat(style.subarray(at + 4, at + 2 + length), data, PLAIN);
  const builtIn = style.readUInt16LE(0) & NONE;
  return { name, builtIn, base: style.readUInt16LE(2) >> 4, outline, list, depth };
}
