import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { referenceText } from '../../core/interchange/references';
import { AppError } from '../../core/model/appError';
import type { ReferenceFormat } from '../../core/model/reference';
import { counted, EXIT, shortId, type Run, type Terminal } from './terminal';

/** Commands on references from reference managers. */
export function referenceCommands(program: Command, run: Run): void {
  const reference = program.command('reference').description('references from a reference manager: attach');
  reference
    .command('attach')
    .description(
      'keep references (CSL-JSON or RIS) with the documents they belong to; fills what is empty or guessed',
    )
    .argument('<file>')
    .option('--dry-run', 'only say what belongs where')
    .action((file: string, options: { dryRun?: true }, command: Command) =>
      run(command, options.dryRun ? 'read' : 'write', async (terminal) => {
        const { client, print, say, fail } = terminal;
        const text = await textOf(file);
        const { matches, documents, problems } = await client.call('references.match', { text });
        const titles = new Map(documents.map(({ id, title }) => [id, title]));
        for (const problem of problems) say(problem);
        for (const { item, title, by, status, documents: ids } of matches) {
          const where = ids.map((id) => `${shortId(id)} ${titles.get(id) ?? ''}`).join('; ');
          print(
            { item, title, status, by, documents: ids },
            `${status.padEnd(9)}  ${title}${where && `  →  ${where}`}`,
          );
        }
        const choices = matches.flatMap(({ item, status, documents: ids }) =>
          status === 'matched' ? { item, document: ids[0]! } : [],
        );
        if (choices.length > 0 && !options.dryRun) {
          const { documents: attached, fields } = await client.call('references.attach', { text, choices });
          if (!terminal.json)
            say(`${counted(attached, 'reference')} attached, ${counted(fields, 'field')} filled.`);
        }
        if (choices.length < matches.length || problems.length > 0) fail(EXIT.failed);
      }),
    );
}

/** Writes every document of the library as a reference; what `export --format csl|ris` does. */
export async function exportReferences(
  terminal: Terminal,
  format: ReferenceFormat,
  to: string,
): Promise<void> {
  const { text, items } = await terminal.client.call('references.export', { format });
  const file = resolve(to);
  await writeFile(file, text).catch((thrown: unknown) => {
    throw new AppError(
      'permission',
      `${file} cannot be written (${(thrown as NodeJS.ErrnoException).code ?? ''}).`,
      'Choose another place with --to.',
      { cause: thrown },
    );
  });
  terminal.print({ file, items, notCarried: [] }, `${file}: ${counted(items, 'reference')}.`);
}

async function textOf(file: string): Promise<string> {
  const bytes = await readFile(file).catch((thrown: unknown) => {
    throw new AppError(
      'file-unreadable',
      `${file} cannot be read (${(thrown as NodeJS.ErrnoException).code ?? ''}).`,
      'Check the path.',
      { cause: thrown },
    );
  });
  return referenceText(bytes);
}
