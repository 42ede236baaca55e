import './ui/fonts.css';
import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { AppError } from '../core/model/appError';
import { App } from './app/App';
import { NoConnection } from './app/NoConnection';
import { startSession } from './app/session';
import { applySettings } from './app/settings';
import { openShellPort, sendBytes } from './app/shellPort';

applySettings();
const root = createRoot(document.getElementById('root')!);
try {
  const session = startSession({ port: await openShellPort(), sendBytes });
  root.render(<App session={session} />);
} catch (thrown) {
  root.render(<NoConnection error={AppError.from(thrown)} />);
}
