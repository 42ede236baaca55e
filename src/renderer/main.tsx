import './app/noEval';
import './ui/fonts.css';
import './ui/tokens.css';
import './ui/base.css';

// Fetched only now: a bundler may run shared modules before the first import, and noEval has to come before all others.
const { openWindow } = await import('./app/openWindow');
await openWindow(document.getElementById('root')!);
