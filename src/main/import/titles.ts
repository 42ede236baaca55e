import type { Block } from '../../core/model/document';
import { byline } from './credits';
import { foldLine, isMenuWord } from './furnitureLines';
import type { BlockLine, Guess } from './guess';
import { isProse, width } from './line';
import { isOutletName } from './outletName';
import { isDateLine } from './publication';

const MAX_TITLE = 200;
const MAX_MADE_TITLE = 80;
/** Longer is no name of a document, whoever says so; lists, tabs and citations carry every title whole. */
const MAX_DECLARED_TITLE = 500;

export type Title = Guess<string> & {
  readonly block: Block;
  /** The outlet that stands above the title or behind it. */
  readonly publisher: Guess<string> | null;
};

/** The line of the head that is the title; null where none is. `taken` are lines that are something else. */
export function titleOf(head: readonly BlockLine[], taken: ReadonlySet<BlockLine>): Title | null {
  const heading = head.find((line) => line.block.kind === 'heading' && line.block.level === 1);
  if (heading) {
    return { value: heading.words, evidence: 'the first heading', block: heading.block, publisher: null };
  }
  const candidates = head.filter((line) => canBeTitle(line) && !taken.has(line));
  const first = candidates[0];
  if (first === undefined) return null;
  const second = candidates[1];
  const near = second !== undefined && head.indexOf(second) - head.indexOf(first) === 1;
  if (near && isRubric(first.words) && width(second.words) > width(first.words)) {
    const publisher = outletIn(first.words);
    return {
      ...parted(second),
      publisher: publisher === null ? null : { value: publisher, evidence: 'the line above the title' },
    };
  }
  return parted(first);
}

function canBeTitle({ block, words }: BlockLine): boolean {
  return (
    (block.kind === 'paragraph' || block.kind === 'heading') &&
    words.length <= MAX_TITLE &&
    /\p{L}{2}/u.test(words) &&
    !/[.。,:;、，：]$/u.test(words.replace(/(?:\b\p{Lu}\.){2,}$/u, '')) &&
    !/^https?:|^\S+@\S+$/.test(words) &&
    !isDateLine(words) &&
    byline(words) === null &&
    !isMenuLine(words) &&
    !isProse(words)
  );
}

/** Most words of a line are those of a menu: recognised pages begin so, with a word or two of the page's own between. */
function isMenuLine(words: string): boolean {
  const parts = words
    .split(/[\s|·•/>›»≡☰,]+/u)
    .map(foldLine)
    .filter((part) => part !== '');
  const known = parts.filter((part) => isMenuWord(part) || SECTION.test(part));
  return new Set(known).size >= 4 && known.length * 3 >= parts.length * 2;
}

// Names of sections, which stand above titles as those of outlets do.
const SECTION =
  /^(?:world|asia|asia[- ]pacific|southeast asia|politics|opinion|analysis|news|breaking news|business|economy|commentary|interview|diplomacy|explainer|feature|features|exclusive|editorial|security|defence|defense|international|national|top stories|정치|국제|북한|외교|사회|경제|인터뷰|사설|칼럼|国際|政治|国际|時事|时事)$/iu;
const PARTS = /(?<!\s)\s*[|/>›·]\s*/;

function isRubric(words: string): boolean {
  return words
    .split(PARTS)
    .every((part) => SECTION.test(part) || (part.split(' ').length <= 5 && isOutletName(part)));
}

function outletIn(words: string): string | null {
  return words.split(PARTS).find((part) => !SECTION.test(part) && isOutletName(part)) ?? null;
}

/** `A title | The Outlet` apart. */
function parted({ words, block }: BlockLine): Title {
  const evidence = 'the line above the text';
  const found = /^(.{12,}?) \| ([^|]{2,40})$/u.exec(words);
  if (found === null || found[2]!.split(' ').length > 5)
    return { value: words, evidence, block, publisher: null };
  const publisher = { value: found[2]!.trim(), evidence: 'the end of the title line' };
  return { value: found[1]!.trim(), evidence, block, publisher };
}

/** A title for a text without one: its first sentence, shortened at a word to 80 characters with `…`. */
export function madeTitle(lines: readonly BlockLine[], name: string): Guess<string> {
  const words = lines.find((line) => /\p{L}{2}/u.test(line.words))?.words ?? lines[0]?.words ?? '';
  const sentence = firstSentence(words.slice(0, 400));
  if (sentence === '') return { value: name.replace(/\.[^.]+$/, '') || name, evidence: 'the file’s name' };
  return { value: shortened(sentence, MAX_MADE_TITLE), evidence: 'its first words, as it has no title' };
}

/** A title no longer than titles are, cut at a word with `…`. */
export const boundedTitle = (title: string): string => shortened(title, MAX_DECLARED_TITLE);

function firstSentence(words: string): string {
  for (const match of words.matchAll(/[.!?。！？]["'”’」』)]*(?=\s|$)|[。！？]/gu)) {
    const before = words.slice(0, match.index + 1);
    // The stop of an initial, a title or a month is not the end.
    if (
      /(?:^|[\s("“])(?:\p{L}|(?:\p{L}\.)+\p{L}?|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sen|Rep|Gov|St|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$/u.test(
        before,
      )
    )
      continue;
    return words.slice(0, match.index + match[0].length).replace(/[.。]$/u, '');
  }
  return words;
}

/** At most `limit` UTF-16 units, cut between words where there are any, never inside a character. */
function shortened(words: string, limit: number): string {
  if (words.length <= limit) return words;
  const room = words.slice(0, limit - 1);
  const space = /\s/.test(words[limit - 1]!) ? room.length : room.lastIndexOf(' ');
  const cut = space >= limit / 2 ? room.slice(0, space) : room.replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.replace(/[\s,;:–—-]+$/u, '')}…`;
}
