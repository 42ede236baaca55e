import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Page } from 'playwright';
import { findChromium, QUIET_SWITCHES } from '../scripts/findChromium.mjs';

/** The built host, run on a library, and the address its window is opened at. */
export type Host = { readonly address: string; readonly pid: number; stop(): Promise<void> };

/** Starts it; what the product keeps of its own goes to `home`. */
export async function startHost(library: string, home: string): Promise<Host> {
  const host = spawn(
    process.execPath,
    [join(import.meta.dirname, '../out/main/host.js'), '--no-open', '--library', library],
    { env: { ...process.env, DOSSIER_HOME: home }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const address = await new Promise<string>((resolve, reject) => {
    host.once('exit', () => reject(new Error('The host did not start: npm run build comes first.')));
    createInterface({ input: host.stdout }).on('line', (line) => {
      if (line.startsWith('http://')) resolve(line);
    });
  });
  return {
    address,
    pid: host.pid!,
    async stop() {
      if (host.exitCode !== null) return;
      host.kill('SIGINT');
      await once(host, 'exit');
    },
  };
}

export function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    args: [...QUIET_SWITCHES],
    ...(executablePath === null ? {} : { executablePath }),
  });
}

/** A page that is watched from its first moment; see `seen`. */
export async function newWatchedPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(120_000);
  await page.addInitScript(watchWindow);
  return page;
}

/** What the window saw since it was asked last; milliseconds. */
export type Seen = {
  /** Tasks of the window's thread over 50 ms. */
  readonly tasks: number[];
  /** From each key to the end of the frame after it. */
  readonly frames: number[];
  /** From each question to the search worker to its answer. */
  readonly answers: number[];
};

/** Runs in the page before anything else. */
function watchWindow(): void {
  const all: Seen = { tasks: [], frames: [], answers: [] };
  Object.assign(window, { seenByBench: all });
  new PerformanceObserver((list) =>
    all.tasks.push(...list.getEntries().map((entry) => entry.duration)),
  ).observe({ type: 'longtask', buffered: true });
  addEventListener(
    'keydown',
    (event) =>
      requestAnimationFrame(() =>
        requestAnimationFrame(() => all.frames.push(performance.now() - event.timeStamp)),
      ),
    { capture: true },
  );
  const asked = new Map<number, number>();
  const listened = new WeakSet<Worker>();
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its worker below
  const send = Worker.prototype.postMessage as (
    this: Worker,
    message: unknown,
    transfer: Transferable[],
  ) => void;
  Worker.prototype.postMessage = function (this: Worker, message: unknown, transfer: Transferable[] = []) {
    if (!listened.has(this)) {
      listened.add(this);
      this.addEventListener('message', ({ data }: MessageEvent<{ kind?: string; id?: number } | string>) => {
        if (typeof data === 'string' || data.kind !== 'answer') return;
        const since = asked.get(data.id ?? 0);
        if (since !== undefined) all.answers.push(performance.now() - since);
      });
    }
    if (typeof message === 'object' && message !== null && 'query' in message && 'id' in message) {
      asked.set(Number(message.id), performance.now());
    }
    send.call(this, message, transfer);
  } as Worker['postMessage'];
}

export const MARK = 'dossier bench ';

/** What was seen until now, forgotten for the next time; a mark in the trace says where `what` ended. */
export async function seen(page: Page, what = ''): Promise<Seen> {
  return page.evaluate((mark) => {
    performance.mark(mark);
    const all = (window as unknown as { seenByBench: Seen }).seenByBench;
    return { tasks: all.tasks.splice(0), frames: all.frames.splice(0), answers: all.answers.splice(0) };
  }, MARK + what);
}

/** Waits until the window has had nothing to do for a while. */
export async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(300);
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2_000 })));
  await page.waitForTimeout(300);
}

export async function openView(page: Page, title: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByText(title, { exact: true }).click();
}

/** Prints what was seen since it was asked last. */
export async function print(page: Page, what: string): Promise<void> {
  const { tasks, frames, answers } = await seen(page, what);
  const longest = Math.max(0, ...tasks);
  const parts = [
    `${tasks.length} tasks over 50 ms${longest > 0 ? `, longest ${longest.toFixed(0)} ms` : ''}`,
  ];
  if (frames.length > 0) parts.push(`key to frame ${spread(frames)}`);
  if (answers.length > 0) parts.push(`question to answer ${spread(answers)}`);
  console.log(`  ${what}: ${parts.join('; ')}`);
}

export function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string => sorted[Math.floor((sorted.length - 1) * share)]!.toFixed(0);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}

/** What a trace must hold for `readCosts`. */
export const TASKS = ['disabled-by-default-devtools.timeline', 'blink.user_timing'];

/** Processor time of the tasks of a step, in milliseconds, dearest first. */
export type Costs = { readonly step: string; readonly window: number[]; readonly workers: number[] };

/** The steps between the marks that `seen` made in a trace. */
export function readCosts(trace: Buffer): Costs[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const marks = traceEvents.filter(({ name }) => name.startsWith(MARK)).sort((a, b) => a.ts - b.ts);
  const workers = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'DedicatedWorker thread')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const costs: Costs[] = [];
  let since = 0;
  for (const mark of marks) {
    const of = (isThread: (event: TraceEvent) => boolean): number[] =>
      traceEvents
        .filter(
          (event) =>
            event.name === 'RunTask' &&
            event.pid === mark.pid &&
            event.ts > since &&
            event.ts < mark.ts &&
            isThread(event),
        )
        .map(({ tdur = 0 }) => tdur / 1000)
        .sort((a, b) => b - a);
    if (mark.name !== MARK) {
      costs.push({
        step: mark.name.slice(MARK.length),
        window: of(({ tid }) => tid === mark.tid),
        workers: of(({ pid, tid }) => workers.has(`${pid} ${tid}`)),
      });
    }
    since = mark.ts;
  }
  return costs;
}

type TraceEvent = {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** Microseconds of the processor; only of an event with an end. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
};
