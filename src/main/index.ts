import { join, resolve } from 'node:path';
import { app, BrowserWindow, dialog, session } from 'electron';
import { z } from 'zod';
import { AppError } from '../core/model/appError';
import type { Emit } from '../core/api/wire';
import { registerAppScheme, serveApp } from './electron/appProtocol';
import { openAppWindow } from './electron/appWindow';
import { askBeforeLeaving } from './electron/askBeforeLeaving';
import { setApplicationMenu } from './electron/applicationMenu';
import { confine, goOffline, isolate } from './electron/isolation';
import { standByPage } from './electron/standByPage';
import { utilityParser } from './electron/utilityParser';
import { serveWindow } from './electron/windowPort';
import { PARSER_MEMORY, parserEnvironment } from './import/parserPool';
import { packageFiles } from './packageFiles';
import { readPages } from './pages';
import { places } from './places';
import { startService } from './startService';

/**
 * The desktop shell: one window on the service, in one process that owns the library.
 *
 *     dossier-desktop [--library DIR] [--sample]
 */
const { dataFolder } = places();

/** What a second copy hands to the first: the folder it was asked to open, or null. */
const HandedOver = z.object({ library: z.string().nullable() });

app.setPath('userData', join(dataFolder, 'desktop'));
registerAppScheme();
goOffline();
app.on('web-contents-created', (_, contents) => {
  confine(contents);
  askBeforeLeaving(contents);
});

// Two copies never write the same library: the second hands its arguments to the first and goes.
if (app.requestSingleInstanceLock({ library: libraryAsked() } satisfies z.infer<typeof HandedOver>)) {
  start().catch((thrown: unknown) => {
    const error = AppError.from(thrown);
    dialog.showErrorBox('Dossier cannot start', [error.message, error.next ?? ''].join('\n\n'));
    app.exit(1);
  });
} else {
  app.quit();
}

async function start(): Promise<void> {
  let asked = libraryAsked();
  let open = (location: string | null): void => {
    asked = location ?? asked;
  };
  // macOS names the library that starts the app before it is ready.
  app.on('open-file', (event, location) => {
    event.preventDefault();
    open(location);
  });
  await app.whenReady();
  const library = startService('desktop', {
    chooseFolder,
    startParser: (entry) => utilityParser(entry, PARSER_MEMORY, parserEnvironment()),
  });
  const { service } = library;

  isolate(session.defaultSession);
  serveApp(session.defaultSession, await readPages(packageFiles.renderer), library);

  let emit: Emit = () => undefined;
  library.onEvent((name, value) => {
    emit(name, value);
    if (name === 'library' && value !== null && 'location' in value) app.addRecentDocument(value.location);
  });
  setApplicationMenu((id) => emit('command', { id }));

  const show = async (): Promise<void> => {
    const window = await openAppWindow({
      preload: packageFiles.preload,
      icon: packageFiles.icon,
      stateFile: join(dataFolder, 'desktop-window.json'),
      title: 'Dossier',
      devTools: !app.isPackaged,
      onCreate: (created) => {
        emit = serveWindow(created, service);
        standByPage(created);
      },
    });
    window.once('closed', () => (emit = () => undefined));
  };

  open = (location) => {
    if (location !== null) {
      service['library.open']({ location }, unhurried).catch((thrown: unknown) => {
        const error = AppError.from(thrown);
        // The window asks for its passphrase.
        if (error.code === 'library-sealed') return;
        dialog.showErrorBox('The library cannot be opened', [error.message, error.next ?? ''].join('\n\n'));
      });
    }
    const [window] = BrowserWindow.getAllWindows();
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  };
  library.onActivate(() => open(null));
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const handed = HandedOver.safeParse(data);
    open(handed.success ? handed.data.library : null);
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void show();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    // Everything acknowledged is on disk already; this frees the lock and ends the readers.
    event.preventDefault();
    void library
      .close()
      .catch(() => undefined)
      .finally(() => {
        closed = true;
        app.quit();
      });
  });

  if (process.argv.includes('--sample')) await service['library.openSample']({}, unhurried);
  open(asked);
  await show();
}

async function chooseFolder(purpose: 'open' | 'create'): Promise<string | null> {
  const [window] = BrowserWindow.getAllWindows();
  const options: Electron.OpenDialogOptions =
    purpose === 'open'
      ? { title: 'Open a library', buttonLabel: 'Open', properties: ['openDirectory'] }
      : {
          title: 'A place for the new library',
          buttonLabel: 'Choose',
          properties: ['openDirectory', 'createDirectory', 'promptToCreate'],
        };
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return canceled ? null : (filePaths[0] ?? null);
}

/** The library of the command line, whole: whoever hears of it may stand in another folder. */
function libraryAsked(): string | null {
  const given = option('--library', process.argv);
  return given === null ? null : resolve(given);
}

/** The value after `name`, or null. Not `parseArgs`: Chromium's own switches stand among the arguments too. */
function option(name: string, argv: readonly string[]): string | null {
  const at = argv.indexOf(name);
  return at < 0 ? null : (argv[at + 1] ?? null);
}

/** For calls of our own, which nobody stops or watches. */
const unhurried = { signal: new AbortController().signal, progress: () => undefined };
