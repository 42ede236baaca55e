import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import {
  NoiseKind,
  type ComparedPair,
  type Comparison,
  type CompareOptions,
} from '../../core/model/comparison';
import type { z } from 'zod';
import { AppError } from '../../core/model/appError';
import type { Range } from '../../core/model/range';
import type { ImportChoices } from './importCommand';
import { allDocuments, findDocument, shortId, type Terminal, type Run } from './terminal';

/**
 * Commands on the library and its texts: new, import, list, show, compare. What only one of them needs is
 * loaded by that one: most of the time a short command takes is loading.
 */
export function documentCommands(program: Command, run: Run): void {
  program
    .command('new')
    .description('make a new library in the folder that --library names')
    .argument('[name]', 'its name; the folder’s name when left out')
    .option('--encrypt', 'protect it with a passphrase: everything in its folder is then encrypted')
    .action((name: string | undefined, _options, command: Command) =>
      run(command, 'make', async ({ client, print }) => {
        const status =
          name === undefined
            ? (await client.call('library.status', {}))!
            : await client.call('library.rename', { name });
        print(
          { id: status.id, name: status.name, location: status.location },
          `“${status.name}” at ${status.location}`,
        );
      }),
    );

  program
    .command('import')
    .description('bring files and folders in; the library is made when it is missing')
    .argument('[path...]', 'files, folders, or - for a list of paths on standard input')
    .option('--resume', 'go on with the import that was interrupted, instead of paths')
    .option('--encoding <name>', 'read all texts in this encoding: euc-kr, windows-1252')
    .option(
      '--ocr <languages>',
      'recognise the text of scans and pictures: eng, or kor+eng for two languages',
    )
    .option('--password', 'ask for the password of encrypted files (or DOSSIER_SOURCE_PASSWORD)')
    .option('--password-file <file>', 'its first line is the password of encrypted files')
    .action((paths: string[], choices: ImportChoices, command: Command) => {
      if (paths.length === 0 && choices.resume === undefined)
        command.error("error: missing required argument 'path'");
      return run(command, 'create', async (terminal) => {
        const { importPaths } = await import('./importCommand');
        await importPaths(terminal, paths, choices);
      });
    });

  program
    .command('list')
    .description('the documents, by title')
    .option('--query <text>', 'only those with these words in title, outlet, author or file name')
    .action((options: { query?: string }, command: Command) =>
      run(command, 'read', async ({ client, print }) => {
        const names = new Map((await client.call('tags.list', {})).map((tag) => [tag.id, tag.name]));
        for (const row of await allDocuments(client, options.query ?? '')) {
          const { id, title, publisher, published, language, words, highlights } = row;
          const tags = row.tags.flatMap((tag) => names.get(tag) ?? []);
          print(
            { id, title, publisher, published, language, words, highlights, tags },
            [shortId(id), published ?? '----------', String(words).padStart(6), title, publisher]
              .filter(Boolean)
              .join('  '),
          );
        }
      }),
    );

  program
    .command('show')
    .description('one document: metadata, text, blocks, layers')
    .argument('<id>', 'its id, the beginning of it, or its title')
    .action((named: string, _options, command: Command) =>
      run(command, 'read', async (terminal) => {
        const { id } = await findDocument(terminal, named);
        const { metadata, layers } = await terminal.client.call('documents.get', { id });
        const { text, blocks } = await terminal.client.call('documents.text', { id });
        terminal.print({ id, metadata, text, blocks, layers }, `${metadata.title}\n\n${text}`);
      }),
    );

  program
    .command('compare')
    .description('two documents: paragraphs paired, words marked')
    .argument('<a>')
    .argument('<b>')
    .option(
      '--ignore <kinds>',
      `differences not to count, with commas: ${NoiseKind.options.join(',')}`,
      listOf(NoiseKind.options),
      [],
    )
    .option('--with-furniture', 'compare page furniture and repeated bodies too')
    .addOption(new Option('--format <format>', 'how --to writes it').choices(['md', 'html']).default('md'))
    .option('--to <file>', 'write the comparison to this file instead')
    .action(
      (
        a: string,
        b: string,
        options: {
          ignore: z.infer<typeof CompareOptions>['ignore'];
          withFurniture?: true;
          format: 'md' | 'html';
          to?: string;
        },
        command: Command,
      ) =>
        run(command, 'read', async (terminal) => {
          const { compare } = await import('../../core/compare/compare');
          const [left, right] = [await comparable(terminal, a), await comparable(terminal, b)];
          const found = compare(left, right, {
            ignore: options.ignore,
            skipLayers: options.withFurniture !== true,
          });
          if (options.to === undefined) {
            terminal.print(comparisonJson(found), comparisonText(found, left.text, right.text));
            return;
          }
          const { comparisonHtml, comparisonMarkdown } = await import('../../core/compare/exportComparison');
          const write = options.format === 'html' ? comparisonHtml : comparisonMarkdown;
          const file = resolve(options.to);
          await writeFile(
            file,
            write({ comparison: found, a: left, b: right, ignored: options.ignore }),
          ).catch((thrown: unknown) => {
            throw new AppError(
              'permission',
              `${file} cannot be written (${(thrown as NodeJS.ErrnoException).code ?? ''}).`,
              'Choose another place with --to.',
              { cause: thrown },
            );
          });
          terminal.print({ file, similarity: found.similarity }, file);
        }),
    );
}

async function comparable(terminal: Terminal, named: string) {
  const { id } = await findDocument(terminal, named);
  const { layers, metadata } = await terminal.client.call('documents.get', { id });
  const { text, blocks } = await terminal.client.call('documents.text', { id });
  const facts = [metadata.publisher, metadata.published].filter(Boolean).join(', ');
  return { text, blocks, layers, title: metadata.title, facts };
}

type Side = z.infer<typeof ComparedPair>['a'];
const pair = ({ from, to }: Range): [number, number] => [from, to];
const side = (ranges: Side): unknown =>
  ranges === null ? null : Array.isArray(ranges) ? ranges.map((range) => pair(range)) : pair(ranges);

/** The comparison as cli.md has it: ranges are arrays of two numbers. */
function comparisonJson({ pairs, ...figures }: z.infer<typeof Comparison>): unknown {
  return {
    ...figures,
    pairs: pairs.map(({ kind, a, b, edits }) => ({
      kind,
      a: side(a),
      b: side(b),
      edits: edits.map((edit) => ({ kind: edit.kind, a: pair(edit.a), b: pair(edit.b) })),
    })),
  };
}

/** For people: unchanged paragraphs in short, words as [-struck-] and {+added+}. */
function comparisonText(
  { similarity, precise, pairs }: z.infer<typeof Comparison>,
  a: string,
  b: string,
): string {
  const cut = (text: string, ranges: Side): string =>
    (Array.isArray(ranges) ? ranges : ranges ? [ranges] : [])
      .map(({ from, to }) => text.slice(from, to))
      .join(' … ');
  const lines = pairs.map(({ kind, a: left, b: right, edits }) => {
    if (kind === 'only-a') return `- ${cut(a, left)}`;
    if (kind === 'only-b') return `+ ${cut(b, right)}`;
    if (kind === 'same') return `  ${cut(a, left)}`;
    const words = edits.map((edit) => {
      const [gone, added] = [a.slice(edit.a.from, edit.a.to), b.slice(edit.b.from, edit.b.to)];
      if (edit.kind === 'same') return gone;
      return `${gone && `[-${gone}-]`}${added && `{+${added}+}`}`;
    });
    return `${kind === 'changed' ? '~' : '>'} ${words.join('')}`;
  });
  const share = `${Math.round(similarity * 100)} % of the words are in both${precise ? '' : '; cut short, so coarser than it could be'}.`;
  return [share, '', ...lines].join('\n');
}

function listOf<T extends string>(allowed: readonly T[]): (value: string) => T[] {
  return (value) =>
    value.split(',').map((part) => {
      const known = allowed.find((candidate) => candidate === part.trim());
      if (known === undefined) throw usage(`“${part}” is none of ${allowed.join(', ')}.`);
      return known;
    });
}

const usage = (message: string): AppError => new AppError('bad-input', message, 'See --help.');
