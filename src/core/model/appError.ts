import { z } from 'zod';

/**
 * Why something expected went wrong. A closed list: shells decide on it (exit codes, dialogs), so a new code is a
 * decision, not a string.
 */
export const ErrorCode = z.enum([
  'not-found',
  'bad-input',
  'ambiguous',
  'no-library-open',
  'not-a-library',
  'library-locked',
  'library-too-new',
  'library-damaged',
  'library-sealed',
  'wrong-passphrase',
  'backup-damaged',
  'read-only',
  'permission',
  'disk-full',
  'disk-failed',
  'file-unreadable',
  'file-empty',
  'file-too-large',
  'file-binary',
  'format-unsupported',
  'encoding-unknown',
  'file-damaged',
  'password-needed',
  'scanned',
  'timed-out',
  'out-of-memory',
  'cancelled',
  'conflict',
  'unsupported-here',
  'connection-lost',
  'internal',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** An AppError as it crosses a wire or is printed by `--json`. */
export const ErrorValue = z.object({
  code: ErrorCode,
  /** One sentence for a person: what happened, with the bad value in it. */
  message: z.string(),
  /** One sentence: what the person can do next. Null where nothing helps. */
  next: z.string().nullable(),
});
export type ErrorValue = z.infer<typeof ErrorValue>;

/**
 * An expected failure. Bugs are ordinary exceptions; an absence that is normal is null; everything a user can meet is
 * one of these.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly next: string | null;

  constructor(code: ErrorCode, message: string, next: string | null = null, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.next = next;
  }

  toValue(): ErrorValue {
    return { code: this.code, message: this.message, next: this.next };
  }

  static fromValue(value: ErrorValue): AppError {
    return new AppError(value.code, value.message, value.next);
  }

  /**
   * Any thrown thing as an AppError. A thing that is none already is a bug: it becomes `internal`, with its message kept
   * so that a report can name it, and the original as `cause`.
   */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    if (thrown instanceof Error && thrown.name === 'AbortError') {
      return new AppError('cancelled', 'Stopped before it was finished.', null, { cause: thrown });
    }
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new AppError(
      'internal',
      `Something went wrong inside Dossier: ${message}`,
      'Try again; if it returns, copy the log (command palette, “Show log”) into a report.',
      { cause: thrown },
    );
  }
}
