import { describe } from '../../../core/model/anchor';
import { carryAnchor } from '../../../core/model/carryOver';
import type { Id } from '../../../core/model/id';
import type { Range } from '../../../core/model/range';
import type { Client } from '../../../core/api/contract';

/**
 * Where a link to a document leads today: to the last of the versions that replaced it, and there to the words that the
 * link names; null for `at` where they have no sure place. What cannot be found stays as the link says.
 */
export async function newestPlace(
  call: Client['call'],
  document: Id,
  at: Range | null,
): Promise<{ readonly document: Id; readonly at: Range | null }> {
  try {
    const newest = await newestOf(call, document);
    if (newest === document) return { document, at };
    if (at === null) return { document: newest, at: null };
    const [{ text: old }, { text }] = await Promise.all([
      call('documents.text', { id: document }),
      call('documents.text', { id: newest }),
    ]);
    const carried = carryAnchor(text, describe(old, at));
    return { document: newest, at: carried.status === 'sure' ? carried.anchor : null };
  } catch {
    return { document, at };
  }
}

async function newestOf(call: Client['call'], id: Id): Promise<Id> {
  const { replacedBy, trashedAt } = await call('documents.get', { id });
  // One that was taken out of the trash again is as good as the next.
  if (replacedBy === undefined || trashedAt === null) return id;
  // One that was deleted for good leads nowhere: the version before it is the last.
  return newestOf(call, replacedBy).catch(() => id);
}
