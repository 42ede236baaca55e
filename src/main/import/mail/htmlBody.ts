import type { Layer } from '../../../core/model/document';
import { FORMATS, type Format } from '../formats';
import type { SourceWriter } from '../readSource';

/** Adds the HTML of a message to `writer`, read as a page is; gives the layers that found. */
export async function addHtmlBody(writer: SourceWriter, html: string, name: string): Promise<Layer[]> {
  const formats: Readonly<Record<string, Format>> = FORMATS;
  const read = await formats.html?.load();
  if (read === undefined) {
    writer.add({ kind: 'paragraph' }, withoutTags(html));
    return [];
  }
  const page = await read(new TextEncoder().encode(html), name, { encoding: 'utf-8' });
  const first = writer.blocks.length;
  let end = -1;
  for (const { from, to, ...block } of page.blocks) {
    const close = end >= 0 && !/\n\s*\n/.test(page.text.slice(end, from));
    writer.add(block, page.text.slice(from, to), { close });
    end = to;
  }
  const added = writer.blocks.slice(first);
  // Where a block was dropped for having no words, places cannot be told any more.
  if (added.length !== page.blocks.length) return [];
  const moved = (at: number, edge: 'from' | 'to'): number =>
    added[page.blocks.findIndex((block) => block[edge] === at)]?.[edge] ?? -1;
  return (page.layers ?? []).flatMap((layer) => {
    const [from, to] = [moved(layer.from, 'from'), moved(layer.to, 'to')];
    return from < 0 || to <= from ? [] : [{ ...layer, from, to }];
  });
}

const withoutTags = (html: string): string =>
  html
    .replace(/<(style|script|head|title)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
