import { AppError } from '../../../core/model/appError';
import type { FormatReader, ReadSource } from '../readSource';
import { openZip } from './boundedZip';
import { declaredBy } from './documentProperties';
import { OdfReader } from './odfStory';
import { OdfStyles } from './odfStyles';
import { OfficeWriter } from './officeWriter';
import { readXml } from './xml';

/**
 * Reads an OpenDocument text (ISO/IEC 26300; .odt, .ott). Numbers of lists and headings are those the document's styles
 * give; notes come after the text, each with the mark that stands in it; comments, tables of contents, heads and feet are
 * folded layers. What was deleted while changes were tracked is left out. Rejects with AppError for what cannot be read;
 * what is cut short is read as far as it goes, with a remark.
 */
export const readOdt: FormatReader = async (bytes, name) => {
  const zip = await openZip(bytes, name);
  const remarks: string[] = zip.whole ? [] : ['the file is cut short; what is left of it was read'];
  let whole = true;
  const take = (path: string): Uint8Array | null => {
    const entry = zip.find(path);
    if (entry === null) return null;
    const content = zip.read(entry);
    whole &&= content.whole;
    return content.bytes;
  };
  const manifest = take('META-INF/manifest.xml');
  if (zip.find('encrypted-package') !== null || (manifest !== null && isEncrypted(manifest))) {
    throw new AppError(
      'password-needed',
      `“${name}” is protected by a password, which Dossier cannot lift from an OpenDocument text.`,
      'Open it in LibreOffice with its password, save it without one, and import that.',
    );
  }
  const content = take('content.xml');
  if (content === null) {
    throw new AppError(
      'file-damaged',
      `“${name}” has no text part (content.xml), so there is nothing to read in it.`,
      'Get the file again, or open it in LibreOffice and save it again.',
    );
  }
  const styles = new OdfStyles();
  const reader = new OdfReader(styles, hasPages(content));
  for (const part of [take('meta.xml'), take('styles.xml'), content]) {
    if (part !== null && part.length > 0) whole = readXml(part, name, reader) && whole;
  }
  if (!whole) remarks.push('the document is damaged; it was read as far as it goes');
  return assembled(reader, name, remarks);
};

/** Reads an OpenDocument text that is one XML file (.fodt). As `readOdt`. */
export const readFlatOdt: FormatReader = (bytes, name) => {
  const reader = new OdfReader(new OdfStyles(), hasPages(bytes));
  const whole = readXml(bytes, name, reader);
  const remarks = whole ? [] : ['the document is damaged; it was read as far as it goes'];
  return Promise.resolve(assembled(reader, name, remarks));
};

/** Breaks where a page happened to end stand in the file only when it was laid out. */
const hasPages = (content: Uint8Array): boolean =>
  Buffer.from(content.buffer, content.byteOffset, content.length).includes('soft-page-break/>');

const isEncrypted = (manifest: Uint8Array): boolean =>
  Buffer.from(manifest.buffer, manifest.byteOffset, manifest.length).includes('encryption-data');

function assembled({ parts }: OdfReader, name: string, remarks: string[]): ReadSource {
  const { body, footnotes, endnotes, comments, heads, feet, properties, seen } = parts;
  const writer = new OfficeWriter(name);
  writer.addEdges(heads, 'page header');
  writer.addAll(body);
  writer.addAll(footnotes);
  writer.addAll(endnotes);
  for (const { author, pieces } of comments) {
    writer.addFolded(pieces, author.trim() === '' ? 'comment' : `comment by ${author.trim()}`);
  }
  writer.addEdges(feet, 'page footer');
  if (seen.deletions)
    remarks.push('changes were tracked: what was inserted is in the text, what was deleted is not');
  const one = (field: string): string | null => properties.get(field)?.join('') ?? null;
  return {
    ...writer.source,
    declared: declaredBy({
      title: one('dc:title'),
      // The other one is who changed it last.
      creators: [one('meta:initial-creator') ?? one('dc:creator') ?? ''],
      language: one('dc:language'),
    }),
    remarks,
  };
}
