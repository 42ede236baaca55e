import type { OpenPdf, PdfPage } from './pdfEngine';
import { before } from './textRuns';

/** A picture as pdf.js decodes it, and how it stands on the page. */
type Picture = {
  readonly width: number;
  readonly height: number;
  /** Rows of whole bytes: 1 bit, or 3 or 4 bytes a pixel. */
  readonly data: Uint8Array;
  readonly bytesPerPixel: 0 | 1 | 3 | 4;
  /** A mask paints black where its bit is 0. */
  readonly isMask: boolean;
  /** From the unit square to the page (PDF 32000-1, 8.9.5). */
  readonly matrix: Matrix;
};

type Matrix = readonly [number, number, number, number, number, number];

/** Smaller pictures are ornaments, in pixels each way. */
const SMALLEST = 100;

/** Whether a page shows a picture large enough to hold text. False too when that cannot be told before `end`. */
export async function hasPicture(page: PdfPage, ops: OpenPdf['ops'], end: number): Promise<boolean> {
  const list = await before(
    end,
    page.getOperatorList().catch(() => null),
  );
  if (list === null) return false;
  return list.fnArray.some((operator, index) => {
    const [first, width, height] = list.argsArray[index] ?? [];
    if (operator === ops.paintImageXObject) return Number(width) >= SMALLEST && Number(height) >= SMALLEST;
    if (operator !== ops.paintImageMaskXObject && operator !== ops.paintInlineImageXObject) return false;
    const { width: w = 0, height: h = 0 } = (first ?? {}) as { width?: number; height?: number };
    return w >= SMALLEST && h >= SMALLEST;
  });
}

/** Dots an inch that recognition needs, and the most it gets any better by. */
const FINEST = 300;
const COARSEST = 150;

/**
 * The pictures of a page put together as it looks, in grey, as a PNM file (https://netpbm.sourceforge.net/doc/pgm.html).
 * Drawings and text are not painted. Null where no picture of it can be decoded before `end`.
 */
export async function paintPictures(
  page: PdfPage,
  ops: OpenPdf['ops'],
  end: number,
): Promise<Uint8Array | null> {
  const pictures = await picturesOf(page, ops, end);
  if (pictures.length === 0) return null;
  const { width: points } = page.getViewport({ scale: 1 });
  const density = Math.max(
    ...pictures.map(({ width, matrix }) => (72 * width) / Math.hypot(matrix[0], matrix[1])),
  );
  let scale = Math.min(FINEST, Math.max(COARSEST, density)) / 72;
  // A poster's page is painted coarser.
  scale = Math.min(scale, 6_000 / points);
  const view = page.getViewport({ scale });
  const width = Math.ceil(view.width);
  const height = Math.min(Math.ceil(view.height), 20_000);
  const header = Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1');
  const image = new Uint8Array(header.length + width * height).fill(255);
  image.set(header);
  const pixels = image.subarray(header.length);
  for (const picture of pictures) {
    paint(pixels, width, height, picture, multiplied(view.transform as unknown as Matrix, picture.matrix));
  }
  return image;
}

function paint(pixels: Uint8Array, width: number, height: number, picture: Picture, matrix: Matrix): void {
  const [a, b, c, d, e, f] = matrix;
  const determinant = a * d - b * c;
  if (!Number.isFinite(determinant) || Math.abs(determinant) < 1e-6) return;
  const corners = [
    [e, f],
    [a + e, b + f],
    [c + e, d + f],
    [a + c + e, b + d + f],
  ] as const;
  const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value));
  const left = clamp(Math.floor(Math.min(...corners.map(([x]) => x))), width);
  const right = clamp(Math.ceil(Math.max(...corners.map(([x]) => x))), width);
  const top = clamp(Math.floor(Math.min(...corners.map(([, y]) => y))), height);
  const bottom = clamp(Math.ceil(Math.max(...corners.map(([, y]) => y))), height);
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const dx = x + 0.5 - e;
      const dy = y + 0.5 - f;
      const u = (d * dx - c * dy) / determinant;
      const v = (a * dy - b * dx) / determinant;
      if (u < 0 || u >= 1 || v < 0 || v >= 1) continue;
      const grey = greyAt(picture, Math.floor(u * picture.width), Math.floor((1 - v) * picture.height));
      if (grey !== null) pixels[y * width + x] = grey;
    }
  }
}

function greyAt(
  { data, width, height, bytesPerPixel, isMask }: Picture,
  x: number,
  row: number,
): number | null {
  const y = Math.min(row, height - 1);
  if (bytesPerPixel === 0) {
    const bit = (data[y * ((width + 7) >> 3) + (x >> 3)]! >> (7 - (x & 7))) & 1;
    if (isMask) return bit === 0 ? 0 : null;
    return bit === 0 ? 0 : 255;
  }
  const at = (y * width + x) * bytesPerPixel;
  if (bytesPerPixel === 1) return data[at]!;
  if (bytesPerPixel === 4 && data[at + 3]! < 128) return null;
  return (data[at]! * 77 + data[at + 1]! * 151 + data[at + 2]! * 28) >> 8;
}

/** ImageKind of pdf.js. */
const BYTES: Readonly<Record<number, Picture['bytesPerPixel']>> = { 1: 0, 2: 3, 3: 4 };

async function picturesOf(page: PdfPage, ops: OpenPdf['ops'], end: number): Promise<Picture[]> {
  const list = await before(
    end,
    page.getOperatorList().catch(() => null),
  );
  if (list === null) return [];
  const pictures: Picture[] = [];
  const stack: Matrix[] = [];
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  for (const [index, operator] of list.fnArray.entries()) {
    const values = list.argsArray[index] ?? [];
    if (operator === ops.save) stack.push(matrix);
    else if (operator === ops.restore) matrix = stack.pop() ?? matrix;
    else if (operator === ops.transform) matrix = multiplied(matrix, values as unknown as Matrix);
    else if (operator === ops.paintFormXObjectBegin) {
      stack.push(matrix);
      if (Array.isArray(values[0])) matrix = multiplied(matrix, values[0] as unknown as Matrix);
    } else if (operator === ops.paintFormXObjectEnd) matrix = stack.pop() ?? matrix;
    else if (
      operator === ops.paintImageXObject ||
      operator === ops.paintInlineImageXObject ||
      operator === ops.paintImageMaskXObject
    ) {
      const decoded = await decodedPicture(page, values[0], end);
      if (decoded !== null) {
        pictures.push({ ...decoded, matrix, isMask: operator === ops.paintImageMaskXObject });
      }
    }
  }
  return pictures;
}

type Decoded = Pick<Picture, 'width' | 'height' | 'data' | 'bytesPerPixel'>;

/** What an operator paints: the id of a picture that comes later, or the picture itself. */
async function decodedPicture(page: PdfPage, given: unknown, end: number): Promise<Decoded | null> {
  const inner = given as { data?: unknown } | string;
  const id = typeof inner === 'string' ? inner : typeof inner.data === 'string' ? inner.data : null;
  let picture: unknown = given;
  if (id !== null) {
    const store = id.startsWith('g_') ? page.commonObjs : page.objs;
    picture = await before(end, new Promise((resolve) => void store.get(id, resolve)));
  }
  const {
    width = 0,
    height = 0,
    kind = 1,
    data,
  } = (picture ?? {}) as {
    width?: number;
    height?: number;
    kind?: number;
    data?: unknown;
  };
  const bytesPerPixel = BYTES[kind];
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray) || bytesPerPixel === undefined)
    return null;
  if (!(width > 0 && height > 0)) return null;
  const least = bytesPerPixel === 0 ? ((width + 7) >> 3) * height : width * height * bytesPerPixel;
  if (data.length < least) return null;
  return { width, height, bytesPerPixel, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

function multiplied(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}
