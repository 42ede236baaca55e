import type { Id } from '../../core/model/id';
import type { Kind, Records } from './layout';
import type { RecordChange, RecordChanged } from './transaction';

/**
 * The changes that take records back to `before` in `changed`. `now` reads a record as it is; `hasText` says whether a
 * document's text is there. Documents that came since go to the trash at the moment `at`; one whose text is gone stays away.
 */
export async function changesBackTo(
  changed: readonly RecordChanged[],
  at: string,
  now: <K extends Kind>(kind: K, id: Id) => Promise<Records[K] | null>,
  hasText: (id: Id) => Promise<boolean>,
): Promise<RecordChange[]> {
  const came = new Set<Id>();
  const away = new Set<Id>();
  const back: RecordChange[] = [];
  for (const change of changed) {
    if (change.kind !== 'document') continue;
    const { id, before } = change;
    const current = await now('document', id);
    if (before === null) {
      came.add(id);
      if (current?.trashedAt === null)
        back.push({ kind: 'document', id, value: { ...current, trashedAt: at } });
    } else if (current === null && !(await hasText(id))) away.add(id);
    else if (!same(current, before)) back.push({ kind: 'document', id, value: before });
  }
  for (const change of changed) {
    const { kind, id, before } = change;
    if (kind === 'document' || kind === 'text') continue;
    // What is marked in a document goes where the document goes.
    if (kind === 'annotations' && (came.has(id) || away.has(id))) continue;
    if (before === null && (kind === 'library' || kind === 'codebook')) continue;
    // A change pairs kind and value by construction; the union does not survive the destructuring.
    if (!same(await now(kind, id), before)) back.push({ kind, id, value: before } as RecordChange);
  }
  return back;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
