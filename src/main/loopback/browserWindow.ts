import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A page that leads to an address. A command line can be read by every user of the machine, this file by one. */
export type LaunchFile = { readonly path: string; remove(): Promise<void> };

/** Writes it into a fresh folder that only this user may enter (0700, the file 0600). */
export async function writeLaunchFile(address: string): Promise<LaunchFile> {
  const folder = await mkdtemp(join(tmpdir(), 'dossier-'));
  const path = join(folder, 'open.html');
  await writeFile(
    path,
    `<!doctype html><meta charset="utf-8"><title>Dossier</title><meta http-equiv="refresh" content="0; url=${address}">\n`,
    { mode: 0o600, flag: 'wx' },
  );
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** How to show a page: in a window of its own, or in the browser the person uses. */
export type BrowserCommand = {
  readonly kind: 'app' | 'default';
  readonly command: string;
  readonly args: readonly string[];
};

/**
 * What makes a browser of the Chromium family a window that keeps to this machine. The switches are those that Chromium's
 * own tests, chrome-launcher and Playwright document for the purpose; all of them are known to Chrome, Edge and Chromium.
 */
const QUIET: readonly string[] = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-search-engine-choice-screen',
  // Everything that is not a loopback address goes to a proxy that is not there: whatever errand a version of the browser
  // invents, it reaches nobody, and no name is ever looked up. Not `--host-resolver-rules`, for which Chromium shows a
  // warning across the window (chrome/browser/ui/startup/bad_flags_prompt.cc).
  '--proxy-server=http://127.0.0.1:9',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  // Errands that need not even be tried: updates, field trials, safe browsing, metrics, crash reports, sync, pings.
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
  // The profile is Dossier's own; nothing is to be added to it that reads pages.
  '--disable-extensions',
  // Translating and guessing send text away; looking for screens to cast to speaks to the local network.
  '--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,AutofillServerCommunication,InterestFeedContentSuggestions,CertificateTransparencyComponentUpdater,msSmartScreenProtection,msEdgeShopping',
];

/**
 * The first browser of the Chromium family that is installed, as a window without tabs, extensions and sync, with a profile
 * of our own in `profile`; else the default browser; null where there is no screen to show anything on.
 */
export function findBrowser(
  page: string,
  profile: string,
  machine: {
    readonly platform: NodeJS.Platform;
    readonly environment: NodeJS.ProcessEnv;
    readonly exists: (path: string) => boolean;
    readonly isRoot: boolean;
  },
): BrowserCommand | null {
  const { platform, environment, exists } = machine;
  if (platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) return null;
  const url = pathToFileURL(page).href;
  const chromium = chromiumPaths(platform, environment).find(exists);
  if (chromium !== undefined) {
    const args = [
      `--app=${url}`,
      `--user-data-dir=${profile}`,
      ...QUIET,
      // Chromium does not start for root with its sandbox; there is no other user to be kept apart from then.
      ...(platform === 'linux' && machine.isRoot ? ['--no-sandbox'] : []),
    ];
    return { kind: 'app', command: chromium, args };
  }
  if (platform === 'darwin') return { kind: 'default', command: 'open', args: [url] };
  if (platform === 'win32') {
    // Not explorer.exe, which ends with 1 even when all is well.
    return { kind: 'default', command: 'rundll32.exe', args: ['url.dll,FileProtocolHandler', url] };
  }
  const opener = onPath('xdg-open', environment).find(exists);
  return opener === undefined ? null : { kind: 'default', command: opener, args: [url] };
}

/** A window under way: `closed` resolves when the browser ended, true when it had really started. */
export type OpenWindow = { readonly kind: BrowserCommand['kind']; readonly closed: Promise<boolean> };

/** Shows `page`. Null where nothing can show it. */
export async function openBrowser(page: string, profile: string): Promise<OpenWindow | null> {
  const found = findBrowser(page, profile, {
    platform: process.platform,
    environment: process.env,
    exists: existsSync,
    isRoot: process.getuid?.() === 0,
  });
  if (!found) return null;
  await mkdir(profile, { recursive: true, mode: 0o700 });
  const child = spawn(found.command, found.args, { stdio: 'ignore', detached: false, shell: false });
  const closed = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
  return { kind: found.kind, closed };
}

function chromiumPaths(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string[] {
  if (platform === 'darwin') {
    return ['Google Chrome', 'Microsoft Edge', 'Chromium'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (platform === 'win32') {
    return ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA']
      .map((name) => environment[name])
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        `${folder}\\Google\\Chrome\\Application\\chrome.exe`,
        `${folder}\\Microsoft\\Edge\\Application\\msedge.exe`,
        `${folder}\\Chromium\\Application\\chrome.exe`,
      ]);
  }
  // Not those packed as snaps: they cannot read the launch file.
  return ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge-stable']
    .flatMap((name) => onPath(name, environment))
    .filter((path) => !path.startsWith('/snap/'));
}

const onPath = (name: string, environment: NodeJS.ProcessEnv): string[] =>
  (environment.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name));
