import type { Page } from '@playwright/test';

/**
 * Ways to make a desk slow on purpose, which bring out what depends on timing: each answer of the service arrives up to so many
 * milliseconds late, by chance, and so do its events, in their order; the window's thread runs so many times slower.
 * `SLOW_ANSWERS=800 SLOW_WINDOW=4 npm run e2e`
 */
const ANSWERS = Number(process.env.SLOW_ANSWERS ?? 0);
const WINDOW = Number(process.env.SLOW_WINDOW ?? 1);

/** Slows a page of the browser shell down as the environment asks; before it is opened. */
export async function slowDown(page: Page): Promise<void> {
  if (ANSWERS > 0) await page.addInitScript(delayAnswers, ANSWERS);
  if (WINDOW > 1) {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: WINDOW });
  }
}

/** Runs in the page. Only bodies wait, each part from when it came: calls reach the service as they are made. */
function delayAnswers(most: number): void {
  const fetchNow = window.fetch.bind(window);
  const delayed = (body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> => {
    const reader = body.getReader();
    let isLeft = false;
    let turn: Promise<unknown> = Promise.resolve();
    /** Parts stay in their order. */
    const later = (run: () => void): void => {
      const late = new Promise((resolve) => setTimeout(resolve, Math.random() * most));
      turn = Promise.all([turn, late]).then(() => isLeft || run());
    };
    return new ReadableStream<Uint8Array>({
      async start(out) {
        try {
          for (let part = await reader.read(); !part.done; part = await reader.read()) {
            const { value } = part;
            later(() => out.enqueue(value));
          }
          later(() => out.close());
        } catch (thrown) {
          later(() => out.error(thrown));
        }
      },
      cancel: (reason) => {
        isLeft = true;
        return reader.cancel(reason);
      },
    });
  };
  window.fetch = async (input, init) => {
    const response = await fetchNow(input, init);
    const path = typeof input === 'string' ? input : input instanceof URL ? input.pathname : input.url;
    if (!response.body || response.status === 204 || !/^\/(wire|events)/.test(path)) return response;
    const { status, statusText, headers } = response;
    return new Response(delayed(response.body), { status, statusText, headers });
  };
}
