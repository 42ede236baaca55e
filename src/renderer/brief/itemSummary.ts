import type { BriefItem } from '../../core/model/brief';
import { noteTitle } from '../../core/model/note';

/** What kinds of item are called. */
export const ITEM_NAMES: Readonly<Record<BriefItem['kind'], string>> = {
  heading: 'Heading',
  prose: 'Prose',
  quotation: 'Quotation',
  note: 'Note',
};

/** One line for the outline; `note` is the text of an item's note where it is known. */
export function itemSummary(item: BriefItem, note: string | undefined): string {
  switch (item.kind) {
    case 'heading':
      return item.text.trim() || 'Untitled heading';
    case 'prose':
      return noteTitle({ text: item.markdown }) || 'Nothing written yet';
    case 'quotation':
      return `“${shortened(item.anchor.quote)}”`;
    case 'note':
      return note === undefined
        ? 'A note that is not in the library'
        : noteTitle({ text: note }) || 'Empty note';
  }
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80
    ? `${line
        .slice(0, 80)
        .replace(/[\ud800-\udbff]$/, '')
        .trimEnd()}…`
    : line;
}
