import { join } from 'node:path';
import type { Client } from '../../core/api/contract';
import { direct } from '../../core/api/wire';
import { inThisProcess } from '../import/inThisProcess';
import { createLibraryService, type LibraryService } from '../libraryService';
import { packageFiles } from '../packageFiles';

/**
 * The whole service as a terminal starts it, with all that it keeps below `home`, and a client of it. Files are read in this
 * process: the pool of processes has tests of its own.
 */
export function startService(home: string): { library: LibraryService; client: Client } {
  const library = createLibraryService({
    shell: {
      info: {
        kind: 'terminal',
        version: '0',
        platform: process.platform,
        librariesFolder: join(home, 'libraries'),
        canChooseFolder: false,
      },
    },
    dataFolder: join(home, 'data'),
    sampleFolder: packageFiles.sampleLibrary,
    parsers: inThisProcess,
  });
  return { library, client: direct(library.service, (emit) => library.onEvent(emit)) };
}
