import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { electronBinary } from '../scripts/electronBinary.mjs';
import { slowDown } from './slowness';

const root = join(import.meta.dirname, '..');

/** Set by the project in playwright.config.ts. */
export type ShellOptions = { shell: 'browser' | 'desktop' };

/** What the window shows when a test begins; `test.use({ begin: 'start-screen' })`. */
export type DeskOptions = {
  /** A new library, the sample library, or no library at all. */
  begin: 'new-library' | 'sample-library' | 'start-screen';
};

/** A shell of the product on folders of its own, which go when the test is over. */
export type Desk = {
  readonly page: Page;
  /** The open library. For `start-screen` a folder that is not there yet. */
  readonly library: string;
  /** The folder under which "New library" and the sample library put things. */
  readonly librariesFolder: string;
  /** An empty folder for files that a test makes or exports. */
  readonly scratch: string;
  /**
   * The terminal shell, with this desk's folders. A call on a library that the window has open finds it locked: `quit`
   * first.
   */
  readonly runCli: (args: readonly string[], input?: string) => Promise<CliResult>;
  /** Ends the shell as a person would; what is on disk then is what was kept. */
  readonly quit: () => Promise<void>;
  /** Starts it again on the same library, after a `quit` or in place of one; gives the new page. */
  readonly restart: () => Promise<Page>;
};

export type CliResult = {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Each line of stdout, parsed: for calls with `--json`. */
  readonly lines: readonly unknown[];
};

/**
 * The test of every spec. Beside what the spec itself expects, a test fails when the page broke its own security policy or
 * threw where nobody caught it.
 */
export const test = base.extend<ShellOptions & DeskOptions & { desk: Desk }>({
  shell: ['browser', { option: true }],
  begin: ['new-library', { option: true }],

  desk: async ({ shell, begin, page: browserPage }, use) => {
    test.skip(shell === 'desktop' && electronBinary() === null, 'Electron’s binary is not here.');
    const home = await mkdtemp(join(tmpdir(), 'dossier e2e '));
    const scratch = await mkdtemp(join(tmpdir(), 'dossier-scratch-'));
    const librariesFolder = join(home, 'libraries');
    const library = join(librariesFolder, begin === 'sample-library' ? 'Sample library' : 'Case');
    const environment = { ...process.env, DOSSIER_HOME: home };
    const complaints: string[] = [];
    let running = null as Running | null;

    const open = async (args: readonly string[]): Promise<Running> => {
      if (shell === 'browser') return startBrowser(args, environment, browserPage);
      const started = await startDesktop(args, environment);
      watch(started.page, complaints);
      return started;
    };
    watch(browserPage, complaints);
    if (shell === 'browser') await slowDown(browserPage);
    const quit = async (): Promise<void> => {
      await running?.quit();
      running = null;
    };
    const first = {
      'new-library': ['--library', library],
      'sample-library': ['--sample'],
      'start-screen': [],
    }[begin];
    running = await open(first);

    await use({
      library,
      librariesFolder,
      scratch,
      get page() {
        if (!running) throw new Error('The shell was ended; call restart first.');
        return running.page;
      },
      runCli: (args, input) => runCli(args, environment, input),
      quit,
      async restart() {
        await quit();
        running = await open(existsSync(library) ? ['--library', library] : []);
        return running.page;
      },
    });

    await quit();
    await rm(home, { recursive: true, force: true });
    await rm(scratch, { recursive: true, force: true });
    expect(complaints, 'the page broke its own policy or threw').toEqual([]);
  },
});

export { expect };

type Running = { readonly page: Page; quit(): Promise<void> };

async function startBrowser(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  page: Page,
): Promise<Running> {
  const { address, quit } = await startHost(args, environment);
  // The host keeps its port: an address that differs behind the # only would leave the old page standing.
  await page.goto('about:blank');
  await page.goto(address);
  // A shell that is ended before the page is whole leaves it with half its modules.
  await page.getByRole('main').waitFor();
  return { page, quit };
}

/** The browser shell's host by itself, for specs about how a window gets in. Ends it with Ctrl+C's signal. */
export async function startHost(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly address: string; quit: () => Promise<void> }> {
  const host = spawn(process.execPath, [join(root, 'out/main/host.js'), '--no-open', ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return {
    address: await readAddress(host),
    async quit() {
      if (host.exitCode !== null || host.signalCode !== null) return;
      const ended = new Promise((resolve) => host.once('exit', resolve));
      host.kill('SIGINT');
      await ended;
    },
  };
}

/** The address the host prints; rejects with what it said instead. */
function readAddress(host: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    for (const stream of [host.stdout!, host.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        said += `${line}\n`;
        if (/^http:\/\/127\.0\.0\.1:\d+\/open#/.test(line)) resolve(line);
      });
    }
    host.once('exit', (code) => reject(new Error(`The host ended with ${code ?? 'a signal'}:\n${said}`)));
    host.once('error', reject);
  });
}

async function startDesktop(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Running> {
  const electron: ElectronApplication = await _electron.launch({
    executablePath: electronBinary()!,
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...args],
    env: Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >,
  });
  return { page: await electron.firstWindow(), quit: () => electron.close() };
}

function runCli(args: readonly string[], environment: NodeJS.ProcessEnv, input = ''): Promise<CliResult> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(root, 'out/main/cli.js'), ...args],
      { env: environment, maxBuffer: 256 * 1024 * 1024 },
      (_, stdout, stderr) => {
        resolve({
          code: child.exitCode ?? 1,
          stdout,
          stderr,
          get lines() {
            return stdout
              .split('\n')
              .filter((line) => line !== '')
              .map((line): unknown => JSON.parse(line));
          },
        });
      },
    );
    child.stdin?.end(input);
  });
}

function watch(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (/content security policy|trusted ?type|trustedscript/i.test(message.text())) {
      complaints.push(message.text());
    }
  });
}
