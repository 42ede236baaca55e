import { parentPort } from 'node:worker_threads';
import { serveReuse } from './reuseThread';

/** The program of the thread that looks for reuse. */
if (parentPort) serveReuse(parentPort);
