import { AppError } from '../../core/model/appError';
import type { Block } from '../../core/model/document';
import { checkFile, emptyFile } from './checkFile';
import { decode } from './decode';
import { furnitureLayers } from './furniture';
import { languageOf } from './language';
import { completeMetadata, type Declared } from './metadata';
import { normalise } from './normalise';
import type { ParsedSource } from './parsedSource';
import { plainTextBlocks } from './plainText';

export type { ParsedSource } from './parsedSource';

/**
 * Reads one source file. `name` is the file's own name; its ending only decides between text formats, whatever the
 * content can tell is told by the content. Rejects with AppError: `file-empty` (no byte, or only white space),
 * `file-too-large`, `file-binary`, `format-unsupported`, `encoding-unknown`. Takes memory of about ten times the file.
 */
export async function parseFile(bytes: Uint8Array, name: string): Promise<ParsedSource> {
  checkFile(bytes, name);
  const { text: decoded, encoding, remarks } = await decode(bytes, name);
  const source = normalise(decoded);
  if (source.trim() === '') throw emptyFile(name);
  const markup = markupKind(source, name);
  if (markup !== null) {
    throw new AppError(
      'format-unsupported',
      `“${name}” is ${markup}, a format Dossier does not read yet.`,
      'Copy or save its text as a .txt file and import that.',
    );
  }
  const format = /\.(md|markdown|mdown|mkd)$/i.test(name) ? markdown : plain;
  const { text, blocks, declared } = await format.read(source);
  // Marks that nobody sees are no text.
  if (!/[^\s\p{Cc}\p{Cf}]/u.test(text)) throw emptyFile(name);
  const { layers, publisher } = furnitureLayers(text, blocks);
  const { metadata, guessed, titleBlock } = completeMetadata({
    text,
    blocks,
    layers,
    declared,
    publisher,
    language: declared.language ?? (await languageOf(text)),
    name,
  });
  return {
    text,
    blocks: titleBlock === null ? blocks : markTitle(blocks, titleBlock),
    layers,
    metadata,
    guessed,
    encoding,
    mediaType: format.mediaType,
    remark: remarks.length === 0 ? null : remarks.join('; '),
  };
}

/** A text format: its own reader, then everything else is the same for all. */
type TextFormat = {
  readonly mediaType: string;
  readonly read: (source: string) => Promise<{ text: string; blocks: Block[]; declared: Declared }>;
};

const plain: TextFormat = {
  mediaType: 'text/plain',
  read: (source) => Promise.resolve({ text: source, blocks: plainTextBlocks(source), declared: {} }),
};

const markdown: TextFormat = {
  mediaType: 'text/markdown',
  // Loaded with its parser when first needed, so that a process that reads no Markdown starts faster.
  read: async (source) => (await import('./markdown')).readMarkdown(source),
};

/** Formats that are text but not to be read as it stands, by how they begin. Null for what reads as text. */
function markupKind(source: string, name: string): string | null {
  const head = source.slice(0, 2_000).trimStart();
  if (/^(<!--[\s\S]*?-->\s*)?<(!doctype\s+html|html|head|body)\b/i.test(head)) return 'a web page (HTML)';
  if (head.startsWith('{\\rtf')) return 'an RTF document';
  if (/\.(mhtml?|mht)$/i.test(name) && /^(From|MIME-Version|Snapshot-Content-Location):/im.test(head))
    return 'a saved web page (MHTML)';
  if (/\.(eml|mbox)$/i.test(name) && /^(From|To|Subject|Date|Received|Return-Path)[: ]/im.test(head))
    return 'an e-mail';
  return null;
}

function markTitle(blocks: readonly Block[], title: Block): Block[] {
  return blocks.map((block) =>
    block === title ? { kind: 'heading', level: 1, from: block.from, to: block.to } : block,
  );
}
