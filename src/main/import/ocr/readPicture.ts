import { AppError } from '../../../core/model/appError';
import { emptyFile } from '../checkFile';
import { scannedFile, writePieces } from '../pdf/readPdf';
import type { FormatReader } from '../readSource';
import { openRecogniser } from './recognise';
import { confidenceRemark, recognisedPieces } from './recognisedPieces';

/** More pixels are no page: a sheet of A3 at 600 dots an inch has 70 million. */
const MOST_PIXELS = 100_000_000;

/**
 * Reads a picture of a page (PNG, JPEG, TIFF, WebP) by text recognition, which `options.ocr` asks for. Rejects with AppError:
 * `scanned` (it was not asked for), `file-too-large`, `file-damaged`, `bad-input` (a language without data), `file-empty`.
 */
export const readPicture: FormatReader = async (bytes, name, options) => {
  if (options.ocr === undefined) throw scannedFile(name, 1);
  const size = pictureSize(bytes);
  if (size !== null && size.width * size.height > MOST_PIXELS) {
    throw new AppError(
      'file-too-large',
      `“${name}” has ${size.width} by ${size.height} pixels; text recognition reads up to ${MOST_PIXELS / 1_000_000} million.`,
      'Make it smaller, or cut it into parts, and import those.',
    );
  }
  const recogniser = await openRecogniser(options.ocr.languages);
  try {
    const lines = recogniser.recognise(bytes);
    if (lines === null) {
      throw new AppError(
        'file-damaged',
        `“${name}” is damaged: the picture cannot be opened.`,
        'Copy it again, or open it in another program and save it as PNG.',
      );
    }
    const { pieces, confidences } = recognisedPieces(lines, undefined);
    if (pieces.length === 0) throw emptyFile(name);
    return { ...writePieces(pieces), declared: {}, remarks: [confidenceRemark(confidences)] };
  } finally {
    recogniser.close();
  }
};

/** Width and height in pixels of a PNG, JPEG or WebP, by its header; null for other formats. */
export function pictureSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length > 24 && view.getUint32(0) === 0x89504e47) {
    return { width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (bytes.length > 30 && view.getUint32(8) === 0x57454250) {
    const kind = String.fromCharCode(...bytes.subarray(12, 16));
    if (kind === 'VP8X') {
      const three = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
      return { width: three(24) + 1, height: three(27) + 1 };
    }
    return null;
  }
  if (bytes.length > 4 && view.getUint16(0) === 0xffd8) {
    for (let at = 2; at + 9 < bytes.length && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
      const marker = view.getUint8(at + 1);
      const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
      if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
  }
  return null;
}
