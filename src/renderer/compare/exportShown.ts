import { comparisonHtml, comparisonMarkdown, type ExportedSide } from '../../core/compare/exportComparison';
import type { Document } from '../../core/model/document';
import { download } from '../app/download';
import type { ComparedDocument } from './compareRows';
import type { ShownComparison } from './useComparison';

/** Saves the comparison that is shown as a file. `ignored` in words. */
export function exportShown(
  { comparison, a, b }: ShownComparison,
  left: Document,
  right: Document,
  ignored: readonly string[],
  format: 'md' | 'html',
): void {
  const exported = { comparison, a: sideOf(left, a), b: sideOf(right, b), ignored };
  const name = `${fileName(left.metadata.title)} - ${fileName(right.metadata.title)}.${format}`;
  if (format === 'md') download(name, comparisonMarkdown(exported));
  else download(name, comparisonHtml(exported), 'text/html');
}

function sideOf({ metadata }: Document, { text, blocks, layers }: ComparedDocument): ExportedSide {
  const facts = [metadata.publisher, metadata.published].filter(Boolean).join(', ');
  return { text, blocks, layers, title: metadata.title, facts };
}

/** A title as part of a file name on every system. */
function fileName(title: string): string {
  return title.replace(/[^\p{L}\p{N} ]+/gu, ' ').replace(/\s+/g, ' ').trim().slice(0, 60) || 'Document'; // prettier-ignore
}
