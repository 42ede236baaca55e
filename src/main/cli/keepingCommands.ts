import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Client, DocumentSummary, Output } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { diagnosisText } from '../../core/api/diagnosisText';
import { checkLibrary, type CheckReport } from '../library/check';
import { isHarmless } from '../../core/model/libraryFault';
import { progressBar } from './progressBar';
import {
  counted,
  EXIT,
  namedLibrary,
  pick,
  shortId,
  type GlobalOptions,
  type Run,
  type Terminal,
} from './terminal';

/** Commands that keep a library: backup, restore, check, history, trash, diagnose. */
export function keepingCommands(program: Command, run: Run): void {
  program
    .command('backup')
    .description('write the whole library into one file; every byte is read back before it gets its name')
    .requiredOption('--to <file>', 'the file to write, or a folder for a file named after library and day')
    .action(({ to }: { to: string }, command: Command) =>
      // Not beside another writer: a backup is one moment of the library.
      run(command, 'write', async ({ client, print, signal, say }) => {
        const place = await placeFor(to);
        const written = await withBar((onProgress) =>
          client.call('keeping.backup', place, { signal, onProgress }),
        );
        for (const left of written.leftOut) say(`Left out: ${left}`);
        print(written, `${written.file}: ${written.files} files, ${writtenSize(written.bytes)}.`);
      }),
    );

  program
    .command('restore')
    .description('make a library from a backup, in a new or empty folder; exit 4 when the backup is damaged')
    .argument('<file>', 'the backup')
    .requiredOption('--to <dir>', 'the folder of the new library')
    .option('--partial', 'restore the sound files of a damaged backup; exit 1, each bad file is named')
    .action((file: string, options: { to: string; partial?: boolean }, command: Command) =>
      run(command, 'none', async (terminal) => {
        const { client, print, signal, json, say, fail } = terminal;
        const input = { file: resolve(file), to: resolve(options.to), partial: options.partial === true };
        const restored = await withBar((onProgress) =>
          client.call('keeping.restore', input, { signal, onProgress }),
        );
        for (const bad of restored.faults) if (!json) say(`Not restored: ${bad.file}: ${bad.fault}`);
        for (const problem of restored.problems) say(problem);
        if (restored.faults.length > 0) fail(EXIT.failed);
        if (restored.problems.length > 0 && restored.faults.length === 0) fail(EXIT.damaged);
        if (restored.sealed) say('It is protected: open it with its passphrase or its recovery code.');
        print(restored, `“${restored.name}” is in ${restored.folder}: ${restored.files} files.`);
      }),
    );

  program
    .command('check')
    .description('list every fault of the library; exit 4 when it is damaged')
    .option('--repair', 'put right what can be: texts from their originals, records from their last edits')
    .action(({ repair }: { repair?: boolean }, command: Command) => {
      if (repair === true) return run(command, 'write', repairLibrary);
      // The folder itself, not an opened library: one that cannot be opened is worth checking most.
      const root = namedLibrary(command.optsWithGlobals<GlobalOptions>());
      // One under seal has to be opened to be read.
      const isSealed = existsSync(join(root, 'encryption.json'));
      return run(command, isSealed ? 'read' : 'none', async ({ client, print, say, fail, signal }) => {
        const bar = progressBar();
        const progress = ({ done, total }: { done: number; total: number }): void =>
          bar.show(done, total, 'documents');
        const checked = isSealed
          ? client.call('keeping.check', {}, { signal, onProgress: progress })
          : checkLibrary(root, { signal, progress });
        tellReport({ print, say, fail }, await checked.finally(() => bar.clear()));
      });
    });

  program
    .command('diagnose')
    .description('the state of Dossier for a report: versions, counts and the log, nothing of the case')
    .action((_options, command: Command) => {
      const { library } = command.optsWithGlobals<GlobalOptions>();
      const isNamed = (library ?? process.env.DOSSIER_LIBRARY) !== undefined;
      return run(command, isNamed ? 'read' : 'none', async ({ client, print }) => {
        const diagnosis = await client.call('shell.diagnosis', {});
        print(diagnosis, diagnosisText(diagnosis));
      });
    });

  const history = program
    .command('history')
    .description('what was done, newest first; restore goes back to a moment of it')
    .option('--limit <n>', 'at most so many edits', wholeNumber, 100)
    .action(({ limit }: { limit: number }, command: Command) =>
      run(command, 'read', async ({ client, print }) => {
        const count = Math.min(limit, 1000);
        for (const edit of await client.call('history.list', { before: null, count })) {
          print(edit, `${String(edit.seq).padStart(6)}  ${edit.at}  ${edit.name}`);
        }
      }),
    );
  history
    .command('restore')
    .description('bring every record back to what it was; documents that came later go to the trash')
    .requiredOption('--at <moment>', 'as `history` prints it, or a number of an edit')
    .action(({ at }: { at: string }, command: Command) =>
      run(command, 'write', async ({ client, print }) => {
        const restored = await client.call('history.restore', { at: await momentOf(client, at) });
        print(restored, `${restored.name}: ${restored.records} records changed.`);
      }),
    );

  const trash = program.command('trash').description('documents in the trash: list, restore, empty');
  trash
    .command('list')
    .description('what is in the trash')
    .action((_options, command: Command) =>
      run(command, 'read', async ({ client, print }) => {
        for (const row of await trashed(client)) {
          print(
            { id: row.id, title: row.title, trashedAt: row.trashedAt },
            `${shortId(row.id)}  ${row.trashedAt?.slice(0, 10) ?? ''}  ${row.title}`,
          );
        }
      }),
    );
  trash
    .command('restore')
    .description('take documents out of the trash')
    .argument('<document...>', 'ids, the beginnings of them, or titles')
    .action((named: string[], _options, command: Command) =>
      run(command, 'write', async ({ client, print }) => {
        const rows = await trashed(client);
        const chosen = named.map((name) => inTrash(rows, name));
        await client.call('documents.restore', { ids: chosen.map(({ id }) => id) });
        for (const { id, title } of chosen) print({ id, title }, `${shortId(id)}  ${title}`);
      }),
    );
  trash
    .command('empty')
    .description('delete what is in the trash, for good: texts, originals, highlights and notes')
    .argument('[document...]', 'only these: ids, the beginnings of them, or titles')
    .requiredOption('--yes', 'needed, since this cannot be undone')
    .action((named: string[], _options, command: Command) =>
      run(command, 'write', async (terminal) => {
        const rows = await trashed(terminal.client);
        const chosen = named.length === 0 ? rows : named.map((name) => inTrash(rows, name));
        await deleteForGood(terminal, chosen);
      }),
    );
}

function tellReport(
  { print, say, fail }: Pick<Terminal, 'print' | 'say' | 'fail'>,
  { faults, documents, notes, briefs }: Output<'keeping.check'> | CheckReport,
): void {
  for (const { file, kind, fault, next, canRepair = false } of faults) {
    print({ file, kind, fault, next, canRepair }, `${file}\n  ${kind}: ${fault}\n  ${next}`);
  }
  const grave = faults.filter((fault) => !isHarmless(fault)).length;
  if (grave > 0) fail(EXIT.damaged);
  const what = `${counted(documents, 'document')}, ${counted(notes, 'note')}, ${counted(briefs, 'brief')}`;
  say(grave === 0 ? `Sound: ${what}.` : `${grave === 1 ? '1 fault' : `${grave} faults`} in ${what}.`);
}

/** Repairs what can be, says what became of each, and lists what is wrong after that. */
async function repairLibrary(terminal: Terminal): Promise<void> {
  const { client, signal, say } = terminal;
  const bar = progressBar();
  const onProgress = ({ done, total }: { done: number; total: number }): void =>
    bar.show(done, total, 'checked');
  try {
    const { faults } = await client.call('keeping.check', {}, { signal, onProgress });
    const files = [...new Set(faults.flatMap(({ file, canRepair }) => (canRepair ? [file] : [])))];
    const results =
      files.length > 0 ? await client.call('keeping.repair', { files }, { signal, onProgress }) : [];
    bar.clear();
    for (const { file, repaired, remark } of results) {
      say(`${repaired ? 'Repaired' : 'Not repaired'}: ${file}\n  ${remark}`);
    }
    const after = await client.call('keeping.check', {}, { signal, onProgress });
    bar.clear();
    tellReport(terminal, after);
  } finally {
    bar.clear();
  }
}

async function deleteForGood(
  { client, print, say }: Terminal,
  rows: readonly DocumentSummary[],
): Promise<void> {
  if (rows.length === 0) {
    say('The trash is empty.');
    return;
  }
  const gone = await client.call('keeping.deleteForGood', { ids: rows.map(({ id }) => id) });
  for (const { id, title } of rows) print({ id, title }, `${shortId(id)}  ${title}`);
  const [documents, notes] = [counted(gone.documents, 'document'), counted(gone.notes, 'note')];
  say(
    gone.notes === 0
      ? `Deleted ${documents}.`
      : `Deleted ${documents}, and ${notes} on ${gone.documents === 1 ? 'it' : 'them'}.`,
  );
  say('Backups made before keep everything, and briefs keep the words they quote.');
}

async function trashed(client: Client): Promise<DocumentSummary[]> {
  const rows: DocumentSummary[] = [];
  for (let total = 1; rows.length < total;) {
    const sort = { by: 'title', descending: false } as const;
    const page = await client.call('documents.list', { trashed: true, sort, from: rows.length, count: 1000 });
    if (page.rows.length === 0) break;
    total = page.total;
    rows.push(...page.rows);
  }
  return rows;
}

function inTrash(rows: readonly DocumentSummary[], named: string): DocumentSummary {
  const title = named.toLowerCase();
  const ways: ((row: DocumentSummary) => boolean)[] = [
    (row) => row.id.startsWith(title),
    (row) => row.title.toLowerCase() === title,
    (row) => row.title.toLowerCase().includes(title),
  ];
  return pick(rows, ways, named, 'document', (row) => `${shortId(row.id)}  ${row.title}`);
}

/** A moment as a person gives it: in any form of ISO 8601, or as the number of an edit. */
async function momentOf(client: Client, given: string): Promise<string> {
  if (/^\d{1,12}$/.test(given)) {
    const [edit] = await client.call('history.list', { before: Number(given) + 1, count: 1 });
    if (edit?.seq === Number(given)) return edit.at;
    throw new AppError('not-found', `The history has no edit ${given}.`, 'See dossier history.');
  }
  const time = Date.parse(given);
  if (Number.isNaN(time)) {
    throw new AppError('bad-input', `“${given}” is no moment.`, 'Write it as 2026-01-31T14:05:00Z.');
  }
  return new Date(time).toISOString();
}

function wholeNumber(given: string): number {
  const number = Number(given);
  if (Number.isInteger(number) && number > 0) return number;
  throw new AppError('bad-input', `“${given}” is no number of edits.`, 'Give a whole number above 0.');
}

/** A folder that is there gets a file named after library and day; anything else is the file itself. */
async function placeFor(to: string): Promise<{ to: string; name: string | null }> {
  const place = resolve(to);
  const facts = await stat(place).catch(() => null);
  return facts?.isDirectory() ? { to: place, name: null } : { to: dirname(place), name: basename(place) };
}

type OnProgress = (value: { stage: 'copying' | 'checking'; done: number; total: number }) => void;

async function withBar<T>(work: (onProgress: OnProgress) => Promise<T>): Promise<T> {
  const bar = progressBar();
  try {
    return await work(({ stage, done, total }) =>
      bar.show(done, total, stage === 'copying' ? 'files copied' : 'files checked'),
    );
  } finally {
    bar.clear();
  }
}

function writtenSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`;
  return bytes < 1_000_000_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
