import { AppError } from '../../../core/model/appError';
import type { FormatReader } from '../readSource';
import { openZip } from './boundedZip';
import { declaredBy, type DocumentProperties } from './documentProperties';
import { OfficeWriter } from './officeWriter';
import { readXml } from './xml';
import { xhtmlPieces, type BookPlace } from './xhtmlPieces';

/**
 * Reads a book (EPUB 2 and 3), its chapters in the order of reading. Its table of contents is a folded layer where it is
 * a chapter; pages are those of the printed book where the file marks them. Rejects with AppError for what cannot be
 * read, `password-needed` for books under copy protection; a chapter that is missing is a remark.
 */
export const readEpub: FormatReader = async (bytes, name) => {
  const zip = await openZip(bytes, name);
  const remarks: string[] = zip.whole ? [] : ['the file is cut short; what is left of it was read'];
  const take = (path: string): Uint8Array | null => {
    const entry = zip.find(path);
    return entry === null ? null : zip.read(entry).bytes;
  };
  const container = take('META-INF/container.xml');
  const root =
    (container === null ? null : rootOf(container, name)) ??
    zip.entries.find(({ path }) => /\.opf$/i.test(path))?.path ??
    null;
  const packaged = root === null ? null : take(root);
  if (root === null || packaged === null) {
    throw new AppError(
      'file-damaged',
      `“${name}” does not say what its chapters are (there is no package file), so it cannot be read as a book.`,
      'Get the file again from where it came from.',
    );
  }
  const book = readPackage(packaged, root, name);
  const encryption = take('META-INF/encryption.xml');
  if (encryption !== null && isProtected(encryption, book.chapters, name)) {
    throw new AppError(
      'password-needed',
      `“${name}” is under copy protection (DRM), which Dossier cannot lift.`,
      'Quote from it in a note, or ask its publisher for an open file.',
    );
  }
  const writer = new OfficeWriter(name);
  const place: BookPlace = { page: null, tables: 0, marks: new Map() };
  let missing = 0;
  let damaged = 0;
  for (const { path, isContents } of book.chapters) {
    const chapter = take(path);
    if (chapter === null || chapter.length === 0) {
      missing += 1;
      continue;
    }
    const { pieces, whole } = xhtmlPieces(chapter, name, place);
    if (!whole) damaged += 1;
    writer.addAll(isContents ? pieces.map((piece) => ({ ...piece, folded: 'table of contents' })) : pieces);
  }
  if (missing > 0)
    remarks.push(missing === 1 ? '1 chapter is not in the file' : `${missing} chapters are not in the file`);
  if (damaged > 0 && !zip.whole)
    remarks.push(damaged === 1 ? '1 chapter is damaged' : `${damaged} chapters are damaged`);
  return { ...writer.source, declared: declaredBy(book.properties), remarks };
};

type Book = {
  readonly chapters: readonly { readonly path: string; readonly isContents: boolean }[];
  readonly properties: DocumentProperties;
};

function rootOf(container: Uint8Array, label: string): string | null {
  let path: string | null = null;
  readXml(container, label, {
    open(name, attribute) {
      if (name.endsWith(':rootfile')) path ??= attribute('full-path');
    },
    close: () => undefined,
    text: () => undefined,
  });
  return path;
}

function readPackage(bytes: Uint8Array, root: string, label: string): Book {
  const items = new Map<string, { path: string; isContents: boolean }>();
  const spine: string[] = [];
  const contents = new Set<string>();
  const fields = new Map<string, string[]>();
  let event: string | null = null;
  let at: string | null = null;
  readXml(bytes, label, {
    open(full, attribute) {
      const name = full.replace(/^\?:/, 'opf:');
      switch (name) {
        case 'opf:item': {
          const isContents = /(^|\s)nav(\s|$)/.test(attribute('properties') ?? '');
          items.set(attribute('id') ?? '', { path: placed(attribute('href') ?? '', root), isContents });
          break;
        }
        case 'opf:itemref':
          spine.push(attribute('idref') ?? '');
          break;
        case 'opf:reference':
          if (attribute('type') === 'toc') contents.add(placed(attribute('href') ?? '', root));
          break;
        default:
          if (name.startsWith('dc:')) {
            at = name;
            event = attribute('opf:event');
            if (name === 'dc:date' && event !== null && event !== 'publication') at = null;
            if (at !== null) fields.set(name, [...(fields.get(name) ?? []), '']);
          }
          break;
      }
    },
    close: () => (at = null),
    text(words) {
      if (at === null) return;
      const values = fields.get(at)!;
      values.push((values.pop() ?? '') + words);
    },
  });
  const one = (field: string): string | null =>
    fields.get(field)?.find((value) => value.trim() !== '') ?? null;
  return {
    chapters: spine.flatMap((id) => {
      const item = items.get(id);
      return item ? [{ ...item, isContents: item.isContents || contents.has(item.path) }] : [];
    }),
    properties: {
      title: one('dc:title'),
      creators: fields.get('dc:creator') ?? [],
      publisher: one('dc:publisher'),
      language: one('dc:language'),
      published: one('dc:date'),
    },
  };
}

/** Fonts may be disguised in any book; chapters are not. */
function isProtected(encryption: Uint8Array, chapters: Book['chapters'], label: string): boolean {
  const paths = new Set(chapters.map(({ path }) => path));
  let found = false;
  readXml(encryption, label, {
    open(name, attribute) {
      if (name.endsWith(':CipherReference')) found ||= paths.has(placed(attribute('URI') ?? '', ''));
    },
    close: () => undefined,
    text: () => undefined,
  });
  return found;
}

/** A place in the archive as a file of it names it: relative, in the spelling of addresses. */
function placed(href: string, from: string): string {
  const bare = href.split('#')[0]!;
  let target = bare;
  try {
    target = decodeURIComponent(bare);
  } catch {
    // A percent sign that is none of an address.
  }
  const parts = target.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '' && step !== '.') parts.push(step);
  }
  return parts.join('/').normalize('NFC');
}
