import { mailKind } from './mail/mailKind';

/** A kind of file that is known by its first bytes, or by the header fields it begins with. */
export type FileKind = {
  /** A name in FORMATS where Dossier reads it; `zip` and `mbox` are unpacked. */
  readonly id: string;
  /** With its article, as a sentence needs it: "a PDF". */
  readonly name: string;
  /** True for sources an analyst rightly expects to import. */
  readonly source: boolean;
};

type Magic = readonly [id: string, name: string, bytes: string, options?: { at?: number; source?: boolean }];

// Signatures as in the formats' own specifications; the list of https://en.wikipedia.org/wiki/List_of_file_signatures.
const MAGIC: readonly Magic[] = [
  ['pdf', 'a PDF', '%PDF-', { source: true }],
  [
    'office-97',
    'an old Office document (DOC, XLS, PPT, MSG)',
    '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1',
    { source: true },
  ],
  ['png', 'a PNG image', '\x89PNG\r\n\x1A\n', { source: true }],
  ['jpeg', 'a JPEG image', '\xFF\xD8\xFF', { source: true }],
  ['gif', 'a GIF image', 'GIF87a', { source: true }],
  ['gif', 'a GIF image', 'GIF89a', { source: true }],
  ['tiff', 'a TIFF image', 'II*\0', { source: true }],
  ['tiff', 'a TIFF image', 'MM\0*', { source: true }],
  ['webp', 'a WebP image', 'WEBP', { at: 8, source: true }],
  ['heif', 'a HEIF image', 'ftyphei', { at: 4, source: true }],
  ['djvu', 'a DjVu document', 'AT&TFORM', { source: true }],
  ['7z', 'a 7-Zip archive', '7z\xBC\xAF\x27\x1C'],
  ['rar', 'a RAR archive', 'Rar!\x1A\x07'],
  ['gzip', 'a gzip archive', '\x1F\x8B\x08'],
  ['bzip2', 'a bzip2 archive', 'BZh'],
  ['xz', 'an xz archive', '\xFD7zXZ\0'],
  ['tar', 'a tar archive', 'ustar', { at: 257 }],
  ['mp3', 'an MP3 recording', 'ID3'],
  ['ogg', 'an Ogg recording', 'OggS'],
  ['flac', 'a FLAC recording', 'fLaC'],
  ['wav', 'a WAV recording', 'WAVE', { at: 8 }],
  ['video', 'a video', 'ftyp', { at: 4 }],
  ['video', 'a video', '\x1A\x45\xDF\xA3'],
  ['avi', 'an AVI video', 'AVI ', { at: 8 }],
  ['sqlite', 'an SQLite database', 'SQLite format 3\0'],
  ['program', 'a program', '\x7FELF'],
  ['program', 'a program', '\xCF\xFA\xED\xFE'],
  ['font', 'a font', 'wOFF'],
  ['font', 'a font', 'wOF2'],
];

/** What its beginning says a file is; null when it could be text. `fileName` only decides between texts. */
export function fileKind(bytes: Uint8Array, fileName: string): FileKind | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512)).toString('latin1');
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return zipKind(bytes, head);
  // The two letters of DOS programs also begin words; a program has zero bytes soon after.
  if (head.startsWith('MZ') && head.includes('\0'))
    return { id: 'program', name: 'a program', source: false };
  for (const [id, name, signature, { at = 0, source = false } = {}] of MAGIC) {
    if (head.startsWith(signature, at)) return { id, name, source };
  }
  return mailKind(bytes, fileName);
}

/** Office and e-book files are ZIP archives; the names of their parts, stored uncompressed, tell which. */
function zipKind(bytes: Uint8Array, head: string): FileKind {
  const parts = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 65_536)).toString(
    'latin1',
  );
  if (head.includes('application/epub+zip')) return { id: 'epub', name: 'an EPUB book', source: true };
  if (head.includes('application/vnd.oasis.opendocument.text'))
    return { id: 'odt', name: 'an ODT document', source: true };
  if (parts.includes('word/')) return { id: 'docx', name: 'a Word document (DOCX)', source: true };
  if (parts.includes('xl/')) return { id: 'xlsx', name: 'an Excel workbook (XLSX)', source: true };
  if (parts.includes('ppt/')) return { id: 'pptx', name: 'a PowerPoint file (PPTX)', source: true };
  return { id: 'zip', name: 'a ZIP archive', source: true };
}
