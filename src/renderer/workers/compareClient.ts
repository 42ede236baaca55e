import { AppError } from '../../core/model/appError';
import { onEvent } from '../app/session';
import type { ComparedTexts, FromCompareWorker, ToCompareWorker } from './compareMessages';

type Question = Omit<ToCompareWorker, 'id'>;
type Asked = {
  readonly question: Question;
  readonly resolve: (compared: ComparedTexts) => void;
  readonly reject: (error: AppError) => void;
};

let worker: Worker | null = null;
/** In order; the first is with the worker, by the number of `count`. */
const waiting: Asked[] = [];
let isAsking = false;
let count = 0;

/** Comparisons kept for columns and versions that come back. Each holds as many positions as its texts have changes. */
const KEPT = 40;
const kept = new Map<string, { readonly question: Question; readonly compared: ComparedTexts }>();

/**
 * Compares two documents in the window's compare worker, which starts with the first question; one pair after the other.
 * The same pair with the same options is compared once. After `signal` a question that has not begun is not begun, and
 * its answer rejects with `cancelled`.
 */
export function askComparison(question: Question, signal: AbortSignal): Promise<ComparedTexts> {
  const known = keptFor(question);
  if (known) return Promise.resolve(known);
  return new Promise((resolve, reject) => {
    const asked = { question, resolve, reject };
    waiting.push(asked);
    signal.addEventListener('abort', () => {
      const at = waiting.indexOf(asked);
      if (at > 0 || (at === 0 && !isAsking)) waiting.splice(at, 1);
      reject(new AppError('cancelled', 'Something newer is being compared.'));
    });
    askNext();
  });
}

/** The comparison of a pair, where it was made lately. */
export function keptFor(question: Question): ComparedTexts | null {
  const key = keyOf(question);
  const found = kept.get(key);
  // Texts of one length and beginning can differ; the key only finds the candidate.
  if (found?.question.a.text !== question.a.text || found.question.b.text !== question.b.text) return null;
  if (found.question.a.layers !== question.a.layers || found.question.b.layers !== question.b.layers)
    return null;
  kept.delete(key);
  kept.set(key, found);
  return found.compared;
}

const keyOf = ({ a, b, options }: Question): string =>
  [a.text.length, b.text.length, a.text.slice(0, 200), b.text.slice(0, 200), JSON.stringify(options)].join(
    '\0',
  );

function askNext(): void {
  const next = waiting[0];
  if (isAsking || !next) return;
  const known = keptFor(next.question);
  if (known) {
    waiting.shift();
    next.resolve(known);
    askNext();
    return;
  }
  isAsking = true;
  worker ??= startWorker();
  count += 1;
  const message: ToCompareWorker = { id: count, ...next.question };
  worker.postMessage(message);
}

/** Takes the question that the worker has, and gives it the next. */
function answered(tell: (asked: Asked) => void): void {
  const asked = waiting.shift();
  isAsking = false;
  if (asked) tell(asked);
  askNext();
}

let stopListening = (): void => undefined;

/** Another library, or none, is open: its texts stay neither here nor with a worker that rests. */
function forget(): void {
  kept.clear();
  if (isAsking) return;
  worker?.terminate();
  worker = null;
}

function startWorker(): Worker {
  stopListening();
  stopListening = onEvent('library', forget);
  const started = new Worker(new URL('./compareWorker.ts', import.meta.url), {
    type: 'module',
    name: 'compare',
  });
  started.addEventListener('message', ({ data }: MessageEvent<FromCompareWorker>) => {
    if (data.id !== count) return;
    answered(({ question, resolve, reject }) => {
      if (data.kind === 'compared') {
        kept.set(keyOf(question), { question, compared: data.compared });
        const [oldest] = kept.keys();
        if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
        resolve(data.compared);
      } else reject(new AppError('internal', `The comparison failed: ${data.message}`));
    });
  });
  started.addEventListener('error', (event) => {
    // The next question starts a fresh one.
    worker = null;
    answered(({ reject }) =>
      reject(
        new AppError('internal', `The comparison stopped: ${event.message}`, 'Choose the documents again.'),
      ),
    );
  });
  return started;
}
