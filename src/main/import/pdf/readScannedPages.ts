import { AppError } from '../../../core/model/appError';
import { MAX_OCR_PAGES, openRecogniser } from '../ocr/recognise';
import { confidenceRemark, recognisedPieces } from '../ocr/recognisedPieces';
import type { ReadOptions } from '../readSource';
import { pageList } from './pageList';
import { paintPictures } from './pagePictures';
import type { Piece } from './paragraphs';
import { openPdf } from './pdfEngine';
import { before } from './textRuns';

/** Milliseconds to decode the pictures of one page. */
const PICTURE_PATIENCE = 30_000;

/**
 * The pages of pictures of a PDF as text recognition reads them, and what is to say about it. Rejects with AppError:
 * `file-too-large` (more than `MAX_OCR_PAGES` such pages), `bad-input` (a language without data).
 */
export async function readScannedPages(
  bytes: Uint8Array,
  name: string,
  { password, ocr }: ReadOptions,
  pages: readonly number[],
): Promise<{ pieces: Piece[]; remarks: string[] }> {
  if (pages.length > MAX_OCR_PAGES) {
    throw new AppError(
      'file-too-large',
      `“${name}” has ${pages.length.toLocaleString('en')} pages of pictures; text recognition reads up to ${MAX_OCR_PAGES} at a go.`,
      'Split it into smaller files and import those.',
    );
  }
  const recogniser = await openRecogniser(ocr?.languages ?? []);
  const pdf = await openPdf(bytes, name, { password, pictures: true });
  try {
    const pieces: Piece[] = [];
    const confidences: number[] = [];
    const unread: number[] = [];
    for (const number of pages) {
      const end = performance.now() + PICTURE_PATIENCE;
      const page = await before(
        end,
        pdf.document.getPage(number).catch(() => null),
      );
      const image = page === null ? null : await paintPictures(page, pdf.ops, end);
      const lines = image === null ? null : recogniser.recognise(image);
      page?.cleanup();
      if (lines === null) {
        unread.push(number);
        continue;
      }
      const recognised = recognisedPieces(lines, number);
      pieces.push(...recognised.pieces);
      confidences.push(...recognised.confidences);
    }
    const remarks = confidences.length === 0 ? [] : [confidenceRemark(confidences)];
    if (unread.length > 0)
      remarks.push(
        `the ${unread.length === 1 ? 'picture' : 'pictures'} on ${pageList(unread)} could not be read`,
      );
    return { pieces, remarks };
  } finally {
    recogniser.close();
    await pdf.close();
  }
}
