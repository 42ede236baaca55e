import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from './desk';

/** The walls around the desktop's page, tried from inside it. The browser shell's are in loopback.spec and strangers.spec. */

test.beforeEach(({ shell }) => {
  test.skip(shell === 'browser', 'About the desktop window.');
});

test('its page has one channel and nothing of Node or Electron', async ({ desk }) => {
  const found = await desk.page.evaluate(() => ({
    address: location.origin,
    bridge: Object.keys(window.dossier ?? {}).sort(),
    node: ['require', 'process', 'module', 'global', 'Buffer', 'electron', '__dirname'].filter(
      (name) => name in window,
    ),
    secure: isSecureContext,
  }));
  expect(found).toEqual({ address: 'app://dossier', bridge: ['listen', 'send'], node: [], secure: true });
});

test('its page reaches no network, opens nothing and goes nowhere', async ({ desk }) => {
  let calls = 0;
  const outside = createServer((_, response) => response.end()).on('connection', () => (calls += 1));
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  const away = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`;
  const { page } = desk;
  const windows = page.context().pages().length;
  const outcome = await page.evaluate(async (away) => {
    const refused = (work: () => Promise<unknown>): Promise<boolean> =>
      work().then(
        () => false,
        () => true,
      );
    const results = {
      fetch: await refused(() => fetch(away, { mode: 'no-cors' })),
      file: await refused(() => fetch('file:///etc/passwd')),
      'another host of its own scheme': await refused(() => fetch('app://elsewhere/')),
      socket: await refused(
        () =>
          new Promise((resolve, reject) => {
            const socket = new WebSocket(away.replace('http', 'ws'));
            socket.onopen = resolve;
            socket.onerror = () => reject(new Error('refused'));
          }),
      ),
      window: window.open(away) === null,
    };
    navigator.sendBeacon(away);
    for (const tag of ['webview', 'iframe', 'img', 'embed']) {
      const element = document.createElement(tag);
      try {
        element.setAttribute('src', away);
      } catch {
        // Trusted Types refuse some of these.
      }
      document.body.append(element);
    }
    const link = Object.assign(document.createElement('a'), { href: away });
    document.body.append(link);
    link.click();
    location.assign(away);
    await new Promise((resolve) => setTimeout(resolve, 500));
    return results;
  }, away);
  expect(Object.values(outcome)).not.toContain(false);
  expect(page.url()).toBe('app://dossier/');
  expect(page.context().pages()).toHaveLength(windows);
  expect(calls).toBe(0);
  outside.close();
});

test('its page may copy and fill the screen, and is granted nothing else', async ({ desk }) => {
  const states = await desk.page.evaluate(async () => {
    const asked: Record<string, string> = {};
    for (const name of ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read']) {
      const status = await navigator.permissions.query({ name: name as PermissionName }).catch(() => null);
      asked[name] = status?.state ?? 'unknown';
    }
    asked.media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'granted',
      () => 'refused',
    );
    return asked;
  });
  expect(Object.values(states)).not.toContain('granted');
});
