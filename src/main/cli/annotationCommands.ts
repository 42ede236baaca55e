import { text as streamText } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { Client, TagWithCount } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { TagColour, tagPath, type Codebook } from '../../core/model/tag';
import { noteTitle } from '../../core/model/note';
import type { Id } from '../../core/model/id';
import { findDocument, pick, shortId, type Run } from './terminal';

/** Commands on highlights, tags and notes. */
export function annotationCommands(program: Command, run: Run): void {
  program
    .command('highlight')
    .description('mark a passage of a document')
    .argument('<id>', 'the document')
    .requiredOption('--quote <text>', 'the passage, as it stands in the text')
    .option('--tag <name...>', 'tags for it; made when missing')
    .option('--comment <text>', 'a comment on it', '')
    .action((named: string, options: { quote: string; tag?: string[]; comment: string }, command: Command) =>
      run(command, 'write', async (terminal) => {
        const document = await findDocument(terminal, named);
        const { text } = await terminal.client.call('documents.text', { id: document.id });
        const { from, to } = findQuote(text, options.quote, document.title);
        const tags: Id[] = [];
        for (const name of options.tag ?? []) tags.push(await tagNamed(terminal.client, name));
        const { comment } = options;
        const added = await terminal.client.call('highlights.add', {
          document: document.id,
          from,
          to,
          tags,
          comment,
        });
        const { anchor } = added;
        terminal.print(
          { id: added.id, document: added.document, from: anchor.from, to: anchor.to },
          `${shortId(added.id)}  [${anchor.from}, ${anchor.to}) of “${document.title}”`,
        );
      }),
    );

  program
    .command('highlights')
    .description('highlights of a document, or of the whole library')
    .argument('[id]', 'the document')
    .action((named: string | undefined, _options, command: Command) =>
      run(command, 'read', async (terminal) => {
        const names = new Map((await terminal.client.call('tags.list', {})).map((tag) => [tag.id, tag.name]));
        const only = named === undefined ? null : (await findDocument(terminal, named)).id;
        const PAGE = 500;
        for (let from = 0, total = 1; from < total; from += PAGE) {
          const page = await terminal.client.call('highlights.list', { tag: null, from, count: PAGE });
          total = page.total;
          for (const { highlight, title, place } of page.rows) {
            if (only !== null && highlight.document !== only) continue;
            const { id, document, anchor, comment } = highlight;
            const tags = highlight.tags.flatMap((tag) => names.get(tag) ?? []);
            terminal.print(
              { id, document, from: anchor.from, to: anchor.to, quote: anchor.quote, tags, comment },
              `${shortId(id)}  ${title}, ${place ?? ''}  ${tags.join(', ')}\n          “${anchor.quote.replace(/\s+/g, ' ')}”`,
            );
          }
        }
      }),
    );

  program
    .command('tags')
    .description('the codebook with counts')
    .action((_options, command: Command) =>
      run(command, 'read', async ({ client, print }) => {
        const tags = await client.call('tags.list', {});
        const codebook: Codebook = { version: 1, tags };
        for (const tag of tags) {
          const path = tagPath(codebook, tag.id);
          print({ ...tag, path }, `${shortId(tag.id)}  ${String(tag.highlights).padStart(5)}  ${path}`);
        }
      }),
    );

  const tag = program.command('tag').description('change the codebook: add, rename, merge, delete');
  tag
    .command('add')
    .description('add a tag')
    .argument('<name>', '“Sanctions / Evasion” puts it under a tag that is there')
    .option('--parent <tag>', 'the tag to put it under')
    .option('--colour <colour>', `one of ${TagColour.options.join(', ')}`)
    .option('--description <text>', 'what it is for', '')
    .action(
      (name: string, options: { parent?: string; colour?: string; description: string }, command: Command) =>
        run(command, 'write', async ({ client, print }) => {
          const parts = name.split(' / ');
          const own = parts.pop()!;
          const under = options.parent ?? (parts.length > 0 ? parts.join(' / ') : undefined);
          const colour = options.colour === undefined ? null : colourNamed(options.colour);
          const parent = under === undefined ? null : (await findTagNamed(client, under)).id;
          const added = await client.call('tags.add', {
            name: own,
            parent,
            colour,
            description: options.description,
          });
          print(added, `${shortId(added.id)}  ${added.name}`);
        }),
    );
  tag
    .command('rename')
    .description('rename a tag')
    .argument('<tag>')
    .argument('<name>')
    .action((named: string, name: string, _options, command: Command) =>
      run(command, 'write', async ({ client, print }) => {
        const renamed = await client.call('tags.edit', { id: (await findTagNamed(client, named)).id, name });
        print(renamed, `${shortId(renamed.id)}  ${renamed.name}`);
      }),
    );
  tag
    .command('merge')
    .description('give every highlight of one tag another instead')
    .argument('<from>')
    .argument('<into>')
    .action((from: string, into: string, _options, command: Command) =>
      run(command, 'write', async ({ client, print }) => {
        const [gone, kept] = [await findTagNamed(client, from), await findTagNamed(client, into)];
        if (gone.id === kept.id)
          throw new AppError('bad-input', `“${gone.name}” cannot be merged into itself.`, 'Name two tags.');
        const merged = await client.call('tags.merge', { from: gone.id, into: kept.id });
        print(merged, `“${gone.name}” is now “${merged.name}”.`);
      }),
    );
  tag
    .command('delete')
    .description('delete a tag; its highlights stay')
    .argument('<tag>')
    .action((named: string, _options, command: Command) =>
      run(command, 'write', async ({ client, print }) => {
        const found = await findTagNamed(client, named);
        await client.call('tags.remove', { id: found.id });
        print(
          { id: found.id, name: found.name },
          `“${found.name}” is deleted; its highlights stay: ${found.highlights}.`,
        );
      }),
    );

  program
    .command('note')
    .description('write a note')
    .command('add')
    .description('add a note to the library or to a document')
    .argument('<text>', 'Markdown; - reads it from standard input')
    .option('--document <id>', 'the document it is about')
    .action((text: string, options: { document?: string }, command: Command) =>
      run(command, 'write', async (terminal) => {
        const body = text === '-' ? await streamText(process.stdin) : text;
        if (body.trim() === '') throw new AppError('bad-input', 'The note is empty.', 'Give its text.');
        const about = options.document === undefined ? null : await findDocument(terminal, options.document);
        const note = await terminal.client.call('notes.add', {
          subject: about ? { kind: 'document', document: about.id } : { kind: 'library' },
          text: body,
        });
        terminal.print(note, `${shortId(note.id)}  ${noteTitle(note)}`);
      }),
    );

  program
    .command('notes')
    .description('all notes, newest first')
    .action((_options, command: Command) =>
      run(command, 'read', async ({ client, print }) => {
        for (const note of await client.call('notes.list', { subject: null })) {
          print(note, `${shortId(note.id)}  ${note.subject.kind.padEnd(9)}  ${noteTitle(note)}`);
        }
      }),
    );
}

/** The one place of a quotation. Throws `not-found`, or `ambiguous` with every place. */
function findQuote(text: string, quote: string, title: string): { from: number; to: number } {
  const wanted = quote.normalize('NFC').replace(/\r\n?/g, '\n');
  if (wanted === '')
    throw new AppError('bad-input', 'The quotation is empty.', 'Give the words to highlight.');
  const places: number[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) places.push(at);
  if (places.length === 0) {
    throw new AppError(
      'not-found',
      `“${wanted}” does not stand in “${title}”.`,
      'Copy the words exactly as `dossier show` prints them.',
    );
  }
  if (places.length > 1) {
    const list = places.map((at) => {
      const around = text.slice(Math.max(0, at - 30), at + wanted.length + 30).replace(/\s+/g, ' ');
      return `  [${at}, ${at + wanted.length})  …${around}…`;
    });
    throw new AppError(
      'ambiguous',
      `“${wanted}” stands in ${places.length} places of “${title}”:\n${list.join('\n')}`,
      'Quote more of the passage.',
    );
  }
  return { from: places[0]!, to: places[0]! + wanted.length };
}

/** A tag by id, path or name. Throws `ambiguous` or `not-found`. */
async function findTagNamed(client: Client, named: string): Promise<TagWithCount> {
  const tags = await client.call('tags.list', {});
  const codebook: Codebook = { version: 1, tags };
  const key = named.trim().toLowerCase();
  const path = (tag: TagWithCount): string => tagPath(codebook, tag.id);
  const ways: ((tag: TagWithCount) => boolean)[] = [
    (tag) => tag.id === key,
    (tag) => path(tag).toLowerCase() === key,
    (tag) => tag.name.toLowerCase() === key,
    (tag) => key.length >= 4 && tag.id.startsWith(key),
  ];
  return pick(tags, ways, named, 'tag', (tag) => `${shortId(tag.id)}  ${path(tag)}`);
}

async function tagNamed(client: Client, name: string): Promise<Id> {
  try {
    return (await findTagNamed(client, name)).id;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'not-found') throw thrown;
    return (await client.call('tags.add', { name })).id;
  }
}

function colourNamed(name: string): TagColour {
  const parsed = TagColour.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'bad-input',
    `“${name}” is no tag colour.`,
    `Choose one of ${TagColour.options.join(', ')}.`,
  );
}
