import type { ShellInfo } from '../core/api/contract';
import { createParserPool, type ParserPoolOptions } from './import/parserPool';
import { createLibraryService, type LibraryService, type ServiceEnvironment } from './libraryService';
import { packageFiles, productVersion } from './packageFiles';
import { places } from './places';
import { reuseInThread } from './service/reuse/reuseThread';
import { sweepUploads } from './service/sweepUploads';

/** What a shell brings of its own; nothing on plain Node. */
export type ShellParts = {
  readonly chooseFolder?: NonNullable<ServiceEnvironment['shell']['chooseFolder']>;
  /** Starts one parser process. */
  readonly startParser?: NonNullable<ParserPoolOptions['start']>;
};

/** The service as the shells of the product run it: with this machine's folders and the files that came with the product. */
export function startService(kind: ShellInfo['kind'], parts: ShellParts = {}): LibraryService {
  const { chooseFolder, startParser } = parts;
  const { librariesFolder, dataFolder } = places();
  // Nobody waits for it; it fails in silence.
  void sweepUploads();
  return createLibraryService({
    shell: {
      info: {
        kind,
        version: productVersion(),
        platform: process.platform,
        librariesFolder,
        canChooseFolder: chooseFolder !== undefined,
      },
      ...(chooseFolder && { chooseFolder }),
    },
    dataFolder,
    sampleFolder: packageFiles.sampleLibrary,
    startReuse: reuseInThread(packageFiles.reuseWorker),
    parsers: createParserPool({ entry: packageFiles.parser, ...(startParser && { start: startParser }) }),
  });
}
