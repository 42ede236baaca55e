import { z } from 'zod';
import { ErrorValue } from '../model/appError';

/** Bytes of files that are sent in one request at most: small ones, which cost more by their number than by their size. */
export const MOST_TOGETHER = 1024 * 1024;
/** Bytes of the line with their names and sizes that goes before them at most. */
export const LONGEST_LIST = 256 * 1024;

/** What became of one of them: the id that `imports.run` takes, or why there is none. */
export const UploadFate = z.union([z.object({ upload: z.string() }), z.object({ error: ErrorValue })]);
export type UploadFate = z.infer<typeof UploadFate>;
