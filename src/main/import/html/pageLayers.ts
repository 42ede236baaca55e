import { foldLine } from '../furnitureLines';
import { isProse, width } from '../line';
import type { PageBlock, PageBox } from './pageBlocks';

export type PageKind = {
  /** Runs that Readability takes for the article; null where it finds none. */
  readonly kept: ReadonlySet<number> | null;
  /** Names of the page: its headline is never folded. */
  readonly titles: readonly string[];
  /** Boards and manuals have no article that could be told from the rest. */
  readonly noArticle: boolean;
};

/** Less is a teaser or a notice: then what is left of the page may be what it is about. */
const LEAST_ARTICLE = 250;
/** So much of an article is sentences; front pages are headlines. */
const LEAST_PROSE = 0.4;
/** Of the prose that stands in no zone, Readability may leave out so much; more, and the page is no article (a manual). */
const MOST_LEFT_OUT = 0.18;
/** A zone that holds so much of the article is not what its name says. */
const TOO_MUCH_OF_IT = 0.25;

type Row = {
  readonly block: PageBlock;
  readonly characters: number;
  readonly kept: boolean;
  /** A sentence of running text, no list of links. */
  readonly prose: boolean;
  /** How much of it is links or buttons, 0 to 1. */
  readonly link: number;
};

/**
 * What each block of a page is besides the article, by its label; null for what stays in sight. Whatever Readability
 * keeps stays; of the rest goes what the page itself sets apart, and what is no sentence and stands outside of the article
 * or is made of links. Where there is no article, only zones go. Never everything.
 */
export function pageLabels(blocks: readonly PageBlock[], page: PageKind): (string | null)[] {
  const rows = blocks.map((block): Row => {
    const characters = block.runs.reduce((sum, [, count]) => sum + count, 0);
    const kept = block.runs.reduce(
      (sum, [run, count]) => sum + (page.kept?.has(run) === true ? count : 0),
      0,
    );
    const link = characters === 0 ? 0 : (block.linked + block.pressed) / characters;
    return {
      block,
      characters,
      kept: kept * 2 >= characters && kept > 0,
      prose: link < 0.5 && block.kind !== 'table-row' && block.kind !== 'code' && isProse(block.words),
      link,
    };
  });
  const claimed = (held: (row: Row) => boolean): ((row: Row) => string | null) =>
    zonesThatHold(rows, held, page.titles);

  const article = page.noArticle ? null : articleOf(rows, claimed);
  const labels =
    article === null
      ? zoneLabels(
          rows,
          claimed((row) => row.prose),
        )
      : articleLabels(rows, article, page.titles);
  for (const [at, row] of rows.entries())
    if (row.block.spokenOnly && !row.prose) labels[at] ??= 'for screen readers';
  labelRules(rows, labels);
  const seen = rows.some((row, at) => labels[at] === null && row.block.kind !== 'rule');
  return seen ? labels : labels.map(() => null);
}

/** Zones by what they hold: a function from a row to the label of the outermost zone that can be believed; null if none. */
function zonesThatHold(
  rows: readonly Row[],
  held: (row: Row) => boolean,
  titles: readonly string[],
): (row: Row) => string | null {
  let all = 0;
  const inside = new Map<PageBox, number>();
  const headlined = new Set<PageBox>();
  const headlines = rows.filter((row) => isHeadline(row.block, titles));
  for (const row of rows) {
    if (!held(row)) continue;
    all += row.characters;
    for (let box: PageBox | null = row.block.box; box !== null; box = box.parent)
      if (box.zone !== null) inside.set(box, (inside.get(box) ?? 0) + row.characters);
  }
  for (const row of headlines)
    for (let box: PageBox | null = row.block.box; box !== null; box = box.parent) headlined.add(box);
  const known = new Map<PageBox, string | null>();
  return ({ block }) => {
    const path: PageBox[] = [];
    for (let box: PageBox | null = block.box; box !== null; box = box.parent) path.push(box);
    let found: string | null = null;
    for (const box of path.reverse()) {
      if (box.zone === null) continue;
      let label = known.get(box);
      if (label === undefined) {
        const much = all > 0 && (inside.get(box) ?? 0) / all >= TOO_MUCH_OF_IT;
        label = much || headlined.has(box) ? null : box.zone;
        known.set(box, label);
      }
      if (label === null) continue;
      // Inside a header, a menu is a menu.
      found = label;
      if (!WIDE_ZONES.has(label)) break;
    }
    return found;
  };
}

/** Zones that hold others, which say more. */
const WIDE_ZONES = new Set(['page header', 'page footer', 'sidebar', 'form']);

/** Whether a block is the headline: a heading that says what the page calls itself, or a line long enough to be one. */
export function isHeadline({ kind, level, words }: PageBlock, titles: readonly string[]): boolean {
  const folded = foldLine(words.slice(0, 400));
  if (folded === '' || words.length > 400) return false;
  return (
    (kind === 'heading' || kind === 'paragraph') &&
    titles.includes(folded) &&
    (kind === 'heading' ? (level ?? 6) <= 2 : width(words) >= 30)
  );
}

type Article = {
  readonly zone: (row: Row) => string | null;
  readonly first: number;
  readonly last: number;
  /** The innermost box that holds nearly all of the article. */
  readonly box: PageBox | null;
};

/** Where the article of a page is; null where the page is something else. */
function articleOf(
  rows: readonly Row[],
  claimed: (held: (row: Row) => boolean) => (row: Row) => string | null,
): Article | null {
  const body = rows.filter((row) => row.kept);
  const size = (list: readonly Row[]): number => list.reduce((sum, row) => sum + width(row.block.words), 0);
  const kept = size(body);
  if (kept < LEAST_ARTICLE || size(body.filter((row) => row.prose)) < kept * LEAST_PROSE) return null;
  const zone = claimed((row) => row.kept);
  const free = rows.filter((row) => !row.kept && zone(row) === null);
  const leftOut = size(free.filter((row) => row.prose));
  if (leftOut / (kept + leftOut) > MOST_LEFT_OUT) return null;
  // Lists and tables of words, as manuals have them; menus are links.
  const pieces = size(free.filter((row) => !row.prose && row.link < 0.5));
  if (pieces / (kept + pieces) > 0.35 && pieces > 600) return null;

  const weights = new Map<PageBox, number>();
  let all = 0;
  for (const row of body) {
    all += row.characters;
    for (let box: PageBox | null = row.block.box; box !== null; box = box.parent)
      weights.set(box, (weights.get(box) ?? 0) + row.characters);
  }
  let box: PageBox | null = null;
  // Outer boxes come after inner ones only along one path: the smallest that is heavy enough is the innermost.
  for (const [candidate, weight] of weights)
    if (weight >= all * 0.9 && (box === null || isInside(candidate, box))) box = candidate;
  return { zone, first: rows.findIndex((row) => row.kept), last: rows.findLastIndex((row) => row.kept), box };
}

function isInside(box: PageBox | null, outer: PageBox): boolean {
  for (; box !== null; box = box.parent) if (box === outer) return true;
  return false;
}

/** Zones in which even whole sentences are not the article's. */
const OTHER_VOICES = new Set([
  'archive banner', 'cookie notice', 'comment section', 'advertising', 'related items', 'subscription plea', 'menu', 'page footer',
  'pop-up', 'sharing links', 'sidebar', 'about the author', 'form', 'search box', 'navigation link', 'page header', 'button',
]); // prettier-ignore
/** Zones in which neither a lead nor a caption of the article stands. */
const NEVER_OWN = new Set([
  'archive banner', 'cookie notice', 'comment section', 'advertising', 'subscription plea', 'menu', 'page footer',
  'sharing links', 'search box', 'navigation link', 'button',
]); // prettier-ignore
/** Zones between sentences of an article that hold none themselves, whatever Readability says. */
const NO_SENTENCES = new Set(['cookie notice', 'archive banner']);

/** Whether a block that Readability keeps is none of the article's: links in a zone, an advertisement's name. */
function isSurelyOther(row: Row, zone: string): boolean {
  if (NO_SENTENCES.has(zone)) return true;
  return !row.prose && row.block.kind !== 'footnote' && (row.link >= 0.5 || zone === 'advertising');
}

function articleLabels(rows: readonly Row[], article: Article, titles: readonly string[]): (string | null)[] {
  const headline = rows.findIndex((row, at) => at <= article.last && isHeadline(row.block, titles));
  const labels = rows.map((row, at): string | null => {
    const { block } = row;
    const zone = article.zone(row);
    if (row.kept) return zone !== null && isSurelyOther(row, zone) ? zone : null;
    if (isHeadline(block, titles)) return null;
    if (zone !== null) {
      // What Readability drops most: the lead below the headline, and captions.
      const lead =
        headline >= 0 && at > headline && at < article.first && row.link < 0.5 && width(block.words) >= 40;
      const mayBeOwn =
        lead || (block.kind === 'caption' && (article.box === null || isInside(block.box, article.box)));
      return (row.prose && !OTHER_VOICES.has(zone)) || (mayBeOwn && !NEVER_OWN.has(zone)) ? null : zone;
    }
    if (block.kind === 'footnote' || row.prose) return null;
    const own = article.box === null || isInside(block.box, article.box);
    if (block.kind === 'caption')
      return own || (at > headline && at < article.last) ? null : 'outside the article';
    if (row.link >= 0.6) {
      const byline = at > headline && at < article.first && headline >= 0 && row.link < 0.95;
      return byline
        ? null
        : at < article.first
          ? 'page header'
          : at > article.last
            ? 'related items'
            : 'links';
    }
    if (at < article.first)
      return headline >= 0 && at < headline ? 'page header' : headline >= 0 || own ? null : 'page header';
    if (at > article.last) return own ? null : 'outside the article';
    return null;
  });
  // A heading goes with what stands below it.
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const { block, kept } = rows[at]!;
    if (block.kind !== 'heading' || kept || isHeadline(block, titles) || labels[at] !== null) continue;
    const below = labels[at + 1];
    if (below === undefined) labels[at] = 'outside the article';
    else if (below !== null && at > article.first) labels[at] = below;
  }
  return labels;
}

/** Only what the page itself sets apart; not what most of the page is called, as the teasers of a front page. */
function zoneLabels(rows: readonly Row[], zone: (row: Row) => string | null): (string | null)[] {
  const sizes = new Map<string, number>();
  let all = 0;
  const labels = rows.map((row) => {
    const label = zone(row);
    all += row.characters;
    if (label === null) return null;
    sizes.set(label, (sizes.get(label) ?? 0) + row.characters);
    // A class alone says too little against a sentence, where there is no article to compare it with.
    return row.prose && !OTHER_VOICES.has(label) ? null : label;
  });
  return labels.map((label) => (label !== null && sizes.get(label)! > all * 0.4 ? null : label));
}

/** A rule between two folded blocks is folded with them. */
function labelRules(rows: readonly Row[], labels: (string | null)[]): void {
  for (const [at, row] of rows.entries()) {
    if (row.block.kind !== 'rule') continue;
    const before = at === 0 ? null : labels[at - 1]!;
    const after = labels.slice(at + 1, at + 4).find((_, step) => rows[at + 1 + step]!.block.kind !== 'rule');
    labels[at] =
      before !== null && (after === undefined || after !== null)
        ? before
        : after !== undefined && after !== null && at === 0
          ? after
          : null;
  }
}
