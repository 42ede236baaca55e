import { z } from 'zod';
import { AppError } from './appError';
import { Moment } from './date';
import { Id } from './id';
import { defineStored } from './stored';
import { MOST_TAUGHT, TaughtLine } from './taughtLine';

const LONGEST_NAME = 200;

/** `library.json`: what makes a folder a library. Opening requires it; only "New library" writes it. */
export const LibraryRecord = z.object({
  version: z.literal(1),
  id: Id,
  name: z.string().trim().min(1).max(LONGEST_NAME),
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

/** A library's name from what was typed. Throws `bad-input` for none, and for one that is too long to be kept. */
export function libraryName(typed: string): string {
  const name = typed.trim();
  if (name === '') throw new AppError('bad-input', 'A library needs a name.', 'Type a name for it.');
  if (name.length <= LONGEST_NAME) return name;
  throw new AppError(
    'bad-input',
    `The name has ${name.length} characters; a library’s name has up to ${LONGEST_NAME}.`,
    'Type a shorter one.',
  );
}
