import { joinLines, vocabularyOf } from '../pdf/joinLines';
import type { Piece } from '../pdf/paragraphs';
import { tidy } from '../pdf/textRuns';
import type { RecognisedLine } from './recognise';

/** A recognised page as paragraphs, and the confidence of each of its words. */
export function recognisedPieces(
  lines: readonly RecognisedLine[],
  page: number | undefined,
): { pieces: Piece[]; confidences: number[] } {
  const texts = lines.map(({ text }) => tidy(text).trim());
  const words = vocabularyOf(texts);
  const groups: string[][] = [];
  for (const [index, line] of lines.entries()) {
    if (texts[index] === '') continue;
    if (lines[index - 1]?.paragraph === line.paragraph && groups.length > 0)
      groups.at(-1)!.push(texts[index]!);
    else groups.push([texts[index]!]);
  }
  return {
    pieces: groups.map((group) => ({
      kind: 'paragraph',
      ...(page !== undefined && { page }),
      text: joinLines(group, words),
    })),
    confidences: lines.flatMap((line) => line.confidences),
  };
}

/** How sure the recognition is, for the report: the mean over words. */
export function confidenceRemark(confidences: readonly number[]): string {
  const mean = confidences.reduce((sum, one) => sum + one, 0) / Math.max(1, confidences.length);
  return `read by text recognition, confidence ${Math.round(mean)} %`;
}
