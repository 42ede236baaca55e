import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'vite';
import type { LibraryRecord } from '../../../core/model/library';

/** What an editor did so far, by what it said. Numbers are of edits; -1 before there was one. */
export type Said = {
  readonly found: number;
  readonly asked: number;
  readonly kept: number;
  /** True from its word that it asks for a checkpoint to the edits after that. */
  readonly inCheckpoint: boolean;
  /** A sentence when it found something lost. */
  readonly lost: string | null;
  /** The code of the error with which the library did not open for it. */
  readonly refused: string | null;
};

/** A process that edits a library (`killedEditor.ts`). */
export type EditorProcess = {
  readonly said: Said;
  /** Resolves when it has said something of which this is true, or has ended. */
  until(told: (said: Said) => boolean): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** How it ended, with what it wrote to the error stream. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    complaint: string;
  }>;
};

export type EditorOptions = {
  /** What `bundleEditor` gave. */
  readonly editor: string;
  readonly folder: string;
  readonly seed: number;
  /** Of the library when it was new. */
  readonly record: LibraryRecord;
  /** Edits that must be there, and that may be. */
  readonly kept: number;
  readonly asked: number;
  /** Edits that each of the processes before it found. */
  readonly lives: readonly number[];
};

export function startEditor(options: EditorOptions): EditorProcess {
  const { editor, folder, seed, record, kept, asked, lives } = options;
  const args = [editor, folder, `${seed}`, JSON.stringify(record), `${kept}`, `${asked}`, lives.join(',')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said: Said = { found: -1, asked: -1, kept: -1, inCheckpoint: false, lost: null, refused: null };
  let [line, complaint] = ['', ''];
  const waiting = new Map<(said: Said) => boolean, () => void>();
  child.stdout.setEncoding('utf8').on('data', (data: string) => {
    const lines = (line + data).split('\n');
    // The last is empty, or a line that the kill cut off.
    line = lines.pop() ?? '';
    for (const each of lines) said = heard(said, each);
    for (const [told, resolve] of waiting) {
      if (!told(said)) continue;
      waiting.delete(told);
      resolve();
    }
  });
  child.stderr.setEncoding('utf8').on('data', (data: string) => (complaint += data));
  const ended = new Promise<Awaited<EditorProcess['ended']>>((resolve) => {
    child.once('close', (code, signal) => {
      for (const settle of waiting.values()) settle();
      resolve({ code, signal, complaint });
    });
  });
  return {
    get said() {
      return said;
    },
    until: (told) =>
      told(said) ? Promise.resolve() : new Promise((resolve) => void waiting.set(told, resolve)),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}

/** The editor as one file below `home`: compiling it at every start would cost more than its edits. Gives its path. */
export async function bundleEditor(home: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, 'killedEditor.ts'),
      outDir: join(home, 'editor'),
      rolldownOptions: { output: { format: 'es', entryFileNames: 'killedEditor.mjs' } },
    },
  });
  return join(home, 'editor', 'killedEditor.mjs');
}

function heard(said: Said, line: string): Said {
  const [word, rest = ''] = line.split(/ (.*)/);
  switch (word) {
    case 'found':
      return { ...said, found: Number(rest) };
    case 'asked':
      return { ...said, asked: Number(rest), inCheckpoint: false };
    case 'kept':
      return { ...said, kept: Number(rest) };
    case 'checkpoint':
      return { ...said, inCheckpoint: true };
    case 'lost':
      return { ...said, lost: rest };
    default:
      return word === 'refused' ? { ...said, refused: rest } : said;
  }
}
