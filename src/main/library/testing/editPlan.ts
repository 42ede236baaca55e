import type { Document } from '../../../core/model/document';
import type { Id } from '../../../core/model/id';
import type { LibraryRecord } from '../../../core/model/library';
import { emptyCodebook } from '../../../core/model/tag';
import { AppError } from '../../../core/model/appError';
import type { Kind, Library, RecordChange, Records } from '../library';
import type { OriginalFile } from '../openedLibrary';
import { annotations, brief, codebook, document, documentText, id, note, search, sha256 } from './records';
import { seeded, type Seeded } from './seeded';

/** One edit as `transact` takes it. */
export type PlannedEdit = {
  readonly name: string;
  readonly changes: readonly RecordChange[];
  readonly originals: readonly OriginalFile[];
};

/**
 * What a library holds, as one comparable text for each thing: records by kind and id, imported files, rows of the table.
 * Equal contents give equal maps, whatever the order of names in a record.
 */
export type Contents = ReadonlyMap<string, string>;

/** What an analyst does. A sort that is done more often stands more often. */
export const SORTS = [
  'import',
  'import',
  'highlight',
  'highlight',
  'highlight',
  'merge tags',
  'merge tags',
  'write note',
  'write note',
  'write note',
  'delete note',
  'change brief',
  'change brief',
  'rename library',
  'trash',
  'trash',
  'delete',
  'undo',
  'undo',
] as const;
export type Sort = (typeof SORTS)[number];

/** Documents a plan keeps at a time: instead of importing more, one is deleted. */
const KEPT = 6;

/** More documents than are imported before the first of them is acknowledged. */
const SKIPPED = 20;

/**
 * The work of an analyst who does not exist: edits that follow from a seed alone (imports, highlights, merges of tags in
 * all documents, notes, briefs, renaming, trash, deletion, undo), and what a library must hold after each of them. It is
 * the naive library, a Map, that the real one is held against.
 */
export class EditPlan {
  readonly #chance: Seeded;
  readonly #record: LibraryRecord;
  readonly #records = new Map<string, RecordChange>();
  readonly #originals = new Map<Id, Uint8Array>();
  /** Edits that take back those made, the last one last. */
  readonly #undo: (readonly RecordChange[])[] = [];
  /** Numbers of the documents imported so far. */
  readonly #imported: number[] = [];
  #nextImport = 1;
  #count = 0;

  /** `record` is that of a new library, without edits. */
  constructor(seed: number, record: LibraryRecord) {
    this.#chance = seeded(seed);
    this.#record = record;
    this.#put({ kind: 'library', id: record.id, value: record });
    this.#put({ kind: 'codebook', id: record.id, value: emptyCodebook });
  }

  /** Edits planned. */
  get count(): number {
    return this.#count;
  }

  /** Every document there ever was. */
  get documents(): readonly Id[] {
    return this.#imported.map((n) => id(n));
  }

  /**
   * The next edit, of any sort or of the one asked for. The contents follow at once: the plan is always ahead of the library.
   */
  next(sort: Sort = this.#chance.pick(SORTS)): PlannedEdit {
    const edit = this.#invent(sort);
    const before = edit.changes.map(
      (change) =>
        ({
          kind: change.kind,
          id: change.id,
          value: this.#records.get(keyOf(change))?.value ?? null,
        }) as RecordChange,
    );
    if (edit.name !== 'Undo') this.#undo.push(before);
    for (const change of edit.changes) this.#put(change);
    for (const original of edit.originals) this.#originals.set(original.id, original.bytes);
    this.#count += 1;
    return edit;
  }

  /** Another plan that stands where this one does; what follows in it is its own. */
  copy(): EditPlan {
    const copy = new EditPlan(this.#chance.below(1 << 30), this.#record);
    copy.#records.clear();
    for (const [key, change] of this.#records) copy.#records.set(key, change);
    for (const [of, bytes] of this.#originals) copy.#originals.set(of, bytes);
    copy.#undo.push(...this.#undo);
    copy.#imported.push(...this.#imported);
    copy.#nextImport = this.#nextImport;
    copy.#count = this.#count;
    return copy;
  }

  /**
   * Goes on after a crash that took back edits planned after these: a document is imported under a new id each time, as the
   * product does.
   */
  startAnew(): this {
    this.#nextImport += SKIPPED;
    return this;
  }

  contents(): Contents {
    const contents = new Map<string, string>();
    for (const [key, { value }] of this.#records) contents.set(key, canonical(value));
    for (const { kind, id: of, value } of this.#records.values()) {
      if (kind !== 'document') continue;
      const marks = this.#records.get(`annotations/${of}`)?.value ?? null;
      const highlights = marks && 'highlights' in marks ? marks.highlights.length : 0;
      contents.set(`row/${of}`, canonical(rowOf(value!, highlights)));
      contents.set(`original/${of}`, sha256(this.#originals.get(of)!));
    }
    return contents;
  }

  #invent(sort: Sort): PlannedEdit {
    const here = this.#here();
    const n = this.#count + 1;
    const few = this.#chance.below(4);
    if (sort === 'undo') return edit('Undo', this.#undo.pop() ?? []);
    if (sort === 'import' && here.length >= KEPT) return edit('Delete', removal(this.#chance.pick(here)));
    if (sort === 'import' || here.length < 2) return this.#import(1 + this.#chance.below(2));
    const of = this.#chance.pick(here);
    switch (sort) {
      case 'delete':
        return edit('Delete', removal(of));
      case 'highlight':
        return edit('Highlight', [this.#marked(of)]);
      case 'merge tags':
        return edit('Merge tags', [
          ...here.map((each) => this.#marked(each)),
          { kind: 'codebook', id: this.#record.id, value: codebook(`Ports ${n}`, 'Barges', 'Cranes') },
        ]);
      case 'write note':
        return edit('Write note', [
          { kind: 'note', id: note(few).id, value: note(few, `Remember this, ${n} ü🛳`) },
        ]);
      case 'delete note':
        return edit('Delete note', [
          { kind: 'note', id: note(few).id, value: null },
          { kind: 'search', id: search(few).id, value: null },
        ]);
      case 'change brief':
        return edit('Change brief', [
          { kind: 'brief', id: brief(few).id, value: brief(few, `Brief, ${n}`) },
          { kind: 'note', id: note(few).id, value: note(few, `Belongs to a brief, ${n}`) },
          { kind: 'search', id: search(few).id, value: search(few, `belongs AND ${n}`) },
        ]);
      case 'rename library':
        return edit('Rename library', [
          {
            kind: 'library',
            id: this.#record.id,
            value: { ...this.#value('library', this.#record.id), name: `Case ${n}` },
          },
        ]);
      case 'trash': {
        const old = this.#value('document', of);
        const trashedAt = old.trashedAt === null ? '2026-03-04T05:06:07.000Z' : null;
        const metadata = { ...old.metadata, title: `Renamed ${n}` };
        return edit(trashedAt ? 'Trash' : 'Restore', [
          { kind: 'document', id: of, value: { ...old, trashedAt, metadata } },
        ]);
      }
    }
  }

  /** A record that is known to be there. */
  #value<K extends Kind>(kind: K, of: Id): Records[K] {
    return this.#records.get(`${kind}/${of}`)!.value as Records[K];
  }

  #import(files: number): PlannedEdit {
    const changes: RecordChange[] = [];
    const originals: OriginalFile[] = [];
    for (let each = 0; each < files; each += 1) {
      const n = this.#nextImport;
      this.#nextImport += 1;
      this.#imported.push(n);
      const bytes = Uint8Array.from({ length: 1 + this.#chance.below(3000) }, () => this.#chance.below(256));
      const name = `quay ${n}.bin`;
      const original = { ...document(n).original, name, bytes: bytes.length, sha256: sha256(bytes) };
      changes.push(
        { kind: 'text', id: id(n), value: documentText(n) },
        { kind: 'document', id: id(n), value: { ...document(n), original } },
      );
      originals.push({ id: id(n), name, bytes });
    }
    return { name: 'Import', changes, originals };
  }

  #marked(of: Id): RecordChange {
    const n = this.#imported.find((each) => id(each) === of)!;
    const tags = Array.from({ length: 1 + this.#chance.below(3) }, () => [this.#chance.below(3)]);
    const { highlights, ...rest } = annotations(n, ...tags);
    const comment = `Said at ${this.#count + 1}`;
    return {
      kind: 'annotations',
      id: of,
      value: { ...rest, highlights: highlights.map((highlight) => ({ ...highlight, comment })) },
    };
  }

  #here(): Id[] {
    return this.documents.filter((of) => this.#records.has(`document/${of}`));
  }

  #put(change: RecordChange): void {
    if (change.value === null) this.#records.delete(keyOf(change));
    else this.#records.set(keyOf(change), change);
  }
}

/**
 * The plan of several processes, each of which went on where it found the last one's work, in edits (`lives`, growing). Gives
 * it as it was after `edits` edits.
 */
export function planOfLives(
  seed: number,
  record: LibraryRecord,
  lives: readonly number[],
  edits: number,
): EditPlan {
  const plan = new EditPlan(seed, record);
  const begins = [...lives];
  for (;;) {
    for (; begins[0] === plan.count; begins.shift()) plan.startAnew();
    if (plan.count >= edits) return plan;
    plan.next();
  }
}

/** Makes the edit. */
export const carryOut = (library: Library, { name, changes, originals }: PlannedEdit): Promise<unknown> =>
  library.transact(name, changes, { originals });

/**
 * What the library holds. `documents` are asked for even when the table does not show them. Rejects like `get`; with
 * `damaged`, what is damaged is left out instead, and its key added there.
 */
export async function contentsOf(
  library: Library,
  documents: readonly Id[],
  damaged: Set<string> | null = null,
): Promise<Contents> {
  const contents = new Map<string, string>();
  const look = async (key: string, read: () => Promise<string | null>): Promise<void> => {
    try {
      const found = await read();
      if (found !== null) contents.set(key, found);
    } catch (problem) {
      // A letter that changes may be the one of the version.
      if (damaged === null || !['library-damaged', 'library-too-new'].includes(AppError.from(problem).code)) {
        throw problem;
      }
      damaged.add(key);
    }
  };
  const { id: own } = library.record;
  contents.set(`library/${own}`, canonical(library.record));
  contents.set(`codebook/${own}`, canonical(library.codebook()));
  for (const each of library.notes()) contents.set(`note/${each.id}`, canonical(each));
  for (const each of library.briefs()) contents.set(`brief/${each.id}`, canonical(each));
  for (const each of library.searches()) contents.set(`search/${each.id}`, canonical(each));
  const rows = new Map(library.summaries().map((row) => [row.id, row]));
  for (const of of new Set([...documents, ...rows.keys()])) {
    for (const kind of ['document', 'text', 'annotations'] as const) {
      // A text goes to its place before the edit that makes it count: without a document nobody sees it.
      if (kind === 'text' && !rows.has(of)) continue;
      await look(`${kind}/${of}`, async () => {
        const value = await library.get(kind, of);
        return value && canonical(value);
      });
    }
    const row = rows.get(of);
    if (!row) continue;
    const { title, trashedAt, highlights } = row;
    const found = library.withOriginal(row.originalSha256);
    contents.set(`row/${of}`, canonical({ title, trashedAt, highlights, found }));
    await look(`original/${of}`, async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await library.readOriginal(of)).stream()) chunks.push(chunk);
      return sha256(Buffer.concat(chunks));
    });
  }
  return contents;
}

/** The keys on which two contents are not of one mind, with what each says; empty when they are equal. */
export function differences(expected: Contents, found: Contents): string[] {
  const short = (text: string | undefined): string => (text === undefined ? 'nothing' : text.slice(0, 200));
  return [...new Set([...expected.keys(), ...found.keys()])]
    .filter((key) => expected.get(key) !== found.get(key))
    .map((key) => `${key}: expected ${short(expected.get(key))}, found ${short(found.get(key))}`);
}

const rowOf = (document: Document, highlights: number): unknown => ({
  title: document.metadata.title,
  trashedAt: document.trashedAt,
  highlights,
  found: document.id,
});

const edit = (name: string, changes: readonly RecordChange[]): PlannedEdit => ({
  name,
  changes,
  originals: [],
});

const removal = (of: Id): RecordChange[] => [
  { kind: 'document', id: of, value: null },
  { kind: 'text', id: of, value: null },
  { kind: 'annotations', id: of, value: null },
];

const keyOf = ({ kind, id: of }: { kind: Kind; id: Id }): string => `${kind}/${of}`;

/** JSON with the names of each object in order: equal for equal values. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
