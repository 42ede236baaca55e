import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { writeLaunchFile } from '../src/main/loopback/browserWindow';
import { expect, startHost, test } from './desk';

test.beforeEach(({ shell }) => {
  test.skip(shell === 'desktop', 'The desktop window has no server.');
});

/** A page of somebody else, on a port of this machine, which is as near as an attacker comes. */
async function foreignPage(
  body: (target: string) => string,
  target: string,
): Promise<Server & { url: string }> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(request.url === '/' ? `<!doctype html><body>${body(target)}</body>` : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(server, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
}

const originOf = (page: Page): string => new URL(page.url()).origin;

test('it answers no page of another origin, whatever way it asks', async ({ desk, context }) => {
  const target = originOf(desk.page);
  const attacker = await foreignPage(() => '', target);
  const page = await context.newPage();
  await page.goto(attacker.url);
  const outcome = await page.evaluate(async (target) => {
    const tried: Record<string, string> = {};
    const attempt = async (name: string, work: () => Promise<unknown>): Promise<void> => {
      try {
        tried[name] = `answered ${String(await work())}`;
      } catch {
        tried[name] = 'refused';
      }
    };
    const load = (element: HTMLElement & { src?: string; href?: string; data?: string }): Promise<string> =>
      new Promise((resolve, reject) => {
        element.onload = () => resolve('load');
        element.onerror = () => reject(new Error());
        document.body.append(element);
      });
    const call = '{"kind":"call","id":"x:1","method":"library.status","input":{}}';
    await attempt('read the page', () => fetch(target).then((answer) => answer.text()));
    await attempt('call', () =>
      fetch(`${target}/wire`, {
        method: 'POST',
        credentials: 'include',
        headers: { 'content-type': 'application/json' },
        body: call,
      }).then((answer) => answer.text()),
    );
    await attempt('stream', () =>
      fetch(`${target}/events`, { credentials: 'include' }).then((answer) => answer.text()),
    );
    await attempt('picture', () => load(Object.assign(new Image(), { src: `${target}/icon.png` })));
    await attempt('script', () =>
      load(Object.assign(document.createElement('script'), { src: `${target}/assets/x.js` })),
    );
    await attempt('style', () =>
      load(
        Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${target}/assets/x.css` }),
      ),
    );
    await attempt('socket', () => {
      const socket = new WebSocket(target.replace('http', 'ws') + '/events');
      return new Promise((resolve, reject) => {
        socket.onopen = () => resolve('open');
        socket.onerror = () => reject(new Error());
      });
    });
    // What needs no permission to be sent: it must not be acted on. The opaque answer tells nothing by itself.
    await fetch(`${target}/wire`, {
      method: 'POST',
      mode: 'no-cors',
      credentials: 'include',
      body: call,
    }).catch(() => undefined);
    return tried;
  }, target);
  expect(new Set(Object.values(outcome))).toEqual(new Set(['refused']));

  const frame = page.frameLocator('iframe');
  await page.evaluate((target) => {
    const element = document.createElement('iframe');
    element.src = `${target}/open`;
    document.body.append(element);
  }, target);
  await expect(frame.locator('#root')).toHaveCount(0);
  attacker.close();
});

test('its launch file leads one window in, and a reload keeps it there', async ({ desk, context }) => {
  const host = await startHost([], { ...process.env, DOSSIER_HOME: desk.scratch });
  const file = await writeLaunchFile(host.address);
  const page = await context.newPage();
  await page.goto(pathToFileURL(file.path).href);
  const start = page.getByRole('button', { name: 'New library' });
  await expect(start).toBeVisible();
  expect(page.url()).toBe(`${new URL(host.address).origin}/`);
  await page.reload();
  await expect(start).toBeVisible();

  const second = await context.newPage();
  await second.goto(pathToFileURL(file.path).href);
  await expect(second.getByText('not connected to Dossier')).toBeVisible();
  await file.remove();
  await host.quit();
});

test('it takes no other name for this machine (DNS rebinding)', async ({ desk, launchOptions }) => {
  const { port } = new URL(desk.page.url());
  const browser = await chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), '--host-resolver-rules=MAP attacker.example 127.0.0.1'],
  });
  const page = await browser.newPage();
  for (const path of ['/', '/open', '/events', '/assets/x.js']) {
    const answer = await page.goto(`http://attacker.example:${port}${path}`);
    expect(answer!.status()).toBe(421);
  }
  await browser.close();
});

test('another server on this machine gets the cookie and can do nothing with it', async ({
  desk,
  context,
}) => {
  const target = originOf(desk.page);
  let replayed: number | null = null;
  const thief = createServer((request, response) => {
    if (request.url !== '/') {
      // The browser looks for an icon, too.
      response.end();
      return;
    }
    void fetch(`${target}/events`, { headers: { cookie: request.headers.cookie ?? '' } }).then((answer) => {
      replayed = answer.status;
      response.end('done');
    });
  });
  await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${(thief.address() as AddressInfo).port}/`);
  expect(replayed).toBe(401);
  thief.close();
});

test('its page lets nothing become script, and reaches nobody', async ({ desk, context }) => {
  const { page } = desk;
  const stranger = await context.newPage();
  await stranger.goto(originOf(page));
  let calls = 0;
  const outside = createServer((_, response) => {
    calls += 1;
    response.end();
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  const away = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`;
  const outcome = await stranger.evaluate(async (away) => {
    const throws = (work: () => unknown): boolean => {
      try {
        work();
        return false;
      } catch {
        return true;
      }
    };
    // What the test itself runs in is exempt from the policy until it has let go of the page once.
    await new Promise((resolve) => setTimeout(resolve));
    const blocked = {
      markup: throws(() => (document.body.innerHTML = '<img src=x onerror=alert(1)>')),
      eval: throws(() => (0, eval)('1')),
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that it fails is what is tested
      'new Function': throws(() => new Function('return 1')),
      'script text': throws(() => (document.createElement('script').text = '1')),
      'script address': throws(
        () => (document.createElement('script').src = 'https://attacker.example/x.js'),
      ),
      worker: throws(() => new Worker('data:text/javascript,1')),
      'another policy': throws(() =>
        (
          window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
        ).trustedTypes.createPolicy('mine', {}),
      ),
      fetch: await fetch(away, { mode: 'no-cors' }).then(
        () => false,
        () => true,
      ),
      beacon: true,
    };
    navigator.sendBeacon(away);
    for (const [tag, attribute] of [
      ['img', 'src'],
      ['video', 'src'],
      ['audio', 'src'],
      ['embed', 'src'],
      ['iframe', 'src'],
      ['object', 'data'],
      ['link', 'href'],
      ['input', 'src'],
      ['track', 'src'],
      ['image', 'href'],
    ] as const) {
      try {
        const element = document.createElement(tag);
        if (tag === 'link') element.setAttribute('rel', 'stylesheet');
        if (tag === 'input') element.setAttribute('type', 'image');
        element.setAttribute(attribute, away);
        document.body.append(element);
      } catch {
        // Trusted Types refuse some of these before anything is asked.
      }
    }
    for (const rel of [
      'prefetch',
      'preload',
      'modulepreload',
      'dns-prefetch',
      'preconnect',
      'icon',
      'manifest',
    ]) {
      const link = document.createElement('link');
      link.rel = rel;
      link.href = away;
      document.head.append(link);
    }
    document.body.style.backgroundImage = `url(${away})`;
    const form = document.createElement('form');
    form.action = away;
    document.body.append(form);
    form.submit();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return blocked;
  }, away);
  expect(outcome).toEqual(Object.fromEntries(Object.keys(outcome).map((name) => [name, true])));
  expect(calls).toBe(0);
  outside.close();
});
