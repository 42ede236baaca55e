import { wholeNumber } from './docxStyles';
import { bulletSign, listNumber } from './listNumber';
import { styleKind, type StyleKind } from './styleName';

type Paragraph = {
  readonly name: string;
  readonly parent: string | null;
  readonly outline: number | null;
  readonly list: string | null;
  breaksPage: boolean;
};

type Level = {
  readonly bullet: string | null;
  /** `1`, `a`, `A`, `i`, `I`; empty shows no number. */
  readonly format: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly start: number;
  /** How many levels are shown: 2 gives `3.1`. */
  readonly shown: number;
};

const FORMATS: Readonly<Record<string, string>> = {
  a: 'lowerLetter',
  A: 'upperLetter',
  i: 'lowerRoman',
  I: 'upperRoman',
  '①, ②, ③, ...': 'decimalEnclosedCircle',
  '一, 二, 三, ...': 'chineseCounting',
  '가, 나, 다, ...': 'ganada',
  'ㄱ, ㄴ, ㄷ, ...': 'chosung',
  'ア, イ, ウ, ...': 'aiueo',
  'イ, ロ, ハ, ...': 'iroha',
  'А, Б, .., Аа, Аб, ... (ru)': 'russianUpper',
  'а, б, .., аа, аб, ... (ru)': 'russianLower',
};

/** Deeper than LibreOffice lets lists be. */
const DEEPEST = 10;

/** The styles of an OpenDocument text, as they are met in its parts; a later one replaces an earlier of its name. */
export class OdfStyles {
  readonly #paragraphs = new Map<string, Paragraph>();
  readonly #lists = new Map<string, Map<number, Level>>();
  readonly outline = new Map<number, Level>();
  #style: Paragraph | null = null;
  #levels: Map<number, Level> | null = null;

  open(name: string, attribute: (name: string) => string | null): void {
    switch (name) {
      case 'style:style': {
        if (attribute('style:family') !== 'paragraph') break;
        const id = attribute('style:name') ?? '';
        this.#style = {
          name: attribute('style:display-name') ?? id,
          parent: attribute('style:parent-style-name'),
          outline: wholeNumber(attribute('style:default-outline-level')),
          list: attribute('style:list-style-name'),
          breaksPage: (attribute('style:master-page-name') ?? '') !== '',
        };
        this.#paragraphs.set(id, this.#style);
        break;
      }
      case 'style:paragraph-properties':
        if (this.#style && attribute('fo:break-before') === 'page') this.#style.breaksPage = true;
        break;
      case 'text:list-style':
        this.#levels = new Map();
        this.#lists.set(attribute('style:name') ?? '', this.#levels);
        break;
      case 'text:outline-style':
        this.#levels = this.outline;
        break;
      case 'text:list-level-style-number':
      case 'text:list-level-style-bullet':
      case 'text:list-level-style-image':
      case 'text:outline-level-style': {
        const isNumber = /number$|outline/.test(name);
        const depth = wholeNumber(attribute('text:level')) ?? 1;
        this.#levels?.set(depth, {
          bullet: isNumber ? null : bulletSign(attribute('text:bullet-char') ?? '•'),
          format: attribute('style:num-format') ?? '',
          prefix: attribute('style:num-prefix') ?? '',
          suffix: attribute('style:num-suffix') ?? '',
          start: wholeNumber(attribute('text:start-value')) ?? 1,
          shown: wholeNumber(attribute('text:display-levels')) ?? 1,
        });
        break;
      }
      default:
        break;
    }
  }

  close(name: string): void {
    if (name === 'style:style') this.#style = null;
    else if (name === 'text:list-style' || name === 'text:outline-style') this.#levels = null;
  }

  /** The style and those it is based on, nearest first; they may go in a circle. */
  #chain(id: string | null): Paragraph[] {
    const chain: Paragraph[] = [];
    for (let at = id; at !== null && chain.length < 32;) {
      const style = this.#paragraphs.get(at);
      if (style === undefined) break;
      chain.push(style);
      at = style.parent;
    }
    return chain;
  }

  kindOf(id: string | null): StyleKind {
    const chain = this.#chain(id);
    const outline = chain.find((style) => style.outline !== null)?.outline ?? null;
    if (outline !== null && outline > 0) return { kind: 'heading', heading: Math.min(6, outline) };
    const known = chain.map(({ name }) => styleKind(name)).find(({ kind }) => kind !== 'paragraph');
    return known ?? (chain.length === 0 && id !== null ? styleKind(id) : { kind: 'paragraph' });
  }

  breaksPage(id: string | null): boolean {
    return this.#chain(id).some((style) => style.breaksPage);
  }

  listOf(id: string | null): string | null {
    return this.#chain(id).find(({ list }) => list !== null)?.list ?? null;
  }

  /** What an item begins with, counts of the levels from 1 at hand; empty where its level shows nothing. */
  marker(list: string | null, depth: number, counts: readonly (number | undefined)[]): string {
    const levels = list === null ? undefined : this.#lists.get(list);
    // A list of a style that is nowhere described is shown with bullets.
    if (levels === undefined) return '•';
    return markerOf(levels, depth, counts);
  }

  start(list: string | null, depth: number): number {
    return this.#lists.get(list ?? '')?.get(Math.min(depth, DEEPEST))?.start ?? 1;
  }
}

/** As `OdfStyles.marker`, of levels at hand. */
export function markerOf(
  levels: ReadonlyMap<number, Level>,
  depth: number,
  counts: readonly (number | undefined)[],
): string {
  const level = levels.get(Math.min(depth, DEEPEST));
  if (level === undefined) return '';
  if (level.bullet !== null) return level.bullet;
  if (level.format === '') return (level.prefix + level.suffix).trim();
  const numbers: string[] = [];
  for (let at = Math.max(1, depth - level.shown + 1); at <= depth; at += 1) {
    const shown = levels.get(at);
    // Levels without numbers are passed over.
    if (at < depth && (shown?.bullet !== null || shown.format === '')) continue;
    const format = (shown ?? level).format;
    numbers.push(listNumber(counts[at] ?? shown?.start ?? 1, FORMATS[format] ?? 'decimal'));
  }
  return (level.prefix + numbers.join('.') + level.suffix).trim();
}
