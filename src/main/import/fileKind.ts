import { mailKind } from './mail/mailKind';
import { storedEntry, zipNames } from './office/boundedZip';
import { compoundNames } from './office/compoundFile';

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
  ['office-97', 'an old Office document (XLS, PPT)', '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1', { source: true }],
  ['tnef', 'what Outlook packs into winmail.dat', '\x78\x9F\x3E\x22', { source: true }],
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
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return zipKind(bytes, fileName);
  // The two letters of DOS programs also begin words; a program has zero bytes soon after.
  if (head.startsWith('MZ') && head.includes('\0'))
    return { id: 'program', name: 'a program', source: false };
  for (const [id, name, signature, { at = 0, source = false } = {}] of MAGIC) {
    if (!head.startsWith(signature, at)) continue;
    return (id === 'office-97' ? compoundKind(bytes) : null) ?? { id, name, source };
  }
  // Text by its bytes, but read as bytes: each run has a code page of its own; pictures make it large.
  if (/^[\s\xEF\xBB\xBF]*\{\\rtf/.test(head)) return { id: 'rtf', name: 'an RTF document', source: true };
  if (head.startsWith('<?xml') || head.startsWith('\xEF\xBB\xBF<?xml') || head.startsWith('<office:')) {
    const root = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 8_192)).toString(
      'latin1',
    );
    if (root.includes('urn:oasis:names:tc:opendocument:xmlns:office:1.0'))
      return { id: 'flat-odt', name: 'an ODT document', source: true };
  }
  return mailKind(bytes, fileName);
}

/** Office files of before 2007 and messages of Outlook: the names of their parts tell which. Null for those that are not read. */
function compoundKind(bytes: Uint8Array): FileKind | null {
  const names = compoundNames(bytes);
  const has = (part: string): boolean => names.includes(part);
  if (has('__properties_version1.0')) return { id: 'msg', name: 'a message of Outlook (MSG)', source: true };
  // Word encrypts today's documents with a leaflet in the old format beside, for programs that know no other.
  if (has('WordDocument') && !has('EncryptedPackage'))
    return { id: 'doc', name: 'a Word document (DOC)', source: true };
  return null;
}

/** Office files and e-books are ZIP archives: the names of their parts tell which, and what two of them say of themselves. */
function zipKind(bytes: Uint8Array, fileName: string): FileKind {
  const names = zipNames(bytes);
  const has = (path: RegExp): boolean => names.some((name) => path.test(name));
  const type = storedEntry(bytes, 'mimetype') ?? '';
  if (type.startsWith('application/epub+zip') || has(/^META-INF\/container\.xml$/i))
    return { id: 'epub', name: 'an EPUB book', source: true };
  const openDocument = /application\/vnd\.oasis\.opendocument\.([a-z]+)/.exec(type)?.[1];
  if (openDocument === 'spreadsheet')
    return { id: 'ods', name: 'an OpenDocument spreadsheet (ODS)', source: true };
  if (openDocument === 'presentation')
    return { id: 'odp', name: 'an OpenDocument presentation (ODP)', source: true };
  if (openDocument === 'text' || (has(/^content\.xml$/) && has(/^META-INF\/manifest\.xml$/)))
    return { id: 'odt', name: 'an ODT document', source: true };
  // Archives of folders called so are archives; only a package has this part, or is cut before it.
  const isPackage = has(/^\[Content_Types\]\.xml$/i) || has(/^_rels\/\.rels$/i);
  if (has(/^word\/document\d*\.xml$/i) || (isPackage && has(/^word\//i)))
    return { id: 'docx', name: 'a Word document (DOCX)', source: true };
  if (has(/^xl\/workbook\.(xml|bin)$/i) || (isPackage && has(/^xl\//i)))
    return { id: 'xlsx', name: 'an Excel workbook (XLSX)', source: true };
  if (has(/^ppt\/presentation\.xml$/i) || (isPackage && has(/^ppt\//i)))
    return { id: 'pptx', name: 'a PowerPoint file (PPTX)', source: true };
  // Cut so early that only its name tells what the package held: better called damaged than taken apart.
  if (isPackage && /\.(docx|docm|dotx)$/i.test(fileName))
    return { id: 'docx', name: 'a Word document (DOCX)', source: true };
  return { id: 'zip', name: 'a ZIP archive', source: true };
}
