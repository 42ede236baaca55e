import type { Layer } from '../../../core/model/document';
import { AppError } from '../../../core/model/appError';
import { numericOrder } from '../dates';
import { languageOf } from '../language';
import { isProse } from '../line';
import type { Declared, Told } from '../metadata';
import { normalise } from '../normalise';
import { plainTextBlocks } from '../plainText';
import { SourceWriter, type FormatReader, type ReadOptions, type ReadSource } from '../readSource';
import { outletOfHost } from '../outletName';
import { articleRuns } from './articleRuns';
import { besideHeadline, type BesideHeadline } from './besideHeadline';
import { decodePage } from './decodePage';
import { linearText } from './linearText';
import { marksOf } from './marksOf';
import { pageBlocks, type PageBlock, type PageBlocks } from './pageBlocks';
import { isHeadline, pageLabels } from './pageLayers';
import { pageMetadata } from './pageMetadata';
import { isElement, nodesOf, pageTree, type PageTree } from './pageTree';
import { excessOf } from './scanMarkup';

/** The largest page. */
export const MAX_PAGE_BYTES = 20 * 1024 * 1024;

/**
 * Reads a saved web page, or what was copied from one. Every block of its text is kept in order; what is not the article
 * becomes layers. Nothing the page refers to is loaded, nothing in it runs. A page too deep or too large for a tree is
 * read as paragraphs alone, and says so. Rejects `file-too-large` above 20 MB, and as `decode`.
 */
export const readHtml: FormatReader = (bytes, name, options) => readPage(bytes, name, options);

/**
 * `readHtml` for a page inside something else: `sent` is the encoding that names, `address` where the page was saved from; with
 * `letter` all of it was written for the reader, and nothing is set aside but what it marks itself.
 */
export async function readPage(
  bytes: Uint8Array,
  name: string,
  options: ReadOptions,
  {
    sent,
    address,
    letter = false,
  }: { sent?: string | undefined; address?: string | undefined; letter?: boolean } = {},
): Promise<ReadSource> {
  if (bytes.length > MAX_PAGE_BYTES) {
    throw new AppError(
      'file-too-large',
      `“${name}” has ${Math.ceil(bytes.length / 1024 / 1024)} MB; Dossier reads web pages up to 20 MB.`,
      'Copy the text you need into a .txt file and import that.',
    );
  }
  const {
    text: source,
    encoding,
    remarks,
  } = await decodePage(bytes, name, { chosen: options.encoding, sent });
  const excess = excessOf(source);
  const tree = excess === null ? treeOf(source) : null;
  if (tree === null) {
    const { text, blocks } = linearText(source);
    const remark = `a page ${excess ?? 'its parser could not take apart'}: read as paragraphs alone`;
    return {
      text,
      blocks,
      declared: address === undefined ? {} : { address },
      encoding,
      remarks: [...remarks, remark],
    };
  }
  const page = seenBlocks(tree);
  const { declared: stated, titles, isBoard, outlet } = pageMetadata(tree, source, page.blocks);
  if (address !== undefined) stated.address ??= address;

  const only = page.blocks.length === 1 ? page.blocks[0]! : null;
  // A text file that a browser showed and saved.
  if (only?.kind === 'code') {
    const text = normalise(only.words).trim();
    return { text, blocks: plainTextBlocks(text), declared: stated, encoding, remarks };
  }
  // A person chose the pieces that were copied: nothing of them is set aside but what they themselves mark.
  const copied = letter || isFragment(source);
  const marks = copied || isBoard ? [] : marksOf(tree);
  const kept = copied || isBoard ? null : articleRuns(tree, page.runs);
  const labels = pageLabels(page.blocks, { kept, titles, noArticle: copied || isBoard });
  const beside = besideHeadline(
    page.blocks,
    labels,
    headlineOf(page.blocks, labels, titles),
    marks,
    numericOrder(seenWords(page.blocks, labels), stated.language ?? null),
  );
  // Who wrote it and when is no furniture, whatever the page calls the part it stands in.
  if (!copied) for (const at of beside.lines) labels[at] = null;
  const { declared, told } =
    copied || isBoard ? { declared: stated, told: {} } : mended(stated, beside, outlet);
  const { text, blocks, layers } = written(page.blocks, labels);

  // Templates declare the language of the site, not of the text.
  if (declared.language !== undefined) {
    const own = await languageOf(seenWords(page.blocks, labels));
    if (own !== null && own.split('-')[0] !== declared.language.split('-')[0]) delete declared.language;
  }
  return { text, blocks, declared, told, layers, encoding, remarks };
}

/** The words of the blocks that stay in sight. */
function seenWords(blocks: readonly PageBlock[], labels: readonly (string | null)[]): string {
  return blocks
    .filter((_, at) => labels[at] === null)
    .map(({ words }) => words)
    .join('\n')
    .slice(0, 40_000);
}

/** Where the headline stands right above the article: pages repeat it in menus and in windows for sharing. */
function headlineOf(
  blocks: readonly PageBlock[],
  labels: readonly (string | null)[],
  titles: readonly string[],
): number | null {
  const all = blocks.flatMap((block, at) => (isHeadline(block, titles) ? [at] : []));
  const seen = all.filter((at) => labels[at] === null);
  const prose = blocks.findIndex(({ words }, at) => labels[at] === null && isProse(words));
  return seen.findLast((at) => at < prose) ?? seen[0] ?? all[0] ?? null;
}

/**
 * What stands beside the headline, where the page's fields do not say it, or say less: the day as readers were shown it where
 * the fields have that of another clock, all authors where the fields name one. `declared` is what is left of the fields.
 */
function mended(
  stated: Declared,
  beside: BesideHeadline,
  outlet: Told['publisher'],
): { declared: Declared; told: Told } {
  const declared = { ...stated };
  const shown = beside.published?.value;
  if (shown !== undefined && declared.published !== undefined && daysApart(shown, declared.published) === 1)
    declared.published = shown;
  const authors = beside.authors?.value ?? [];
  const named = declared.authors ?? [];
  if (
    authors.length > named.length &&
    named.every((name) => authors.some((other) => isSameName(name, other)))
  )
    delete declared.authors;
  const { authors: byline, published, updated } = beside;
  const publisher = outlet ?? outletOfHost(beside.rests, declared.address);
  return { declared, told: { authors: byline, published, updated, publisher } };
}

const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const daysApart = (a: string, b: string): number =>
  a.length === 10 && b.length === 10 ? Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000 : Infinity;

/** The tree of a page; null where the parser fails, as it does on a class of a million names. */
function treeOf(source: string): PageTree | null {
  try {
    return pageTree(source);
  } catch {
    return null;
  }
}

const isFragment = (source: string): boolean =>
  /<!--\s{0,9}StartFragment/i.test(source.slice(0, 200_000)) ||
  !/<(?:!doctype|html|head|body|meta|title)[\s>]/i.test(source.slice(0, 20_000));

/** The blocks a reader sees; where a page shows nothing or holds its text back for scripts, those that are hidden too. */
function seenBlocks(tree: PageTree): PageBlocks {
  const seen = pageBlocks(tree);
  const size = (page: PageBlocks): number => page.blocks.reduce((sum, { words }) => sum + words.length, 0);
  const shown = size(seen);
  if (shown > 2_000) return seen;
  let held = 0;
  for (const node of nodesOf(tree.documentElement))
    if (isElement(node) && node.localName === 'noscript') held += node.textContent.trim().length;
  if (shown > 0 && (held < 400 || held < shown)) return seen;
  const everything = pageBlocks(tree, true);
  return size(everything) > shown ? everything : seen;
}

function written(
  pieces: readonly PageBlock[],
  labels: readonly (string | null)[],
): Pick<ReadSource, 'text' | 'blocks'> & { layers: Layer[] } {
  const writer = new SourceWriter();
  const layers: Layer[] = [];
  let before: string | null = null;
  for (const [at, { kind, level, marker, words, close, indent }] of pieces.entries()) {
    const count = writer.blocks.length;
    writer.add(
      { kind, ...(level !== undefined && { level }), ...(marker !== undefined && { marker }) },
      words,
      { close, indent },
    );
    const block = writer.blocks.at(-1);
    if (block === undefined || writer.blocks.length === count) continue;
    const label = labels[at] ?? null;
    const layer = layers.at(-1);
    if (label !== null && label === before && layer !== undefined)
      layers[layers.length - 1] = { ...layer, to: block.to };
    else if (label !== null)
      layers.push({ from: block.from, to: block.to, reason: 'furniture', label, active: true, by: 'format' });
    before = label;
  }
  return { text: writer.text, blocks: writer.blocks, layers };
}
