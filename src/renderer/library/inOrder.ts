import type { IncomingFile } from '../app/incomingFiles';
import { breather } from '../app/breath';

const byName = new Intl.Collator(undefined, { numeric: true });

/** Files that are sorted at once: a few milliseconds. */
const RUN = 256;

/**
 * Files in the order of their paths, numbers as numbers: a browser gives those of a folder in no order. Ten thousand names take
 * a tenth of a second, so that the window goes on with other things in between.
 */
export async function inOrder(files: readonly IncomingFile[]): Promise<IncomingFile[]> {
  const rest = breather();
  let runs: IncomingFile[][] = [];
  for (let from = 0; from < files.length; from += RUN) {
    runs.push(files.slice(from, from + RUN).sort((a, b) => byName.compare(a.path, b.path)));
    await rest();
  }
  while (runs.length > 1) {
    const merged: IncomingFile[][] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(await merge(runs[at]!, runs[at + 1] ?? [], rest));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge(
  a: readonly IncomingFile[],
  b: readonly IncomingFile[],
  rest: () => Promise<void>,
): Promise<IncomingFile[]> {
  const merged: IncomingFile[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    merged.push(byName.compare(b[j]!.path, a[i]!.path) < 0 ? b[j++]! : a[i++]!);
    if (merged.length % RUN === 0) await rest();
  }
  return [...merged, ...a.slice(i), ...b.slice(j)];
}
