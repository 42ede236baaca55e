import { fork } from 'node:child_process';
import { z } from 'zod';
import { AppError, ErrorValue } from '../../core/model/appError';
import { checkFile } from './checkFile';
import { ParsedSource } from './parsedSource';
import type { ReadOptions } from './readSource';
import { Part } from './unpackFile';

/** A file to be read, and what a person chose for it. */
export type SourceFile = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly options?: ReadOptions | undefined;
};

/** Reads files in processes of their own, so that one bad file is one failure. */
export interface ParserPool {
  /**
   * As `parseFile`. Besides its errors: `timed-out` and `out-of-memory` when the file broke a limit, `cancelled` when
   * the signal is aborted or the pool is closed.
   */
  parse(source: SourceFile, signal: AbortSignal): Promise<ParsedSource>;
  /**
   * As `unpackFile`: gives the files inside a file one by one, in its order. The next is taken out when `onPart` has
   * resolved, so that no more than one is in memory; the time `onPart` takes does not count against the deadline, which is
   * that of one part. Rejects as `parse` does, and with what `onPart` rejects with.
   */
  unpack(source: SourceFile, onPart: (part: Part) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Ends the processes. What was not finished is rejected with `cancelled`. */
  close(): Promise<void>;
}

/** What the pool needs of a child process, so that a shell can bring its own kind. */
export interface ParserProcess {
  /** Structured clone: bytes stay bytes. */
  send(message: ParseRequest): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also when it could not be started. `abort` tells the abort of a process that ran out of memory. */
  onEnd(listener: (abort: boolean) => void): void;
  kill(): void;
  /** Whether the process alone keeps this program running. */
  hold(held: boolean): void;
}

export type ParserPoolOptions = {
  /** The built file of `parser.ts`. */
  readonly entry: string;
  /** Most processes at once. */
  readonly size?: number;
  /** Starts one process; `forkParser` unless the shell cannot use it. */
  readonly start?: (entry: string) => ParserProcess;
  /** Milliseconds one file may take; recognising pages (`options.ocr`) gets `OCR_PATIENCE` times as much. */
  readonly deadline?: number;
};

/** How much longer than to read a file it may take to recognise its pages: a hundred, of some seconds each. */
export const OCR_PATIENCE = 20;

/** What a parser process is asked. `next` says that the part it gave was taken. */
export type ParseRequest =
  | ({ readonly id: number; readonly kind: 'parse' | 'unpack' } & SourceFile)
  | { readonly id: number; readonly kind: 'next' };

const ParseReply = z.union([
  z.object({ id: z.number(), parsed: ParsedSource }),
  z.object({ id: z.number(), part: Part }),
  z.object({ id: z.number(), unpacked: z.literal(true) }),
  z.object({ id: z.number(), error: ErrorValue }),
]);
export type ParseReply = z.infer<typeof ParseReply>;
type Answer = ParsedSource | 'unpacked' | AppError;

/** Memory for the objects of one process, in megabytes; text beyond `MAX_TEXT_BYTES` never reaches it. */
export const PARSER_MEMORY = 1_536;

/** What a process cannot start or find its way without; nothing else of the environment is a parser's business. */
const NEEDED = ['SYSTEMROOT', 'WINDIR', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'LC_ALL', 'TZ'];

/**
 * All that a parser process gets of our environment. What may hold secrets (tokens of other programs, proxies, NODE_OPTIONS)
 * stays out of the process that reads files of strangers.
 */
export function parserEnvironment(environment: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      // Windows writes them in any case.
      value !== undefined && NEEDED.includes(name.toUpperCase()) ? [[name, value]] : [],
    ),
  );
}

/**
 * Node's permission model, where this Node has it: a parser may read (its own modules are files) and do nothing else: write
 * no file, start no process or thread, load no native code; from Node 25 on also open no connection. It is a second wall,
 * experimental on Node 20; the first is that no format reader has a reason to do any of that.
 */
function restrictions(): string[] {
  const model = ['--permission', '--experimental-permission'].find((flag) =>
    process.allowedNodeEnvironmentFlags.has(flag),
  );
  return model === undefined ? [] : [model, '--allow-fs-read=*'];
}

/** A parser as a plain Node process. */
export function forkParser(entry: string, nodeArguments: readonly string[] = restrictions()): ParserProcess {
  const child = fork(entry, [], {
    serialization: 'advanced',
    env: parserEnvironment(),
    execArgv: [`--max-old-space-size=${PARSER_MEMORY}`, ...nodeArguments],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return {
    // A send can meet a process that has just died: its end says so, the write need not.
    send: (message) => void child.send(message, () => undefined),
    onMessage: (listener) => void child.on('message', listener),
    onEnd: (listener) => {
      let ended = false;
      const end = (abort: boolean): void => {
        if (!ended) listener(abort);
        ended = true;
      };
      // V8 aborts when its heap is full: signal 6, which shells and Windows report as code 134.
      child.once('exit', (code, signal) => end(signal === 'SIGABRT' || code === 134));
      child.once('error', () => end(false));
    },
    kill: () => void child.kill('SIGKILL'),
    hold: (held) => {
      if (held) {
        child.ref();
        child.channel?.ref();
      } else {
        child.unref();
        child.channel?.unref();
      }
    },
  };
}

type Job = {
  readonly request: Exclude<ParseRequest, { kind: 'next' }>;
  /** Starts its clock: when a process takes it, waiting in the queue does not count against the deadline; and for each part. */
  readonly begin: () => void;
  readonly pause: () => void;
  readonly settle: (reply: Answer) => void;
  /** Of a file that is unpacked. */
  readonly onPart: ((part: Part) => Promise<void>) | null;
  /** A part is being taken. */
  taking: boolean;
};

type Worker = { readonly process: ParserProcess; job: Job | null; readonly ended: Promise<void> };

/**
 * A pool whose processes start when first needed and are used again. A file that takes longer than `deadline`, or more
 * memory than its process has, costs that process; the next file gets a new one.
 */
export function createParserPool({
  entry,
  size = 2,
  start = forkParser,
  deadline = 60_000,
}: ParserPoolOptions): ParserPool {
  const workers = new Set<Worker>();
  const waiting: Job[] = [];
  let lastId = 0;
  let closed = false;

  function startWorker(): Worker {
    const process = start(entry);
    let finish: () => void = () => undefined;
    const worker: Worker = { process, job: null, ended: new Promise((resolve) => (finish = resolve)) };
    process.onMessage((message) => {
      const { job } = worker;
      const reply = ParseReply.safeParse(message);
      if (!reply.success) {
        refuse(worker, reply.error.message);
        return;
      }
      const { data } = reply;
      // Answers that nobody waits for: a second one, or one to a file that was taken back.
      if (job?.request.id !== data.id) return;
      // No end, no part and no text is due before the last part was taken; and each only where it was asked for.
      if (!('error' in data) && (job.taking || 'parsed' in data !== (job.onPart === null))) {
        refuse(worker, 'out of turn');
        return;
      }
      if ('part' in data) {
        take(worker, job, data.part);
        return;
      }
      worker.job = null;
      process.hold(false);
      if ('error' in data) job.settle(AppError.fromValue(data.error));
      else job.settle('parsed' in data ? data.parsed : 'unpacked');
      give();
    });
    process.onEnd((abort) => {
      workers.delete(worker);
      worker.job?.settle(
        abort
          ? new AppError(
              'out-of-memory',
              `“${worker.job.request.name}” needs more memory to read than Dossier allows one file.`,
              'Split it into smaller files and import those.',
            )
          : AppError.from(
              new Error(`the process that reads files ended while reading ${worker.job.request.name}`),
            ),
      );
      worker.job = null;
      finish();
      give();
    });
    workers.add(worker);
    return worker;
  }

  /** Ends a process that answered what it should not: a stranger's file has changed what it does, it reads no other. */
  function refuse(worker: Worker, answered: string): void {
    const { job } = worker;
    discard(worker);
    job?.settle(AppError.from(new Error(`a parser answered ${answered}`)));
    give();
  }

  /** Hands on a part and asks for the next. */
  function take(worker: Worker, job: Job, part: Part): void {
    job.taking = true;
    job.pause();
    job.onPart!(part).then(
      () => {
        job.taking = false;
        // It may have been taken back meanwhile.
        if (worker.job !== job) return;
        job.begin();
        worker.process.send({ id: job.request.id, kind: 'next' });
      },
      (thrown: unknown) => {
        drop(job);
        job.settle(AppError.from(thrown));
      },
    );
  }

  /** Ends a process without a word about the file it reads. */
  function discard(worker: Worker): void {
    worker.job = null;
    workers.delete(worker);
    worker.process.kill();
  }

  /** Hands waiting files to free processes. */
  function give(): void {
    while (waiting.length > 0 && !closed) {
      const free = [...workers].find((worker) => worker.job === null);
      if (free === undefined && workers.size >= size) return;
      const worker = free ?? startWorker();
      worker.job = waiting.shift()!;
      worker.job.begin();
      worker.process.hold(true);
      worker.process.send(worker.job.request);
    }
  }

  /** Takes a file back: out of the queue, or with the process that reads it. */
  function drop(job: Job): void {
    const place = waiting.indexOf(job);
    if (place >= 0) waiting.splice(place, 1);
    for (const worker of workers) {
      if (worker.job === job) discard(worker);
    }
    give();
  }

  function ask(
    kind: 'parse' | 'unpack',
    { name, bytes, options }: SourceFile,
    onPart: Job['onPart'],
    signal: AbortSignal,
  ): Promise<Exclude<Answer, AppError>> {
    return new Promise((resolve, reject) => {
      if (closed || signal.aborted) throw cancelled(name);
      if (kind === 'parse') checkFile(bytes, name);
      const patience = options?.ocr === undefined ? deadline : deadline * OCR_PATIENCE;
      let timer: ReturnType<typeof setTimeout> | null = null;
      const pause = (): void => {
        if (timer !== null) clearTimeout(timer);
        timer = null;
      };
      const job: Job = {
        request: { id: (lastId += 1), kind, name, bytes, options },
        onPart,
        taking: false,
        pause,
        begin: () => {
          timer = setTimeout(() => {
            drop(job);
            job.settle(
              new AppError(
                'timed-out',
                `“${name}” took longer than ${patience / 1_000} seconds to read.`,
                'Split it into smaller files, or save it as plain text, and import that.',
              ),
            );
          }, patience);
        },
        settle: (reply) => {
          pause();
          signal.removeEventListener('abort', abort);
          if (reply instanceof AppError) reject(reply);
          else resolve(reply);
        },
      };
      const abort = (): void => {
        drop(job);
        job.settle(cancelled(name));
      };
      signal.addEventListener('abort', abort, { once: true });
      waiting.push(job);
      give();
    });
  }

  async function close(): Promise<void> {
    closed = true;
    const running = [...workers];
    for (const job of [...waiting, ...running.flatMap((worker) => worker.job ?? [])]) {
      job.settle(cancelled(job.request.name));
    }
    waiting.length = 0;
    for (const worker of running) {
      worker.job = null;
      worker.process.hold(true);
      worker.process.kill();
    }
    await Promise.all(running.map((worker) => worker.ended));
  }

  return {
    // What `ask` gives is of the kind that was asked for.
    parse: async (source, signal) => (await ask('parse', source, null, signal)) as ParsedSource,
    unpack: async (source, onPart, signal) => void (await ask('unpack', source, onPart, signal)),
    close,
  };
}

function cancelled(name: string): AppError {
  return new AppError('cancelled', `Stopped before “${name}” was read.`);
}
