import { writtenDate } from '../model/date';
import type { Document, Metadata } from '../model/document';
import { writeCitationRecord, type CitationRecord } from './citationRecord';
import { escapeMarkdownLine } from '../text/escapeMarkdown';

/**
 * A source in words, as Markdown: `Author, Author, “Title”, *Outlet* (Agency), 12 June 2019`. What is not known is left
 * out.
 */
export function writtenSource(metadata: Metadata): string {
  const { authors, title, publisher, agency, published } = metadata;
  const credited = agency !== null && agency !== publisher ? escapeMarkdownLine(agency) : '';
  const outlet = publisher === null ? '' : emphasised(publisher);
  return [
    ...authors.map(escapeMarkdownLine),
    `“${escapeMarkdownLine(title)}”`,
    outlet && credited ? `${outlet} (${credited})` : outlet || credited,
    published === null ? '' : writtenDate(published),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** The definition of one footnote. `source` null: nothing is known of the document any more. */
export function footnote(
  label: string,
  source: { document: Document; place: string | null } | null,
  record: CitationRecord,
): string {
  const words =
    source === null
      ? 'A document that is not in the library'
      : [writtenSource(source.document.metadata), source.place].filter(Boolean).join(', ');
  return `[^${label}]: ${words}. ${writeCitationRecord(record)}`;
}

function emphasised(text: string): string {
  const escaped = escapeMarkdownLine(text);
  return escaped === '' ? '' : `*${escaped}*`;
}
