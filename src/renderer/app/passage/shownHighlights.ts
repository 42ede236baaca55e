import type { Highlight } from '../../../core/model/highlight';
import type { Id } from '../../../core/model/id';
import type { Range } from '../../../core/model/range';
import type { Tag, TagColour } from '../../../core/model/tag';

/** A highlight as the reader draws it: where it stands now, in which colour, under which names. */
export type ShownHighlight = Range & {
  readonly id: Id;
  readonly highlight: Highlight;
  readonly tags: readonly Tag[];
  /** Of its first tag; yellow, the plain marker, without one. */
  readonly colour: TagColour;
  /** False when the passage is not where it was saved: it is drawn where it was found and asks for review. */
  readonly exact: boolean;
};

/** Finds an anchor's passage again: `resolve` of core/model/anchor. */
export type Resolve = (
  text: string,
  anchor: Highlight['anchor'],
) => { status: 'exact' | 'moved'; from: number; to: number } | { status: 'lost' };

/** The highlights of a document, split into those that have a place in the text and those that lost it. */
export function showHighlights(
  text: string,
  highlights: readonly Highlight[],
  tags: ReadonlyMap<Id, Tag>,
  resolve: Resolve,
): { shown: ShownHighlight[]; lost: Highlight[] } {
  const shown: ShownHighlight[] = [];
  const lost: Highlight[] = [];
  for (const highlight of highlights) {
    const { anchor } = highlight;
    // Nearly always the passage stands where it was saved; only else is looking for it worth the time.
    const place =
      text.slice(anchor.from, anchor.to) === anchor.quote && anchor.quote !== ''
        ? { status: 'exact' as const, from: anchor.from, to: anchor.to }
        : resolve(text, anchor);
    if (place.status === 'lost') {
      lost.push(highlight);
      continue;
    }
    const own = highlight.tags.map((id) => tags.get(id)).filter((tag) => tag !== undefined);
    shown.push({
      id: highlight.id,
      from: place.from,
      to: place.to,
      highlight,
      tags: own,
      colour: own[0]?.colour ?? 'yellow',
      exact: place.status === 'exact',
    });
  }
  shown.sort((a, b) => a.from - b.from || b.to - a.to || (a.id < b.id ? -1 : 1));
  return { shown, lost };
}

/** Its name for lists and readers of the screen: its tags, else its first words. */
export function highlightName(one: ShownHighlight): string {
  const names = one.tags.map((tag) => tag.name).join(', ');
  return names === '' ? `Highlight “${shortQuote(one.highlight.anchor.quote, 40)}”` : names;
}

/** The quote on one line, at most `length` characters, cut at a word. */
export function shortQuote(quote: string, length: number): string {
  const line = quote.replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  const cut = line.slice(0, length - 1);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > length / 2 ? space : undefined).trimEnd()}…`;
}

/** The highlights over a position, the shortest first: what a press there most likely means. */
export function highlightsAt(shown: readonly ShownHighlight[], position: number): ShownHighlight[] {
  return shown
    .filter((one) => one.from <= position && position < one.to)
    .sort((a, b) => a.to - a.from - (b.to - b.from) || (a.id < b.id ? -1 : 1));
}

/** The highlight after or before a position in reading order, going round; null when there are none. */
export function nextHighlight(
  shown: readonly ShownHighlight[],
  from: { readonly position: number; readonly active: Id | null },
  step: 1 | -1,
): ShownHighlight | null {
  if (shown.length === 0) return null;
  const at = shown.findIndex((one) => one.id === from.active);
  if (at >= 0) return shown[(at + step + shown.length) % shown.length]!;
  if (step === 1) return shown.find((one) => one.from >= from.position) ?? shown[0]!;
  return shown.findLast((one) => one.from < from.position) ?? shown.at(-1)!;
}
