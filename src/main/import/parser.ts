import { AppError } from '../../core/model/appError';
import { parseFile } from './importFile';
import type { ParseReply, ParseRequest } from './parserPool';

/**
 * The program of a parser process: answers each ParseRequest with one ParseReply, one after the other, and ends with the
 * process that started it. Runs under Node's `fork` and under Electron's `utilityProcess`.
 */

/** Electron's side of a utility process, as far as it is used here. */
type ParentPort = {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: ParseReply): void;
};

const { parentPort } = process as { parentPort?: ParentPort };

async function answer(request: ParseRequest): Promise<ParseReply> {
  try {
    return { id: request.id, parsed: await parseFile(request.bytes, request.name) };
  } catch (thrown) {
    return { id: request.id, error: AppError.from(thrown).toValue() };
  }
}

if (parentPort) {
  // Both ends are ours and built together: what arrives is a request.
  parentPort.on('message', ({ data }) => {
    void answer(data as ParseRequest).then((reply) => parentPort.postMessage(reply));
  });
} else {
  process.on('message', (message) => {
    void answer(message as ParseRequest).then((reply) => process.send?.(reply));
  });
  process.on('disconnect', () => process.exit());
}
