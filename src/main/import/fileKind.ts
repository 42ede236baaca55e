/** A kind of file that is not text, known by its first bytes. */
export type FileKind = {
  /** With its article, as a sentence needs it: "a PDF". */
  readonly name: string;
  /** True for sources an analyst rightly expects to import. */
  readonly source: boolean;
};

type Magic = readonly [name: string, bytes: string, options?: { at?: number; source?: boolean }];

// Signatures as in the formats' own specifications; the list of https://en.wikipedia.org/wiki/List_of_file_signatures.
const MAGIC: readonly Magic[] = [
  ['a PDF', '%PDF-', { source: true }],
  ['an old Office document (DOC, XLS, PPT, MSG)', '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1', { source: true }],
  ['a PNG image', '\x89PNG\r\n\x1A\n', { source: true }],
  ['a JPEG image', '\xFF\xD8\xFF', { source: true }],
  ['a GIF image', 'GIF87a', { source: true }],
  ['a GIF image', 'GIF89a', { source: true }],
  ['a TIFF image', 'II*\0', { source: true }],
  ['a TIFF image', 'MM\0*', { source: true }],
  ['a WebP image', 'WEBP', { at: 8, source: true }],
  ['a HEIF image', 'ftyphei', { at: 4, source: true }],
  ['a DjVu document', 'AT&TFORM', { source: true }],
  ['a 7-Zip archive', '7z\xBC\xAF\x27\x1C'],
  ['a RAR archive', 'Rar!\x1A\x07'],
  ['a gzip archive', '\x1F\x8B\x08'],
  ['a bzip2 archive', 'BZh'],
  ['an xz archive', '\xFD7zXZ\0'],
  ['a tar archive', 'ustar', { at: 257 }],
  ['an MP3 recording', 'ID3'],
  ['an Ogg recording', 'OggS'],
  ['a FLAC recording', 'fLaC'],
  ['a WAV recording', 'WAVE', { at: 8 }],
  ['a video', 'ftyp', { at: 4 }],
  ['a video', '\x1A\x45\xDF\xA3'],
  ['an AVI video', 'AVI ', { at: 8 }],
  ['an SQLite database', 'SQLite format 3\0'],
  ['a program', '\x7FELF'],
  ['a program', '\xCF\xFA\xED\xFE'],
  ['a font', 'wOFF'],
  ['a font', 'wOF2'],
];

/** What the first bytes say a file is; null when they could be text. */
export function fileKind(bytes: Uint8Array): FileKind | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512)).toString('latin1');
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return zipKind(bytes, head);
  // The two letters of DOS programs also begin words; a program has zero bytes soon after.
  if (head.startsWith('MZ') && head.includes('\0')) return { name: 'a program', source: false };
  for (const [name, signature, { at = 0, source = false } = {}] of MAGIC) {
    if (head.startsWith(signature, at)) return { name, source };
  }
  return null;
}

/** Office and e-book files are ZIP archives; the names of their parts, stored uncompressed, tell which. */
function zipKind(bytes: Uint8Array, head: string): FileKind {
  const parts = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 65_536)).toString(
    'latin1',
  );
  if (head.includes('application/epub+zip')) return { name: 'an EPUB book', source: true };
  if (head.includes('application/vnd.oasis.opendocument.text'))
    return { name: 'an ODT document', source: true };
  if (parts.includes('word/')) return { name: 'a Word document (DOCX)', source: true };
  if (parts.includes('xl/')) return { name: 'an Excel workbook (XLSX)', source: true };
  if (parts.includes('ppt/')) return { name: 'a PowerPoint file (PPTX)', source: true };
  return { name: 'a ZIP archive', source: true };
}
