import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { BYTE_ORDER_MARK, writeCsv } from '../../core/interchange/csv';
import { HIT_COLUMNS, hitRecords } from '../../core/interchange/hitRecords';
import { AppError } from '../../core/model/appError';
import type { Id } from '../../core/model/id';
import {
  DEFAULT_NOTEBOOK,
  documentSet,
  nameOfQuery,
  notIn,
  type SavedSearch,
} from '../../core/model/savedSearch';
import { SearchSort, type HitGroup } from '../../core/model/search';
import { problemPlace, underlined } from '../../core/search/problemPlace';
import { QUERY_FOLDING, QUERY_HELP } from '../../core/search/queryHelp';
import type { SearchIndex } from '../../core/search/searchIndex';
import { counted } from '../../core/text/writtenNumber';
import { foundSummary } from './foundSummary';
import { pick, shortId, type Run, type Terminal } from './terminal';

/** More than a library has. */
const EVERY = 1_000_000_000;

/** Commands that look for words: search, and the saved searches of the library. */
export function searchCommands(program: Command, run: Run): void {
  program
    .command('search')
    .description('places that have what the query asks for, best first')
    .argument('<query>', 'what to look for; see below')
    .option('--limit <n>', 'at most so many hits; with --csv all when left out', wholeNumber)
    .option('--sort <order>', `one of ${SearchSort.options.join(', ')}`, sortNamed, 'relevance')
    .option('--csv <file>', 'write a table of the hits with their context; - writes it to standard output')
    .addHelpText('after', queryHelp())
    .action((query: string, options: SearchOptions, command: Command) =>
      run(command, 'read', (terminal) => search(terminal, query, options)),
    );

  const searches = program.command('searches').description('saved searches: list, add, run');
  searches
    .command('list', { isDefault: true })
    .description('the saved searches by notebook')
    .action((_options, command: Command) =>
      run(command, 'read', async ({ client, print }) => {
        for (const { id, name, notebook, query, reviewed } of await client.call('searches.list', {})) {
          print(
            { id, name, notebook, query, reviewed: reviewed.length },
            `${shortId(id)}  ${notebook}  ${name}${name === query ? '' : `  ${query}`}`,
          );
        }
      }),
    );
  searches
    .command('add')
    .description('save a search; what it finds now counts as seen')
    .argument('<query>')
    .option('--name <name>', 'its first words when left out')
    .option('--notebook <name>', 'the notebook it belongs to', DEFAULT_NOTEBOOK)
    .action((query: string, options: { name?: string; notebook: string }, command: Command) =>
      run(command, 'write', async (terminal) => {
        const index = await readIndex(terminal);
        const { documents } = found(index, { query, choices: [] });
        const [added] = await terminal.client.call('searches.add', {
          searches: [
            {
              name: options.name ?? nameOfQuery(query),
              query,
              choices: [],
              sort: 'relevance',
              notebook: options.notebook,
              seen: documentSet(documents),
            },
          ],
        });
        terminal.print(added, `${shortId(added!.id)}  ${added!.notebook}  ${added!.name}`);
      }),
    );
  searches
    .command('run')
    .description('run a saved search, or all of a notebook: documents, places, new, reviewed')
    .argument('<name>', 'a notebook, or a search by name or id')
    .option('--csv <file>', 'write a table of their hits with their context; - writes it to standard output')
    .action((name: string, options: { csv?: string }, command: Command) =>
      run(command, 'read', (terminal) => runSaved(terminal, name, options.csv ?? null)),
    );
}

type SearchOptions = { limit?: number; sort: SearchSort; csv?: string };

async function search(terminal: Terminal, query: string, { limit, sort, csv }: SearchOptions): Promise<void> {
  const { client, print, say, json } = terminal;
  const index = await readIndex(terminal);
  const most = limit ?? (csv === undefined ? 100 : EVERY);
  const answer = index.search(query, { limit: most, hitsPerDocument: most, typing: false, sort });
  for (const problem of answer.problems.slice(0, MOST_PROBLEMS_SAID)) {
    const place = problemPlace(query, problem, 30);
    say(place === null ? problem.message : `${underlined(place)}\n${problem.message}`);
  }
  const unsaid = answer.problems.length - MOST_PROBLEMS_SAID;
  if (unsaid > 0) say(`${unsaid} more ${unsaid === 1 ? 'problem' : 'problems'} after these.`);
  const groups = firstHits(answer.groups, most);
  if (csv !== undefined) {
    const checksums = await checksumsOf(client, groups);
    await saveTable(terminal, csv, hitRecords({ query, reviewed: null, checksums }, groups));
    return;
  }
  for (const { document, title, score, published, hits } of groups) {
    const head = `${document ? shortId(document) : 'library '}  ${title}`;
    // A range of time finds documents and no place in them.
    if (hits.length === 0) {
      print(
        { id: document, title, score, from: null, to: null, quote: null, snippet: null, where: null },
        `${head} (${published ?? 'no date'})`,
      );
    }
    for (const { score: own, where, anchor, snippet } of hits) {
      print(
        {
          id: document,
          title,
          score: own,
          from: anchor?.from ?? null,
          to: anchor?.to ?? null,
          quote: anchor?.quote ?? null,
          snippet: snippet.text,
          where,
        },
        `${head}${anchor ? ` [${anchor.from}, ${anchor.to})` : ` (${where})`}\n          ${snippet.text.replace(/\s+/g, ' ')}`,
      );
    }
  }
  if (!json) say(foundSummary(answer, groups));
}

/** The first ones put right often settle the others. */
const MOST_PROBLEMS_SAID = 4;

async function runSaved(terminal: Terminal, named: string, csv: string | null): Promise<void> {
  const { client, print, signal } = terminal;
  const all = await client.call('searches.list', {});
  const notebook = all.filter((one) => one.notebook.toLowerCase() === named.trim().toLowerCase());
  const chosen = notebook.length > 0 ? notebook : [searchNamed(all, named)];
  const index = await readIndex(terminal);
  const records: string[][] = [];
  for (const saved of chosen) {
    signal.throwIfAborted();
    const { id, name, query, seen, reviewed } = saved;
    if (csv !== null) {
      const { groups } = index.search(query, {
        limit: EVERY,
        hitsPerDocument: EVERY,
        typing: false,
        sort: saved.sort,
        choices: saved.choices,
      });
      const checksums = await checksumsOf(client, groups);
      records.push(...hitRecords({ query, reviewed: new Set(reviewed), checksums }, groups));
      continue;
    }
    const { documents, hits, precise } = found(index, saved);
    const fresh = notIn(seen, documents).length;
    const done = documents.filter((document) => reviewed.includes(document)).length;
    print(
      {
        id,
        name,
        notebook: saved.notebook,
        query,
        documents: documents.length,
        hits,
        precise,
        new: fresh,
        reviewed: done,
      },
      `${shortId(id)}  ${name}: ${counted(documents.length, 'document')}, ` +
        `${precise ? '' : 'at least '}${counted(hits, 'place')}, ` +
        `${fresh} new, ${done} of ${documents.length} reviewed`,
    );
  }
  if (csv !== null) await saveTable(terminal, csv, records);
}

/** Everything in the library that can be found: what a window kept, with what was edited since; else read from the start. */
async function readIndex(terminal: Terminal): Promise<SearchIndex> {
  const kept = await keptIndex(terminal);
  if (kept) return kept;
  const { client, signal } = terminal;
  const { createSearchIndex } = await import('../../core/search/searchIndex');
  const index = createSearchIndex();
  let after: string | null = null;
  do {
    signal.throwIfAborted();
    const batch: Awaited<ReturnType<typeof readFeed>> = await readFeed(client, after);
    for (const item of batch.items) index.put(item);
    after = batch.next;
  } while (after !== null);
  return index;
}

/** Null where nothing is kept, or it cannot be brought up to date. */
async function keptIndex({ client, library, signal }: Terminal): Promise<SearchIndex | null> {
  const { readKeptIndex } = await import('../../core/search/keptIndex');
  const kept = await readKeptIndex({
    read: async (name) => (await library.bytes.caches.read(name))?.slice().buffer ?? null,
  });
  if (!kept) return null;
  const { changes, things } = await client.call('feed.since', { edit: kept.edit });
  if (changes === null) return null;
  const { index } = kept;
  const searched = changes.filter(
    ({ kind }) => kind === 'document' || kind === 'annotations' || kind === 'note',
  );
  for (let at = 0; at < searched.length; at += CHANGES_AT_ONCE) {
    signal.throwIfAborted();
    const some = searched.slice(at, at + CHANGES_AT_ONCE);
    for (const item of await client.call('feed.items', { changes: some })) index.put(item);
  }
  // What was deleted for good left no edit behind.
  return [...index.ids()].length === things ? index : null;
}

const CHANGES_AT_ONCE = 40;

const readFeed = (client: Terminal['client'], after: string | null) =>
  client.call('feed.read', { after, characters: 2_000_000 });

function found(
  index: SearchIndex,
  { query, choices }: Pick<SavedSearch, 'query' | 'choices'>,
): { documents: Id[]; hits: number; precise: boolean } {
  const { groups, totalHits, precise } = index.search(query, {
    limit: EVERY,
    hitsPerDocument: 0,
    typing: false,
    choices,
  });
  return { documents: groups.flatMap(({ document }) => document ?? []), hits: totalHits, precise };
}

/** The groups with so many hits in all. A group without any, of a document found by its date alone, counts as one. */
function firstHits(groups: readonly HitGroup[], most: number): HitGroup[] {
  let left = most;
  return groups.flatMap((group) => {
    if (left <= 0) return [];
    const hits = group.hits.slice(0, left);
    left -= Math.max(1, hits.length);
    return [{ ...group, hits }];
  });
}

async function checksumsOf(
  client: Terminal['client'],
  groups: readonly HitGroup[],
): Promise<ReadonlyMap<Id, string>> {
  const ids = groups.flatMap(({ document }) => document ?? []);
  const checksums = new Map<Id, string>();
  const PAGE = 10_000;
  for (let from = 0; from < ids.length; from += PAGE) {
    const page = ids.slice(from, from + PAGE);
    const known = await client.call('documents.checksums', { ids: page });
    page.forEach((id, at) => known[at] && checksums.set(id, known[at]));
  }
  return checksums;
}

/** A file gets a byte-order mark for spreadsheets; a stream, which other programs read, gets none. */
async function saveTable({ print, say }: Terminal, file: string, records: string[][]): Promise<void> {
  const table = writeCsv([HIT_COLUMNS, ...records]);
  if (file === '-') {
    process.stdout.write(table);
    return;
  }
  const path = resolve(file);
  try {
    await writeFile(path, BYTE_ORDER_MARK + table);
  } catch (thrown) {
    throw new AppError(
      'disk-failed',
      `${path} cannot be written: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
      'Choose another place with --csv.',
      { cause: thrown },
    );
  }
  print({ file: path, items: records.length }, '');
  say(`Wrote ${counted(records.length, 'line')} to ${path}.`);
}

/** A saved search by id, name or a unique beginning of its id. Throws `ambiguous` or `not-found`. */
function searchNamed(searches: readonly SavedSearch[], named: string): SavedSearch {
  const key = named.trim().toLowerCase();
  const ways: ((search: SavedSearch) => boolean)[] = [
    ({ id }) => id === key,
    ({ name }) => name.toLowerCase() === key,
    ({ id }) => key.length >= 4 && id.startsWith(key),
  ];
  return pick(
    searches,
    ways,
    named,
    'saved search',
    ({ id, notebook, name }) => `${shortId(id)}  ${notebook}  ${name}`,
  );
}

/** The query language, below the options of `dossier search --help`. */
function queryHelp(): string {
  const width = Math.max(...QUERY_HELP.map(({ query }) => query.length)) + 2;
  const lines = QUERY_HELP.map(({ query, meaning }) => `  ${query.padEnd(width)}${meaning}`);
  return [
    '',
    'Queries:',
    ...lines,
    '',
    QUERY_FOLDING,
    'A query that begins with a hyphen stands behind --.',
  ].join('\n');
}

function sortNamed(name: string): SearchSort {
  const parsed = SearchSort.safeParse(name);
  if (parsed.success) return parsed.data;
  throw usage(`“${name}” is none of ${SearchSort.options.join(', ')}.`);
}

function wholeNumber(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw usage(`“${value}” is not a whole number of 1 or more.`);
  return number;
}

const usage = (message: string): AppError => new AppError('bad-input', message, 'See --help.');
