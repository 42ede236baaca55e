import type { ImportOutcome, ImportReport } from '../../core/api/contract';
import { BYTE_ORDER_MARK, writeCsv } from '../../core/interchange/csv';
import { escapeMarkdownInline } from '../../core/text/escapeMarkdown';

export const FATES = { imported: 'Imported', duplicate: 'Already here', failed: 'Failed' } as const;

/** What is said of one file, in a line. */
export function detailOf(outcome: ImportOutcome): string {
  if (outcome.error) return [outcome.error.message, outcome.error.next].filter(Boolean).join(' ');
  if (outcome.status === 'duplicate') return `The same file is here as “${outcome.title ?? outcome.path}”.`;
  const words = outcome.words === null ? null : `${outcome.words.toLocaleString()} words`;
  return [outcome.title, words, outcome.remark].filter(Boolean).join(' · ');
}

/**
 * The report with other outcomes for some of its lines: those that came out of the n-th of `before` (by `source`) stand in its
 * place. One without any stays as it was.
 */
export function withOutcomes(
  report: ImportReport,
  before: readonly ImportOutcome[],
  after: readonly ImportOutcome[],
): ImportReport {
  const outcomes = report.outcomes.flatMap((outcome) => {
    const at = before.indexOf(outcome);
    const now = at < 0 ? [] : after.filter(({ source }, index) => (source ?? index) === at);
    return now.length === 0 ? [outcome] : now;
  });
  return reportOf(outcomes, report.cancelled);
}

/** Two imports as one report, in the order in which they were made. */
export function joined(before: ImportReport, after: ImportReport): ImportReport {
  return reportOf([...before.outcomes, ...after.outcomes], before.cancelled || after.cancelled);
}

function reportOf(outcomes: ImportOutcome[], cancelled: boolean): ImportReport {
  const count = (status: ImportOutcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return {
    imported: count('imported'),
    duplicates: count('duplicate'),
    failed: count('failed'),
    cancelled,
    outcomes,
  };
}

/** A report as a Markdown table; `at` is when it was made, as its reader writes it. */
export function reportAsMarkdown(
  { imported, duplicates, failed, cancelled, outcomes }: ImportReport,
  at: string,
): string {
  const cell = (words: string): string => escapeMarkdownInline(words.replace(/\s+/g, ' '));
  const lines = outcomes.map(
    (outcome) => `| ${FATES[outcome.status]} | ${cell(outcome.path)} | ${cell(detailOf(outcome))} |`,
  );
  return [
    `# Import of ${at}`,
    '',
    `${imported} imported, ${duplicates} already here, ${failed} failed.${cancelled ? ' It was stopped before the rest.' : ''}`,
    '',
    '| Fate | File | |',
    '| --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

/** A report as a table for spreadsheets, with a line for each file. */
export function reportAsCsv({ outcomes }: ImportReport): string {
  return (
    BYTE_ORDER_MARK +
    writeCsv([
      ['fate', 'file', 'document', 'title', 'words', 'remark', 'error', 'message', 'next step'],
      ...outcomes.map(({ status, path, id, title, words, remark, error }) => [
        status,
        path,
        id ?? '',
        title ?? '',
        words === null ? '' : String(words),
        remark ?? '',
        error?.code ?? '',
        error?.message ?? '',
        error?.next ?? '',
      ]),
    ])
  );
}
