import { AppError } from '../../core/model/appError';
import { parseFile } from './importFile';
import type { ParseReply, ParseRequest } from './parserPool';
import { unpackFile } from './unpackFile';

/**
 * The program of a parser process: answers each ParseRequest, one after the other, and ends with the process that started
 * it. Runs under Node's `fork` and under Electron's `utilityProcess`.
 */

/** Electron's side of a utility process, as far as it is used here. */
type ParentPort = {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: ParseReply): void;
};

type Send = (reply: ParseReply) => void;

/** Called when the part given last was taken. */
let taken: () => void = () => undefined;

async function answer(request: ParseRequest, send: Send): Promise<void> {
  if (request.kind === 'next') {
    taken();
    return;
  }
  const { id, kind, bytes, name, options } = request;
  try {
    if (kind === 'parse') {
      send({ id, parsed: await parseFile(bytes, name, options) });
      return;
    }
    for await (const part of unpackFile(bytes, name, options)) {
      const next = new Promise<void>((resolve) => (taken = resolve));
      send({ id, part });
      await next;
    }
    send({ id, unpacked: true });
  } catch (thrown) {
    send({ id, error: AppError.from(thrown).toValue() });
  }
}

const { parentPort } = process as { parentPort?: ParentPort };

if (parentPort) {
  // Both ends are ours and built together: what arrives is a request.
  parentPort.on('message', ({ data }) => {
    void answer(data as ParseRequest, (reply) => parentPort.postMessage(reply));
  });
} else {
  process.on('message', (message) => {
    void answer(message as ParseRequest, (reply) => process.send?.(reply));
  });
  process.on('disconnect', () => process.exit());
}
