import { AppError } from '../../../core/model/appError';
import type { Layer } from '../../../core/model/document';
import { emptyFile } from '../checkFile';
import type { FormatReader } from '../readSource';
import { SourceWriter } from '../readSource';
import { LARGEST_STREAM, streamRefused } from './boundStreams';
import { declaredIn } from './declaredIn';
import { vocabularyOf } from './joinLines';
import {
  isFootnote,
  joinParagraphs,
  paragraphsOf,
  pieceOf,
  typographyOf,
  type Paragraph,
} from './paragraphs';
import { damagedPdf, openPdf, type OpenPdf, type PdfPage } from './pdfEngine';
import { rowsOf, type Row } from './pageRows';
import { readingOrder } from './readingOrder';
import { runningLines, type RunningLine } from './runningLines';
import { hasPicture } from './pagePictures';
import { pageList } from './pageList';
import { printedPage } from './printedPage';
import { before, readPageText, type PageText } from './textRuns';

/** The longest document that is read. */
export const MAX_PAGES = 5_000;
const MEGABYTE = 1024 * 1024;
/** Milliseconds one page may take; then it is left out and named. */
const PAGE_PATIENCE = 10_000;
/** A page with fewer letters and digits has no text of its own: a picture, a title page, a blank one. */
const FEWEST_CHARACTERS = 20;
/** Pages begun before they are needed: what is packed is unpacked in other threads of Node meanwhile. */
const AHEAD = 2;
/** Operator lists that are read to learn the weight of fonts, and to look for pictures. */
const FONT_PAGES = 12;
const PICTURE_PAGES = 5;

type ReadPage = { readonly number: number; readonly text: PageText };

/**
 * Reads a PDF: paragraphs in reading order, joined over lines, columns and pages, each block with the page it begins on;
 * running heads and page numbers are layers. Invisible text is kept: it is how scanners store what they recognised.
 * Rejects with AppError: `password-needed`, `file-damaged`, `file-too-large` (more than `MAX_PAGES` pages), `file-empty`
 * (no page, or nothing on them), `scanned` (pictures and no text; `options.ocr` recognises it), `timed-out` (no page could
 * be read in its time).
 */
export const readPdf: FormatReader = async (bytes, name, options) => {
  const pdf = await openPdf(bytes, name, { password: options.password });
  try {
    const count = pdf.document.numPages;
    if (count === 0) throw pdf.mended ? damagedPdf(name) : emptyFile(name);
    if (count > MAX_PAGES) {
      throw new AppError(
        'file-too-large',
        `“${name}” has ${count.toLocaleString('en')} pages; Dossier reads up to ${MAX_PAGES.toLocaleString('en')}.`,
        'Split it into smaller files and import those.',
      );
    }
    const { pages, slow, broken, isBold } = await readPages(pdf, count);
    if (pages.length === 0) {
      if (streamRefused()) throw tooMuchInside(name);
      if (broken.length > 0) throw damagedPdf(name);
      throw new AppError(
        'timed-out',
        `No page of “${name}” could be read in ${PAGE_PATIENCE / 1_000} seconds.`,
        'Open it in a PDF program and save it anew, or save it as text, and import that.',
      );
    }
    const isCut = streamRefused();
    if (isCut && pages.every(({ text }) => text.characters === 0)) throw tooMuchInside(name);
    const textless = pages
      .filter((page) => page.text.characters < FEWEST_CHARACTERS)
      .map(({ number }) => number);
    const remarks: string[] = [];
    let pieces = layOut(pages, isBold);
    const scanned =
      textless.length === 0 ? [] : await pagesOfPictures(bytes, name, options.password, textless);
    if (scanned.length > 0) {
      const rest = pages.reduce((sum, { text }) => sum + text.characters, 0);
      if (options.ocr !== undefined) {
        const { readScannedPages } = await import('./readScannedPages');
        const recognised = await readScannedPages(bytes, name, options, scanned);
        remarks.push(...recognised.remarks);
        // The few characters a scanner stamps on a page are in the picture too.
        pieces = [...pieces.filter(({ page }) => !scanned.includes(page ?? 0)), ...recognised.pieces].sort(
          (one, other) => (one.page ?? 0) - (other.page ?? 0),
        );
        if (pieces.length === 0) throw emptyFile(name);
      } else if (scanned.length === pages.length || rest < FEWEST_CHARACTERS) {
        throw scannedFile(name, scanned.length);
      } else {
        const one = scanned.length === 1;
        remarks.push(
          `${pageList(scanned)} ${one ? 'is a picture' : 'are pictures'} without text, which text recognition can read`,
        );
      }
    }
    // What is missing may be all the text there was.
    if (pieces.length === 0 && (pdf.mended || broken.length > 0)) throw damagedPdf(name);
    if (isCut) remarks.push(`a part that unpacks to more than ${LARGEST_STREAM / MEGABYTE} MB was left out`);
    if (pdf.mended) remarks.push('the end of the file is missing, and pages may be');
    if (slow.length > 0)
      remarks.push(
        `${pageList(slow)} took longer than 10 seconds and ${slow.length === 1 ? 'was' : 'were'} left out`,
      );
    if (broken.length > 0) remarks.push(`${pageList(broken)} could not be read`);
    const { text, blocks, layers } = writePieces(pieces);
    const declared = await declaredIn(pdf.document, name);
    const printed = printedPage(pieces, declared.title);
    if (printed !== null && printed.title !== null) declared.title = printed.title;
    return { text, blocks, layers, declared, told: printed?.told, remarks };
  } finally {
    await pdf.close();
  }
};

function tooMuchInside(name: string): AppError {
  return new AppError(
    'file-too-large',
    `“${name}” unpacks to more than Dossier takes of one part of a PDF: ${LARGEST_STREAM / MEGABYTE} MB.`,
    'Open it in a PDF program and save it anew, or save it as text, and import that.',
  );
}

/** The failure of a PDF or picture whose words are drawn, with the offer to recognise them. */
export function scannedFile(name: string, pages: number): AppError {
  return new AppError(
    'scanned',
    `“${name}” has ${pages === 1 ? 'one page' : `${pages.toLocaleString('en')} pages`} of pictures and no text.`,
    'Read it with text recognition: choose the languages it is written in (dossier import --ocr eng, or eng+kor for two).',
  );
}

async function readPages(
  { document }: OpenPdf,
  count: number,
): Promise<{ pages: ReadPage[]; slow: number[]; broken: number[]; isBold: (font: string) => boolean }> {
  const pages: ReadPage[] = [];
  const slow: number[] = [];
  const broken: number[] = [];
  const weights = new Map<string, boolean>();
  let looked = 0;
  const begun = new Map<number, Promise<{ page: PdfPage; text: PageText } | null>>();
  const begin = async (number: number): Promise<{ page: PdfPage; text: PageText } | null> => {
    const end = performance.now() + PAGE_PATIENCE;
    const page = await before(end, document.getPage(number));
    const text = page === null ? null : await readPageText(page, end - performance.now());
    return page === null || text === null ? null : { page, text };
  };
  for (let number = 1; number <= count; number += 1) {
    for (let next = number; next <= Math.min(count, number + AHEAD); next += 1) {
      if (begun.has(next)) continue;
      const reading = begin(next);
      reading.catch(() => undefined);
      begun.set(next, reading);
    }
    try {
      const read = await begun.get(number)!;
      if (read === null) {
        slow.push(number);
        continue;
      }
      const { page, text } = read;
      pages.push({ number, text });
      const fonts = looked < FONT_PAGES ? fontsOf(text) : new Set<string>();
      if ([...fonts].some((font) => !weights.has(font))) {
        looked += 1;
        await learnWeights(page, fonts, weights, performance.now() + PAGE_PATIENCE);
      }
      page.cleanup();
    } catch {
      broken.push(number);
    } finally {
      begun.delete(number);
    }
  }
  return { pages, slow, broken, isBold: (font) => weights.get(font) === true };
}

function fontsOf({ frames }: PageText): Set<string> {
  const fonts = new Set<string>();
  for (const { runs } of frames) for (const { font } of runs) fonts.add(font);
  return fonts;
}

/** pdf.js tells what a font is only to those who draw the page. */
async function learnWeights(
  page: PdfPage,
  fonts: ReadonlySet<string>,
  weights: Map<string, boolean>,
  end: number,
): Promise<void> {
  const drawn = await before(
    end,
    page.getOperatorList().catch(() => null),
  );
  for (const font of fonts) {
    if (weights.has(font)) continue;
    const known = drawn !== null && page.commonObjs.has(font) ? page.commonObjs.get(font) : null;
    const {
      name = '',
      bold = false,
      black = false,
    } = (known ?? {}) as { name?: string; bold?: boolean; black?: boolean };
    weights.set(font, bold || black || /bold|black|heavy|semibold|demi/i.test(name));
  }
}

/** Which pages without text hold pictures: some are looked at, and speak for the others. */
async function pagesOfPictures(
  bytes: Uint8Array,
  name: string,
  password: string | undefined,
  textless: readonly number[],
): Promise<number[]> {
  const step = Math.max(1, Math.floor(textless.length / PICTURE_PAGES));
  const looked = textless.filter((_, index) => index % step === 0).slice(0, PICTURE_PAGES);
  const pdf = await openPdf(bytes, name, { password, pictures: true });
  try {
    const blank = new Set<number>();
    for (const number of looked) {
      const end = performance.now() + PAGE_PATIENCE;
      const page = await before(
        end,
        pdf.document.getPage(number).catch(() => null),
      );
      const has = page === null ? false : await hasPicture(page, pdf.ops, end);
      if (!has) blank.add(number);
    }
    return blank.size === looked.length ? [] : textless.filter((number) => !blank.has(number));
  } finally {
    await pdf.close();
  }
}

/** A piece and what it is besides the text of an article. */
export type LaidOutPiece = ReturnType<typeof pieceOf> & { readonly running?: RunningLine['label'] };

function layOut(pages: readonly ReadPage[], isBold: (font: string) => boolean): LaidOutPiece[] {
  const upright = pages.map(({ number, text }) => {
    const [main, ...turned] = text.frames;
    return {
      page: number,
      // Columns are lines that lie on their side.
      height: main?.angle === 'vertical' ? text.width : text.height,
      rows: main === undefined ? [] : rowsOf(main.runs),
      turned: turned.map(({ runs }) => rowsOf(runs)),
    };
  });
  const typography = typographyOf(
    upright.flatMap(({ rows }) => rows),
    isBold,
  );
  const running = runningLines(upright);
  const words = vocabularyOf(upright.flatMap(({ rows }) => rows.flatMap(lineTexts)));

  const pieces: LaidOutPiece[] = [];
  let open: Paragraph | null = null;
  /** What stands between the two halves of a paragraph that goes on: notes, page numbers. */
  let between: LaidOutPiece[] = [];
  const close = (): void => {
    if (open !== null) pieces.push(pieceOf(open, typography, words, false));
    open = null;
    pieces.push(...between);
    between = [];
  };
  for (const { page, height, rows, turned } of upright) {
    const edges = running.get(page) ?? [];
    const atEdge = new Set<Row>(edges.map(({ row }) => row));
    const edgePiece = ({ row, label }: RunningLine): LaidOutPiece => ({
      kind: 'paragraph',
      page,
      text: row.segments.map((segment) => segment.text).join(' '),
      running: label,
    });
    between.push(...edges.filter(({ atTop }) => atTop).map(edgePiece));
    const flows = readingOrder(rows.filter((row) => !atEdge.has(row)));
    const notes: Paragraph[] = [];
    const body = flows.flatMap((flow) => {
      const paragraphs = paragraphsOf(flow, page, typography);
      // Notes stand below all else of their column.
      let end = paragraphs.length;
      const first = paragraphs.findIndex(
        (paragraph, index) =>
          isFootnote(paragraph, typography, height) &&
          paragraphs.slice(index).every((other) => other.lines[0]!.size <= typography.body * 0.93),
      );
      if (first >= 0) {
        notes.push(...paragraphs.slice(first));
        end = first;
      }
      const text = paragraphs.slice(0, end);
      const lastOne = text.at(-1);
      return lastOne === undefined ? [] : [...text.slice(0, -1), { ...lastOne, last: true }];
    });
    for (const paragraph of body) {
      const joined: Paragraph[] = open === null ? [paragraph] : joinParagraphs([open, paragraph], typography);
      if (open !== null && joined.length === 1) open = joined[0]!;
      else {
        close();
        open = paragraph;
      }
    }
    between.push(...notes.map((note) => pieceOf(note, typography, words, true)));
    for (const frame of turned) {
      for (const flow of readingOrder(frame)) {
        for (const paragraph of paragraphsOf(flow, page, typography)) {
          between.push(pieceOf(paragraph, typography, words, false));
        }
      }
    }
    between.push(...edges.filter(({ atTop }) => !atTop).map(edgePiece));
  }
  close();
  return pieces;
}

function lineTexts(row: Row): string[] {
  return row.segments.map((segment) => segment.text);
}

/** Pieces as text, blocks and layers. */
export function writePieces(pieces: readonly LaidOutPiece[]): {
  text: string;
  blocks: SourceWriter['blocks'];
  layers: Layer[];
} {
  const writer = new SourceWriter();
  const layers: Layer[] = [];
  let before: LaidOutPiece | null = null;
  for (const piece of pieces) {
    const { text, running, ...block } = piece;
    const close =
      before !== null &&
      before.kind === piece.kind &&
      (piece.kind === 'table-row' || piece.kind === 'list-item') &&
      before.page === piece.page;
    const count = writer.blocks.length;
    writer.add(block, text, { close });
    if (writer.blocks.length === count) continue;
    before = piece;
    if (running !== undefined) {
      const { from, to } = writer.blocks.at(-1)!;
      layers.push({ from, to, reason: 'furniture', label: running, active: true, by: 'format' });
    }
  }
  return { text: writer.text, blocks: writer.blocks, layers };
}
