import { AppError } from '../../../core/model/appError';
import type { FormatReader } from '../readSource';
import { openZip, type BoundedZip } from './boundedZip';
import { readNumbering } from './docxNumbering';
import { noteMark, readStories, type Story, type StoryContext } from './docxStory';
import { readStyles } from './docxStyles';
import { declaredBy, type DocumentProperties } from './documentProperties';
import { OfficeWriter, type Piece } from './officeWriter';
import { readXml } from './xml';

/**
 * Reads a Word document (ISO/IEC 29500, transitional and strict; .docx, .docm, .dotx). Numbers of lists are those Word
 * shows. Footnotes and endnotes come after the text, each with the mark that stands in it, `[3]` and `[iii]`; heads and
 * feet of pages once, comments and tables of contents as folded layers. Of tracked changes the text has what was
 * inserted and not what was deleted. Pages are told where the program that wrote the file laid it out. Rejects with
 * AppError for what cannot be read; what is cut short is read as far as it goes, with a remark.
 */
export const readDocx: FormatReader = async (bytes, name) => {
  const zip = await openZip(bytes, name);
  const remarks: string[] = zip.whole ? [] : ['the file is cut short; what is left of it was read'];
  const lost = new Set<string>();
  const take = (path: string | null): Uint8Array | null => {
    const entry = path === null ? null : zip.find(path);
    if (entry === null) return null;
    const { bytes: content, whole } = zip.read(entry);
    if (!whole) lost.add(entry.path);
    return content;
  };

  const main = mainPart(zip, take, name);
  const body = take(main);
  if (main === null || body === null) {
    throw new AppError(
      'file-damaged',
      `“${name}” has no text part (word/document.xml), so there is nothing to read in it.`,
      'Get the file again, or open it in Word or LibreOffice and save it again.',
    );
  }
  const relations = readRelations(take(relationsOf(main)), main, name);
  /** A part beside the text: what is damaged there costs only itself. */
  const beside = (path: string | null): Uint8Array | null => {
    try {
      return take(path);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'file-damaged') throw thrown;
      remarks.push(`its part “${path}” is damaged and was not read`);
      return null;
    }
  };
  const part = (type: string): Uint8Array | null =>
    beside(relations.find((relation) => relation.type === type)?.target ?? null);

  const numbering = readNumbering(part('numbering'), name);
  const context: StoryContext = {
    styles: readStyles(part('styles'), name),
    numbering,
    lists: numbering.counter(),
    footnotes: new Map(),
    endnotes: new Map(),
    commented: new Map(),
    countsPages: Buffer.from(body.buffer, body.byteOffset, body.length).includes('lastRenderedPageBreak'),
    seen: { changes: false, hidden: false, embedded: false, signsLost: 0 },
  };
  const stories = (content: Uint8Array | null, each: string | null): Story[] => {
    if (content === null || content.length === 0) return [];
    // Each other story counts its lists for itself, and its pages are not those of the text.
    const own = { ...context, lists: numbering.counter(), countsPages: false };
    return readStories(content, name, each, own).stories;
  };

  const edges = (type: 'header' | 'footer'): Piece[] =>
    targetsOf(relations, type).flatMap((target) =>
      stories(beside(target), null).flatMap(({ pieces }) => pieces),
    );

  const { stories: told, whole } = readStories(body, name, null, context);
  if (!whole || lost.has(zip.find(main)!.path)) {
    remarks.push('the document is damaged; it was read as far as it goes');
  }
  const writer = new OfficeWriter(name);
  writer.addEdges(edges('header'), 'page header');
  writer.addAll(told[0]?.pieces ?? []);
  writeNotes(stories(part('footnotes'), 'w:footnote'), context, 'footnote', writer);
  writeNotes(stories(part('endnotes'), 'w:endnote'), context, 'endnote', writer);
  for (const { id, author, pieces } of stories(part('comments'), 'w:comment')) {
    const about = (context.commented.get(id ?? '') ?? '').replace(/\s+/g, ' ').trim();
    const passage = about.length > 50 ? `${about.slice(0, 49).trimEnd()}…` : about;
    const by = author === null || author === '' ? 'comment' : `comment by ${author}`;
    writer.addFolded(pieces, passage === '' ? by : `${by} on “${passage}”`);
  }
  writer.addEdges(edges('footer'), 'page footer');

  const { changes, hidden, embedded, signsLost } = context.seen;
  if (changes)
    remarks.push('changes were tracked: what was inserted is in the text, what was deleted is not');
  if (hidden) remarks.push('the text has passages that Word hides');
  if (embedded) remarks.push('a file embedded in the text was not read');
  if (signsLost > 0) remarks.push(`${signsLost === 1 ? '1 sign' : `${signsLost} signs`} could not be read`);
  const packageRelations = readRelations(take('_rels/.rels'), '', name);
  const properties = beside(
    packageRelations.find(({ type }) => type === 'core-properties')?.target ?? 'docProps/core.xml',
  );
  return {
    ...writer.source,
    declared: properties === null ? {} : declaredBy(coreProperties(properties, name)),
    remarks,
  };
};

/** Notes in the order they are referred to; those that nothing refers to are not shown by Word either. */
function writeNotes(
  notes: readonly Story[],
  context: StoryContext,
  kind: 'footnote' | 'endnote',
  writer: OfficeWriter,
): void {
  const byId = new Map(notes.map((note) => [note.id, note]));
  for (const [id, number] of kind === 'footnote' ? context.footnotes : context.endnotes) {
    // Zero: the author's own mark stands in the note.
    let mark = number === 0 ? '' : `${noteMark(number, kind)} `;
    for (const { words, marker } of byId.get(id)?.pieces ?? []) {
      const own = marker === undefined ? words.trim() : `${marker} ${words}`;
      if (own.trim() === '') continue;
      writer.add({ kind: 'footnote', words: mark + own });
      mark = '';
    }
  }
}

type Relation = { readonly type: string; readonly target: string };

/** The part with the text: where the package says, else where Word puts it. */
function mainPart(
  zip: BoundedZip,
  take: (path: string | null) => Uint8Array | null,
  name: string,
): string | null {
  const relations = readRelations(take('_rels/.rels'), '', name);
  const named = relations.find(({ type }) => type === 'officeDocument')?.target;
  if (named !== undefined && zip.find(named) !== null) return named;
  return zip.entries.find(({ path }) => /^word\/document\d*\.xml$/i.test(path))?.path ?? null;
}

/** The parts a part names, with places from the root of the package. Those outside of the file are left out. */
function readRelations(part: Uint8Array | null, from: string, label: string): Relation[] {
  const relations: Relation[] = [];
  if (part === null || part.length === 0) return relations;
  readXml(part, label, {
    open(name, attribute) {
      if (name !== 'rel:Relationship' || /^external$/i.test(attribute('TargetMode') ?? '')) return;
      const target = attribute('Target') ?? '';
      // Types are addresses, of two editions of the standard: the last word is the same.
      const type = (attribute('Type') ?? '').split('/').at(-1)!;
      relations.push({ type: type === 'metadata' ? 'core-properties' : type, target: placed(target, from) });
    },
    close: () => undefined,
    text: () => undefined,
  });
  return relations;
}

function placed(target: string, from: string): string {
  const parts = target.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '' && step !== '.') parts.push(step);
  }
  return parts.join('/');
}

const relationsOf = (part: string): string => part.replace(/([^/]*)$/, '_rels/$1.rels');

/** Heads or feet, in the order of their file names. */
function targetsOf(relations: readonly Relation[], type: 'header' | 'footer'): string[] {
  const targets = relations.filter((relation) => relation.type === type).map(({ target }) => target);
  return [...new Set(targets)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Of `docProps/core.xml`. When it was created is not when it was published. */
function coreProperties(part: Uint8Array, label: string): DocumentProperties {
  const fields = new Map<string, string>();
  let at: string | null = null;
  readXml(part, label, {
    open: (name) => (at = name),
    close: () => (at = null),
    text: (words) => {
      if (at !== null) fields.set(at, (fields.get(at) ?? '') + words);
    },
  });
  return {
    title: fields.get('dc:title') ?? null,
    creators: [fields.get('dc:creator') ?? ''],
    language: fields.get('dc:language') ?? null,
  };
}
