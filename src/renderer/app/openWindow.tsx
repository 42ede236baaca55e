import { createRoot } from 'react-dom/client';
import { AppError } from '../../core/model/appError';
import { App } from './App';
import { NoConnection } from './NoConnection';
import { startSession } from './session';
import { applySettings } from './settings';
import { openShellPort, sendBytes, sendTogether } from './shellPort';

/** Connects the window with its service and draws it; where there is no service, says so. */
export async function openWindow(element: HTMLElement): Promise<void> {
  applySettings();
  const root = createRoot(element);
  try {
    const session = startSession({ port: await openShellPort(), sendBytes, sendTogether });
    root.render(<App session={session} />);
  } catch (thrown) {
    root.render(<NoConnection error={AppError.from(thrown)} />);
  }
}
