import type { Layer } from '../../../core/model/document';
import { readPage } from '../html/readHtml';
import type { SourceWriter } from '../readSource';

/** Adds the HTML of a message to `writer`, read as a page is; gives the layers that found. */
export async function addHtmlBody(writer: SourceWriter, html: string, name: string): Promise<Layer[]> {
  const page = await readPage(
    new TextEncoder().encode(html),
    name,
    { encoding: 'utf-8' },
    // Nobody's letter is an article with a page around it.
    { letter: true },
  );
  const first = writer.blocks.length;
  let end = -1;
  for (const { from, to, ...block } of page.blocks) {
    const close = end >= 0 && !/\n\s*\n/.test(page.text.slice(end, from));
    writer.add(block, page.text.slice(from, to), { close });
    end = to;
  }
  const added = writer.blocks.slice(first);
  // Blocks of a page are trimmed words already: each comes again.
  const moved = (at: number, edge: 'from' | 'to'): number =>
    added[page.blocks.findIndex((block) => block[edge] === at)]?.[edge] ?? -1;
  return (page.layers ?? []).flatMap((layer) => {
    const [from, to] = [moved(layer.from, 'from'), moved(layer.to, 'to')];
    return from < 0 || to <= from ? [] : [{ ...layer, from, to }];
  });
}
