import { createHash, randomBytes } from 'node:crypto';
import { rename, unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../core/model/appError';

/** Held until released or until the process ends, however it ends: it belongs to the system, not to a file. */
export type Lock = {
  /** Calls back when another process asks this one to come to the front. Returns the function that stops that. */
  onActivate(listener: () => void): () => void;
  release(): Promise<void>;
};

/**
 * How long a holder may take to say who it is, in milliseconds: a busy machine may let it wait for a second. A stopped one
 * (laptop asleep) never does.
 */
const PATIENCE = 2_000;

/**
 * Takes the lock of a library. `folder` must be its real path, so that every way to it leads to one lock; the user is not
 * part of its name, since two people on one machine share the one writer.
 *
 * Linux: an abstract socket. Windows: a named pipe. Elsewhere: a Unix socket, taken over when nobody answers on it. All
 * vanish with their process; a lock file with a time would be taken from a process that was only stopped.
 *
 * Throws `library-locked`, with the holder's process id when it answers.
 */
export async function acquireLock(folder: string, platform: string = process.platform): Promise<Lock> {
  const address = addressOf(folder, platform);
  const listeners = new Set<() => void>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.unref();
    socket.setTimeout(4 * PATIENCE, () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (data) => {
      if (!data.toString('latin1').startsWith('activate')) return;
      // A terminal has no window to bring up, and says so.
      socket.end(listeners.size > 0 ? 'activated\n' : 'alone\n');
      for (const listener of listeners) listener();
    });
    socket.write(`dossier ${process.pid}\n`);
  });
  if (!(await listens(server, address))) {
    const stale = isPath(address) && (await ask(address, null)).status === 'nobody';
    if (!stale || !(await takeOver(server, address))) throw locked(folder, await ask(address, null));
  }
  // Holding a library must not keep a finished process alive.
  server.unref();
  return {
    onActivate(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async release() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Asks the process that holds a library to come to the front. False when none holds it, or it has no window or no answer. */
export async function activateHolder(folder: string, platform: string = process.platform): Promise<boolean> {
  return (await ask(addressOf(folder, platform), 'activate\n')).status === 'answered';
}

function addressOf(folder: string, platform: string): string {
  const key = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  if (platform === 'linux') return `\0dossier-${key}`;
  if (platform === 'win32') return `\\\\.\\pipe\\dossier-${key}`;
  // Paths of Unix sockets end at 103 bytes.
  return join(tmpdir(), `dossier-${key.slice(0, 16)}.sock`);
}

const isPath = (address: string): boolean => address.startsWith('/');

/** False when another has the address. */
function listens(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (problem: NodeJS.ErrnoException): void => {
      if (problem.code === 'EADDRINUSE') resolve(false);
      else
        reject(
          new AppError(
            'permission',
            `The system does not let Dossier lock the library: ${problem.message}.`,
            'Open the library for reading only.',
            { cause: problem },
          ),
        );
    };
    server.once('error', failed);
    server.listen({ path: address, exclusive: true }, () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}

/**
 * Takes a socket file that nobody answers on. Several processes may come here at once: only one of them can rename the
 * file, the others give way. One that renamed a socket that lives by then puts it back; to listen at the address while it
 * is empty for that moment would make two holders.
 */
async function takeOver(server: Server, address: string): Promise<boolean> {
  const aside = `${address}.${randomBytes(4).toString('hex')}`;
  try {
    await rename(address, aside);
  } catch {
    return false;
  }
  if ((await ask(aside, null)).status !== 'nobody') {
    await rename(aside, address);
    return false;
  }
  await unlink(aside).catch(() => undefined);
  return listens(server, address);
}

type Answer =
  | { readonly status: 'answered'; readonly pid: number | null }
  | { readonly status: 'silent' }
  | { readonly status: 'nobody' };

function ask(address: string, message: string | null): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ path: address });
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    // In two halves: where this process was itself kept waiting in the first, what was answered is read in the second.
    let timer = setTimeout(() => {
      timer = setTimeout(() => settle({ status: 'silent' }), PATIENCE / 2);
    }, PATIENCE / 2);
    socket.on('error', (problem: NodeJS.ErrnoException) =>
      settle({
        status: ['ECONNREFUSED', 'ENOENT'].includes(problem.code ?? '') ? 'nobody' : 'silent',
      }),
    );
    socket.once('data', (data) => {
      const pid = Number(/^dossier (\d+)/.exec(data.toString('latin1'))?.[1] ?? Number.NaN);
      const answer: Answer = { status: 'answered', pid: Number.isNaN(pid) ? null : pid };
      if (message === null) {
        settle(answer);
        return;
      }
      socket.once('data', (reply) =>
        settle(reply.toString('latin1').startsWith('activated') ? answer : { status: 'silent' }),
      );
      socket.once('close', () => settle({ status: 'silent' }));
      socket.write(message);
    });
  });
}

function locked(folder: string, answer: Answer): AppError {
  const who =
    answer.status !== 'answered'
      ? 'another Dossier, which does not answer'
      : answer.pid === process.pid
        ? 'this Dossier'
        : answer.pid === null
          ? 'another Dossier'
          : `another Dossier (process ${answer.pid})`;
  return new AppError(
    'library-locked',
    `The library in ${folder} is open in ${who}.`,
    'Use that window, close it, or open the library for reading only.',
  );
}
