import { ipcMain, type BrowserWindow, type IpcMainEvent } from 'electron';
import { eventLine, serve, type Emit } from '../../core/api/wire';
import type { Service } from '../../core/api/contract';
import { isOwn } from './appProtocol';

/** Longer lines are no calls of ours: an import sends bytes beside the wire. In UTF-16 units. */
const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * Serves the wire to one window on the one channel there is. A line counts only when the window's own main frame sent it
 * from our own page. What a page had under way is aborted when the page goes. Returns what sends an event to the window.
 */
export function serveWindow(window: BrowserWindow, service: Service): Emit {
  const contents = window.webContents;
  let served = serve(service);

  const receive = (event: IpcMainEvent, line: unknown): void => {
    if (!isFromPage(event, window)) return;
    if (typeof line !== 'string' || line.length > LONGEST_LINE) return;
    const page = served;
    void page.receive(line, (answer) => {
      // The answer to a page that is gone must not reach the one that came after it.
      if (page === served && !contents.isDestroyed()) contents.send('wire', answer);
    });
  };
  const begin = (): void => {
    served.close();
    served = serve(service);
  };

  ipcMain.on('wire', receive);
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) begin();
  });
  contents.on('render-process-gone', begin);
  window.once('closed', () => {
    ipcMain.off('wire', receive);
    served.close();
  });
  return (name, value) => {
    if (!contents.isDestroyed()) contents.send('wire', eventLine(name, value));
  };
}

function isFromPage(event: IpcMainEvent, window: BrowserWindow): boolean {
  const frame = event.senderFrame;
  return event.sender === window.webContents && frame?.parent === null && isOwn(frame.url);
}
