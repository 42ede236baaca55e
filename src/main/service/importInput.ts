import type { Id } from '../../core/model/id';
import type { ReadOptions } from '../import/readSource';

/** Something to import, wherever its bytes come from. */
export type ImportInput = {
  /** As the user knows it; what the report shows. */
  readonly path: string;
  /** The file's name without folders. */
  readonly name: string;
  /** What the user called it; left out, the title is guessed. Never blank. */
  readonly title?: string | undefined;
  /** What the user chose for it, and for the files in it. */
  readonly options?: ReadOptions | undefined;
  /** Bytes, where it is known before reading: large files then wait for each other. */
  readonly size?: number | undefined;
  /** Where it came from; left out for what the user gave. */
  readonly origin?: Origin | undefined;
  /** Rejects with AppError where it cannot be read. */
  read(): Promise<Uint8Array>;
  /** Called once when it is no longer needed, whatever became of it. Never rejects. */
  done?(): Promise<void>;
  /** Called instead of `done` where another try may succeed: gives the id `imports.run` takes it by. */
  keep?(): string;
};

/** Where a file lay that came out of another. */
export type Origin = {
  /** The message it is attached to, once that is in the library. */
  readonly message: { id: Id | null } | null;
  /** The archive or mailbox with the folders there; null outside of any. */
  readonly within: string | null;
  /** How many archives, and how many files of all kinds, it lay in. */
  readonly archives: number;
  readonly depth: number;
  /** A phrase for the report. */
  readonly remark: string | null;
  /** What may still come out of the file that the user gave. */
  readonly budget: { files: number; bytes: number };
};
