import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseFile } from '../importFile';
import { makePdf } from '../pdf/testing/makePdf';
import { pictureSize } from './readPicture';
import { linesOf, openRecogniser } from './recognise';

/** Two lines of type on white, in sixteen greys: no words of it are text. */
const PICTURE = join(import.meta.dirname, 'testing', 'barges.png');
const WORDS = 'Two barges left before dawn.';
const english = { ocr: { languages: ['eng'] } };

describe('text recognition', () => {
  let png: Buffer;
  beforeAll(async () => {
    png = await readFile(PICTURE);
  });

  it('is offered for a picture, and reads it when asked', async () => {
    await expect(parseFile(png, 'barges.png')).rejects.toMatchObject({ code: 'scanned' });
    const parsed = await parseFile(png, 'barges.png', english);
    expect(parsed.text).toContain(WORDS);
    expect(parsed.remark).toMatch(/^read by text recognition, confidence \d{2} %$/);
    expect(parsed.mediaType).toBe('image/png');
  });

  it('reads scanned pages of a PDF, each with its number, also when the page is turned', async () => {
    const image = greyOf(png);
    for (const rotate of [0, 90]) {
      const scan = { words: [], image: rotate === 0 ? image : turned(image), rotate };
      const text = 'The harbour board met again on Thursday and heard about the barges.';
      const bytes = makePdf({ pages: [{ words: [{ text, x: 72, y: 600 }] }, scan] });
      const parsed = await parseFile(bytes, 'scan.pdf', english);
      expect(parsed.text).toContain(text);
      expect(parsed.text).toContain('before dawn');
      expect(parsed.blocks.map(({ page }) => page)).toEqual(expect.arrayContaining([1, 2]));
      expect(parsed.remark).toContain('text recognition');
    }
  });

  it('names a language it has no data for, and those it has, without a request', async () => {
    const asked: unknown[] = [];
    const { fetch } = globalThis;
    globalThis.fetch = (...given) => {
      asked.push(given);
      return Promise.reject(new Error('no network'));
    };
    try {
      await expect(parseFile(png, 'a.png', { ocr: { languages: ['../eng'] } })).rejects.toMatchObject({
        code: 'bad-input',
        message: 'Text recognition knows no language “../eng”.',
      });
      for (const language of ['kor', 'jpn', 'chi_sim', 'chi_tra', 'tha', 'vie']) {
        (await openRecogniser([language])).close();
      }
    } finally {
      globalThis.fetch = fetch;
    }
    expect(asked).toEqual([]);
  });

  it('says of a picture it cannot open that it is damaged', async () => {
    await expect(parseFile(png.subarray(0, 60), 'half.png', english)).rejects.toMatchObject({
      code: 'file-damaged',
    });
  });

  it('refuses a picture of more pixels than a page has', async () => {
    const huge = Buffer.from(png);
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    expect(pictureSize(huge)).toEqual({ width: 60_000, height: 60_000 });
    await expect(parseFile(huge, 'huge.png', english)).rejects.toMatchObject({ code: 'file-too-large' });
  });

  it('puts Korean syllables together to words by the gaps between them', () => {
    const row = (word: number, left: number, text: string): string =>
      ['5', '1', '1', '1', '1', word, left, 0, 18, 20, 93, text].join('\t');
    const table = [
      row(1, 0, '부'),
      row(2, 21, '두'),
      row(3, 42, '의'),
      row(4, 73, '배'),
      row(5, 110, 'left'),
    ];
    expect(linesOf(table.join('\n')).map(({ text }) => text)).toEqual(['부두의 배 left']);
  });
});

/** The pixels of a PNG with sixteen greys and plain rows, three times as large. */
function greyOf(png: Buffer): { width: number; height: number; pixels: Uint8Array } {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const data = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const byte = data[y * (1 + (width + 1) / 2 - ((width + 1) % 2) / 2) + 1 + (x >> 1)]!;
      pixels[y * width + x] = (x % 2 === 0 ? byte >> 4 : byte & 15) * 17;
    }
  }
  return onSheet(width, height, pixels);
}

/** The picture in the middle of a sheet with the shape of the page. */
function onSheet(
  width: number,
  height: number,
  pixels: Uint8Array,
): { width: number; height: number; pixels: Uint8Array } {
  const sheet = { width: 612, height: 792, pixels: new Uint8Array(612 * 792).fill(255) };
  for (let y = 0; y < height; y += 1) {
    sheet.pixels.set(pixels.subarray(y * width, (y + 1) * width), (y + 200) * 612 + 80);
  }
  return sheet;
}

/** Turned a quarter anticlockwise and stretched to the page again, as a scanner stores what it marks as turned. */
function turned({ width, height, pixels }: { width: number; height: number; pixels: Uint8Array }): {
  width: number;
  height: number;
  pixels: Uint8Array;
} {
  const result = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) result[(width - 1 - x) * height + y] = pixels[y * width + x]!;
  }
  return { width: height, height: width, pixels: result };
}
