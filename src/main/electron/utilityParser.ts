import { utilityProcess } from 'electron';

/**
 * A parser as a process of Electron's own: a packaged app cannot run itself as plain Node (that fuse is off). `memory` is
 * what its objects may take, in megabytes. Fits the parser pool's `start`.
 */
export function utilityParser(entry: string, memory: number) {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Dossier reader',
    stdio: 'ignore',
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
    kill: (): void => void child.kill(),
    // A utility process never keeps the app running.
    hold: (): void => undefined,
  };
}
