import { z } from 'zod';
import { AppError, ErrorValue } from '../../core/model/appError';
import type { ReadOptions } from './readSource';

/** One file inside another. */
export const Part = z.union([
  z.object({
    /** Its place inside, `letters/1.txt`: a label in a report, never a place on a disk. */
    path: z.string().max(4_096),
    bytes: z.instanceof(Uint8Array),
  }),
  /** One that cannot be taken out. */
  z.object({ path: z.string().max(4_096), error: ErrorValue }),
]);
export type Part = z.infer<typeof Part>;

/** Files that are archives of others, and none themselves. */
export type ArchiveKind = never;

/** Gives the files inside an archive or a message, in its order, each when it is asked for. */
// eslint-disable-next-line require-yield
export async function* unpackFile(
  bytes: Uint8Array,
  name: string,
  options: ReadOptions = {},
): AsyncGenerator<Part> {
  await Promise.resolve([bytes, options]);
  throw new AppError(
    'format-unsupported',
    `“${name}” holds no files Dossier can take out.`,
    'Unpack it and import the files.',
  );
}
