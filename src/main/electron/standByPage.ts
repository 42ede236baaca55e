import { app, dialog, type BrowserWindow } from 'electron';

/**
 * Stands by a window whose page may die or hang. The library is not in the page's process: whatever was marked Saved is
 * on disk, and the page can be loaded anew. Asks the person, who may also wait or quit.
 */
export function standByPage(window: BrowserWindow): void {
  const { webContents } = window;
  /** Takes back the question about a page that hangs; null while there is none. */
  let question: AbortController | null = null;
  /** True while a page that hung is being ended by us: its end is no news then. */
  let ending = false;

  webContents.on('render-process-gone', (_, { reason }) => {
    question?.abort();
    if (reason !== 'clean-exit' && !ending) void afterCrash();
  });
  window.on('unresponsive', () => void duringHang());
  window.on('responsive', () => question?.abort());
  window.once('closed', () => question?.abort());

  async function afterCrash(): Promise<void> {
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: 'The window stopped working.',
      detail: `${SAFE} Load the window again to go on.`,
      buttons: ['Load again', 'Quit'],
      defaultId: 0,
      cancelId: 1,
    });
    if (window.isDestroyed()) return;
    if (response === 0) webContents.reload();
    else app.quit();
  }

  async function duringHang(): Promise<void> {
    if (question) return;
    question = new AbortController();
    const { signal } = question;
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: 'The window does not answer.',
      detail: `${SAFE} What you typed in the last moment may be in the window only: wait if you can.`,
      buttons: ['Wait', 'Load again'],
      defaultId: 0,
      cancelId: 0,
      signal,
    });
    question = null;
    if (response !== 1 || signal.aborted || window.isDestroyed()) return;
    ending = true;
    // A page that hangs does not hear `reload`.
    webContents.forcefullyCrashRenderer();
    webContents.reload();
    webContents.once('did-finish-load', () => (ending = false));
  }
}

const SAFE = 'Your library is safe: everything marked Saved is on disk.';
