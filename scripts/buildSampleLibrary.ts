import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { direct } from '../src/core/api/wire';
import type { BriefItem } from '../src/core/model/brief';
import { Metadata } from '../src/core/model/document';
import { newId, type Id } from '../src/core/model/id';
import { describe } from '../src/core/model/anchor';
import { TagColour } from '../src/core/model/tag';
import { inThisProcess } from '../src/main/import/inThisProcess';
import { createLibraryService } from '../src/main/libraryService';

/**
 * Writes resources/sample-library from resources/sample-library-sources: imports the files and applies plan.json through the
 * service, as a person would. Ids and times follow from the plan alone, not from what the service does inside, so building
 * twice gives the same bytes and a change of the product changes only what it means to.
 *
 *     npx tsx scripts/buildSampleLibrary.ts [FOLDER]
 */

const root = join(import.meta.dirname, '..');
const sources = join(root, 'resources', 'sample-library-sources');

const Passage = z.object({ file: z.string(), quote: z.string().min(1) });
const Plan = z.object({
  name: z.string(),
  documents: z.array(z.object({ file: z.string(), metadata: Metadata.partial() })),
  tags: z.array(
    z.object({ name: z.string(), colour: TagColour, parent: z.string().nullable(), description: z.string() }),
  ),
  highlights: z.array(Passage.extend({ tags: z.array(z.string()), comment: z.string() })),
  notes: z.array(
    z.object({
      subject: z.union([
        z.object({ kind: z.literal('library') }),
        z.object({ kind: z.literal('document'), file: z.string() }),
        Passage.extend({ kind: z.literal('highlight') }),
      ]),
      /** `{0}` stands for the first of the links. */
      text: z.string(),
      links: z.array(Passage.extend({ words: z.string() })),
    }),
  ),
  brief: z.object({
    title: z.string(),
    author: z.string(),
    items: z.array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('heading'), level: z.number(), text: z.string() }),
        z.object({ kind: z.literal('prose'), markdown: z.string() }),
        Passage.extend({ kind: z.literal('quotation') }),
        /** By its place among the notes. */
        z.object({ kind: z.literal('note'), note: z.number() }),
      ]),
    ),
  }),
});

/** Builds the library into `folder`, which must not exist. */
export async function buildSampleLibrary(folder: string): Promise<void> {
  const clock = fixClock();
  const dataFolder = await mkdtemp(join(tmpdir(), 'dossier-sample-'));
  try {
    await renameIds(folder, await build(folder, dataFolder, clock.tick));
  } finally {
    clock.release();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** Builds with ids as they come; resolves with what each of them stands for. `tick` is called before each thing. */
async function build(folder: string, dataFolder: string, tick: () => void): Promise<Map<Id, string>> {
  const names = new Map<Id, string>();
  const plan = Plan.parse(JSON.parse(await readFile(join(sources, 'plan.json'), 'utf8')));
  const library = createLibraryService({
    shell: {
      info: {
        kind: 'terminal',
        version: '0',
        platform: process.platform,
        librariesFolder: dataFolder,
        canChooseFolder: false,
      },
    },
    dataFolder,
    sampleFolder: folder,
    parsers: inThisProcess,
  });
  const client = direct(library.service, (emit) => library.onEvent(emit));
  try {
    const { id: libraryId } = await client.call('library.create', { name: plan.name, location: folder });
    names.set(libraryId, 'library');

    const documents = new Map<string, Id>();
    const texts = new Map<string, string>();
    for (const { file, metadata } of plan.documents) {
      tick();
      const { upload } = await library.bytes.receive(file, null, chunk(await readFile(join(sources, file))));
      const report = await client.call('imports.run', { sources: [{ kind: 'upload', upload }] });
      const id = report.outcomes[0]!.id;
      if (id === null) throw new Error(`${file}: ${report.outcomes[0]!.error?.message ?? 'not imported'}`);
      // What import guessed right stays a guess; the analyst of the sample looked only at what was wrong.
      if (Object.keys(metadata).length > 0) await client.call('documents.edit', { id, changes: metadata });
      documents.set(file, id);
      names.set(id, `document ${file}`);
      texts.set(file, (await client.call('documents.text', { id })).text);
    }
    const found = <V>(map: ReadonlyMap<string, V>, key: string): V => {
      const value = map.get(key);
      if (value === undefined) throw new Error(`plan.json names “${key}”, which is not there`);
      return value;
    };
    const rangeOf = ({
      file,
      quote,
    }: z.infer<typeof Passage>): { document: Id; from: number; to: number } => {
      const from = found(texts, file).indexOf(quote);
      if (from < 0) throw new Error(`${file} does not say “${quote}”`);
      return { document: found(documents, file), from, to: from + quote.length };
    };

    const tags = new Map<string, Id>();
    for (const { parent, ...tag } of plan.tags) {
      tick();
      const made = await client.call('tags.add', {
        ...tag,
        parent: parent === null ? null : found(tags, parent),
      });
      tags.set(tag.name, made.id);
      names.set(made.id, `tag ${tag.name}`);
    }

    const highlights = new Map<string, Id>();
    for (const { tags: tagNames, comment, ...passage } of plan.highlights) {
      tick();
      const made = await client.call('highlights.add', {
        ...rangeOf(passage),
        tags: tagNames.map((name) => found(tags, name)),
        comment,
      });
      highlights.set(passage.quote, made.id);
      names.set(made.id, `highlight ${passage.file} ${passage.quote}`);
    }

    const notes: Id[] = [];
    for (const { subject, text, links } of plan.notes) {
      tick();
      const made = await client.call('notes.add', {
        subject:
          subject.kind === 'library'
            ? subject
            : subject.kind === 'document'
              ? { kind: 'document', document: found(documents, subject.file) }
              : {
                  kind: 'highlight',
                  document: found(documents, subject.file),
                  highlight: found(highlights, subject.quote),
                },
        text: text.replace(/\{(\d+)\}/g, (_, index: string) => {
          const link = links[Number(index)]!;
          const { document, from, to } = rangeOf(link);
          return `[${link.words}](dossier:document/${document}#${from}-${to})`;
        }),
      });
      names.set(made.id, `note ${notes.length}`);
      notes.push(made.id);
    }

    tick();
    const { id } = await client.call('briefs.add', { title: plan.brief.title });
    names.set(id, 'brief');
    await client.call('briefs.edit', {
      id,
      edit: { kind: 'retitle', title: plan.brief.title, author: plan.brief.author },
    });
    const items = plan.brief.items.map((item): BriefItem => {
      if (item.kind === 'note') return { id: newId(), kind: 'note', note: notes[item.note]! };
      if (item.kind !== 'quotation') return { id: newId(), ...item };
      const { document, from, to } = rangeOf(item);
      const anchor = describe(found(texts, item.file), { from, to });
      return { id: newId(), kind: 'quotation', document, anchor, highlight: found(highlights, item.quote) };
    });
    items.forEach((item, index) => names.set(item.id, `brief item ${index}`));
    await client.call('briefs.edit', { id, edit: { kind: 'insert', items, before: null } });
  } finally {
    await library.close();
  }
  // What is derived, and how it came about: whoever opens the sample begins a history of their own.
  for (const name of ['cache', 'journal', 'history', 'snapshots']) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
  return names;
}

/** A record without the name of the edit it came with, which is another in every build and means nothing later. */
const withoutArrival = (json: string): string => json.replace(/,\s*"arrival": "[^"]*"/, '');

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/** Gives everything an id that follows from what it stands for, in files and in their names. */
async function renameIds(folder: string, names: ReadonlyMap<Id, string>): Promise<void> {
  const fixed = (text: string): string =>
    text.replace(UUID, (id) => {
      const name = names.get(id);
      if (name === undefined) throw new Error(`${id} stands for nothing in the plan`);
      return idFor(name);
    });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => found.isFile())) {
    const from = join(entry.parentPath, entry.name);
    const inside = relative(folder, from).split(sep);
    // An original is somebody's file: only the folder above it has a name of ours.
    if (!inside.includes('original'))
      await writeFile(from, fixed(withoutArrival(await readFile(from, 'utf8'))));
    const renamed = inside.map(fixed);
    const shard = renamed.findIndex((part) => part.match(UUID) !== null) - 1;
    if (shard >= 0) renamed[shard] = renamed[shard + 1]!.slice(0, 2);
    const to = join(`${folder}-renamed`, ...renamed);
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
  }
  await rm(folder, { recursive: true });
  await rename(`${folder}-renamed`, folder);
}

/** A UUID (version 4 in form) that is always the same for a name. */
function idFor(name: string): Id {
  const hex = createHash('sha256').update(`sample library: ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of one piece
async function* chunk(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** A clock that stands still but for `tick`, a minute each; `release` puts the true one back. */
function fixClock(): { readonly tick: () => void; readonly release: () => void } {
  const trueDate = globalThis.Date;
  let now = trueDate.UTC(2019, 5, 18, 9);
  globalThis.Date = class extends trueDate {
    constructor(...values: [] | [number]) {
      if (values.length === 0) super(now);
      else super(...values);
    }
    static override now(): number {
      return now;
    }
  } as DateConstructor;
  return {
    tick: () => {
      now += 60_000;
    },
    release: () => {
      globalThis.Date = trueDate;
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const target = resolve(process.argv[2] ?? join(root, 'resources', 'sample-library'));
  const fresh = `${target}-new`;
  await rm(fresh, { recursive: true, force: true });
  await buildSampleLibrary(fresh);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  console.log(`Wrote ${target}`);
}
