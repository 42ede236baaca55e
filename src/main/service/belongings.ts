import type { DocumentSummary, Service } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import type { CatalogueEntry } from '../library/library';
import type { Desk } from './desk';
import { toSummary } from './documentTable';

/** Calls that tell what a document belongs with. */
export type BelongingsCall = 'documents.belongings';

/** More of a kind than a person looks through; a mailing list of years is one thread. */
const MOST = 500;

export function belongingsCalls(desk: Desk): Pick<Service, BelongingsCall> {
  const index = new BelongingsIndex(desk);
  return {
    'documents.belongings': async ({ id }) => {
      const { parent, within } = await desk.record('document', id);
      const { library } = desk;
      const shown = (ids: readonly Id[]): CatalogueEntry[] =>
        ids
          .map((one) => library.summary(one))
          .filter((entry) => entry?.trashedAt === null) as CatalogueEntry[];
      const rows = (entries: readonly CatalogueEntry[]): DocumentSummary[] =>
        entries.slice(0, MOST).map(toSummary);
      const thread = shown(index.thread(id)).sort(byDate);
      const entry = library.summary(id);
      const same = entry === null ? [] : library.withText(entry.textSha256).filter((one) => one !== id);
      return {
        parent: parent === undefined ? null : (rows(shown([parent]))[0] ?? null),
        attachments: rows(shown(index.attachments(id))),
        thread: thread.length < 2 ? [] : rows(thread),
        sameText: rows(shown(same)),
        within: within ?? null,
      };
    },
  };
}

/** By the day, then an answer after what it answers: it names all that went before. */
function byDate(a: CatalogueEntry, b: CatalogueEntry): number {
  const day = (entry: CatalogueEntry): string => entry.published ?? '';
  const order = day(a) < day(b) ? -1 : Number(day(a) > day(b));
  return (
    order ||
    (a.mail?.references.length ?? 0) - (b.mail?.references.length ?? 0) ||
    (a.importedAt < b.importedAt ? -1 : 1)
  );
}

/** Which messages are one thread and what is attached to what, from the catalogue; made when asked for the first time. */
class BelongingsIndex {
  #of: readonly CatalogueEntry[] | null = null;
  #threads = new Map<string, Id[]>();
  #roots = new Map<Id, string>();
  #attachments = new Map<Id, Id[]>();

  constructor(private readonly desk: Desk) {}

  /** The messages of its thread, itself among them; empty for what is no message. */
  thread(id: Id): readonly Id[] {
    this.#fill();
    const root = this.#roots.get(id);
    return root === undefined ? [] : (this.#threads.get(root) ?? []);
  }

  attachments(id: Id): readonly Id[] {
    this.#fill();
    return this.#attachments.get(id) ?? [];
  }

  #fill(): void {
    const entries = this.desk.library.summaries();
    if (this.#of === entries) return;
    this.#of = entries;
    const join = new Joined();
    this.#attachments = new Map();
    for (const { id, mail, parent } of entries) {
      if (parent !== undefined) add(this.#attachments, parent, id);
      // A message that nobody names and that names nobody is a thread of its own.
      for (const other of mail?.references ?? []) join.join(mail?.messageId ?? id, other);
    }
    this.#threads = new Map();
    this.#roots = new Map();
    for (const { id, mail } of entries) {
      if (!mail) continue;
      const root = join.rootOf(mail.messageId ?? id);
      this.#roots.set(id, root);
      add(this.#threads, root, id);
    }
  }
}

function add<K>(lists: Map<K, Id[]>, key: K, id: Id): void {
  const list = lists.get(key);
  if (list) list.push(id);
  else lists.set(key, [id]);
}

/** Sets of names that grow together (union-find). */
class Joined {
  readonly #above = new Map<string, string>();

  rootOf(name: string): string {
    let root = name;
    for (let above = this.#above.get(root); above !== undefined; above = this.#above.get(root)) root = above;
    // Shortens the way for the next.
    for (let at = name; at !== root;) {
      const above = this.#above.get(at)!;
      this.#above.set(at, root);
      at = above;
    }
    return root;
  }

  join(a: string, b: string): void {
    const [one, other] = [this.rootOf(a), this.rootOf(b)];
    if (one !== other) this.#above.set(one, other);
  }
}
