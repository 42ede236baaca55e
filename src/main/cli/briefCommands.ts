import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { BriefSummary, Client, HighlightInContext } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { newId } from '../../core/model/id';
import type { BriefItem } from '../../core/model/brief';
import { exportReferences } from './referenceCommands';
import { counted, EXIT, pick, shortId, type Run } from './terminal';

/** Commands on briefs: compose, export, verify. */
export function briefCommands(program: Command, run: Run): void {
  const brief = program.command('brief').description('compose a brief: new, add');
  brief
    .command('new')
    .description('start a brief')
    .argument('<title>')
    .action((title: string, _options, command: Command) =>
      run(command, 'write', async ({ client, print }) => {
        const made = await client.call('briefs.add', { title });
        print({ id: made.id, title: made.title }, `${shortId(made.id)}  ${made.title}`);
      }),
    );
  brief
    .command('add')
    .description('put something at the end of a brief')
    .argument('<brief>', 'its id, the beginning of it, or its title')
    .option('--highlight <id...>', 'evidence: highlights')
    .option('--note <id...>', 'notes')
    .option('--heading <text>', 'a heading')
    .option('--text <markdown>', 'prose in Markdown')
    .action((named: string, options: AddOptions, command: Command) =>
      run(command, 'write', async ({ client, print }) => {
        const { id } = await findBrief(client, named);
        const items = await itemsFor(client, options);
        const after = await client.call('briefs.edit', { id, edit: { kind: 'insert', items, before: null } });
        print(
          { id, items: items.map((item) => item.id) },
          `“${after.title}” has ${counted(after.items.length, 'item')}.`,
        );
      }),
    );

  program
    .command('briefs')
    .description('all briefs, newest first')
    .action((_options, command: Command) =>
      run(command, 'read', async ({ client, print }) => {
        for (const row of await client.call('briefs.list', {})) {
          print(row, `${shortId(row.id)}  ${String(row.quotations).padStart(4)} quotations  ${row.title}`);
        }
      }),
    );

  program
    .command('export')
    .description('write a brief to a file, or the library’s documents as references')
    .argument('[brief]', 'its id, the beginning of it, or its title')
    .requiredOption('--to <file>', 'the file to write')
    .option(
      '--format <format>',
      'md; for the library csl, ris; later html, docx, pdf, w3c, qdc, qdpx, csv, markdown-folder',
      'md',
    )
    .action((named: string | undefined, options: { to: string; format: string }, command: Command) => {
      const { format } = options;
      if (format === 'csl' || format === 'ris') {
        return run(command, 'read', (terminal) => exportReferences(terminal, format, options.to));
      }
      if (format !== 'md')
        throw new AppError('bad-input', `Export to ${format} is not built yet.`, 'Use --format md.');
      if (named === undefined)
        throw new AppError('bad-input', 'Which brief?', 'Name it: dossier export BRIEF --to FILE.md.');
      return run(command, 'read', async (terminal) => {
        const { id } = await findBrief(terminal.client, named);
        const { text, citations, problems } = await terminal.client.call('briefs.export', {
          id,
          format: 'md',
        });
        const file = resolve(options.to);
        await writeFile(file, text).catch((thrown: unknown) => {
          throw new AppError(
            'permission',
            `${file} cannot be written (${(thrown as NodeJS.ErrnoException).code ?? ''}).`,
            'Choose another place with --to.',
            { cause: thrown },
          );
        });
        for (const problem of problems) terminal.say(problem);
        if (problems.length > 0) terminal.fail(EXIT.failed);
        terminal.print({ file, citations }, `${file}: ${counted(citations, 'citation')}.`);
      });
    });

  program
    .command('verify')
    .description('hold every quotation of an exported brief against the library; exit 1 unless all are exact')
    .argument('<file>', 'the Markdown file')
    .action((file: string, _options, command: Command) =>
      run(command, 'read', async (terminal) => {
        const bytes = await readFile(file).catch((thrown: unknown) => {
          throw new AppError(
            'file-unreadable',
            `${file} cannot be read (${(thrown as NodeJS.ErrnoException).code ?? ''}).`,
            'Check the path.',
            { cause: thrown },
          );
        });
        const markdown = utf8(bytes, file);
        const checks = await terminal.client.call('briefs.verify', { markdown });
        for (const { citation, status, document, from, to, detail } of checks) {
          const place =
            document && from !== null && to !== null ? `  ${shortId(document)} [${from}, ${to})` : '';
          terminal.print(
            { citation, status, document, from, to },
            `[^${citation}]  ${status}${place}${detail ? `  ${detail}` : ''}`,
          );
        }
        const exact = checks.filter(({ status }) => status === 'exact').length;
        if (exact < checks.length) terminal.fail(EXIT.failed);
        if (terminal.json) return;
        if (checks.length === 0) terminal.say(`${file} has no citations of ours.`);
        else if (exact === checks.length) terminal.say(`All ${exact} quotations are exact.`);
        else terminal.say(`${exact} of ${checks.length} quotations are exact.`);
      }),
    );
}

/** Throws `encoding-unknown`: in another encoding no citation would be found, and nothing found is no proof. */
function utf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (thrown) {
    throw new AppError(
      'encoding-unknown',
      `${file} is not UTF-8 text.`,
      'Save it as UTF-8 and verify it again.',
      {
        cause: thrown,
      },
    );
  }
}

type AddOptions = { highlight?: string[]; note?: string[]; heading?: string; text?: string };

async function itemsFor(client: Client, options: AddOptions): Promise<BriefItem[]> {
  const items: BriefItem[] = [];
  if (options.heading !== undefined)
    items.push({ id: newId(), kind: 'heading', level: 2, text: options.heading });
  if (options.text !== undefined) items.push({ id: newId(), kind: 'prose', markdown: options.text });
  if (options.highlight) {
    const all = await allHighlights(client);
    for (const named of options.highlight) {
      const { highlight } = pick(
        all,
        [(row) => row.highlight.id.startsWith(named.toLowerCase())],
        named,
        'highlight',
        (row) => `${shortId(row.highlight.id)}  ${row.highlight.anchor.quote}`,
      );
      items.push({
        id: newId(),
        kind: 'quotation',
        document: highlight.document,
        anchor: highlight.anchor,
        highlight: highlight.id,
      });
    }
  }
  if (options.note) {
    const all = await client.call('notes.list', { subject: null });
    for (const named of options.note) {
      const note = pick(
        all,
        [(candidate) => candidate.id.startsWith(named.toLowerCase())],
        named,
        'note',
        (row) => shortId(row.id),
      );
      items.push({ id: newId(), kind: 'note', note: note.id });
    }
  }
  if (items.length === 0) {
    throw new AppError(
      'bad-input',
      'What should be added?',
      'Give --highlight ID, --note ID, --heading TEXT or --text MARKDOWN.',
    );
  }
  return items;
}

async function allHighlights(client: Client): Promise<HighlightInContext[]> {
  const rows: HighlightInContext[] = [];
  for (let total = 1; rows.length < total;) {
    const page = await client.call('highlights.list', { tag: null, from: rows.length, count: 1000 });
    if (page.rows.length === 0) break;
    total = page.total;
    rows.push(...page.rows);
  }
  return rows;
}

async function findBrief(client: Client, named: string): Promise<BriefSummary> {
  const key = named.toLowerCase();
  const ways: ((row: BriefSummary) => boolean)[] = [
    (row) => row.id.startsWith(key),
    (row) => row.title.toLowerCase() === key,
    (row) => row.title.toLowerCase().includes(key),
  ];
  return pick(
    await client.call('briefs.list', {}),
    ways,
    named,
    'brief',
    (row) => `${shortId(row.id)}  ${row.title}`,
  );
}
