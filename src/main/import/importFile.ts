import type { Block, Layer } from '../../core/model/document';
import { overlaps } from '../../core/model/range';
import { checkFile, emptyFile, unsupported } from './checkFile';
import { isTable } from './csv';
import { decode } from './decode';
import { fileKind, type FileKind } from './fileKind';
import { FORMATS, isFormat, type Format, type FormatName } from './formats';
import { furnitureLayers } from './furniture';
import { isPage } from './html/isPage';
import { languageOf } from './language';
import { completeMetadata } from './metadata';
import type { ParsedSource } from './parsedSource';
import type { ReadOptions } from './readSource';

export type { ParsedSource } from './parsedSource';

/**
 * Reads one source file. `name` is the file's own name; its ending only decides between text formats, whatever the
 * content can tell is told by the content. Rejects with AppError: `file-empty` (no byte, or only white space),
 * `file-too-large`, `file-binary`, `format-unsupported`, `encoding-unknown`. Takes memory of about ten times the file.
 */
export async function parseFile(
  bytes: Uint8Array,
  name: string,
  options: ReadOptions = {},
): Promise<ParsedSource> {
  checkFile(bytes, name);
  const format: Format = FORMATS[await formatOf(bytes, name)];
  const read = await (await format.load())(bytes, name, options);
  const { text, blocks, declared } = read;
  // Marks that nobody sees are no text.
  if (!/[^\s\p{Cc}\p{Cf}]/u.test(text)) throw emptyFile(name);
  const furniture = furnitureLayers(text, blocks);
  const layers = joinLayers(read.layers ?? [], furniture.layers);
  const { metadata, guessed, evidence, titleBlock, cutTitle } = completeMetadata({
    text,
    blocks,
    layers,
    declared,
    told: read.told,
    isMessage: read.mail !== undefined,
    publisher: furniture.publisher,
    language: declared.language ?? (await languageOf(text)),
    name,
  });
  const remarks = [...(read.remarks ?? [])];
  // A headline is in the text whole.
  if (cutTitle !== null && !text.includes(cutTitle))
    remarks.push(`its title has ${cutTitle.length.toLocaleString('en')} characters and was cut`);
  return {
    text,
    blocks: titleBlock === null ? [...blocks] : markTitle(blocks, titleBlock),
    layers,
    metadata,
    guessed,
    evidence,
    encoding: read.encoding ?? null,
    mediaType: format.mediaType,
    ...(read.mail && { mail: read.mail }),
    contains: read.contains ?? 0,
    remark: remarks.length === 0 ? null : remarks.join('; '),
  };
}

/** The layers of the format itself, and those found by rules that do not touch them. */
function joinLayers(own: readonly Layer[], found: readonly Layer[]): Layer[] {
  const free = found.filter((layer) => !own.some((other) => overlaps(layer, other)));
  return [...own, ...free].sort((a, b) => a.from - b.from);
}

/** Which format a file is, by its bytes; its name only decides between text formats. */
async function formatOf(bytes: Uint8Array, name: string): Promise<FormatName> {
  const kind = fileKind(bytes, name);
  if (kind !== null && isFormat(kind.id)) return kind.id;
  // Markup is told by its beginning; what is cut in the middle of a character there does not matter.
  const { text } = await decode(bytes.subarray(0, 65_536), name).catch(() => ({ text: '' }));
  const markup = markupKind(text, name);
  if (markup !== null) {
    if (isFormat(markup.id)) return markup.id;
    throw unsupported(name, markup.name);
  }
  if (isTable(text, name)) return 'csv';
  return /\.(md|markdown|mdown|mkd)$/i.test(name) ? 'markdown' : 'text';
}

/** Formats that are text but not to be read as it stands, by how they begin. Null for what reads as text. */
function markupKind(source: string, name: string): Pick<FileKind, 'id' | 'name'> | null {
  return isPage(source, name) ? { id: 'html', name: 'a web page (HTML)' } : null;
}

function markTitle(blocks: readonly Block[], title: Block): Block[] {
  return blocks.map((block) => (block === title ? { ...block, kind: 'heading', level: 1 } : block));
}
