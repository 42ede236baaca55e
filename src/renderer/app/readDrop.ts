import type { IncomingFile } from './incomingFiles';

/** What a drop held. Names of what could not be read come beside; the rest is there. */
export type ReadDrop = { readonly files: readonly IncomingFile[]; readonly unreadable: readonly string[] };

/**
 * The files of a drop, folders opened to any depth, in the order of their names. Hidden files (`.DS_Store`) inside folders
 * are left out. Must be called while the drop event is being handled.
 */
export async function readDrop(data: DataTransfer): Promise<ReadDrop> {
  const entries: (FileSystemEntry | File)[] = [];
  for (const item of data.items) {
    if (item.kind !== 'file') continue;
    const given = item.webkitGetAsEntry() ?? item.getAsFile();
    if (given) entries.push(given);
  }
  const files: IncomingFile[] = [];
  const unreadable: string[] = [];
  for (const entry of entries) {
    if (entry instanceof File) files.push({ file: entry, path: entry.name });
    else await walk(entry, files, unreadable, true);
  }
  return { files, unreadable };
}

async function walk(
  entry: FileSystemEntry,
  files: IncomingFile[],
  unreadable: string[],
  isGiven: boolean,
): Promise<void> {
  if (!isGiven && entry.name.startsWith('.')) return;
  const path = entry.fullPath.replace(/^\//, '');
  try {
    if (isFile(entry)) {
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      files.push({ file, path });
    } else if (isFolder(entry)) {
      const inside = await readFolder(entry.createReader());
      inside.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
      for (const child of inside) await walk(child, files, unreadable, false);
    }
  } catch {
    unreadable.push(path);
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

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
