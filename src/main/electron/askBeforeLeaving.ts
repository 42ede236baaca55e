import { BrowserWindow, dialog, type WebContents } from 'electron';

/**
 * Asks when the page does not want to be closed, which it says while something typed is not saved. Without this the
 * window would stay without a word.
 */
export function askBeforeLeaving(contents: WebContents): void {
  contents.on('will-prevent-unload', (event) => {
    const window = BrowserWindow.fromWebContents(contents);
    const question: Electron.MessageBoxSyncOptions = {
      type: 'warning',
      message: 'Something you typed is not saved.',
      detail: 'The status line says why. If you close the window now, what you typed last is lost.',
      buttons: ['Stay', 'Close without saving'],
      defaultId: 0,
      cancelId: 0,
    };
    // The answer is needed before this event ends.
    const answer = window ? dialog.showMessageBoxSync(window, question) : dialog.showMessageBoxSync(question);
    if (answer === 1) event.preventDefault();
  });
}
