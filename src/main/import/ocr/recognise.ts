import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError } from '../../../core/model/appError';
import { RECOGNISED_LANGUAGES } from '../../../core/model/recognisedLanguages';

/**
 * Text recognition by Tesseract, as WebAssembly in this very process: the package tesseract.js would start a thread for it,
 * which a parser process may not, and would look for language data on a network. Here all comes from installed packages.
 */

/** Most pages that are recognised of one file: some seconds each. */
export const MAX_OCR_PAGES = 100;

/** A line as it was recognised. */
export type RecognisedLine = {
  readonly text: string;
  /** Lines of one paragraph have the same. */
  readonly paragraph: string;
  /** Of each of its words, 0 to 100. */
  readonly confidences: readonly number[];
};

export type Recogniser = {
  /** An image file (PNG, JPEG, TIFF, WebP, BMP, PNM) as lines; null where it cannot be opened. */
  recognise(image: Uint8Array): RecognisedLine[] | null;
  close(): void;
};

type TesseractModule = {
  readonly FS: { writeFile(path: string, bytes: Uint8Array): void; unlink(path: string): void };
  readonly TessBaseAPI: new () => TesseractApi;
};
type TesseractApi = {
  Init(path: null, languages: string, mode: number): number;
  SetVariable(name: string, value: string): void;
  SetImageFile(orientation: number, angle: number): number;
  Recognize(monitor: null): number;
  GetTSVText(page: number): string;
  Clear(): void;
  End(): void;
};

/** The mode of Tesseract that uses its neural network alone. */
const LSTM_ONLY = 1;

const packages = createRequire(import.meta.url);

/** Opens Tesseract for some languages, the most likely first. Rejects with AppError `bad-input` for a language without data. */
export async function openRecogniser(languages: readonly string[]): Promise<Recogniser> {
  const wanted = [...new Set(languages)];
  const unknown = wanted.find((language) => !RECOGNISED_LANGUAGES.some(({ code }) => code === language));
  if (wanted.length === 0 || unknown !== undefined) {
    const names = RECOGNISED_LANGUAGES.map(({ code, name }) => `${code} (${name})`);
    throw new AppError(
      'bad-input',
      unknown === undefined
        ? 'Text recognition has to know the language.'
        : `Text recognition knows no language “${unknown}”.`,
      `Choose among ${names.join(', ')}.`,
    );
  }
  const module = await startTesseract();
  for (const language of wanted) {
    module.FS.writeFile(`/${language}.traineddata`, await languageData(language));
  }
  const api = new module.TessBaseAPI();
  if (api.Init(null, wanted.join('+'), LSTM_ONLY) !== 0) throw new Error('Tesseract did not start');
  // Find columns and blocks by itself; keep what of the page it is not sure about.
  api.SetVariable('tessedit_pageseg_mode', '3');
  return {
    recognise: (image) => {
      module.FS.writeFile('/input', image);
      try {
        if (api.SetImageFile(orientationOf(image), 0) === 1) return null;
        api.Recognize(null);
        return linesOf(api.GetTSVText(0));
      } finally {
        module.FS.unlink('/input');
        api.Clear();
      }
    },
    close: () => api.End(),
  };
}

async function startTesseract(): Promise<TesseractModule> {
  const core = hasSimd()
    ? 'tesseract.js-core/tesseract-core-simd-lstm'
    : 'tesseract.js-core/tesseract-core-lstm';
  const start = packages(core) as (options: object) => Promise<TesseractModule>;
  return start({ print: () => undefined, printErr: () => undefined, TesseractProgress: () => undefined });
}

/** The smallest module that uses a vector instruction (WebAssembly core specification, 5.4.9). */
function hasSimd(): boolean {
  // prettier-ignore
  const module = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
  ]);
  // Node's types do not name it.
  const { WebAssembly } = globalThis as unknown as { WebAssembly: { validate(bytes: Uint8Array): boolean } };
  return WebAssembly.validate(module);
}

async function languageData(language: string): Promise<Uint8Array> {
  const folder = join(packages.resolve(`@tesseract.js-data/${language}/package.json`), '..');
  return promisify(gunzip)(await readFile(join(folder, '4.0.0_best_int', `${language}.traineddata.gz`)));
}

/** How a camera was held, as JPEG and TIFF files tell it (Exif 2.3, tag 274): 1 upright. */
function orientationOf(image: Uint8Array): number {
  const head = Buffer.from(image.buffer, image.byteOffset, Math.min(image.length, 4_096));
  for (const entry of [
    [0x12, 0x01, 3, 0, 1, 0, 0, 0],
    [0x01, 0x12, 0, 3, 0, 0, 0, 1],
  ]) {
    const at = head.indexOf(Buffer.from(entry));
    const value = at < 0 ? 0 : (head[at + 8] ?? 0) || (head[at + 9] ?? 0);
    if (value >= 1 && value <= 8) return value;
  }
  return 1;
}

// Scripts whose words Tesseract takes apart into syllables.
const SYLLABLES = /[\uAC00-\uD7A3\u0E00-\u0EFF]/;
/** A narrower gap, in the height of the line's letters, is none between words. */
const WORD_GAP = 0.42;

type Word = { readonly text: string; readonly left: number; readonly right: number; readonly height: number };

/** The lines of Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, word. */
export function linesOf(table: string): RecognisedLine[] {
  const lines: { key: string; paragraph: string; words: Word[]; confidences: number[] }[] = [];
  for (const row of table.split('\n')) {
    const cells = row.split('\t');
    const text = cells[11]?.trim() ?? '';
    if (cells[0] !== '5' || text === '') continue;
    const paragraph = `${cells[2]}.${cells[3]}`;
    const key = `${paragraph}.${cells[4]}`;
    const left = Number(cells[6]);
    const word = { text, left, right: left + Number(cells[8]), height: Number(cells[9]) };
    const last = lines.at(-1);
    if (last?.key === key) {
      last.words.push(word);
      last.confidences.push(Number(cells[10]));
    } else lines.push({ key, paragraph, words: [word], confidences: [Number(cells[10])] });
  }
  return lines.map(({ paragraph, words, confidences }) => ({ paragraph, text: lineOf(words), confidences }));
}

function lineOf(words: readonly Word[]): string {
  let line = '';
  const heights = words.map(({ height }) => height).sort((a, b) => a - b);
  const usual = heights[heights.length >> 1]!;
  for (const [index, word] of words.entries()) {
    const before = words[index - 1];
    const close =
      before !== undefined &&
      SYLLABLES.test(before.text.at(-1)!) &&
      SYLLABLES.test(word.text[0]!) &&
      word.left - before.right < WORD_GAP * usual;
    line += before === undefined || close ? word.text : ` ${word.text}`;
  }
  return line;
}
