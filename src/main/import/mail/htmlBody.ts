import type { Layer } from '../../../core/model/document';
import { appendPage } from '../html/appendPage';
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
  return appendPage(writer, page);
}
