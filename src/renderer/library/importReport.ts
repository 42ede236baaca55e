import type { ImportOutcome, ImportReport } from '../../core/api/contract';
import { detailOf, FATES, sumOf } from '../../core/api/importFate';
import { BYTE_ORDER_MARK, writeCsv } from '../../core/interchange/csv';
import type { ErrorCode } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import { writtenLeftovers } from '../../core/model/leftover';
import { writtenShare, type ReuseSummary } from '../../core/model/reuse';
import { escapeMarkdownInline } from '../../core/text/escapeMarkdown';

/** A report as the window has it: with the paths of what lay among the files and is no source. */
export type ToldReport = ImportReport & { readonly leftovers?: readonly string[] };

/** What documents have of others, by the documents' ids: near-same text. */
export type Near = ReadonlyMap<Id, Pick<ReuseSummary, 'partner' | 'share' | 'sentence'>>;

/**
 * The report with other outcomes for some of its lines: those that came out of the n-th of `before` (by `source`) stand in its
 * place. One without any stays as it was.
 */
export function withOutcomes(
  report: ToldReport,
  before: readonly ImportOutcome[],
  after: readonly ImportOutcome[],
): ToldReport {
  const outcomes = report.outcomes.flatMap((outcome) => {
    const at = before.indexOf(outcome);
    const now = at < 0 ? [] : after.filter(({ source }, index) => (source ?? index) === at);
    return now.length === 0 ? [outcome] : now;
  });
  return reportOf(outcomes, report);
}

/** Two imports as one report, in the order in which they were made. */
export function joined(before: ToldReport, after: ToldReport): ToldReport {
  return reportOf([...before.outcomes, ...after.outcomes], {
    cancelled: before.cancelled || after.cancelled,
    leftovers: [...(before.leftovers ?? []), ...(after.leftovers ?? [])],
  });
}

function reportOf(
  outcomes: ImportOutcome[],
  { cancelled, leftovers = [] }: Pick<ToldReport, 'cancelled' | 'leftovers'>,
): ToldReport {
  const count = (status: ImportOutcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return {
    imported: count('imported'),
    duplicates: count('duplicate'),
    failed: count('failed'),
    cancelled,
    outcomes,
    leftovers,
  };
}

/** What is said where a file can be read with an answer, which is asked for beside it. */
const QUESTIONS: Partial<Record<ErrorCode, string>> = {
  'password-needed': 'Type its password; Dossier does not keep it.',
  scanned: 'Choose the language it is written in, and its text is recognised.',
  'encoding-unknown': 'Choose the encoding it was written in.',
};

/** Whether somebody's answer can bring the file in. */
export const isQuestion = ({ retry, error }: ImportOutcome): boolean =>
  retry !== undefined && error !== null && QUESTIONS[error.code] !== undefined;

/** What the dialog says of one file: as elsewhere, but that a question is answered there and then. */
export function shownDetail(outcome: ImportOutcome): string {
  const { error } = outcome;
  return error && isQuestion(outcome) ? `${error.message} ${QUESTIONS[error.code]!}` : detailOf(outcome);
}

/** Files that ask something first, then all others, both in their order: an answer is what can still be given. */
export function questionsFirst(outcomes: readonly ImportOutcome[]): ImportOutcome[] {
  return [...outcomes.filter(isQuestion), ...outcomes.filter((outcome) => !isQuestion(outcome))];
}

/** Of how much of an outcome's document stands in another, a sentence; null where nothing is known of any. */
export function nearOf({ status, id }: ImportOutcome, near: Near): string | null {
  return status === 'imported' && id !== null ? (near.get(id)?.sentence ?? null) : null;
}

/** A report as a Markdown table; `at` is when it was made, as its reader writes it. */
export function reportAsMarkdown(report: ToldReport, at: string, near: Near): string {
  const { cancelled, outcomes, leftovers = [] } = report;
  const cell = (words: string): string => escapeMarkdownInline(words.replace(/\s+/g, ' '));
  const lines = outcomes.map((outcome) => {
    const details = [detailOf(outcome), nearOf(outcome, near)].filter(Boolean).join(' · ');
    return `| ${FATES[outcome.status]} | ${cell(outcome.path)} | ${cell(details)} |`;
  });
  const passed = writtenLeftovers(leftovers);
  return [
    `# Import of ${at}`,
    '',
    `${sumOf(report)}${cancelled ? ' It was stopped before the rest.' : ''}`,
    ...(passed === null ? [] : ['', escapeMarkdownInline(passed)]),
    '',
    '| Fate | File | |',
    '| --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

const COLUMNS = [
  'fate',
  'file',
  'document',
  'title',
  'words',
  'remark',
  'near-same text',
  'near document',
  'share in it, %',
  'error',
  'message',
  'next step',
];

/** A report as a table for spreadsheets, with a line for each file. */
export function reportAsCsv({ outcomes }: ImportReport, near: Near): string {
  const nearest = ({ status, id }: ImportOutcome): string[] => {
    const told = status === 'imported' && id !== null ? near.get(id) : undefined;
    return told
      ? [told.partner.title, told.partner.id, writtenShare(told.share).replace(' %', '')]
      : ['', '', ''];
  };
  return (
    BYTE_ORDER_MARK +
    writeCsv([
      COLUMNS,
      ...outcomes.map((outcome) => {
        const { status, path, id, title, words, remark, error } = outcome;
        return [
          status,
          path,
          id ?? '',
          title ?? '',
          words === null ? '' : String(words),
          remark ?? '',
          ...nearest(outcome),
          error?.code ?? '',
          error?.message ?? '',
          error?.next ?? '',
        ];
      }),
    ])
  );
}
