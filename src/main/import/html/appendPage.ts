import type { Layer } from '../../../core/model/document';
import type { ReadSource, SourceWriter } from '../readSource';

/** Adds the blocks of a page that was read to `writer`, as they lie there; gives its layers, moved along. */
export function appendPage(
  writer: SourceWriter,
  page: Pick<ReadSource, 'text' | 'blocks' | 'layers'>,
): Layer[] {
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
