/** A sentence as a half-open range of the text given, without white space at its ends. */
export type Sentence = { readonly from: number; readonly to: number };

/**
 * The sentences of a text, in order and apart: those of the platform (UAX 29, `Intl.Segmenter`), but that the stop of an
 * initial or of a short title (`J. Smith`, `Mr. Kim`, `U.S. troops`) ends none. What has no letter or digit is no sentence.
 */
export function sentences(text: string): Sentence[] {
  const found: Sentence[] = [];
  let open: { from: number; to: number } | null = null;
  for (const { segment, index } of segmenter().segment(text)) {
    const from = index + segment.length - segment.trimStart().length;
    const to = index + segment.trimEnd().length;
    if (from >= to) continue;
    open = open ? { from: open.from, to } : { from, to };
    if (ABBREVIATED.test(text.slice(Math.max(open.from, to - 12), to)) && segment.length < 2_000) continue;
    found.push(open);
    open = null;
  }
  if (open) found.push(open);
  return found.filter(({ from, to }) => /[\p{L}\p{N}]/u.test(text.slice(from, to)));
}

/** Ends in a stop that belongs to the word before it. */
const ABBREVIATED =
  /(?:^|[\s(“"])(?:\p{Lu}\.|(?:\p{Lu}\.){2,}|(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sgt|Sen|Rep|Gov|Prof|No|vs)\.)$/u;

let shared: Intl.Segmenter | null = null;
function segmenter(): Intl.Segmenter {
  shared ??= new Intl.Segmenter('und', { granularity: 'sentence' });
  return shared;
}
