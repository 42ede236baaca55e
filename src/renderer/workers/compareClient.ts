import { AppError } from '../../core/model/appError';
import type { ComparedTexts, FromCompareWorker, ToCompareWorker } from './compareMessages';

type Asked = { readonly id: number; resolve(compared: ComparedTexts): void; reject(error: AppError): void };

let worker: Worker | null = null;
let asked: Asked | null = null;
let count = 0;

/**
 * Compares two documents in the window's compare worker, which starts with the first question. Asking again makes the
 * question before it reject with `cancelled`.
 */
export function askComparison(question: Omit<ToCompareWorker, 'id'>): Promise<ComparedTexts> {
  worker ??= startWorker();
  count += 1;
  const id = count;
  asked?.reject(new AppError('cancelled', 'Something newer is being compared.'));
  return new Promise((resolve, reject) => {
    asked = { id, resolve, reject };
    const message: ToCompareWorker = { id, ...question };
    worker!.postMessage(message);
  });
}

function startWorker(): Worker {
  const started = new Worker(new URL('./compareWorker.ts', import.meta.url), {
    type: 'module',
    name: 'compare',
  });
  started.addEventListener('message', ({ data }: MessageEvent<FromCompareWorker>) => {
    if (asked?.id !== data.id) return;
    const question = asked;
    asked = null;
    if (data.kind === 'compared') question.resolve(data.compared);
    else question.reject(new AppError('internal', `The comparison failed: ${data.message}`));
  });
  started.addEventListener('error', (event) => {
    // The next question starts a fresh one.
    worker = null;
    asked?.reject(
      new AppError('internal', `The comparison stopped: ${event.message}`, 'Choose the documents again.'),
    );
    asked = null;
  });
  return started;
}
