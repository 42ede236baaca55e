import { contextBridge, ipcRenderer } from 'electron';

/**
 * All that the page gets from Electron: lines out, lines in, on one channel. No channel name, no event object and no
 * Electron value passes through; what a line means is checked where it arrives.
 */
contextBridge.exposeInMainWorld('dossier', {
  send(line: unknown): void {
    if (typeof line === 'string') ipcRenderer.send('wire', line);
  },
  listen(listener: (line: string) => void): void {
    ipcRenderer.on('wire', (_event, line: string) => listener(line));
  },
});
