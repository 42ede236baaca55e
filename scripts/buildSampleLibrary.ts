import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { direct } from '../src/core/api/wire';
import type { BriefItem } from '../src/core/model/brief';
import { Metadata } from '../src/core/model/document';
import { newId, type Id } from '../src/core/model/id';
import { describe } from '../src/core/model/anchor';
import { TagColour } from '../src/core/model/tag';
import { parseFile } from '../src/main/import/importFile';
import { createLibraryService } from '../src/main/libraryService';

/**
 * Writes resources/sample-library from resources/sample-library-sources: imports the files and applies plan.json through the
 * service, as a person would. Ids and times follow from the plan alone, so building twice gives the same bytes.
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
  const restore = fixChance();
  const dataFolder = await mkdtemp(join(tmpdir(), 'dossier-sample-'));
  try {
    await build(folder, dataFolder);
  } finally {
    restore();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function build(folder: string, dataFolder: string): Promise<void> {
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
    parsers: {
      parse: ({ name, bytes }) => parseFile(bytes, name),
      close: () => Promise.resolve(),
    },
  });
  const client = direct(library.service, (emit) => library.onEvent(emit));
  try {
    await client.call('library.create', { name: plan.name, location: folder });

    const documents = new Map<string, Id>();
    const texts = new Map<string, string>();
    for (const { file, metadata } of plan.documents) {
      const { upload } = await library.bytes.receive(file, null, chunk(await readFile(join(sources, file))));
      const report = await client.call('imports.run', { sources: [{ kind: 'upload', upload }] });
      const id = report.outcomes[0]!.id;
      if (id === null) throw new Error(`${file}: ${report.outcomes[0]!.error?.message ?? 'not imported'}`);
      // What import guessed right stays a guess; the analyst of the sample looked only at what was wrong.
      if (Object.keys(metadata).length > 0) await client.call('documents.edit', { id, changes: metadata });
      documents.set(file, id);
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
      const made = await client.call('tags.add', {
        ...tag,
        parent: parent === null ? null : found(tags, parent),
      });
      tags.set(tag.name, made.id);
    }

    const highlights = new Map<string, Id>();
    for (const { tags: names, comment, ...passage } of plan.highlights) {
      const made = await client.call('highlights.add', {
        ...rangeOf(passage),
        tags: names.map((name) => found(tags, name)),
        comment,
      });
      highlights.set(passage.quote, made.id);
    }

    const notes: Id[] = [];
    for (const { subject, text, links } of plan.notes) {
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
      notes.push(made.id);
    }

    const { id } = await client.call('briefs.add', { title: plan.brief.title });
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
    await client.call('briefs.edit', { id, edit: { kind: 'insert', items, before: null } });
  } finally {
    await library.close();
  }
  // Derived, and rebuilt at the first open.
  await rm(join(folder, 'cache'), { recursive: true, force: true });
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of one piece
async function* chunk(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** Makes the clock and the random source of ids repeat themselves; the function returned puts the true ones back. */
function fixChance(): () => void {
  const random = crypto.getRandomValues.bind(crypto);
  const trueDate = globalThis.Date;
  // xorshift32 (Marsaglia 2003): any sequence will do that never changes.
  let state = 0x2545f491;
  crypto.getRandomValues = <T extends ArrayBufferView | null>(array: T): T => {
    if (array instanceof Uint8Array) {
      for (let at = 0; at < array.length; at += 1) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        array[at] = state & 0xff;
      }
    }
    return array;
  };
  let now = trueDate.UTC(2019, 5, 18, 9);
  globalThis.Date = class extends trueDate {
    constructor(...values: [] | [number]) {
      if (values.length === 0) super((now += 1_000));
      else super(...values);
    }
    static override now(): number {
      return now;
    }
  } as DateConstructor;
  return () => {
    crypto.getRandomValues = random;
    globalThis.Date = trueDate;
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
