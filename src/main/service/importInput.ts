/** Something to import, wherever its bytes come from. */
export type ImportInput = {
  /** As the user knows it; what the report shows. */
  readonly path: string;
  /** The file's name without folders. */
  readonly name: string;
  /** What the user called it; left out, the title is guessed. Never blank. */
  readonly title?: string | undefined;
  /** Rejects with AppError where it cannot be read. */
  read(): Promise<Uint8Array>;
  /** Called once when it is no longer needed, whatever became of it. Never rejects. */
  done?(): Promise<void>;
};
