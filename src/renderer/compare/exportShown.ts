import { columnsHtml, columnsMarkdown } from '../../core/compare/exportColumns';
import { comparisonHtml, comparisonMarkdown, type ExportedSide } from '../../core/compare/exportComparison';
import type { Comparison } from '../../core/model/comparison';
import type { Document } from '../../core/model/document';
import { download } from '../app/download';
import type { ComparedDocument } from './compareRows';
import type { ShownComparison } from './useComparison';

/** Saves the comparison that is shown as a file, the base first. `ignored` in words. */
export function exportShown(
  { comparisons, documents: compared }: ShownComparison,
  documents: readonly Document[],
  ignored: readonly string[],
  format: 'md' | 'html',
): void {
  const sides = documents.map((document, at) => sideOf(document, compared[at]!));
  const [first, second] = documents;
  const name = `${fileName(first!.metadata.title)} - ${documents.length === 2 ? fileName(second!.metadata.title) : `${documents.length} documents`}.${format}`;
  const text =
    documents.length === 2
      ? ofTwo(sides, comparisons[0]!, ignored, format)
      : ofMany(sides, comparisons, ignored, format);
  if (format === 'md') download(name, text);
  else download(name, text, 'text/html');
}

function ofTwo(
  [a, b]: readonly ExportedSide[],
  comparison: Comparison,
  ignored: readonly string[],
  format: 'md' | 'html',
): string {
  const exported = { comparison, a: a!, b: b!, ignored };
  return format === 'md' ? comparisonMarkdown(exported) : comparisonHtml(exported);
}

function ofMany(
  [base, ...others]: readonly ExportedSide[],
  comparisons: readonly Comparison[],
  ignored: readonly string[],
  format: 'md' | 'html',
): string {
  const columns = others.map((side, at) => ({ side, comparison: comparisons[at]! }));
  const exported = { base: base!, columns, ignored };
  return format === 'md' ? columnsMarkdown(exported) : columnsHtml(exported);
}

function sideOf({ metadata }: Document, { text, blocks, layers }: ComparedDocument): ExportedSide {
  const facts = [metadata.publisher, metadata.published].filter(Boolean).join(', ');
  return { text, blocks, layers, title: metadata.title, facts };
}

/** A title as part of a file name on every system. */
function fileName(title: string): string {
  return title.replace(/[^\p{L}\p{N} ]+/gu, ' ').replace(/\s+/g, ' ').trim().slice(0, 60) || 'Document'; // prettier-ignore
}
