import { parseFile } from './importFile';
import type { ParserPool } from './parserPool';
import { unpackFile } from './unpackFile';

/** Reads files in this very process, without limits: for scripts and tests, whose files are our own. */
export const inThisProcess: ParserPool = {
  parse: ({ name, bytes, options }) => parseFile(bytes, name, options),
  unpack: async ({ name, bytes, options }, onPart) => {
    for await (const part of unpackFile(bytes, name, options)) await onPart(part);
  },
  close: () => Promise.resolve(),
};
