import type { ImportOutcome } from './contract';

/** What became of a file, in a word; the same in every shell. */
export const FATES = { imported: 'Imported', duplicate: 'Already here', failed: 'Failed' } as const;

/** What is said of one file of an import beside its fate, in a line; the same in every shell. */
export function detailOf(outcome: ImportOutcome): string {
  if (outcome.error) return [outcome.error.message, outcome.error.next].filter(Boolean).join(' ');
  if (outcome.status === 'duplicate')
    return outcome.remark ?? `The same file is here as “${outcome.title ?? outcome.path}”.`;
  const words = outcome.words === null ? null : `${counted(outcome.words)} words`;
  return [outcome.title, words, outcome.remark].filter(Boolean).join(' · ');
}

/** What an import did, counted. */
export function sumOf(report: {
  readonly imported: number;
  readonly duplicates: number;
  readonly failed: number;
}): string {
  const { imported, duplicates, failed } = report;
  return `${counted(imported)} imported, ${counted(duplicates)} already here, ${counted(failed)} failed.`;
}

/** A number as English writes it, whatever the machine speaks: the words around it are English. */
const counted = (number: number): string => number.toLocaleString('en');
