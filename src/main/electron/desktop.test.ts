import { createReadStream } from 'node:fs';
import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions } from 'electron';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Service } from '../../core/api/contract';
import { newId } from '../../core/model/id';
import { AppError } from '../../core/model/appError';
import type { Backend } from '../byteDoor';
import type { Pages } from '../pages';
import { isOwn, registerAppScheme, serveApp, START_URL } from './appProtocol';
import { openAppWindow } from './appWindow';
import { setApplicationMenu } from './applicationMenu';
import { confine, goOffline, isolate } from './isolation';
import { standByPage } from './standByPage';
import { utilityParser } from './utilityParser';
import { serveWindow } from './windowPort';
import { boundsOnScreen, readWindowState, writeWindowState } from './windowState';

/**
 * Electron as far as the shell uses it, recording what it is told. The real one needs its binary and a display; the
 * end-to-end specs run on it where it is.
 */
const electron = await vi.hoisted(async () => {
  const { EventEmitter } = await import('node:events');
  class Contents extends EventEmitter {
    sent: unknown[] = [];
    windowOpenHandler: (() => { action: string }) | null = null;
    setWindowOpenHandler(handler: () => { action: string }): void {
      this.windowOpenHandler = handler;
    }
    webRtc = '';
    setWebRTCIPHandlingPolicy(policy: string): void {
      this.webRtc = policy;
    }
    done: string[] = [];
    reload = (): void => void this.done.push('reload');
    forcefullyCrashRenderer = (): void => {
      this.done.push('end');
      this.emit('render-process-gone', {}, { reason: 'killed' });
    };
    send(channel: string, line: string): void {
      this.sent.push([channel, line]);
    }
    isDestroyed(): boolean {
      return false;
    }
  }
  class Window extends EventEmitter {
    static last: Window;
    webContents = new Contents();
    calls: string[] = [];
    constructor(readonly options: Record<string, unknown>) {
      super();
      Window.last = this;
    }
    isDestroyed = (): boolean => false;
    maximize = (): void => void this.calls.push('maximize');
    show = (): void => void this.calls.push('show');
    setBackgroundColor = (colour: string): void => void this.calls.push(colour);
    getNormalBounds = () => ({ x: 10, y: 20, width: 900, height: 700 });
    isMaximized = (): boolean => true;
    loadURL = (url: string): Promise<void> => {
      this.calls.push(url);
      return Promise.resolve();
    };
  }
  return {
    Contents,
    Window,
    switches: [] as string[],
    sandboxed: [] as boolean[],
    schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
    ipcMain: new EventEmitter(),
    nativeTheme: Object.assign(new EventEmitter(), { shouldUseDarkColors: true }),
    menu: [] as unknown[],
    forked: [] as unknown[][],
    quits: [] as string[],
    asked: [] as {
      message: string;
      buttons: string[];
      signal?: AbortSignal;
      answer: (response: number) => void;
    }[],
    child: Object.assign(new EventEmitter(), {
      pid: undefined as number | undefined,
      posted: [] as unknown[],
      killed: 0,
      postMessage(message: unknown) {
        this.posted.push(message);
      },
      kill() {
        this.killed += 1;
        return true;
      },
    }),
  };
});
vi.mock('electron', () => ({
  app: {
    commandLine: {
      appendSwitch: (...parts: string[]) => void electron.switches.push(parts.join('=')),
    },
    enableSandbox: () => void electron.sandboxed.push(true),
    quit: () => void electron.quits.push('quit'),
  },
  dialog: {
    showMessageBox: (_: unknown, options: Omit<(typeof electron.asked)[0], 'answer'>) =>
      new Promise((resolve) => {
        const answer = (response: number): void => resolve({ response, checkboxChecked: false });
        electron.asked.push({ ...options, answer });
        options.signal?.addEventListener('abort', () => answer(0));
      }),
  },
  BrowserWindow: electron.Window,
  ipcMain: electron.ipcMain,
  Menu: {
    buildFromTemplate: (template: unknown) => template,
    setApplicationMenu: (menu: unknown[]) => (electron.menu = menu),
  },
  nativeTheme: electron.nativeTheme,
  protocol: { registerSchemesAsPrivileged: (schemes: never[]) => void electron.schemes.push(...schemes) },
  screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
  utilityProcess: {
    fork: (...parts: unknown[]) => {
      electron.forked.push(parts);
      return electron.child;
    },
  },
}));

let folder: string;
const document = newId();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-desktop-'));
  await writeFile(join(folder, 'original.html'), '<script>alert(1)</script>');
});
afterAll(() => rm(folder, { recursive: true }));

type Handler = (request: Request) => Response | Promise<Response>;

/** A session that keeps what it was given. */
class Session extends EventEmitter {
  handlers = new Map<string, Handler>();
  protocol = { handle: (scheme: string, handler: Handler) => void this.handlers.set(scheme, handler) };
  beforeRequest: ((details: { url: string }, callback: (r: { cancel: boolean }) => void) => void) | null =
    null;
  webRequest = {
    onBeforeRequest: (listener: NonNullable<Session['beforeRequest']>) => (this.beforeRequest = listener),
  };
  ask: ((contents: unknown, permission: string, decide: (granted: boolean) => void) => void) | null = null;
  check: ((contents: unknown, permission: string) => boolean) | null = null;
  device: (() => boolean) | null = null;
  display: unknown = 'untouched';
  dictionaries = '';
  spelling: boolean | null = null;
  setSpellCheckerEnabled = (enabled: boolean): void => void (this.spelling = enabled);
  setPermissionRequestHandler = (handler: NonNullable<Session['ask']>): void => void (this.ask = handler);
  setPermissionCheckHandler = (handler: NonNullable<Session['check']>): void => void (this.check = handler);
  setDevicePermissionHandler = (handler: () => boolean): void => void (this.device = handler);
  setDisplayMediaRequestHandler = (handler: unknown): void => void (this.display = handler);
  setSpellCheckerDictionaryDownloadURL = (url: string): void => void (this.dictionaries = url);

  /** As Electron takes it; the stand-in has what is used. */
  get real(): Electron.Session {
    return this as unknown as Electron.Session;
  }
}

function prevented(emitter: EventEmitter, name: string, event: object = {}, ...rest: unknown[]): boolean {
  const preventDefault = vi.fn();
  emitter.emit(name, { ...event, preventDefault }, ...rest);
  return preventDefault.mock.calls.length > 0;
}

describe('the window', () => {
  const options = () => ({
    preload: '/built/preload/index.cjs',
    icon: '/resources/icon.png',
    stateFile: join(folder, 'window.json'),
    title: 'Dossier',
    devTools: false,
    onCreate: vi.fn(),
  });

  it('is sandboxed, isolated and without Node', async () => {
    await openAppWindow(options());
    const { webPreferences } = electron.Window.last.options as BrowserWindowConstructorOptions;
    expect(webPreferences).toMatchObject({
      preload: '/built/preload/index.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      plugins: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      disableDialogs: true,
      devTools: false,
      spellcheck: process.platform === 'darwin',
    });
    // Options that would open something; none of them has a value here that is right.
    for (const name of [
      'enableBlinkFeatures',
      'additionalArguments',
      'partition',
      'session',
      'enableWebSQL',
    ]) {
      expect(webPreferences).not.toHaveProperty(name);
    }
  });

  it('is served before it loads, and loads our page', async () => {
    const given = options();
    given.onCreate.mockImplementation((window: InstanceType<typeof electron.Window>) =>
      expect(window.calls).not.toContain(START_URL),
    );
    await openAppWindow(given);
    expect(given.onCreate).toHaveBeenCalledOnce();
    expect(electron.Window.last.calls).toContain('app://dossier/');
  });

  it('shows itself only when painted, in the colours of the system', async () => {
    await openAppWindow(options());
    const window = electron.Window.last;
    expect(window.options).toMatchObject({ show: false, backgroundColor: '#1c1a17' });
    expect(window.calls).not.toContain('show');
    window.emit('ready-to-show');
    expect(window.calls).toContain('show');
    electron.nativeTheme.shouldUseDarkColors = false;
    electron.nativeTheme.emit('updated');
    expect(window.calls).toContain('#fbf9f4');
    electron.nativeTheme.shouldUseDarkColors = true;
    window.emit('closed');
    expect(electron.nativeTheme.listenerCount('updated')).toBeLessThan(4);
  });

  it('comes back where it was', async () => {
    const given = options();
    await openAppWindow(given);
    electron.Window.last.emit('close');
    await expect.poll(() => readWindowState(given.stateFile)).not.toBeNull();
    await openAppWindow(given);
    expect(electron.Window.last.options).toMatchObject({ x: 10, y: 20, width: 900, height: 700 });
    expect(electron.Window.last.calls).toContain('maximize');
  });

  it('has developer tools only where it is told so', async () => {
    await openAppWindow({ ...options(), devTools: true });
    expect(electron.Window.last.options).toMatchObject({ webPreferences: { devTools: true } });
  });
});

describe('a page that dies or hangs', () => {
  const open = () => {
    electron.asked.length = electron.quits.length = 0;
    const window = new electron.Window({});
    standByPage(window as unknown as Parameters<typeof standByPage>[0]);
    return { window, contents: window.webContents };
  };
  const gone = (contents: InstanceType<typeof electron.Contents>, reason: string): boolean =>
    contents.emit('render-process-gone', {}, { reason });

  it.each(['crashed', 'oom', 'killed', 'launch-failed'])('is offered again when it %s', async (reason) => {
    const { contents } = open();
    gone(contents, reason);
    expect(electron.asked).toMatchObject([{ buttons: ['Load again', 'Quit'] }]);
    electron.asked[0]!.answer(0);
    await expect.poll(() => contents.done).toEqual(['reload']);
  });

  it('is given up when the person says so', async () => {
    const { contents } = open();
    gone(contents, 'crashed');
    electron.asked[0]!.answer(1);
    await expect.poll(() => electron.quits).toEqual(['quit']);
    expect(contents.done).toEqual([]);
  });

  it('is no matter when it ended as it should', () => {
    gone(open().contents, 'clean-exit');
    expect(electron.asked).toEqual([]);
  });

  it('is ended and loaded anew when it hangs and the person wants that, with one question only', async () => {
    const { window, contents } = open();
    window.emit('unresponsive');
    window.emit('unresponsive');
    expect(electron.asked).toMatchObject([{ buttons: ['Wait', 'Load again'] }]);
    electron.asked[0]!.answer(1);
    await expect.poll(() => contents.done).toEqual(['end', 'reload']);
    expect(electron.asked).toHaveLength(1);
    contents.emit('did-finish-load');
    gone(contents, 'crashed');
    expect(electron.asked).toHaveLength(2);
  });

  it('is left alone when it answers again, and asked about again when it hangs again', async () => {
    const { window, contents } = open();
    window.emit('unresponsive');
    window.emit('responsive');
    await expect.poll(() => electron.asked[0]!.signal?.aborted).toBe(true);
    await Promise.resolve();
    window.emit('unresponsive');
    await expect.poll(() => electron.asked).toHaveLength(2);
    expect(contents.done).toEqual([]);
  });
});

describe('the place of the window', () => {
  const state = { x: 100, y: 100, width: 1200, height: 800, maximised: false };
  const screenAt = (x: number, y: number) => ({ x, y, width: 1920, height: 1080 });

  it('is kept while its title bar can be grasped', () => {
    expect(boundsOnScreen(state, [screenAt(0, 0)])).toEqual({ x: 100, y: 100, width: 1200, height: 800 });
    expect(boundsOnScreen({ ...state, x: 2000 }, [screenAt(0, 0), screenAt(1920, 0)])).not.toBeNull();
  });

  it('is given up when its screen is gone or too little of it shows', () => {
    expect(boundsOnScreen({ ...state, x: 2000 }, [screenAt(0, 0)])).toBeNull();
    expect(boundsOnScreen({ ...state, x: 1850 }, [screenAt(0, 0)])).toBeNull();
    expect(boundsOnScreen({ ...state, y: -50 }, [screenAt(0, 0)])).toBeNull();
    expect(boundsOnScreen({ ...state, y: 1070 }, [screenAt(0, 0)])).toBeNull();
    expect(boundsOnScreen(state, [])).toBeNull();
  });

  it('is no larger than the screen', () => {
    expect(boundsOnScreen({ ...state, width: 9000, height: 9000 }, [screenAt(0, 0)])).toMatchObject({
      width: 1920,
      height: 1080,
    });
  });

  it('is nothing when the file is missing, broken or absurd', async () => {
    const file = join(folder, 'place.json');
    expect(readWindowState(file)).toBeNull();
    for (const text of ['', '{', 'null', '{"x":"1"}', JSON.stringify({ ...state, width: 1 })]) {
      await writeFile(file, text);
      expect(readWindowState(file)).toBeNull();
    }
    await writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
  });
});

describe('the walls around the page', () => {
  const elsewhere = [
    'https://attacker.example/',
    'http://127.0.0.1:8080/',
    'file:///etc/passwd',
    'app://elsewhere/',
    'app://dossier.attacker.example/',
    'data:text/html,x',
    'javascript:alert(1)',
    'blob:https://attacker.example/1',
    'ws://attacker.example/',
    'chrome://settings/',
    'not an address',
  ];

  it('cancels every request but those for its own pages and downloads', () => {
    const session = new Session();
    isolate(session.real);
    const cancels = (url: string): boolean => {
      let cancel = false;
      session.beforeRequest!({ url }, (answer) => ({ cancel } = answer));
      return cancel;
    };
    expect(elsewhere.map(cancels)).toEqual(elsewhere.map(() => true));
    expect(['app://dossier/', 'app://dossier/assets/main.js', 'blob:app://dossier/1'].map(cancels)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('grants writing to the clipboard and the whole screen, and nothing else', () => {
    const session = new Session();
    isolate(session.real);
    // Every permission that Electron 45 knows.
    const permissions = [
      ...['ar', 'automatic-fullscreen', 'background-fetch', 'background-sync', 'captured-surface-control'],
      ...['clipboard-read', 'clipboard-sanitized-write', 'deprecated-sync-clipboard-read', 'display-capture'],
      ...['fileSystem', 'fullscreen', 'geolocation', 'geolocation-approximate', 'hand-tracking', 'hid'],
      ...['idle-detection', 'keyboardLock', 'local-fonts', 'local-network', 'local-network-access'],
      ...['loopback-network', 'media', 'mediaKeySystem', 'midi', 'midiSysex', 'nfc', 'notifications'],
      ...['openExternal', 'payment-handler', 'periodic-background-sync', 'persistent-storage', 'pointerLock'],
      ...['screen-wake-lock', 'sensors', 'serial', 'smart-card', 'speaker-selection', 'storage-access'],
      ...['system-wake-lock', 'top-level-storage-access', 'usb', 'vr', 'web-app-installation'],
      ...['web-printing', 'window-management', 'unknown'],
    ];
    const granted = permissions.filter((permission) => {
      const decided: boolean[] = [];
      session.ask!(null, permission, (answer) => decided.push(answer));
      expect(decided).toEqual([session.check!(null, permission)]);
      return decided[0]!;
    });
    expect(granted).toEqual(['clipboard-sanitized-write', 'fullscreen']);
    expect(session.device!()).toBe(false);
    expect(session.display).toBeNull();
    expect(isOwn(session.dictionaries)).toBe(true);
    expect(session.spelling).toBe(process.platform === 'darwin');
  });

  it('lets the page save what it made itself, and downloads nothing else', () => {
    const session = new Session();
    isolate(session.real);
    const item = (url: string) => ({ getURL: () => url });
    expect(prevented(session, 'will-download', {}, item('https://attacker.example/x.exe'))).toBe(true);
    expect(prevented(session, 'will-download', {}, item('app://dossier/bytes/original/x'))).toBe(true);
    expect(prevented(session, 'will-download', {}, item('blob:app://dossier/1'))).toBe(false);
  });

  it('lets no page go elsewhere, open a window or take in another page', () => {
    const contents = new electron.Contents();
    confine(contents as unknown as Electron.WebContents);
    for (const url of elsewhere) {
      expect(prevented(contents, 'will-frame-navigate', { url, isMainFrame: true })).toBe(true);
    }
    expect(prevented(contents, 'will-frame-navigate', { url: START_URL, isMainFrame: false })).toBe(true);
    expect(prevented(contents, 'will-frame-navigate', { url: START_URL, isMainFrame: true })).toBe(false);
    expect(prevented(contents, 'will-redirect', { url: START_URL })).toBe(true);
    expect(prevented(contents, 'will-attach-webview')).toBe(true);
    expect(contents.windowOpenHandler!()).toEqual({ action: 'deny' });
    expect(contents.webRtc).toBe('disable_non_proxied_udp');
  });

  it('starts Chromium with no way to find another machine', () => {
    goOffline();
    expect(electron.switches).toEqual([
      'host-resolver-rules=MAP * ~NOTFOUND',
      'no-proxy-server',
      'disable-background-networking',
      'disable-component-update',
      'disable-domain-reliability',
      'no-pings',
      'disable-breakpad',
      'force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    ]);
    expect(electron.sandboxed).toEqual([true]);
  });
});

describe('app://dossier', () => {
  const pages: Pages = {
    open: (path) =>
      path === '/'
        ? { headers: { 'content-type': 'text/html' }, body: Buffer.from('<title>Dossier</title>') }
        : null,
  };
  const received: unknown[] = [];
  const backend = {
    bytes: {
      receive: async (name: string, size: number | null, chunks: AsyncIterable<Uint8Array>) => {
        const parts: Uint8Array[] = [];
        for await (const chunk of chunks) parts.push(chunk);
        received.push([name, size, Buffer.concat(parts).toString()]);
        return { upload: 'u1' };
      },
      original: (id: string) =>
        id === document
          ? Promise.resolve({
              name: 'Report.html',
              size: 25,
              stream: () => createReadStream(join(folder, 'original.html')),
            })
          : Promise.reject(new AppError('not-found', 'There is no such document.')),
    },
  } as unknown as Backend;

  let session: Session;
  beforeEach(() => {
    session = new Session();
    serveApp(session.real, pages, backend);
  });
  const ask = (url: string, init?: RequestInit): Promise<Response> =>
    Promise.resolve(session.handlers.get('app')!(new Request(url, init)));

  it('is a secure origin of its own, with no way around the policy', () => {
    registerAppScheme();
    const [{ scheme, privileges }] = electron.schemes as [(typeof electron.schemes)[0]];
    expect(scheme).toBe('app');
    expect(privileges).toMatchObject({ standard: true, secure: true, supportFetchAPI: true });
    expect(privileges.bypassCSP).toBeUndefined();
    expect(privileges.corsEnabled).toBeUndefined();
    expect(privileges.allowServiceWorkers).toBeUndefined();
  });

  it('serves the pages it has', async () => {
    const page = await ask('app://dossier/');
    expect([page.status, await page.text()]).toEqual([200, '<title>Dossier</title>']);
  });

  it.each([
    'app://elsewhere/',
    'app://dossier/../package.json',
    'app://dossier/%2e%2e/%2e%2e/etc/passwd',
    'app://dossier//etc/passwd',
    'app://dossier/wire',
    'app://dossier/session',
  ])('has nothing at %s', async (url) => {
    expect((await ask(url)).status).toBe(404);
  });

  it('refuses file:', async () => {
    const answer = await session.handlers.get('file')!(new Request('file:///etc/passwd'));
    expect(answer.status).toBe(403);
  });

  it('takes the bytes of a file', async () => {
    const answer = await ask('app://dossier/bytes/upload?name=memo%20%C3%A9.txt', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: 'The ferry left at noon.',
    });
    expect(await answer.json()).toEqual({ upload: 'u1' });
    expect(received.at(-1)).toEqual(['memo é.txt', null, 'The ferry left at noon.']);
  });

  it('takes the bytes of small files together', async () => {
    const answer = await ask('app://dossier/bytes/uploads', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: '[{"name":"a.txt","size":4},{"name":"b.txt","size":4}]\nquayboat',
    });
    expect(await answer.json()).toEqual([{ upload: 'u1' }, { upload: 'u1' }]);
    expect(received.slice(-2)).toEqual([
      ['a.txt', 4, 'quay'],
      ['b.txt', 4, 'boat'],
    ]);
  });

  it('refuses uploads that are none', async () => {
    const upload = 'app://dossier/bytes/upload?name=x';
    expect((await ask(upload)).status).toBe(405);
    expect((await ask(upload, { method: 'POST', body: 'x' })).status).toBe(415);
    const headers = { 'content-type': 'application/octet-stream' };
    expect((await ask('app://dossier/bytes/upload', { method: 'POST', headers, body: 'x' })).status).toBe(
      400,
    );
  });

  it('gives out an original as a download that can do nothing', async () => {
    const answer = await ask(`app://dossier/bytes/original/${document}`);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(await answer.text()).toBe('<script>alert(1)</script>');
    expect((await ask(`app://dossier/bytes/original/${newId()}`)).status).toBe(404);
    expect((await ask('app://dossier/bytes/original/..%2f..%2fx')).status).toBe(404);
  });
});

describe('the one channel', () => {
  const call = '{"kind":"call","id":"w:1","method":"library.status","input":{}}';

  function open(service: Partial<Service>) {
    electron.ipcMain.removeAllListeners();
    const window = new electron.Window({});
    const emit = serveWindow(window as unknown as Parameters<typeof serveWindow>[0], service as Service);
    const send = (line: unknown, change: object = {}): void => {
      const senderFrame = { parent: null, url: START_URL };
      electron.ipcMain.emit('wire', { sender: window.webContents, senderFrame, ...change }, line);
    };
    return { window, emit, send, sent: window.webContents.sent };
  }

  it('answers the page of its window', async () => {
    const { send, sent } = open({ 'library.status': () => Promise.resolve(null) });
    send(call);
    await expect.poll(() => sent).toEqual([['wire', '{"kind":"result","id":"w:1","value":null}']]);
  });

  it('hears nobody else', async () => {
    const status = vi.fn(() => Promise.resolve(null));
    const { send, sent } = open({ 'library.status': status });
    send(call, { sender: new electron.Contents() });
    send(call, { senderFrame: null });
    send(call, { senderFrame: { parent: null, url: 'https://attacker.example/' } });
    send(call, { senderFrame: { parent: null, url: 'file:///page.html' } });
    send(call, { senderFrame: { parent: {}, url: START_URL } });
    send({ kind: 'call' });
    send(7);
    send('not json');
    send(call);
    await expect.poll(() => sent).toHaveLength(1);
    expect(status).toHaveBeenCalledOnce();
  });

  it('aborts what a page had under way when the page goes, and keeps its answer from the next', async () => {
    for (const goes of ['did-start-navigation', 'render-process-gone', 'closed']) {
      const aborted = vi.fn();
      let finish = (): void => undefined;
      const { window, send, sent } = open({
        'library.status': (_, { signal }) => {
          signal.addEventListener('abort', aborted);
          return new Promise((resolve) => (finish = () => resolve(null)));
        },
      });
      send(call);
      window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
      expect(aborted).not.toHaveBeenCalled();
      (goes === 'closed' ? window : window.webContents).emit(goes, {
        isMainFrame: true,
        isSameDocument: false,
      });
      expect(aborted).toHaveBeenCalledOnce();
      if (goes === 'closed') continue;
      finish();
      send('{"kind":"call","id":"w:2","method":"nothing","input":{}}');
      await expect.poll(() => sent).toHaveLength(1);
      expect(sent[0]).toEqual(['wire', expect.stringContaining('"id":"w:2"')]);
    }
    expect(electron.ipcMain.listenerCount('wire')).toBe(0);
  });

  it('sends events', () => {
    const { emit, sent } = open({});
    emit('command', { id: 'find' });
    expect(sent).toEqual([['wire', '{"kind":"event","name":"command","value":{"id":"find"}}']]);
  });
});

describe('the menu', () => {
  const open = (): { items: MenuItemConstructorOptions[]; run: ReturnType<typeof vi.fn> } => {
    const run = vi.fn();
    setApplicationMenu(run);
    const sections = electron.menu as MenuItemConstructorOptions[];
    return { items: sections.flatMap((section) => section.submenu as MenuItemConstructorOptions[]), run };
  };

  it('asks the window for its commands', () => {
    const { items, run } = open();
    items.find((item) => item.label === 'Undo')!.click!(undefined as never, undefined, undefined as never);
    expect(run).toHaveBeenCalledWith('undo');
  });

  it('leaves keys to the window, which knows where the caret is', () => {
    const withKeys = open().items.filter((item) => item.accelerator !== undefined);
    expect(withKeys.length).toBeGreaterThan(5);
    expect(withKeys.every((item) => item.registerAccelerator === false)).toBe(true);
  });

  it('offers no reload, no developer tools and no link out', () => {
    const roles = open().items.map((item) => item.role);
    expect(roles).not.toContain('reload');
    expect(roles).not.toContain('forceReload');
    expect(roles).not.toContain('toggleDevTools');
  });
});

describe('a reader of files as a utility process', () => {
  it('starts with a bound on its memory and passes messages both ways', () => {
    const parser = utilityParser('/built/parser.js', 512, { LANG: 'C' });
    expect(electron.forked.at(-1)).toMatchObject([
      '/built/parser.js',
      [],
      { execArgv: ['--max-old-space-size=512'], stdio: 'ignore' },
    ]);
    expect(electron.forked.at(-1)![2]).toHaveProperty('env', { LANG: 'C' });
    const heard: unknown[] = [];
    parser.onMessage((message) => heard.push(message));
    parser.send({ id: 1 });
    electron.child.emit('message', { id: 1, parsed: true });
    expect([electron.child.posted, heard]).toEqual([[{ id: 1 }], [{ id: 1, parsed: true }]]);
    parser.kill();
    expect(electron.child.killed).toBe(1);
  });

  it('is ended even when it does not listen', () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    electron.child.pid = 4_321;
    utilityParser('/built/parser.js', 512, {}).kill();
    electron.child.pid = undefined;
    expect(kill).toHaveBeenCalledExactlyOnceWith(4_321, 'SIGKILL');
    kill.mockRestore();
  });

  it.each([
    [true, 'FatalError'],
    [false, null],
  ])('says whether it ended for want of memory: %s', (expected, error) => {
    electron.child.removeAllListeners();
    const parser = utilityParser('/built/parser.js', 512, {});
    const ended: boolean[] = [];
    parser.onEnd((abort) => ended.push(abort));
    // Electron raises `error` on a fatal error of V8 only; the emitter stands for that.
    if (error !== null) electron.child.emit('error', error);
    electron.child.emit('exit', 1);
    expect(ended).toEqual([expected]);
  });
});
