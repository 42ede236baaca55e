import { BrowserWindow, nativeTheme, screen } from 'electron';
import { START_URL } from './appProtocol';
import { boundsOnScreen, readWindowState, writeWindowState } from './windowState';

/** The colour under the page until it has painted: `--surface` of ui/tokens.css, so that a start does not flash. */
const backgroundColor = (): string => (nativeTheme.shouldUseDarkColors ? '#1c1a17' : '#fbf9f4');

export type AppWindowOptions = {
  /** The built preload script. */
  readonly preload: string;
  readonly icon: string;
  /** Where the window's place is kept. */
  readonly stateFile: string;
  readonly title: string;
  /** Whether the page may be looked into: for those who work on Dossier, never in what is handed out. */
  readonly devTools: boolean;
  /** Before the page is loaded: the moment to serve it. */
  readonly onCreate: (window: BrowserWindow) => void;
};

/** Opens the window of the app and loads the page. The only place where a window is made. */
export async function openAppWindow(options: AppWindowOptions): Promise<BrowserWindow> {
  const state = readWindowState(options.stateFile);
  const areas = screen.getAllDisplays().map((display) => display.workArea);
  const bounds = state && boundsOnScreen(state, areas);
  const window = new BrowserWindow({
    width: 1360,
    height: 860,
    ...bounds,
    minWidth: 640,
    minHeight: 420,
    title: options.title,
    icon: options.icon,
    show: false,
    backgroundColor: backgroundColor(),
    webPreferences: {
      preload: options.preload,
      // The page shows other people's texts. Each of these is the default today and stays so if a default changes.
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
      // Dossier asks in its own dialogs; `alert` and its like would block the page.
      disableDialogs: true,
      devTools: options.devTools,
      // A search in the background must not slow down because the window is behind another.
      backgroundThrottling: false,
      // Elsewhere Chromium would fetch dictionaries; macOS has its own.
      spellcheck: process.platform === 'darwin',
    },
  });
  if (state?.maximised) window.maximize();

  const follow = (): void => window.setBackgroundColor(backgroundColor());
  nativeTheme.on('updated', follow);
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const { x, y, width, height } = window.getNormalBounds();
    const next = { x, y, width, height, maximised: window.isMaximized() };
    // A window that cannot be put back where it was is no reason to bother anyone at the end of the day.
    void writeWindowState(options.stateFile, next).catch(() => undefined);
  });
  window.once('closed', () => nativeTheme.off('updated', follow));
  options.onCreate(window);
  await window.loadURL(START_URL);
  return window;
}
