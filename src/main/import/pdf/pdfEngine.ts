import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AppError } from '../../../core/model/appError';
import { boundStreams } from './boundStreams';
import { LocalPort } from './localPort';

/** A piece of text as pdf.js gives it: transform is [a, b, c, d, x, y] in the units of the page, y upwards. */
export type TextItem = {
  readonly str: string;
  readonly dir: string;
  readonly width: number;
  readonly height: number;
  readonly transform: readonly [number, number, number, number, number, number];
  readonly fontName: string;
};

type TextChunk = {
  readonly items: readonly (TextItem | { readonly type: string })[];
  readonly styles: Readonly<Record<string, { readonly vertical: boolean }>>;
};

type OperatorList = { readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[][] };

type ObjectStore = {
  has(id: string): boolean;
  get(id: string, callback?: (value: unknown) => void): unknown;
};

/** As much of pdf.js as is used here: its own types need a browser's. */
export type PdfPage = {
  readonly commonObjs: ObjectStore;
  readonly objs: ObjectStore;
  getViewport(options: { scale: number }): {
    readonly width: number;
    readonly height: number;
    readonly transform: readonly number[];
  };
  streamTextContent(): {
    getReader(): {
      read(): Promise<{ readonly done: boolean; readonly value?: TextChunk }>;
      cancel(reason: Error): Promise<void>;
    };
  };
  getOperatorList(): Promise<OperatorList>;
  cleanup(): boolean;
};

export type PdfDocument = {
  readonly numPages: number;
  getPage(number: number): Promise<PdfPage>;
  getMetadata(): Promise<{
    readonly info: Readonly<Record<string, unknown>>;
    readonly metadata: { get(name: string): unknown } | null;
  }>;
  getPageLabels(): Promise<readonly string[] | null>;
};

type LoadingTask = { readonly promise: Promise<PdfDocument>; destroy(): Promise<void> };

/** The half of pdf.js that reads the file, elsewhere in a thread of its own. */
type Reader = { readonly initializeFromPort: (port: LocalPort) => void };

type PdfEngine = {
  readonly reader: Reader;
  readonly getDocument: (options: object) => LoadingTask;
  readonly PDFWorker: new (options: { port: LocalPort; verbosity: number }) => { destroy(): void };
  readonly OPS: Readonly<Record<string, number>>;
};

/** A document and the way to let it go: what pdf.js keeps of it is not freed otherwise. */
export type OpenPdf = {
  readonly document: PdfDocument;
  readonly ops: PdfEngine['OPS'];
  /** Whether its end was missing: pages may be too. */
  readonly mended: boolean;
  close(): Promise<void>;
};

export type OpenOptions = {
  readonly password?: string | undefined;
  /** Whether pictures are decoded; without, they are not even looked at. */
  readonly pictures?: boolean;
};

/** What Node 20 lacks and pdf.js calls: Promise.withResolvers and Promise.try (ECMAScript 2024 and 2025). */
function completePromise(): void {
  const add = (name: string, value: unknown): void => {
    if (!(name in Promise))
      Object.defineProperty(Promise, name, { value, writable: true, configurable: true });
  };
  add('withResolvers', () => {
    let resolve: unknown;
    let reject: unknown;
    const promise = new Promise((one, other) => {
      resolve = one;
      reject = other;
    });
    return { promise, resolve, reject };
  });
  add(
    'try',
    (work: (...values: unknown[]) => unknown, ...values: unknown[]) =>
      new Promise((resolve) => resolve(work(...values))),
  );
}

let engine: Promise<PdfEngine> | null = null;

/** pdf.js without its drawing parts and without a thread: a parser process may neither load native code nor start one. */
function loadEngine(): Promise<PdfEngine> {
  engine ??= (async () => {
    for (const name of ['DOMMatrix', 'Path2D', 'ImageData']) {
      if (!(name in globalThis))
        Object.defineProperty(globalThis, name, { value: NoDrawing, writable: true });
    }
    completePromise();
    const worker = 'pdfjs-dist/legacy/build/pdf.worker.mjs';
    const own = [Array.prototype.push, JSON.parse, JSON.stringify] as const;
    const { WorkerMessageHandler: reader } = (await import(worker)) as { WorkerMessageHandler: Reader };
    const main = (await import('pdfjs-dist/legacy/build/pdf.mjs')) as unknown as PdfEngine;
    // It replaces these by its own, for a mistake of older engines in corners that nothing here touches (a list that may
    // not grow): a tenth of the time of reading, and of all else in this process.
    [Array.prototype.push, JSON.parse, JSON.stringify] = own;
    return { reader, getDocument: main.getDocument, PDFWorker: main.PDFWorker, OPS: main.OPS };
  })();
  return engine;
}

/** The folders of the package with the character maps of East Asian fonts, the standard fonts and decoders of pictures. */
const packageFolder = (): string =>
  join(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'), '..');

/** Gives pdf.js the files of its own package; it would ask a network or refuse, by what it takes its process for. */
class PackageFiles {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const folder = { cMapUrl: 'cmaps', standardFontDataUrl: 'standard_fonts', wasmUrl: 'wasm' }[kind];
    // The name comes from the document.
    if (folder === undefined || !/^[\w-]+(\.\w+)?$/.test(filename)) throw new Error(`no file ${filename}`);
    return new Uint8Array(await readFile(join(packageFolder(), folder, filename)));
  }
}

/** Nothing is drawn here: this only has to be there when pdf.js is loaded, and when it lets a document go. */
class NoDrawing {
  destroy(): void {
    // Nothing was made.
  }
}

/** What no picture exceeds when pictures are not wanted, in pixels. */
const NO_PICTURE = 1;
/** A page scanned at 600 dots an inch has 35 million pixels. */
const LARGEST_PICTURE = 60_000_000;

/**
 * Opens a PDF. Rejects with AppError: `password-needed` (missing or wrong), `file-damaged` (nothing of it can be read).
 * A file whose owner only forbade copying or printing opens; so does the beginning of one that was cut short.
 */
export async function openPdf(bytes: Uint8Array, name: string, options: OpenOptions = {}): Promise<OpenPdf> {
  try {
    return await openBytes(new Uint8Array(bytes), options);
  } catch (thrown) {
    const ended = (thrown as Error).name === 'PasswordException' ? null : withEnd(bytes);
    if (ended !== null) {
      try {
        return { ...(await openBytes(ended, options)), mended: true };
      } catch {
        // What the file itself says is the better answer.
      }
    }
    throw openingFailure(thrown, name, options.password !== undefined);
  }
}

/** A file whose end is missing, with the end that names its catalogue; null where the catalogue is missing too. */
function withEnd(bytes: Uint8Array): Uint8Array | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const type = /\/Type\s*\/Catalog\b/.exec(text);
  if (type === null) return null;
  const object = /(\d{1,9})\s+0\s+obj\b(?:(?!\bobj\b)[\s\S])*$/.exec(
    text.slice(Math.max(0, type.index - 2_000), type.index),
  );
  if (object === null) return null;
  // The cut may lie inside a stream, which would take the end for its own.
  const end = Buffer.from(
    `\nendstream\nendobj\ntrailer\n<< /Root ${object[1]} 0 R >>\nstartxref\n0\n%%EOF\n`,
    'latin1',
  );
  return new Uint8Array(Buffer.concat([bytes, end]));
}

async function openBytes(data: Uint8Array, { password, pictures = false }: OpenOptions): Promise<OpenPdf> {
  boundStreams();
  const { reader, getDocument, PDFWorker, OPS } = await loadEngine();
  const folder = packageFolder();
  const port = new LocalPort();
  const worker = new PDFWorker({ port, verbosity: 0 });
  reader.initializeFromPort(port);
  const task = getDocument({
    // It takes the bytes for itself.
    data,
    worker,
    ...(password !== undefined && { password }),
    verbosity: 0,
    maxImageSize: pictures ? LARGEST_PICTURE : NO_PICTURE,
    cMapUrl: `${join(folder, 'cmaps')}/`,
    standardFontDataUrl: `${join(folder, 'standard_fonts')}/`,
    wasmUrl: `${join(folder, 'wasm')}/`,
    BinaryDataFactory: PackageFiles,
    CanvasFactory: NoDrawing,
    FilterFactory: NoDrawing,
    // Told, not left to its guess: under Electron it takes a process for a browser's page.
    useWorkerFetch: false,
    useSystemFonts: false,
    disableFontFace: true,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    disableAutoFetch: true,
    disableRange: true,
    enableXfa: false,
  });
  const close = async (): Promise<void> => {
    await task.destroy().catch(() => undefined);
    worker.destroy();
  };
  try {
    return { document: await task.promise, ops: OPS, mended: false, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

function openingFailure(thrown: unknown, name: string, tried: boolean): AppError {
  const { name: kind } = thrown as Error;
  if (kind === 'PasswordException') {
    return tried
      ? new AppError(
          'password-needed',
          `The password given does not open “${name}”.`,
          'Check it, capitals too, and import the file again with the right one.',
          { cause: thrown },
        )
      : new AppError(
          'password-needed',
          `“${name}” is encrypted and opens only with its password.`,
          'Import it again with the password; Dossier does not keep it.',
          { cause: thrown },
        );
  }
  return damagedPdf(name, thrown);
}

/** The failure of a PDF that is cut short or broken. */
export function damagedPdf(name: string, cause?: unknown): AppError {
  return new AppError(
    'file-damaged',
    `“${name}” is damaged: no page of it can be read.`,
    'Download or copy it again, or open it in a PDF program and save it anew.',
    { cause },
  );
}
