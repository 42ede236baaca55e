import { isLeftover } from '../../core/model/leftover';
import type { IncomingFile } from './incomingFiles';

/** What a drop held. Names of what could not be read, and of what systems and programs leave behind, come beside. */
export type ReadDrop = {
  readonly files: readonly IncomingFile[];
  readonly leftovers: readonly string[];
  readonly unreadable: readonly string[];
};

/** Files of a folder that are asked for at once: each is a question to the disk, and a folder may hold ten thousand. */
const AT_ONCE = 32;

/**
 * The files of a drop, folders opened to any depth, in the order of their names. What systems and programs leave in folders is
 * left out, unless it was given by itself. Must be called while the drop event is being handled; `onFound` is told of how
 * many files are known by now. Ends with what it has when `signal` aborts.
 */
export async function readDrop(
  data: DataTransfer,
  onFound: (count: number) => void,
  signal: AbortSignal,
): Promise<ReadDrop> {
  const entries: (FileSystemEntry | File)[] = [];
  for (const item of data.items) {
    if (item.kind !== 'file') continue;
    const given = item.webkitGetAsEntry() ?? item.getAsFile();
    if (given) entries.push(given);
  }
  const found = new Found(onFound, signal);
  for (const entry of entries) {
    if (entry instanceof File) found.files.push({ file: entry, path: entry.name });
    else if (entry.isFile && entries.length > 1 && isLeftover(entry.name)) found.leftovers.push(entry.name);
    else await found.walk(entry);
  }
  return found;
}

class Found implements ReadDrop {
  readonly files: IncomingFile[] = [];
  readonly leftovers: string[] = [];
  readonly unreadable: string[] = [];

  constructor(
    private readonly onFound: (count: number) => void,
    private readonly signal: AbortSignal,
  ) {}

  async walk(entry: FileSystemEntry): Promise<void> {
    if (this.signal.aborted) return;
    if (isFile(entry)) await this.#take([entry]);
    else if (isFolder(entry)) await this.#open(entry);
  }

  async #open(folder: FileSystemDirectoryEntry): Promise<void> {
    let inside: FileSystemEntry[];
    try {
      inside = await readFolder(folder.createReader());
    } catch {
      this.unreadable.push(pathOf(folder));
      return;
    }
    inside.sort((a, b) => byName.compare(a.name, b.name));
    let files: FileSystemFileEntry[] = [];
    for (const child of inside) {
      if (isLeftover(child.name)) this.leftovers.push(pathOf(child));
      else if (isFile(child)) {
        files.push(child);
        if (files.length < AT_ONCE) continue;
        await this.#take(files);
        files = [];
      } else {
        await this.#take(files);
        files = [];
        await this.walk(child);
      }
      if (this.signal.aborted) return;
    }
    await this.#take(files);
  }

  /** Asks for files together; they stay in their order. */
  async #take(entries: readonly FileSystemFileEntry[]): Promise<void> {
    const files = await Promise.all(
      entries.map((entry) => new Promise<File>(entry.file.bind(entry)).catch(() => null)),
    );
    for (const [index, file] of files.entries()) {
      const path = pathOf(entries[index]!);
      if (file) this.files.push({ file, path });
      else this.unreadable.push(path);
    }
    this.onFound(this.files.length);
  }
}

/** All entries; the browser gives them in portions, an empty one being the last. */
async function readFolder(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

const byName = new Intl.Collator(undefined, { numeric: true });

const pathOf = (entry: FileSystemEntry): string => entry.fullPath.replace(/^\//, '');
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
