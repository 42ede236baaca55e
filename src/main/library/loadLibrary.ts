import { join } from 'node:path';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import { recordOf } from './archive';
import { concurrently } from './concurrently';
import { READ_AT_ONCE } from './disk';
import { damaged } from './durableAdapter';
import { idsIn, sweep } from './folders';
import type { Line } from './journalLine';
import { documentFolder, isKind, pathOf } from './layout';
import type { Parts } from './parts';
import type { RecordReader } from './recordReader';

/**
 * Reads what is kept in memory: the edits of the journal first (`lines`), since a writer beside us moves what is in it into the
 * files; then the rest. Gives the documents that were looked at; null for all. Throws `library-too-new`.
 */
export async function loadLibrary(
  parts: Parts,
  reader: RecordReader,
  lines: readonly Line[],
  location: string,
  isWriter: boolean,
): Promise<readonly Id[] | null> {
  const { disk, root, id: own, journal, archive, shelf, catalogue, problems } = parts;
  for (const line of lines) replay(parts, line, location);
  // What is shown from here on must not be lost by a power cut; on a disk that cannot do it now, the first edit waits for it.
  if (isWriter) await journal.settle().catch(() => undefined);

  const codebook = join(root, pathOf('codebook', own));
  await problems.orNull(codebook, async () => {
    if ((await reader.read('codebook', own)) !== null || (await reader.rebuild('codebook', own))) return;
    throw damaged(codebook, 'the file is missing');
  });
  const namesIn = (folder: string, kind: 'file' | 'folder'): Promise<Id[]> =>
    idsIn(disk, root, folder, kind, (path, thrown) => problems.note(path, AppError.from(thrown)));
  for (const [kind, folder] of [
    ['note', 'notes'],
    ['brief', 'briefs'],
    ['search', 'searches'],
  ] as const) {
    await concurrently(await namesIn(folder, 'file'), READ_AT_ONCE, async (id) => {
      if (shelf.isUnfiled(kind, id)) return;
      await problems.orNull(join(root, pathOf(kind, id)), () => reader.read(kind, id));
    });
  }
  const looked = await catalogue.load(
    await namesIn('documents', 'folder'),
    journal.seq,
    (seq, last) => archive.touchedSince(seq, last),
    (id, cached) => reader.row(id, cached),
  );
  journal.startAfter(catalogue.seq);
  return looked;
}

/** Memory follows an edit of an earlier session. Throws `library-too-new`. */
function replay({ shelf }: Parts, { changes }: Line, location: string): void {
  for (const { kind, id, after, removed } of changes) {
    if (isKind(kind) && kind === 'text') {
      if (removed) shelf.follow('text', id, null, true);
      else shelf.forget('text', id);
      continue;
    }
    const value = isKind(kind) ? recordOf(kind, after) : undefined;
    if (!isKind(kind) || value === undefined) {
      throw new AppError(
        'library-too-new',
        `The journal of the library in ${location} holds edits (${kind}) of a newer Dossier.`,
        'Install the newest Dossier; the library is left as it is.',
      );
    }
    // Parsed as one of its kind, which the compiler cannot see in a union.
    shelf.follow(kind, id, value as never, true);
  }
}

/**
 * Removes what interrupted commits left: where edits were being written, `looked` being the documents they touched and
 * those that came without an edit; null for everywhere. Only a writer may, before its first commit.
 */
export async function sweepLibrary({ disk, root }: Parts, looked: readonly Id[] | null): Promise<void> {
  const entries = (await disk.list(root).catch(() => null)) ?? [];
  await sweep(disk, root, 0);
  for (const { name, kind } of entries) {
    if (kind !== 'folder') continue;
    if (looked === null || name !== 'documents') await sweep(disk, join(root, name), 3);
  }
  await concurrently(looked ?? [], READ_AT_ONCE, (id) => sweep(disk, join(root, documentFolder(id)), 1));
}
