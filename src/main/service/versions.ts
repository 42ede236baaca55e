import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type {
  CallContext,
  Output,
  ParsedInput,
  Service,
  VersionReport,
  VersionSource,
} from '../../core/api/contract';
import type { Anchor } from '../../core/model/anchor';
import { AppError } from '../../core/model/appError';
import type { Brief } from '../../core/model/brief';
import {
  carryAnchor,
  carryHighlight,
  carryLayers,
  carryMetadata,
  carryRepairs,
  type Carried,
} from '../../core/model/carryOver';
import { correctText, movedByCorrection } from '../../core/model/correction';
import type { Document, DocumentText, Metadata } from '../../core/model/document';
import { encodingName } from '../../core/model/encoding';
import { inReadingOrder, type Annotations } from '../../core/model/highlight';
import { newId, type Id } from '../../core/model/id';
import { followIn } from '../../core/model/savedSearch';
import { countWords } from '../../core/text/words';
import { PASTED_NAME, pastedPage } from '../import/html/pastedPage';
import type { ParsedSource } from '../import/parsedSource';
import type { ParserPool, SourceFile } from '../import/parserPool';
import type { ReadOptions } from '../import/readSource';
import type { Library, RecordChange } from '../library/library';
import type { Desk } from './desk';
import { asItWasRead, originalOf } from './repair';
import type { Uploads } from './uploads';

/** The calls that make a new version of a document, and those that show what it would be made from. */
export type VersionCall =
  'documents.replace' | 'documents.reread' | 'documents.previewEncoding' | 'documents.source';

/** Bytes of an original that a preview reads, and characters it shows. */
const PREVIEW_BYTES = 16_384;
const PREVIEW_LENGTH = 1_500;

/** Calls on versions of a document: another text is always another document. */
export function versionCalls(desk: Desk, parsers: ParserPool, uploads: Uploads): Pick<Service, VersionCall> {
  return {
    'documents.replace': async ({ id, source }, { signal }) => {
      if (source.kind === 'corrected') return correct(desk, id, source);
      if (source.kind === 'pasted') return replace(desk, parsers, id, pasted(source), signal);
      const { options } = source;
      const input = uploads.take(source.upload, options && { options });
      try {
        const file = { name: input.name, bytes: await input.read(), options: input.options ?? {} };
        return await replace(desk, parsers, id, file, signal);
      } finally {
        await input.done?.();
      }
    },
    'documents.reread': (input, context) => reread(desk, parsers, input, context),
    'documents.previewEncoding': ({ id, encoding }) => preview(desk, id, encoding),
    'documents.source': async ({ id }) => {
      const document = await desk.record('document', id);
      const { encoding, name } = document.original;
      if (encoding === null) return null;
      const [{ decode }, { normalise }] = await Promise.all([
        import('../import/decode'),
        import('../import/normalise'),
      ]);
      return normalise((await decode(await originalOf(desk.library, document), name, encoding)).text);
    },
  };
}

type File = SourceFile & { readonly options: ReadOptions };

/** The clipboard as a file: the page it was copied from where that tells more than its words. */
function pasted({ text, html }: VersionSource & { kind: 'pasted' }): File {
  const page = html === null || html === undefined ? null : pastedPage(html);
  return page === null
    ? { name: 'Pasted text.txt', bytes: new TextEncoder().encode(text), options: {} }
    : { name: PASTED_NAME, bytes: page, options: {} };
}

async function replace(
  desk: Desk,
  parsers: ParserPool,
  id: Id,
  { name, bytes, options }: File,
  signal: AbortSignal,
): Promise<VersionReport> {
  const library = writable(desk);
  const document = await present(desk, id);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  checkIsNew(library, id, name, sha256);
  if (document.original.sha256 === sha256) return unchanged(id, null);
  const parsed = await parsers.parse({ name, bytes, options }, signal);
  const asRead = await readAgain(parsers, library, document, signal);
  return desk.inTurn(async () => {
    ensureUsing(desk, library);
    checkIsNew(library, id, name, sha256);
    const before = await versionOf(desk, id);
    if (parsed.text === before.text.text) return unchanged(id, parsed.remark);
    const { encoding, mediaType } = parsed;
    const original = {
      ...{ name, bytes: bytes.byteLength, sha256, mediaType, encoding },
      ...(options.encoding !== undefined && encoding !== null && { encodingChosen: true }),
    };
    const after = versionFrom(before, asRead, parsed, original);
    const carry = (anchor: Anchor): Carried => carryAnchor(parsed.text, anchor);
    return keep(desk, 'Replace document', before, { ...after, bytes }, carry, parsed.remark);
  });
}

async function reread(
  desk: Desk,
  parsers: ParserPool,
  { id, encoding, password }: ParsedInput<'documents.reread'>,
  { signal }: CallContext<'documents.reread'>,
): Promise<Output<'documents.reread'>> {
  const library = writable(desk);
  const document = await present(desk, id);
  if (encoding !== null) checkIsText(document);
  const bytes = await originalOf(library, document);
  const { name } = document.original;
  const options = { ...(encoding !== null && { encoding }), ...(password !== undefined && { password }) };
  const parsed = await parsers.parse({ name, bytes, options }, signal);
  const asRead = await readAgain(parsers, library, document, signal);
  return desk.inTurn(async () => {
    ensureUsing(desk, library);
    const before = await versionOf(desk, id);
    const original: Document['original'] = { ...before.document.original, encoding: parsed.encoding };
    delete original.encodingChosen;
    if (encoding !== null) original.encodingChosen = true;
    const step = encoding === null ? 'Read again' : `Read as ${encodingName(encoding)}`;
    if (parsed.text === before.text.text) {
      await desk.changeDocuments(step, [id], (one) =>
        JSON.stringify(one.original) === JSON.stringify(original) ? one : { ...one, original },
      );
      return unchanged(id, parsed.remark);
    }
    const after = versionFrom(before, asRead, parsed, original);
    const { bytePlaces } = await import('../import/bytePlaces');
    const places = bytePlaces(
      bytes,
      { encoding: before.document.original.encoding, text: before.text.text },
      { encoding: parsed.encoding, text: parsed.text },
    );
    const carry = (anchor: Anchor): Carried => places?.(anchor) ?? carryAnchor(parsed.text, anchor);
    return keep(desk, step, before, { ...after, bytes }, carry, parsed.remark);
  });
}

/** "Correct text": the same document with other words in one place. */
async function correct(
  desk: Desk,
  id: Id,
  { from, to, words }: { from: number; to: number; words: string },
): Promise<VersionReport> {
  const library = writable(desk);
  return desk.inTurn(async () => {
    ensureUsing(desk, library);
    const before = await versionOf(desk, id);
    const { document } = before;
    const corrected = correctText({ ...before.text, layers: document.layers }, { from, to }, words);
    if (corrected === null) return unchanged(id, null);
    const bytes = await originalOf(library, document);
    const next = newId();
    const rest = { ...document };
    // The corrected blocks have them in them.
    delete rest.repairs;
    // This one has a next version already where it was taken back out of the trash.
    delete rest.replacedBy;
    const { text, blocks, layers } = corrected;
    const after = {
      document: { ...rest, ...factsOf(text), id: next, importedAt: now(), layers, replaces: id },
      text: { version: 1 as const, id: next, text, blocks },
      bytes,
    };
    const carry = (anchor: Anchor): Carried =>
      movedByCorrection(corrected, before.text.text, anchor) ?? carryAnchor(text, anchor);
    return keep(desk, 'Correct text', before, after, carry, null);
  });
}

/** A document as it stands, with what is marked in it. */
type Standing = {
  readonly document: Document;
  readonly text: DocumentText;
  readonly annotations: Annotations;
};

async function versionOf(desk: Desk, id: Id): Promise<Standing> {
  const document = await present(desk, id);
  return { document, text: await desk.record('text', id), annotations: await desk.annotations(id) };
}

/** The next version of a document, as read from a file, with what carries over without looking at passages. */
function versionFrom(
  { document: before, text: old }: Standing,
  asRead: Metadata | null,
  parsed: ParsedSource,
  original: Document['original'],
): { document: Document; text: DocumentText } {
  const id = newId();
  const { text, blocks } = parsed;
  const layers = carryLayers(
    { text: old.text, blocks: old.blocks, layers: before.layers },
    { text, blocks, layers: parsed.layers },
  );
  const repairs = carryRepairs(old.text, text, before.repairs ?? []);
  const mail = parsed.mail ?? before.mail;
  const document: Document = {
    version: before.version,
    id,
    importedAt: now(),
    original,
    ...carryMetadata(before, asRead, parsed),
    layers,
    ...(repairs.length > 0 && { repairs }),
    ...factsOf(text),
    trashedAt: null,
    ...(before.parent !== undefined && { parent: before.parent }),
    ...(before.within !== undefined && { within: before.within }),
    ...(mail && { mail }),
    ...(before.reference && { reference: before.reference }),
    replaces: before.id,
  };
  return { document, text: { version: 1, id, text, blocks } };
}

function factsOf(text: string): Pick<Document, 'length' | 'words' | 'textSha256'> {
  const textSha256 = createHash('sha256').update(text, 'utf8').digest('hex');
  return { length: text.length, words: countWords(text), textSha256 };
}

/** Writes the next version and all that follows it, in one step. */
async function keep(
  desk: Desk,
  step: string,
  before: Standing,
  after: { document: Document; text: DocumentText; bytes: Uint8Array },
  carry: (anchor: Anchor) => Carried,
  remark: string | null,
): Promise<VersionReport> {
  const { library } = desk;
  const [old, next] = [before.document.id, after.document.id];
  const { highlights } = before.annotations;
  const carried = [];
  for (const highlight of highlights) {
    carried.push(carryHighlight(highlight, next, carry(highlight.anchor)));
    // A long text takes a while for each: others are let in between.
    await breathe();
  }
  const changes: RecordChange[] = [
    { kind: 'text', id: next, value: after.text },
    { kind: 'document', id: next, value: after.document },
    { kind: 'document', id: old, value: { ...before.document, trashedAt: now(), replacedBy: next } },
  ];
  if (highlights.length > 0) {
    changes.push(
      {
        kind: 'annotations',
        id: next,
        value: { ...before.annotations, document: next, highlights: carried.sort(inReadingOrder) },
      },
      { kind: 'annotations', id: old, value: { ...before.annotations, highlights: [] } },
    );
  }
  for (const note of library.notes()) {
    const { subject } = note;
    if (subject.kind === 'library' || subject.document !== old) continue;
    changes.push({ kind: 'note', id: note.id, value: { ...note, subject: { ...subject, document: next } } });
  }
  for (const search of library.searches()) {
    const seen = followIn(search.seen, old, next);
    const isReviewed = search.reviewed.includes(old);
    if (seen === search.seen && !isReviewed) continue;
    const reviewed = search.reviewed.map((id) => (id === old ? next : id));
    changes.push({ kind: 'search', id: search.id, value: { ...search, seen, reviewed } });
  }
  for (const brief of library.briefs()) {
    const moved = await followedBy(brief, old, next, carry);
    if (moved !== brief) changes.push({ kind: 'brief', id: brief.id, value: moved });
  }
  const { name } = after.document.original;
  for (const { id, parent } of library.summaries()) {
    if (parent !== old) continue;
    const attachment = await desk.record('document', id);
    changes.push({ kind: 'document', id, value: { ...attachment, parent: next } });
  }
  const transaction = await library.transact(step, changes, {
    originals: [{ id: next, name, bytes: after.bytes }],
    step: { kind: 'edit', mergeKey: null },
  });
  desk.keep(transaction);
  const toCheck = carried.filter((one) => one.check).length;
  return { id: next, sameText: false, carried: carried.length - toCheck, toCheck, remark };
}

/**
 * The brief with its passages of a document in the next version, where they stand there; others keep the words they quote,
 * and the earlier version they are from.
 */
async function followedBy(
  brief: Brief,
  old: Id,
  next: Id,
  carry: (anchor: Anchor) => Carried,
): Promise<Brief> {
  let isOther = false;
  const items = [];
  for (const item of brief.items) {
    if (item.kind !== 'quotation' || item.document !== old) {
      items.push(item);
      continue;
    }
    const carried = carry(item.anchor);
    isOther ||= carried.status === 'sure';
    items.push(carried.status === 'sure' ? { ...item, document: next, anchor: carried.anchor } : item);
    await breathe();
  }
  return isOther ? { ...brief, items } : brief;
}

/** What a document's file gives when it is read today, to tell what a person corrected; null where it cannot be read. */
async function readAgain(
  parsers: ParserPool,
  library: Library,
  document: Document,
  signal: AbortSignal,
): Promise<Metadata | null> {
  try {
    const bytes = await originalOf(library, document);
    return (await parsers.parse(asItWasRead(document, bytes), signal)).metadata;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

async function preview(
  desk: Desk,
  id: Id,
  encoding: string | null,
): Promise<Output<'documents.previewEncoding'>> {
  const document = await desk.record('document', id);
  checkIsText(document);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (await desk.library.readOriginal(id)).stream()) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= 4 * PREVIEW_BYTES) break;
  }
  const { decode } = await import('../import/decode');
  const all = Buffer.concat(chunks).subarray(0, 4 * PREVIEW_BYTES);
  const bytes = encoding === null ? all : all.subarray(0, PREVIEW_BYTES);
  const decoded = await decode(bytes, document.original.name, encoding ?? undefined);
  const text = decoded.text.replace(/^\uFEFF/, '').slice(0, PREVIEW_LENGTH);
  const unread = text.split('\uFFFD').length - 1;
  return { encoding: decoded.encoding, text, unread };
}

function checkIsText({ original, metadata }: Document): void {
  if (original.encoding !== null) return;
  throw new AppError(
    'bad-input',
    `“${metadata.title}” is from “${original.name}”, which has no encoding to choose.`,
    'Only text files are read in another encoding.',
  );
}

async function present(desk: Desk, id: Id): Promise<Document> {
  const document = await desk.record('document', id);
  if (document.trashedAt === null) return document;
  throw new AppError(
    'conflict',
    `“${document.metadata.title}” is in the trash.`,
    document.replacedBy === undefined
      ? 'Restore it first.'
      : 'It was replaced: open the version that took its place.',
  );
}

function writable(desk: Desk): Library {
  const { library } = desk;
  if (library.readOnly === null) return library;
  throw new AppError('read-only', library.readOnly, 'Open a library that can be written.');
}

/** What was read for one library must never be written to another. */
function ensureUsing(desk: Desk, library: Library): void {
  if (!desk.isUsing(library)) throw new AppError('cancelled', 'The library was closed.');
}

function checkIsNew(library: Library, id: Id, name: string, sha256: string): void {
  const twin = library.withOriginal(sha256);
  const entry = twin === null || twin === id ? null : library.summary(twin);
  if (!entry) return;
  throw entry.trashedAt === null
    ? new AppError(
        'conflict',
        `“${name}” is another document of this library, “${entry.title}”.`,
        'Compare the two, or move one of them to the trash.',
      )
    : new AppError(
        'conflict',
        `“${name}” is a document in the trash, “${entry.title}”.`,
        'Restore that one instead.',
      );
}

const unchanged = (id: Id, remark: string | null): VersionReport => ({
  id,
  sameText: true,
  carried: 0,
  toCheck: 0,
  remark,
});

const now = (): string => new Date().toISOString();
