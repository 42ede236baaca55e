import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '../src/main/loopback/browserWindow';
import { expect, test } from './desk';
import { goTo } from './views';

/** What a page of somebody else, open in the same browser as the desk, can do to it: nothing. */

test.beforeEach(({ shell }) => {
  test.skip(shell === 'desktop', 'The desktop window has no server.');
});

const originOf = (page: Page): string => new URL(page.url()).origin;

/** Somebody's page, on another port of this machine: as near as an attacker comes, since cookies do not ask for ports. */
async function stranger(): Promise<{ address: string; close: () => void }> {
  const server = createServer((request, response) => {
    if (request.url === '/worker.js') response.setHeader('content-type', 'text/javascript');
    else response.setHeader('content-type', 'text/html');
    response.end(request.url === '/worker.js' ? 'self.onfetch = () => {};' : '<!doctype html><body>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('a page of another origin reads nothing and changes nothing, in any way a page can ask', async ({
  desk,
  context,
}) => {
  const { page } = desk;
  await goTo(page, 'Notes');
  await page.getByRole('button', { name: 'New note' }).first().click();
  await page.keyboard.type('Nobody else writes here.');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  const target = originOf(page);
  const other = await stranger();
  const attacker = await context.newPage();
  await attacker.goto(other.address);

  /** What the desk's server answered to the attacker's page, by path. */
  const answers: string[] = [];
  context.on('response', (response) => {
    if (!response.url().startsWith(target) || response.status() === 421) return;
    const from = response.request();
    if (from.headers()['x-dossier-key'] === undefined)
      answers.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });

  const outcome = await attacker.evaluate(async (target) => {
    const heard: Record<string, string> = {};
    const attempt = async (name: string, work: () => unknown): Promise<void> => {
      const limit = new Promise((_, reject) => setTimeout(() => reject(new Error('silence')), 4_000));
      try {
        heard[name] = `got ${String(await Promise.race([work(), limit]))}`;
      } catch {
        heard[name] = 'nothing';
      }
    };
    const loaded = (tag: string, values: Record<string, string>): Promise<string> =>
      new Promise((resolve, reject) => {
        const element = Object.assign(document.createElement(tag), values);
        element.addEventListener('load', () => resolve('load'));
        element.addEventListener('error', () => reject(new Error('error')));
        document.body.append(element);
      });
    const call = '{"kind":"call","id":"x:1","method":"library.close","input":{}}';
    const paths = [
      '/',
      '/open',
      '/session',
      '/wire',
      '/events',
      '/bytes/upload?name=x',
      '/bytes/original/x',
      '/assets/x.js',
    ];
    for (const path of paths) {
      await attempt(`fetch ${path}`, () =>
        fetch(target + path, { credentials: 'include' }).then((r) => r.text()),
      );
      await attempt(`post ${path}`, () =>
        fetch(target + path, {
          method: 'POST',
          credentials: 'include',
          headers: { 'content-type': 'application/json', 'x-dossier-key': 'guess' },
          body: call,
        }).then((r) => r.text()),
      );
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
      ]) {
        await attempt(`blind post ${path} ${type}`, () =>
          fetch(target + path, {
            method: 'POST',
            mode: 'no-cors',
            credentials: 'include',
            headers: { 'content-type': type },
            body: call,
          }).then((r) => (r.type === 'opaque' ? Promise.reject(new Error('opaque')) : r.text())),
        );
      }
    }
    await attempt('import()', () => import(/* @vite-ignore */ `${target}/assets/x.js`).then(() => 'module'));
    await attempt('script', () => loaded('script', { src: `${target}/` }));
    await attempt('module script', () => loaded('script', { type: 'module', src: `${target}/` }));
    await attempt('style sheet', () => loaded('link', { rel: 'stylesheet', href: `${target}/` }));
    await attempt('prefetch', () => loaded('link', { rel: 'prefetch', href: `${target}/` }));
    await attempt('preload', () => loaded('link', { rel: 'preload', as: 'fetch', href: `${target}/events` }));
    await attempt('picture', () => loaded('img', { src: `${target}/` }));
    await attempt('embed', () =>
      loaded('embed', { src: `${target}/`, type: 'text/html' }).then(() => {
        throw new Error('an error page');
      }),
    );
    await attempt('style import', async () => {
      const style = document.createElement('style');
      style.textContent = `@import url("${target}/"); body { background: url("${target}/bytes/original/x") }`;
      document.head.append(style);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return (
        style.sheet!.cssRules[0]!.constructor.name === 'CSSImportRule' &&
        (style.sheet!.cssRules[0] as CSSImportRule).styleSheet!.cssRules.length
      );
    });
    await attempt(
      'event source',
      () =>
        new Promise((resolve, reject) => {
          const source = new EventSource(`${target}/events`, { withCredentials: true });
          source.onmessage = source.onopen = () => resolve('open');
          source.onerror = () => reject(new Error('error'));
        }),
    );
    await attempt(
      'web socket',
      () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(`${target.replace('http', 'ws')}/wire`);
          socket.onopen = () => resolve('open');
          socket.onerror = () => reject(new Error('error'));
        }),
    );
    await attempt(
      'worker',
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(
            URL.createObjectURL(new Blob([`importScripts('${target}/assets/x.js'); postMessage(1)`])),
          );
          worker.onmessage = () => resolve('ran');
          worker.onerror = () => reject(new Error('error'));
        }),
    );
    await attempt('service worker over it', () =>
      navigator.serviceWorker.register(`${target}/worker.js`).then(() => 'registered'),
    );
    await attempt(
      'its storage',
      () => sessionStorage.getItem('dossier-key') ?? Promise.reject(new Error('none')),
    );
    await attempt('its cookie', () =>
      document.cookie.includes('dossier') ? 'seen' : Promise.reject(new Error('none')),
    );
    await attempt('its caches', () =>
      caches.keys().then((keys) => keys.join() || Promise.reject(new Error('none'))),
    );
    navigator.sendBeacon(`${target}/wire`, new Blob([call], { type: 'text/plain' }));
    navigator.sendBeacon(`${target}/session`, new URLSearchParams({ token: 'x' }));
    for (const how of ['iframe', 'object']) {
      await attempt(how, async () => {
        const element = document.createElement(how);
        element.setAttribute(how === 'iframe' ? 'src' : 'data', `${target}/open`);
        document.body.append(element);
        await new Promise((resolve) => setTimeout(resolve, 300));
        const inside = (element as HTMLIFrameElement).contentDocument;
        if (!inside?.querySelector('#root')) throw new Error('nothing in it');
        return 'the desk in a frame';
      });
    }
    return heard;
  }, target);
  expect(
    Object.entries(outcome).filter(
      ([, what]) => what !== 'nothing' && what !== 'got false' && what !== 'got 0',
    ),
  ).toEqual([]);

  // Forms lead a page there, with the cookie or without; the answer is a refusal.
  for (const [method, encoding] of [
    ['get', 'application/x-www-form-urlencoded'],
    ['post', 'application/x-www-form-urlencoded'],
    ['post', 'multipart/form-data'],
    ['post', 'text/plain'],
  ] as const) {
    const sender = await context.newPage();
    await sender.goto(other.address);
    const arrived = sender.waitForResponse((response) => response.url().startsWith(target));
    await sender.evaluate(
      ([target, method, encoding]) => {
        const form = Object.assign(document.createElement('form'), {
          action: `${target}/wire`,
          method,
          enctype: encoding,
        });
        form.append(
          Object.assign(document.createElement('input'), { name: '{"kind":"call","a":"', value: '"}' }),
        );
        document.body.append(form);
        form.submit();
      },
      [target, method, encoding] as const,
    );
    expect((await arrived).status()).toBe(403);
    await sender.close();
  }

  // A window it opens is out of its reach at once.
  await attacker.goto(other.address);
  const popup = context.waitForEvent('page');
  await attacker.evaluate((target) => {
    (window as unknown as { popup: Window | null }).popup = window.open(`${target}/open`);
  }, target);
  await (await popup).waitForLoadState();
  const reach = await attacker.evaluate(async () => {
    const { popup } = window as unknown as { popup: Window };
    popup.postMessage({ kind: 'call' }, '*');
    await new Promise((resolve) => setTimeout(resolve, 200));
    let seen = popup.closed ? 'cut off' : 'open';
    try {
      seen = popup.document.title;
    } catch {
      // Another origin's.
    }
    return seen;
  });
  expect(reach).toBe('cut off');
  await expect((await popup).getByText('not connected to Dossier')).toBeVisible();

  // Nothing was served to it but refusals, and the page that says so.
  expect(
    answers.filter(
      (answer) => !/^(?:4\d\d )/.test(answer) && !/^200 \/(?:open|assets\/[^/]+|)$/.test(answer),
    ),
  ).toEqual([]);
  await page.bringToFront();
  await expect(page.getByText('Nobody else writes here.').first()).toBeVisible();
  await expect(page.getByText('1 note', { exact: true })).toBeVisible();
  other.close();
});

test('markup in its own page cannot become script, style, frame or navigation', async ({ desk, context }) => {
  const page = await context.newPage();
  await page.goto(originOf(desk.page));
  const violated = await page.evaluate(async () => {
    const directives: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      directives.push(event.effectiveDirective),
    );
    await new Promise((resolve) => setTimeout(resolve));
    const quietly = (work: () => unknown): void => {
      try {
        work();
      } catch {
        // Trusted Types say no by throwing.
      }
    };
    const add = (tag: string, values: Record<string, string>, text = ''): HTMLElement => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(values)) quietly(() => element.setAttribute(name, value));
      quietly(() => (element.textContent = text));
      document.body.append(element);
      return element;
    };
    add('script', {}, 'window.ran = "inline"');
    add('script', { src: 'data:text/javascript,window.ran="data"' });
    add('script', { src: URL.createObjectURL(new Blob(['window.ran="blob"'])) });
    add('style', {}, 'body { outline: 1px solid red }');
    add('p', { style: 'color: red' });
    quietly(() => add('button', { onclick: 'window.ran = "handler"' }).click());
    quietly(() => add('a', { href: 'javascript:window.ran="link"' }).click());
    add('iframe', { src: 'about:blank' });
    add('iframe', { srcdoc: '<script>parent.ran="srcdoc"</script>' });
    add('iframe', { src: '/' });
    add('object', { data: 'data:text/html,x' });
    add('base', { href: 'http://127.0.0.1:1/' });
    quietly(() => (add('form', { action: '/wire', method: 'post' }) as HTMLFormElement).submit());
    quietly(() => (document.body.innerHTML = '<b>x</b>'));
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- that it fails is what is tested
    quietly(() => document.write('<b>x</b>'));
    quietly(() => new DOMParser().parseFromString('<b>x</b>', 'text/html'));
    quietly(() => document.createRange().createContextualFragment('<b>x</b>'));
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that it fails is what is tested
    quietly(() => setTimeout('window.ran = "timer"'));
    quietly(() => (0, eval)('window.ran = "eval"'));
    const data = ['data:text/javascript', 'window.ran="import"'].join(',');
    quietly(() => void import(data).catch(() => undefined));
    await new Promise((resolve) => setTimeout(resolve, 500));
    return {
      ran: (window as unknown as { ran?: string }).ran ?? null,
      base: document.baseURI === location.href,
      red: getComputedStyle(document.querySelector('p')!).color === 'rgb(255, 0, 0)',
      directives: [...new Set(directives)].sort(),
    };
  });
  expect(violated).toMatchObject({ ran: null, base: true, red: false });
  expect(violated.directives).toEqual(
    expect.arrayContaining([
      'base-uri',
      'form-action',
      'require-trusted-types-for',
      'script-src-elem',
      'style-src-attr',
      'style-src-elem',
    ]),
  );
  await page.close();
});

test('the window of its own reaches this machine and nothing else', async ({ desk, launchOptions }) => {
  const { args } = findBrowser('/x', join(desk.scratch, 'profile'), {
    platform: 'linux',
    environment: { PATH: '/usr/bin', DISPLAY: ':0' },
    exists: () => true,
    isRoot: false,
  })!;
  const browser = await chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), ...args.filter((arg) => !/^--(?:app|user-data-dir)=/.test(arg))],
  });
  const page = await browser.newPage();
  expect((await page.goto(`${originOf(desk.page)}/`))!.status()).toBe(200);
  for (const far of ['http://192.0.2.1/', 'http://update.example/', 'https://update.example/']) {
    // The proxy that is not there, and no name that was looked up.
    await expect(page.goto(far)).rejects.toThrow('ERR_PROXY_CONNECTION_FAILED');
  }
  await browser.close();
});
