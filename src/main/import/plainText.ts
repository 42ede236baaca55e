import type { Block } from '../../core/model/document';
import { collapsed, endsSentence, lineGroups, width, type Line } from './line';

/**
 * The blocks of a plain text. Every character that is not white space lies in exactly one. Paragraphs are lines, as in
 * text saved from pages and databases; lines that were wrapped at a width (Project Gutenberg, e-mail) are one paragraph
 * together. A heading is marked only where the text itself marks it: underlined or framed by signs.
 */
export function plainTextBlocks(text: string): Block[] {
  const groups = lineGroups(text);
  const wrapWidth = widthOfWrapping(groups);
  const blocks: Block[] = [];
  for (const group of groups) {
    for (const { marker, lines } of stretches(group)) {
      const indent = marker === null ? 0 : indentation(text, lines[0]!);
      let at = 0;
      if (isWrapped(lines, wrapWidth)) at = lines.length;
      // Under an item, an indented line goes on with it.
      else if (marker !== null) at = 1;
      while (marker !== null && at < lines.length && indentation(text, lines[at]!) > indent) at += 1;
      if (at > 0) {
        const range = { from: lines[0]!.from, to: lines[at - 1]!.to };
        if (marker === null) blocks.push({ kind: 'paragraph', ...range });
        else blocks.push({ kind: 'list-item', level: Math.min(6, 1 + (indent >> 1)), marker, ...range });
      }
      while (at < lines.length) {
        const made = lineBlocks(lines, at, blocks.length);
        blocks.push(...made);
        // A heading takes the line that underlines it.
        at += made.at(-1)!.to === lines[at + 1]?.to ? 2 : 1;
      }
    }
  }
  return blocks;
}

/** A group of lines cut before each line that begins a list item. */
function stretches(group: readonly Line[]): { marker: string | null; lines: Line[] }[] {
  const found: { marker: string | null; lines: Line[] }[] = [];
  for (const line of group) {
    const marker = markerOf(line.words);
    if (marker !== null || found.length === 0) found.push({ marker, lines: [line] });
    else found.at(-1)!.lines.push(line);
  }
  return found;
}

/** How many blocks of a page can belong to its head: title, outlet, byline, caption. */
const HEAD = 12;

function lineBlocks(group: readonly Line[], at: number, count: number): Block[] {
  const { from, to, words } = group[at]!;
  const underline = group[at + 1];
  if (underline && /^(={3,}|-{3,})$/.test(underline.words) && width(words) <= 120 && !endsSentence(words)) {
    const level = underline.words.startsWith('=') ? 1 : 2;
    return [
      { kind: 'heading', level, from, to },
      { kind: 'rule', from: underline.from, to: underline.to },
    ];
  }
  if (/^([-–—=_*~•·※]\s?){3,}$/u.test(words)) return [{ kind: 'rule', from, to }];
  if (/^(?:[■◆●▶▲◇□]\s?[^■◆●▶▲◇□]{2,60}|【[^】]{2,60}】)$/u.test(words) && !endsSentence(words))
    return [{ kind: 'heading', level: 2, from, to }];
  if (isCreditedCaption(words) || isDoubledCaption(group, at)) return [{ kind: 'caption', from, to }];
  const half = count < HEAD ? doubledAt(words) : null;
  if (half !== null) {
    return [
      { kind: 'paragraph', from, to: from + half },
      { kind: 'paragraph', from: to - half, to },
    ];
  }
  return [{ kind: 'paragraph', from, to }];
}

/** No title or caption is longer. */
const LONGEST_DOUBLED = 300;

/**
 * A line that is one thing printed twice, "X X", as pages with a hidden title give: the length of X. Null where X is a
 * sentence, or is itself one thing several times: so speak people who mean to say it again.
 */
function doubledAt(words: string): number | null {
  const half = (words.length - 1) / 2;
  if (half > LONGEST_DOUBLED || !Number.isInteger(half) || !/\s/.test(words[half]!)) return null;
  const first = words.slice(0, half);
  if (first !== words.slice(half + 1) || endsSentence(first)) return null;
  // A text that repeats a part lies within two of itself before its own end.
  const apart = `${first} `;
  if (`${apart}${apart}`.indexOf(apart, 1) < apart.length) return null;
  return first.split(' ').length >= 3 || width(first) >= 16 ? half : null;
}

/** The credit of a picture at the end of a short line: only captions have that. */
function isCreditedCaption(words: string): boolean {
  return (
    width(words) <= 300 &&
    /(?:\b(?:Photo|Picture|Image|Credit|Foto|Crédit|Crédito)\s?: ?\S.{0,60}|\((?:Photo|File photo|Foto)[^)]{0,60}\)|\/ ?(?:AFP|AP|Reuters|EPA|Getty Images)\)?|(?:사진|写真|图片)\s?[=:：／/].{1,30})$/u.test(
      words,
    )
  );
}

/** A picture's description for the eye and again for the screen reader: two equal lines, no more, that end as no title does. */
function isDoubledCaption(group: readonly Line[], at: number): boolean {
  const { words } = group[at]!;
  const same = (distance: number): boolean => group[at + distance]?.words === words;
  const twice = (same(-1) && !same(-2) && !same(1)) || (same(1) && !same(2) && !same(-1));
  return twice && width(words) >= 40 && /(?:\d{4}|[.)])$/.test(words);
}

/** `- `, `• `, `3. `, `(a) `: what a list item begins with; null for other lines. */
function markerOf(words: string): string | null {
  return /^([-*•◦‣▪–·]|\d{1,3}[.)]|\(?[a-z]\)|\([0-9]{1,2}\)|[①-⑳])\s+\S/u.exec(words)?.[1] ?? null;
}

function indentation(text: string, line: Line): number {
  let columns = 0;
  for (let at = line.from - 1; at >= 0 && text[at] !== '\n'; at -= 1) columns += text[at] === '\t' ? 4 : 1;
  return columns;
}

const LONGEST_WRAPPED = 110;
const SHORTEST_WRAPPED = 40;

const widest = (lines: readonly Line[]): number =>
  lines.reduce((columns, line) => Math.max(columns, width(line.words)), 0);

/** The width at which this text's lines were wrapped; null where they were not, or it cannot be told. */
function widthOfWrapping(groups: readonly (readonly Line[])[]): number | null {
  let found: number | null = null;
  for (const group of groups) {
    if (showsWrapping(group)) found = Math.max(found ?? 0, widest(group));
  }
  return found;
}

/**
 * Whether lines are one wrapped paragraph. Wrapping leaves a sign that lines written as lines do not have: the first
 * word of each next line would not have fitted behind the one before.
 */
function isWrapped(lines: readonly Line[], wrapWidth: number | null): boolean {
  if (lines.length < 2) return false;
  if (wrapWidth !== null && fits(lines, wrapWidth)) return true;
  return showsWrapping(lines);
}

/** Whether lines show by themselves that they were wrapped. Lines that each end a sentence are verses or entries. */
function showsWrapping(lines: readonly Line[]): boolean {
  if (lines.length < 3 || !fits(lines, widest(lines))) return false;
  const open = lines.slice(0, -1).filter((line) => !endsSentence(line.words)).length;
  return open * 2 >= lines.length - 1;
}

function fits(lines: readonly Line[], limit: number): boolean {
  if (limit > LONGEST_WRAPPED || limit < SHORTEST_WRAPPED) return false;
  for (const [index, line] of lines.entries()) {
    const columns = width(line.words);
    if (columns > limit) return false;
    const next = lines[index + 1];
    if (!next) break;
    if (columns * 2 < limit || columns + room(next.words) <= limit) return false;
  }
  return true;
}

/**
 * The columns a line's beginning asks for behind the line before: its first word and the space, and two more for
 * programs that wrap a little early. Chinese and Japanese are wrapped between characters, but never before a full stop.
 */
function room(words: string): number {
  if (/^[\u2E80-\uA4CF\uFF00-\uFF60]/u.test(words)) return 6;
  return width(/^\S+/.exec(words)?.[0] ?? '') + 3;
}

/** The text of a block on one line. */
export function blockWords(text: string, block: { from: number; to: number }): string {
  return collapsed(text.slice(block.from, block.to));
}
