import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBrowser, writeLaunchFile } from './browserWindow';

describe('the launch file', () => {
  it('can be read by this user alone, leads to the address, and goes', async () => {
    const address = 'http://127.0.0.1:49152/open#n0t-4-r3al-0ne';
    const file = await writeLaunchFile(address);
    expect(await readFile(file.path, 'utf8')).toContain(`content="0; url=${address}"`);
    if (process.platform !== 'win32') {
      expect((await stat(file.path)).mode & 0o777).toBe(0o600);
      expect((await stat(dirname(file.path))).mode & 0o777).toBe(0o700);
    }
    await file.remove();
    expect(existsSync(dirname(file.path))).toBe(false);
  });

  it('is another one each time', async () => {
    const files = await Promise.all([writeLaunchFile('http://a/'), writeLaunchFile('http://b/')]);
    expect(files[0].path).not.toBe(files[1].path);
    await Promise.all(files.map((file) => file.remove()));
  });
});

describe('the browser', () => {
  const find = (
    platform: NodeJS.Platform,
    present: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    isRoot = false,
  ) =>
    findBrowser('/tmp/dossier-1/open.html', '/data/browser', {
      platform,
      environment: { PATH: '/usr/local/bin:/usr/bin:/snap/bin', DISPLAY: ':0', ...environment },
      exists: (path) => present.includes(path),
      isRoot,
    });

  it('is a window of its own, with a profile of its own and no errands', () => {
    const found = find('linux', ['/usr/bin/chromium', '/usr/bin/xdg-open'])!;
    expect(found).toMatchObject({ kind: 'app', command: '/usr/bin/chromium' });
    // The whole list: a switch that comes or goes is a decision.
    expect(found.args).toEqual([
      '--app=file:///tmp/dossier-1/open.html',
      '--user-data-dir=/data/browser',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-search-engine-choice-screen',
      '--proxy-server=http://127.0.0.1:9',
      '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-component-extensions-with-background-pages',
      '--disable-default-apps',
      '--disable-domain-reliability',
      '--disable-field-trial-config',
      '--disable-client-side-phishing-detection',
      '--disable-breakpad',
      '--metrics-recording-only',
      '--disable-sync',
      '--no-pings',
      '--no-service-autorun',
      '--disable-extensions',
      expect.stringMatching(/^--disable-features=[\w,]+$/),
    ]);
    expect(found.args).not.toContain('--no-sandbox');
  });

  it('has no switch for which Chromium shows a warning', () => {
    const args = find('linux', ['/usr/bin/chromium'])!.args.join(' ');
    for (const bad of [
      'host-resolver-rules',
      'host-rules',
      'disable-web-security',
      'single-process',
      'log-net-log',
    ]) {
      expect(args).not.toContain(`--${bad}`);
    }
    expect(args).not.toMatch(/--(?:enable-automation|remote-debugging|load-extension|allow-)/);
  });

  it('never has the secret on its command line', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const found = find(platform, ['/usr/bin/xdg-open', '/usr/bin/chromium']);
      expect(found!.args.join(' ')).not.toContain('#');
    }
  });

  it('is the default one where no Chromium is installed', () => {
    expect(find('linux', ['/usr/bin/xdg-open'])).toMatchObject({
      kind: 'default',
      command: '/usr/bin/xdg-open',
    });
    expect(find('darwin', [])).toMatchObject({ kind: 'default', command: 'open' });
    expect(find('win32', [])).toMatchObject({ kind: 'default', command: 'rundll32.exe' });
  });

  it('is found where each system keeps it', () => {
    const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(find('darwin', [chrome])!.command).toBe(chrome);
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
    expect(find('win32', [edge], { 'ProgramFiles(x86)': 'C:\\Program Files (x86)' })!.command).toBe(edge);
  });

  it('is no snap, which could not read the launch file', () => {
    expect(find('linux', ['/snap/bin/chromium', '/usr/bin/xdg-open'])!.kind).toBe('default');
  });

  it('is none where there is no screen, or nothing to show a page with', () => {
    expect(find('linux', ['/usr/bin/chromium'], { DISPLAY: '' })).toBeNull();
    expect(
      find('linux', ['/usr/bin/chromium'], { DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' }),
    ).not.toBeNull();
    expect(find('linux', [])).toBeNull();
  });

  it('gives up its sandbox only for root, who has nobody to be kept apart from', () => {
    expect(find('linux', ['/usr/bin/chromium'], {}, true)!.args).toContain('--no-sandbox');
  });
});
