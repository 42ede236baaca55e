export type FurnitureCount = {
  /** Runs of four words of the article that the text has, and those of them that stand in sight nowhere. */
  readonly body: number;
  readonly hidden: number;
  /** Lines of which less than a third of the words are the article's; those that are folded. */
  readonly furniture: number;
  readonly folded: number;
  /** Lines of the article that are folded and stand in sight nowhere else. */
  readonly foldedBody: readonly string[];
};

/**
 * What is folded of a page, against the text of its article. Headline, byline, lead and captions are none of that text and are
 * shown, so the share of furniture that is folded is a lower bound.
 */
export function countFurniture(
  body: string,
  { text, blocks, layers }: { text: string; blocks: readonly Span[]; layers: readonly Span[] },
): FurnitureCount {
  const own = new Set(fours(body));
  const lines = blocks.map((block) => ({
    words: text.slice(block.from, block.to),
    isFolded: layers.some((layer) => layer.from <= block.from && block.to <= layer.to),
  }));
  const seen = new Set(lines.flatMap(({ words, isFolded }) => (isFolded ? [] : fours(words))));
  const found = new Set(lines.flatMap(({ words }) => fours(words)).filter((four) => own.has(four)));
  const foldedBody: string[] = [];
  let [furniture, folded] = [0, 0];
  for (const { words, isFolded } of lines) {
    const runs = fours(words);
    const share = runs.filter((run) => own.has(run)).length / runs.length;
    // Of a word or two nobody can tell where they belong.
    if (runs.length === 0 || (share >= 0.3 && share <= 0.7)) continue;
    if (share < 0.3) {
      furniture += 1;
      if (isFolded) folded += 1;
    } else if (isFolded && !runs.every((run) => seen.has(run))) foldedBody.push(words);
  }
  return {
    body: found.size,
    hidden: [...found].filter((four) => !seen.has(four)).length,
    furniture,
    folded,
    foldedBody,
  };
}

type Span = { readonly from: number; readonly to: number };

/** Runs of four words; the whole of a shorter line of two or three. */
function fours(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  if (words.length < 4) return words.length < 2 ? [] : [words.join(' ')];
  return words.slice(3).map((_, at) => words.slice(at, at + 4).join(' '));
}
