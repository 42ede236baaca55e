import { z } from 'zod';
import { Moment } from './date';
import { Id } from './id';
import { defineStored } from './stored';
import { MOST_TAUGHT, TaughtLine } from './taughtLine';

/** `library.json`: what makes a folder a library. Opening requires it; only "New library" writes it. */
export const LibraryRecord = z.object({
  version: z.literal(1),
  id: Id,
  name: z.string().trim().min(1).max(200),
  createdAt: Moment,
  /** Lines of outlets that a person said are furniture, or are not; left out while there are none. */
  taught: z.array(TaughtLine).max(MOST_TAUGHT).optional(),
});
export type LibraryRecord = z.infer<typeof LibraryRecord>;

export const storedLibrary = defineStored<LibraryRecord>({
  kind: 'library',
  version: 1,
  schema: LibraryRecord,
  migrations: {},
});
