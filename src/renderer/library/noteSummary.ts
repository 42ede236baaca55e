import { noteTitle, type Note } from '../../core/model/note';

/** A note as a list shows it: a title where its first line is one, and its words without Markdown's signs. */
export type NoteSummary = { readonly title: string | null; readonly rest: string };

/** Longer first lines are the beginning of the text, not its title. */
const LONGEST_TITLE = 80;

/** A first line of up to 80 characters is taken for the title. Links keep their words and lose their addresses. */
export function noteSummary(note: Pick<Note, 'text'>): NoteSummary {
  const text = withoutLinks(note.text).trim();
  const [first = '', ...others] = text.split('\n');
  const title = noteTitle({ text: first });
  const isTitle = title !== '' && !(first.length > LONGEST_TITLE && title.endsWith('…'));
  return { title: isTitle ? title : null, rest: plain(isTitle ? others : [first, ...others]) };
}

const withoutLinks = (text: string): string => text.replace(/\[([^\][]*)\]\([^)\s]*\)/g, '$1');

const plain = (lines: readonly string[]): string =>
  lines
    .map((line) => line.replace(/^\s*(#{1,6}|[-*>])\s+/, '').replace(/[*_`]/g, ''))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
