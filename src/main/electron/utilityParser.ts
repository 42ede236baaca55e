import { utilityProcess } from 'electron';

/**
 * A parser as a process of Electron's own: a packaged app cannot run itself as plain Node (that fuse is off). `memory` is
 * what its objects may take, in megabytes; `environment` all it gets of ours. Fits the parser pool's `start`.
 */
export function utilityParser(entry: string, memory: number, environment: Record<string, string>) {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Dossier reader',
    stdio: 'ignore',
    env: environment,
    execArgv: [`--max-old-space-size=${memory}`],
  });
  let ended = false;
  return {
    send: (message: unknown): void => {
      if (!ended) child.postMessage(message);
    },
    onMessage: (listener: (message: unknown) => void): void => void child.on('message', listener),
    onEnd: (listener: (abort: boolean) => void): void => {
      let outOfMemory = false;
      // V8 says so before it gives up; the exit that follows has no reason in it.
      child.on('error', () => (outOfMemory = true));
      child.once('exit', () => {
        ended = true;
        listener(outOfMemory);
      });
    },
    kill: (): void => {
      const { pid } = child;
      child.kill();
      // That asks; a parser in an endless loop does not listen.
      if (pid !== undefined && !ended) endProcess(pid);
    },
    // A utility process never keeps the app running.
    hold: (): void => undefined,
  };
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
