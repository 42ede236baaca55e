/** One thing the query language can say, by an example that can be searched as it stands. */
export type QueryExample = { readonly query: string; readonly meaning: string };

/** The language in short: what the window shows beside the field, `dossier search --help` and docs/search.md begin with. */
export const QUERY_HELP: readonly QueryExample[] = [
  { query: 'harbour strike', meaning: 'both words, anywhere in a document, its notes, comments and tags' },
  { query: '"night shift"', meaning: 'the words side by side, spelt so' },
  { query: 'crane OR winch', meaning: 'one of them at least; crane|winch is the same' },
  { query: 'strike -coal', meaning: 'not in documents with the second word; NOT coal is the same' },
  { query: '(crane OR winch) dock', meaning: 'parentheses hold together what belongs together' },
  { query: 'sanction*', meaning: 'words that begin so' },
  { query: 'crane NEAR/5 dock', meaning: 'at most five words between them, in any order; NEAR alone: ten' },
  { query: 'title:strike', meaning: 'in titles only; also outlet: author: tag: note: lang: text:' },
  {
    query: 'tag:("night work" OR overtime)',
    meaning: 'a field holds for the word, phrase or group behind it',
  },
  {
    query: 'date:2018-06..2019',
    meaning: 'published from June 2018 to the end of 2019; also date:2018 date:..2019',
  },
  { query: 'in:highlights strike', meaning: 'inside highlighted passages; also in:notes in:titles' },
  {
    query: 'in:article strike',
    meaning: 'not in what the reader folds away: page furniture, a repeated body',
  },
];

/** What is the same to a search, in two sentences. */
export const QUERY_FOLDING =
  'Capitals, accents, hyphens and the stops of abbreviations make no difference: Jong-un is Jong Un, U.N. is UN. ' +
  'Words of five letters and more are found with a typo too, after the exact ones; quotation marks switch that off.';
