/** What a piece of text is, which is also what a field of the query can ask for; in the order in which hits are shown. */
export const KINDS = [
  'text',
  'title',
  'note',
  'comment',
  'tag',
  'outlet',
  'agency',
  'author',
  'lang',
] as const;
export type Kind = (typeof KINDS)[number];
