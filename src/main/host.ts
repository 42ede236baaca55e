import { randomInt } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Service } from '../core/api/contract';
import { AppError } from '../core/model/appError';
import { activateLibrary } from './library/library';
import { openBrowser, writeLaunchFile } from './loopback/browserWindow';
import { startHttpServer } from './loopback/httpServer';
import { packageFiles } from './packageFiles';
import { readPages } from './pages';
import { places } from './places';
import { startService } from './startService';

/**
 * The browser shell: serves the window to a browser on this machine and opens one.
 *
 *     host [--library DIR] [--sample] [--port N] [--no-open]
 *
 * Prints the address of a window on stdout. Ends with 0 when its own window was closed, 130 on Ctrl+C, 2 for arguments it
 * does not know, 1 when it cannot start.
 */
async function main(): Promise<void> {
  const options = readArguments();
  const { dataFolder } = places();
  const library = startService('browser');

  let ending = false;
  const end = async (code: number): Promise<void> => {
    if (ending) return;
    ending = true;
    await server?.close();
    await library.close();
    process.exit(code);
  };
  let server: Awaited<ReturnType<typeof startHttpServer>> | null = null;
  process.once('SIGINT', () => void end(130));
  process.once('SIGTERM', () => void end(143));

  let bringUp: () => void = () => undefined;
  library.onActivate(() => bringUp());
  if (options.library !== null) {
    if (options.open && (await activateLibrary(options.library))) {
      say(`The library in ${resolve(options.library)} is open already; its window comes to the front.`);
      return end(0);
    }
    await openOrCreate(library.service, options.library);
  } else if (options.sample) await library.service['library.openSample']({}, unhurried);
  const site = { backend: library, pages: await readPages(packageFiles.renderer) };
  const running = await startHttpServer({
    ...site,
    port: options.port ?? (await usualPort(dataFolder)),
  }).catch((problem: unknown) => {
    // Another host has the usual port, or another program: any other will do, but not in place of one asked for.
    if (options.port !== null) throw problem;
    return startHttpServer({ ...site, port: 0 });
  });
  server = running;

  /** The printed address serves one window: asked again, a new one is printed. */
  let shown = false;
  const show = async (): Promise<void> => {
    const file = await writeLaunchFile(running.invite(LAUNCH));
    const window = await openBrowser(file.path, join(dataFolder, 'browser'));
    if (!window) {
      say('There is no browser or no screen here: open the address yourself, on this machine.');
      if (shown) say(running.invite());
      shown = true;
      await file.remove();
      return;
    }
    if (window.kind === 'default') {
      say(
        'Opening your browser. Its extensions, and its sync if you use one, can see the text you read there.',
      );
    }
    setTimeout(() => void file.remove().catch(complain), LAUNCH).unref();
    if (!(await window.closed)) {
      say('The browser did not start: open the address yourself, on this machine.');
    } else if (window.kind === 'app') {
      await file.remove();
      // A browser that was running already hands the page over and ends at once; then the page is here by now.
      setTimeout(() => {
        if (running.watchers === 0) void end(0);
      }, 2_000);
    }
  };

  bringUp = () => void show().catch(complain);
  say(running.invite());
  if (process.stdin.isTTY) {
    say('Press Enter for another window, Ctrl+C to stop.');
    createInterface({ input: process.stdin }).on('line', () => void show().catch(complain));
  }
  if (options.open) await show().catch(complain);
  shown = true;
}

/** The launch file holds a secret: file and secret end together. A minute is ample for a browser to start. */
const LAUNCH = 60_000;

type Arguments = {
  readonly library: string | null;
  /** Null where none was asked for. */
  readonly port: number | null;
  readonly open: boolean;
  readonly sample: boolean;
};

function readArguments(): Arguments {
  try {
    const { values } = parseArgs({
      options: {
        library: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        sample: { type: 'boolean', default: false },
      },
    });
    const port = values.port === undefined ? null : Number(values.port);
    if (port !== null && (!Number.isInteger(port) || port < 0 || port > 65_535)) {
      throw new Error(`--port ${values.port} is no port: give a number from 0 to 65535.`);
    }
    return {
      library: values.library ?? null,
      port,
      open: !values['no-open'],
      sample: values.sample,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}

/**
 * The port of the first start on this machine, drawn at random then and kept: a browser remembers theme, zoom and panel
 * widths by address, port included.
 */
async function usualPort(dataFolder: string): Promise<number> {
  const file = join(dataFolder, 'host-port');
  const kept = Number(await readFile(file, 'utf8').catch(() => ''));
  if (Number.isInteger(kept) && kept >= 1_024 && kept <= 65_535) return kept;
  // The range that no system hands out by itself and no service is registered in.
  const drawn = randomInt(10_240, 32_768);
  await mkdir(dataFolder, { recursive: true });
  await writeFile(file, `${drawn}\n`, { mode: 0o600 });
  return drawn;
}

/** A folder that is not there yet, or is empty, becomes a library named after it. */
async function openOrCreate(service: Service, location: string): Promise<void> {
  try {
    await service['library.open']({ location }, unhurried);
  } catch (error) {
    // The window asks for its passphrase.
    if (error instanceof AppError && error.code === 'library-sealed') return;
    if (!(error instanceof AppError) || error.code !== 'not-a-library') throw error;
    await service['library.create']({ name: basename(resolve(location)), location }, unhurried);
    say(`Made a new library in ${resolve(location)}.`);
  }
}

/** For calls of our own, which nobody stops or watches. */
const unhurried = { signal: new AbortController().signal, progress: () => undefined };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function complain(thrown: unknown): void {
  const { message, next } = AppError.from(thrown);
  process.stderr.write(`${message}${next === null ? '' : ` ${next}`}\n`);
}

main().catch((thrown: unknown) => {
  complain(thrown);
  process.exit(1);
});
