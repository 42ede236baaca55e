import { fold } from '../text/words';
import { describe, resolve, type Anchor } from './anchor';
import {
  type Block,
  type BlockRepair,
  type Document,
  type Layer,
  type Metadata,
  MetadataField,
} from './document';
import type { Highlight, HighlightCheck } from './highlight';
import { nearMatches } from './nearMatches';
import { overlaps, type Range } from './range';

/**
 * What was made of one version of a source, brought over to the next. Nothing is guessed: what has no sure place in the new
 * text is kept with what is known of it, for a person to decide.
 */

/** How a passage came over: to its place in the new text, or with places that may be it. */
export type Carried =
  | { readonly status: 'sure'; readonly anchor: Anchor }
  | { readonly status: 'unsure' | 'lost'; readonly candidates: readonly Range[] };

/** Suggestions for one passage. */
const MOST_CANDIDATES = 3;
/** A quote that stands more often than this is no suggestion anywhere. */
const MOST_COPIES = 20;

/**
 * Finds the passage of an earlier version. Sure where its words stand in the new text with no rival, be it with other
 * punctuation, case or spaces; a passage whose words were edited is unsure, since what it says may have changed.
 */
export function carryAnchor(text: string, anchor: Anchor): Carried {
  const found = resolve(text, anchor);
  if (found.status !== 'lost') {
    const range = { from: found.from, to: found.to };
    return sameWords(text.slice(found.from, found.to), anchor.quote)
      ? { status: 'sure', anchor: describe(text, range) }
      : { status: 'unsure', candidates: [range] };
  }
  const candidates = lookAlikes(text, anchor);
  return { status: candidates.length > 0 ? 'unsure' : 'lost', candidates };
}

/** The highlight in the new version: at its place there, or to be checked. Its id stays, so that links to it hold. */
export function carryHighlight(highlight: Highlight, document: string, carried: Carried): Highlight {
  const rest = { ...highlight };
  delete rest.check;
  if (carried.status === 'sure') return { ...rest, document, anchor: carried.anchor };
  const check: HighlightCheck = {
    status: carried.status,
    ...(carried.candidates.length > 0 && { candidates: [...carried.candidates] }),
  };
  return { ...rest, document, check };
}

/** Places that read like the quote, likeliest first. */
function lookAlikes(text: string, { quote, prefix, suffix }: Anchor): Range[] {
  if (quote.trim() === '') return [];
  const copies: Range[] = [];
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + quote.length)) {
    copies.push({ from: at, to: at + quote.length });
    if (copies.length > MOST_COPIES) return [];
  }
  if (copies.length > 0) return copies.slice(0, MOST_CANDIDATES);
  const limit = Math.min(256, Math.floor(quote.length / 2));
  const near = nearMatches(text, quote, limit, { before: prefix, after: suffix }).sort(
    (a, b) => a.distance - b.distance || a.from - b.from,
  );
  const apart: Range[] = [];
  for (const { from, to } of near) {
    if (apart.length === MOST_CANDIDATES) break;
    if (!apart.some((other) => overlaps(other, { from, to }))) apart.push({ from, to });
  }
  return apart;
}

const sameWords = (a: string, b: string): boolean => a === b || wordsOf(a) === wordsOf(b);
const wordsOf = (text: string): string =>
  text
    .split(/[\s\p{P}]+/u)
    .map(fold)
    .join(' ')
    .trim();

/**
 * Metadata of the new version: what the analyst corrected stays, the rest is what the new file says. `asRead` is what the
 * earlier file gives when it is read today, which tells a correction from what the file itself declares; null where it
 * cannot be read: then every field that is no guess counts as corrected.
 */
export function carryMetadata(
  before: Pick<Document, 'metadata' | 'guessed'>,
  asRead: Metadata | null,
  read: Pick<Document, 'metadata' | 'guessed' | 'evidence'>,
): Pick<Document, 'metadata' | 'guessed' | 'evidence'> {
  const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
  const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);
  const corrected = MetadataField.options.filter((field) => {
    if (before.guessed.includes(field)) return false;
    const value = before.metadata[field];
    return asRead === null ? !isEmpty(value) : differs(value, asRead[field]);
  });
  const kept = Object.fromEntries(corrected.map((field) => [field, before.metadata[field]]));
  const evidence = Object.fromEntries(
    Object.entries(read.evidence ?? {}).filter(([field]) => !(field in kept)),
  );
  return {
    metadata: {
      ...read.metadata,
      ...kept,
      reliability: before.metadata.reliability,
      custom: before.metadata.custom,
    },
    guessed: read.guessed.filter((field) => !corrected.includes(field)),
    evidence,
  };
}

/** A text with its layers, as far as carrying needs it. */
export type Version = {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly layers: readonly Layer[];
};

/**
 * The layers of the new version with the choices made in the earlier one: a part with the same words is folded or shown as
 * it was there, and parts that a person folded, or that its outlet repeats, are as they were where their words stand.
 */
export function carryLayers(before: Version, after: Version): Layer[] {
  const wordsIn = ({ text }: Version, { from, to }: Range): string => text.slice(from, to);
  const choices = new Map(before.layers.map((layer) => [`${layer.reason} ${wordsIn(before, layer)}`, layer]));
  const carried = after.layers.map((layer) => {
    const same = choices.get(`${layer.reason} ${wordsIn(after, layer)}`);
    return same ? { ...layer, active: same.active } : layer;
  });
  for (const layer of before.layers) {
    if (layer.by !== 'person' && layer.by !== 'outlet') continue;
    const place = standsAt(before.text, after.text, layer);
    if (place && !carried.some((other) => overlaps(other, place))) carried.push({ ...layer, ...place });
  }
  return carried.sort((a, b) => a.from - b.from || b.to - a.to);
}

/** The repairs of structure whose places are found, word for word, in the new text. */
export function carryRepairs(before: string, after: string, repairs: readonly BlockRepair[]): BlockRepair[] {
  return repairs
    .flatMap((repair) => {
      const to = Math.min(before.length, repair.at + 48);
      const place = repair.at < to ? standsAt(before, after, { from: repair.at, to }) : null;
      return place ? [{ ...repair, at: place.from }] : [];
    })
    .sort((a, b) => a.at - b.at);
}

/** Where a passage of one text stands, unchanged and with no rival, in another; null else. */
function standsAt(before: string, after: string, range: Range): Range | null {
  const found = resolve(after, describe(before, range));
  if (found.status === 'lost') return null;
  const { from, to } = found;
  return after.slice(from, to) === before.slice(range.from, range.to) ? { from, to } : null;
}
