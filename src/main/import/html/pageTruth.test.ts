import { describe, expect, it } from 'vitest';
import { overlaps } from '../../../core/model/range';
import { parseFile } from '../importFile';
import { labelledPages, placesOf } from './pageTruth';

/** Pages of many makes, each part of which a person labelled: what must stay in sight, and what should be folded. */
const pages = labelledPages();

type Count = { article: number; hidden: number; furniture: number; folded: number };
const wrong: string[] = [];

async function countOf({ name, bytes, parts }: (typeof pages)[number]): Promise<Count> {
  const { text, layers } = await parseFile(bytes, 'input.html');
  const count: Count = { article: 0, hidden: 0, furniture: 0, folded: 0 };
  for (const [index, place] of placesOf(text, parts).entries()) {
    const { words, article } = parts[index]!;
    if (place === null) throw new Error(`${name} lost “${words}”`);
    const folded = layers.some((layer) => overlaps(layer, place));
    if (article) {
      count.article += 1;
      if (folded) count.hidden += 1;
    } else {
      count.furniture += 1;
      if (folded) count.folded += 1;
    }
    if (article === folded) wrong.push(`${name}: ${article ? 'hides' : 'shows'} “${words}”`);
  }
  return count;
}

describe('a labelled page', () => {
  for (const page of pages) {
    it(`keeps the words of the article in sight: ${page.name}`, async () => {
      expect(await countOf(page)).toMatchObject({ hidden: 0 });
    });
  }

  it('is one of many of which nearly all furniture is folded', async () => {
    wrong.length = 0;
    const counts = await Promise.all(pages.map(countOf));
    const sum = (field: keyof Count): number => counts.reduce((total, count) => total + count[field], 0);
    const precision = sum('folded') / (sum('folded') + sum('hidden'));
    const recall = sum('folded') / sum('furniture');
    expect(
      { pages: pages.length >= 12, precision: precision >= 0.95, recall: recall >= 0.6 },
      wrong.join('\n'),
    ).toEqual({
      pages: true,
      precision: true,
      recall: true,
    });
  });
});
