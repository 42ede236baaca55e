import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { direct } from '../src/core/api/wire';
import { documentFolder } from '../src/main/library/layout';
import { annotations, document, documentText, id, sentence } from '../src/main/library/testing/records';
import { createLibraryService } from '../src/main/libraryService';

/**
 * How long a backup of a large library takes, and how long edits wait meanwhile, against the same edits just before it.
 *
 *     npx tsx scripts/backupWait.ts [documents, 10,000 unless given]
 */
const documents = Number(process.argv[2] ?? 10_000);
const home = await mkdtemp(join(tmpdir(), 'dossier-backup-wait-'));
const service = createLibraryService({
  shell: {
    info: { kind: 'terminal', version: '0', platform: 'test', librariesFolder: home, canChooseFolder: false },
  },
  dataFolder: join(home, 'data'),
  sampleFolder: join(home, 'none'),
  parsers: {
    parse: () => Promise.reject(new Error('nothing is parsed')),
    unpack: () => Promise.reject(new Error('nothing is parsed')),
    close: () => Promise.resolve(),
  },
});
const client = direct(service.service, (emit) => service.onEvent(emit));
try {
  await client.call('library.create', { name: 'Many', location: join(home, 'case') });
  await client.call('library.close', {});
  for (let from = 0; from < documents; from += 64) {
    const numbers = Array.from({ length: Math.min(64, documents - from) }, (_, n) => from + n);
    await Promise.all(numbers.map(write));
  }
  await client.call('library.open', { location: join(home, 'case') });
  const note = await client.call('notes.add', { subject: { kind: 'library' }, text: '0' });

  let count = 0;
  const edit = async (): Promise<number> => {
    const begun = performance.now();
    await client.call('notes.edit', { id: note.id, text: String((count += 1)) });
    return performance.now() - begun;
  };
  const before: number[] = [];
  while (before.length < 100) {
    before.push(await edit());
    await wait(5);
  }
  const during: number[] = [];
  const begun = performance.now();
  const state = { over: false };
  const backup = client.call('keeping.backup', { to: join(home, 'out'), name: 'b.dossier' });
  const ended = backup.finally(() => (state.over = true));
  while (!state.over) {
    during.push(await edit());
    await wait(5);
  }
  const { file, files } = await ended;
  const seconds = (performance.now() - begun) / 1000;
  const megabytes = (await stat(file)).size / 1e6;
  process.stdout.write(
    `${documents} documents, ${files} files: ${seconds.toFixed(1)} s, ${megabytes.toFixed(1)} MB, read back\n` +
      `an edit before:     ${told(before)}\nan edit meanwhile:  ${told(during)}\n`,
  );
} finally {
  await service.close();
  await rm(home, { recursive: true });
}

/** The files of one document, without asking the disk to confirm: they are the case, not what is measured. */
async function write(n: number): Promise<void> {
  const folder = join(home, 'case', documentFolder(id(n)));
  const put = async (name: string, content: string): Promise<void> => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  };
  await put('document.json', JSON.stringify(document(n)));
  await put('text.json', JSON.stringify(documentText(n)));
  await put('annotations.json', JSON.stringify(annotations(n, [])));
  await put(join('original', document(n).original.name), sentence(n));
}

/** Milliseconds: the middle, the worst in a hundred, the worst. */
function told(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number): string =>
    `${(sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1)} ms`;
  return `${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)} (${sorted.length} edits)`;
}
