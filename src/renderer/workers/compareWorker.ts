import '../app/noEval';
import { compare } from '../../core/compare/compare';
import { countNoise } from '../../core/compare/noise';
import type { Comparison } from '../../core/model/comparison';
import type { ComparedTexts, FromCompareWorker, ToCompareWorker } from './compareMessages';

/** Compares two documents off the window's thread. */
// From inside, a worker's scope has the same two functions as the window's handle on it.
const scope = self as unknown as Worker;

scope.addEventListener('message', ({ data: { id, ...asked } }: MessageEvent<ToCompareWorker>) => {
  let message: FromCompareWorker;
  try {
    message = { kind: 'compared', id, compared: compareTexts(asked) };
  } catch (thrown) {
    message = { kind: 'failed', id, message: String(thrown) };
  }
  scope.postMessage(message);
});

function compareTexts({ a, b, options }: Omit<ToCompareWorker, 'id'>): ComparedTexts {
  const plain = compare(a, b, { ...options, ignore: [] });
  const comparison = options.ignore.length === 0 ? plain : compare(a, b, options);
  return {
    comparison,
    noise: countNoise(a.text, b.text, plain),
    hidden: Math.max(0, countEdits(plain) - countEdits(comparison)),
  };
}

const countEdits = ({ pairs }: Comparison): number =>
  pairs.reduce((sum, { edits }) => sum + edits.filter((edit) => edit.kind !== 'same').length, 0);
