import { join } from 'node:path';
import type { LibrarySecret, LibraryStatus, MethodName, Service, ShellInfo } from '../core/api/contract';
import { AppError } from '../core/model/appError';
import type { Id } from '../core/model/id';
import type { ParserPool } from './import/parserPool';
import type { KeptOriginal } from './library/library';
import { belongingsCalls } from './service/belongings';
import { briefCalls } from './service/briefs';
import { Desk, type EventListener } from './service/desk';
import { detailCalls } from './service/details';
import { documentCalls } from './service/documents';
import { feedCalls } from './service/feed';
import { furnitureCalls } from './service/furnitureCalls';
import { highlightCalls } from './service/highlights';
import { historyCalls } from './service/historyCalls';
import { ImportLog, importLogCalls } from './service/importLog';
import { Importer, importCalls } from './service/imports';
import { keepingCalls } from './service/keeping';
import { libraryCalls, type IfLocked } from './service/libraries';
import { diagnose } from './service/diagnosis';
import { Log } from './service/log';
import { LogFile } from './service/logFile';
import { noteCalls } from './service/notes';
import type { Guard } from './service/protection';
import { reuseCalls } from './service/reuse/reuseCalls';
import { reuseHere, type StartReuse } from './service/reuse/reuseEngine';
import { ReuseFollower } from './service/reuse/reuseFollower';
import { referenceCalls } from './service/references';
import { searchCalls } from './service/searches';
import { tagCalls } from './service/tags';
import { Uploads } from './service/uploads';
import { versionCalls } from './service/versions';
import { watchCalls, Watching } from './service/watching';

/** What a shell gives the service. */
export type ServiceEnvironment = {
  readonly shell: {
    readonly info: ShellInfo;
    /** Native folder dialog; null when closed. Left out where there is none. */
    readonly chooseFolder?: (purpose: 'open' | 'create') => Promise<string | null>;
  };
  /** Where the product keeps what belongs to no library: the list of recent libraries. */
  readonly dataFolder: string;
  /** The sample library as shipped; it is copied before it is opened. */
  readonly sampleFolder: string;
  /** Reads files in processes of their own. */
  readonly parsers: ParserPool;
  /** Looks for what documents share; in this thread where it is left out. */
  readonly startReuse?: StartReuse;
};

/** The one service behind every shell: the contract, the bytes beside it, and the events. */
export type LibraryService = {
  readonly service: Service;
  readonly bytes: {
    /** Takes in a file; the id goes to `imports.run`. Throws `file-too-large`. */
    receive(
      name: string,
      size: number | null,
      chunks: AsyncIterable<Uint8Array>,
    ): Promise<{ upload: string }>;
    /** The untouched original of a document. Throws `not-found`. */
    original(id: Id): Promise<KeptOriginal>;
    /** Room in the open library for what a window derives from it. Throws `no-library-open`. */
    readonly caches: {
      /** Null when there is none. */
      read(name: string): Promise<Uint8Array | null>;
      write(name: string, bytes: Uint8Array): Promise<void>;
    };
  };
  /** As `library.open`, with a say in what happens when another process holds the library. */
  open(location: string, ifLocked: IfLocked, secret?: LibrarySecret): Promise<LibraryStatus>;
  /** Imports from places only this process can reach: how the terminal shell reads paths. */
  readonly importer: Importer;
  /** What the terminal's own imports want to do and how far they are. */
  readonly importLog: ImportLog;
  /** Returns the function that stops listening. */
  onEvent(listener: EventListener): () => void;
  /**
   * Called when another process that was asked for the open library wants this one's window at the front; to be set up
   * before a library is opened. Returns the function that stops it.
   */
  onActivate(listener: () => void): () => void;
  /** Resolves when everything is on disk and the library's lock is free. */
  close(): Promise<void>;
};

export function createLibraryService(environment: ServiceEnvironment): LibraryService {
  const { shell, parsers } = environment;
  const desk = new Desk();
  const uploads = new Uploads();
  const importer = new Importer(desk, parsers, uploads);
  const importLog = new ImportLog(desk);
  const watching = new Watching(desk, importer, environment.dataFolder);
  const logFile = new LogFile(join(environment.dataFolder, 'logs'));
  const log = new Log((entry) => desk.emit('log', entry), logFile);
  desk.onEvent((name, value) => log.hear(name, value));

  const libraries = libraryCalls(desk, { ...environment, info: shell.info });

  const reuse = new ReuseFollower(desk, environment.startReuse ?? reuseHere, () => importer.isRunning);

  const service = inTurn(desk, log, libraries.guard, {
    'shell.info': () => Promise.resolve(shell.info),
    'shell.chooseFolder': ({ purpose }) => {
      if (!shell.chooseFolder) {
        throw new AppError(
          'unsupported-here',
          'There is no folder dialog in this shell.',
          'Type the folder instead.',
        );
      }
      return shell.chooseFolder(purpose);
    },
    'shell.log': () => Promise.resolve([...log.entries]),
    'shell.diagnosis': () => diagnose(desk, { info: shell.info, log, file: logFile }),
    ...libraries.calls,
    ...documentCalls(desk, reuse),
    ...furnitureCalls(desk),
    ...belongingsCalls(desk),
    ...detailCalls(desk, reuse),
    ...referenceCalls(desk),
    ...versionCalls(desk, parsers, uploads),
    ...importCalls(importer, uploads),
    ...importLogCalls(importLog),
    ...watchCalls(watching),
    ...highlightCalls(desk),
    ...tagCalls(desk),
    ...noteCalls(desk),
    ...briefCalls(desk),
    ...searchCalls(desk),
    ...keepingCalls(desk, { ...environment, info: shell.info }),
    ...reuseCalls(desk, reuse),
    ...feedCalls(desk),
    ...historyCalls(desk),
  });

  return {
    service,
    open: (location, ifLocked, secret) => desk.inTurn(() => libraries.open(location, ifLocked, secret)),
    importer,
    importLog,
    bytes: {
      receive: (name, size, chunks) => uploads.receive(name, size, chunks),
      original: async (id) => {
        const { original } = await desk.record('document', id);
        return { ...(await desk.library.readOriginal(id)), name: original.name };
      },
      caches: {
        read: async (name) => desk.library.caches.read(name),
        write: async (name, bytes) => desk.library.caches.write(name, bytes),
      },
    },
    onEvent: (listener) => desk.onEvent(listener),
    onActivate: (listener) => desk.onActivate(listener),
    close: async () => {
      await watching.close();
      await parsers.close();
      await uploads.close();
      reuse.close();
      await desk.inTurn(() => desk.use(null));
      await logFile.add(`${new Date().toISOString()}  info  Ended`);
    },
  };
}

/**
 * Calls that wait for no other: they change nothing, or, as an import does, take their turn for each part of their work.
 * A new call takes turns until it is named here, which is safe and at worst slow.
 */
const FREE: ReadonlySet<string> = new Set<MethodName>([
  'shell.info',
  'shell.chooseFolder',
  'shell.log',
  'shell.diagnosis',
  'library.status',
  'library.recent',
  'library.locked',
  'library.stay',
  'library.stopAsking',
  'documents.list',
  'documents.get',
  'documents.belongings',
  'documents.text',
  'documents.checksums',
  'documents.teachFurniture',
  'documents.outlet',
  'details.order',
  'details.read',
  'details.ownFields',
  'references.match',
  'references.export',
  'documents.replace',
  'documents.reread',
  'documents.previewEncoding',
  'documents.source',
  'imports.run',
  'importLog.begin',
  'importLog.advance',
  'importLog.end',
  'importLog.interrupted',
  'watching.list',
  'watching.add',
  'watching.remove',
  'highlights.ofDocument',
  'highlights.list',
  'tags.list',
  'notes.list',
  'notes.get',
  'briefs.list',
  'briefs.get',
  'briefs.export',
  'briefs.verify',
  'passages.cite',
  'searches.list',
  'reuse.state',
  'reuse.settled',
  'reuse.summary',
  'reuse.ofDocument',
  'reuse.novel',
  'reuse.lineage',
  'reuse.groups',
  'feed.read',
  'feed.items',
  'feed.since',
  'feed.caches',
  'feed.dropCaches',
  'history.state',
  // These take their turn for the part of their work that changes something.
  'library.copy',
  'keeping.state',
  'keeping.recordsSince',
  'keeping.deleted',
  'keeping.backup',
  'keeping.restore',
  'keeping.check',
  'keeping.repair',
  'keeping.deleteForGood',
]);

/** Calls that a window makes by itself: they do not keep a library from locking itself. */
const ONLY_ASKS: ReadonlySet<string> = new Set<MethodName>([
  'shell.info',
  'shell.log',
  'library.status',
  'library.recent',
  'library.locked',
  'importLog.begin',
  'importLog.interrupted',
  'watching.list',
  'keeping.state',
  'reuse.state',
  'reuse.summary',
  'history.state',
]);

/** The service with its calls one after the other, but for those that are free. Failures are logged by their codes. */
function inTurn(desk: Desk, log: Log, guard: Guard, service: Service): Service {
  type Call = (input: never, context: never) => Promise<unknown>;
  const calls = Object.entries<Call>(service).map(([name, call]): [string, Call] => {
    const inOrder: Call = FREE.has(name) ? call : (input, context) => desk.inTurn(() => call(input, context));
    const run: Call = ONLY_ASKS.has(name)
      ? inOrder
      : (input, context) => guard.during(() => inOrder(input, context));
    const logged: Call = async (input, context) => {
      try {
        return await run(input, context);
      } catch (thrown) {
        log.failed(name as MethodName, AppError.from(thrown));
        throw thrown;
      }
    };
    return [name, logged];
  });
  // Each name keeps its call's own input and output.
  return Object.fromEntries(calls) as unknown as Service;
}
