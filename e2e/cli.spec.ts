import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type CliResult, type Desk } from './desk';

/** The terminal shell from outside, as docs and scripts use it. */
test.use({ begin: 'start-screen' });
test.skip(({ shell }) => shell === 'desktop', 'The terminal shell is the same beside every window.');

const HARBOUR = `Harbour talks resume

Officials from both ports met in the harbour office on Monday.

“We discussed coal, not missiles,” the harbour master said.

Nobody signed anything.
`;
const HARBOUR_REPRINT = `Harbour talks resume

Officials from both harbours met in the port office on Monday.

“We discussed coal, not missiles,” the harbour master said.

The U.N. panel was told of Kim Jong-nam only later.
`;

function sources(desk: Desk): string {
  const folder = join(desk.scratch, 'sources');
  mkdirSync(join(folder, 'deeper'), { recursive: true });
  writeFileSync(join(folder, 'a harbour.txt'), HARBOUR);
  writeFileSync(join(folder, 'deeper', 'b reprint.md'), HARBOUR_REPRINT);
  return folder;
}

const CLI = join(import.meta.dirname, '../out/main/cli.js');
const cli = (desk: Desk, ...args: string[]): Promise<CliResult> =>
  desk.runCli([...args, '--library', desk.library]);
const json = async <T>(desk: Desk, ...args: string[]): Promise<T[]> =>
  (await cli(desk, '--json', ...args)).lines as T[];

test('it imports files and folders, names twins and failures, and says so by its exit code', async ({
  desk,
}) => {
  const folder = sources(desk);
  writeFileSync(join(folder, 'c twin.txt'), HARBOUR);
  writeFileSync(join(folder, 'd empty.txt'), '');
  const missing = join(folder, 'no such file.txt');

  const { code, lines } = await cli(desk, '--json', 'import', folder, missing);
  expect(code).toBe(1);
  expect(lines).toMatchObject([
    { path: join(folder, 'a harbour.txt'), status: 'imported', title: 'Harbour talks resume', error: null },
    { path: join(folder, 'c twin.txt'), status: 'duplicate', id: (lines[0] as { id: string }).id },
    { path: join(folder, 'd empty.txt'), status: 'failed', id: null, error: { code: 'file-empty' } },
    { path: join(folder, 'deeper', 'b reprint.md'), status: 'imported' },
    { path: missing, status: 'failed', error: { code: 'file-unreadable' } },
  ]);

  const again = await desk.runCli(
    ['import', '-', '--library', desk.library],
    `${join(folder, 'a harbour.txt')}\n`,
  );
  expect(again).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('1 already here') as unknown as string,
  });
});

/** In the middle of a folder it keeps an import busy until it is stopped, on the fastest machine. */
const LONG = `\n${'The clerk wrote down the hour, the wind and the name of every ship.\n\n'.repeat(20_000)}`;

test('an import that was cut off goes on with --resume, and tells fates as the window does', async ({
  desk,
}) => {
  const folder = join(desk.scratch, 'many');
  mkdirSync(folder);
  for (let number = 0; number < 300; number += 1)
    writeFileSync(
      join(folder, `${1_000 + number}.txt`),
      `Barge ${number}\n\nBarge ${number} had no papers.\n${number === 150 ? LONG : ''}`,
    );
  await cli(desk, 'new');
  const cut = spawn(process.execPath, [CLI, 'import', folder, '--library', desk.library], {
    env: { ...process.env, DOSSIER_HOME: join(desk.librariesFolder, '..') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const gone = new Promise((resolve) => cut.once('exit', resolve));
  await new Promise((resolve) => cut.stdout.once('data', resolve));
  cut.kill('SIGKILL');
  await gone;
  const before = (await json(desk, 'list')).length;
  expect(before).toBeLessThan(300);

  const { code, stdout, stderr } = await cli(desk, 'import', '--resume');
  expect(code).toBe(0);
  expect(stderr).toMatch(/^\d+ imported, \d+ already here, 0 failed\.$/m);
  expect(stdout).toContain(`Imported      ${join(folder, '1299.txt')}: Barge 299 · 7 words`);
  const titles = (await json<{ title: string }>(desk, 'list')).map(({ title }) => title);
  expect(titles).toHaveLength(300);
  expect(new Set(titles).size).toBe(300);

  const again = await cli(desk, 'import', '--resume');
  expect(again.code).not.toBe(0);
  expect(again.stderr).toContain('No import of this library waits to go on.');
  const twin = join(desk.scratch, 'twin.txt');
  writeFileSync(twin, readFileSync(join(folder, '1000.txt')));
  expect((await cli(desk, 'import', twin)).stdout).toBe(
    `Already here  ${twin}: The same file is here as “Barge 0”.\n`,
  );
});

test('it passes over what systems leave behind and follows no links, each in a line', async ({ desk }) => {
  const folder = sources(desk);
  mkdirSync(join(folder, '__MACOSX'));
  for (const name of ['.DS_Store', 'Thumbs.db', '~$plan.docx', 'half.crdownload', '__MACOSX/._a.txt'])
    writeFileSync(join(folder, name), 'x');
  symlinkSync('..', join(folder, 'deeper', 'round and round'));
  execFileSync('mkfifo', [join(folder, 'pipe.txt')]);
  const { code, stdout, stderr } = await cli(desk, 'import', folder);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^Failed {8}.*pipe\.txt is no file but a pipe or a device\. Save it as a file first\.$/m,
  );
  expect(stderr).toContain('2 imported, 0 already here, 1 failed.');
  expect(stderr).toContain('5 files that systems and programs leave behind were passed over: .DS_Store,');
  expect(stderr).toMatch(/^1 link was not followed.*round and round/m);
});

test('it reads files as it is told: in an encoding, with a password that is no argument', async ({
  desk,
}) => {
  const folder = join(desk.scratch, 'told');
  mkdirSync(folder, { recursive: true });
  const korean = join(folder, 'pier.txt');
  // “부두” in EUC-KR, too short to be told from other encodings.
  writeFileSync(korean, Buffer.from([0xba, 0xce, 0xb5, 0xce, 0x0a]));
  const password = join(folder, 'password');
  writeFileSync(password, 'lamp\n');
  const { code, lines } = await cli(
    desk,
    '--json',
    'import',
    korean,
    '--encoding',
    'euc-kr',
    '--password-file',
    password,
  );
  expect(code).toBe(0);
  expect(lines).toMatchObject([{ status: 'imported', title: '부두' }]);
  expect((await cli(desk, 'import', korean, '--encoding', 'klingon')).code).toBe(2);
  expect((await cli(desk, 'import', korean, '--password-file', join(folder, 'none'))).code).toBe(2);
});

test('it brings in a mailbox: a line for each message and attachment', async ({ desk }) => {
  const mailbox = join(desk.scratch, 'pier.mbox');
  writeFileSync(
    mailbox,
    `From a@pier.example Tue Mar 12 09:00:00 2024
From: Anna <a@pier.example>
Subject: The lamp
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b

The lamp is lit.
--b
Content-Disposition: attachment; filename=book.txt

Nobody has signed the book.
--b--

From b@pier.example Tue Mar 12 10:00:00 2024
From: Bo <b@pier.example>
Subject: Re: The lamp

It is dark again.
`,
  );
  const { code, lines } = await cli(desk, '--json', 'import', mailbox);
  expect(code).toBe(0);
  expect(lines).toMatchObject([
    { path: `${mailbox}/1 The lamp.eml`, status: 'imported', title: 'The lamp' },
    { path: `${mailbox}/1 The lamp.eml/book.txt`, status: 'imported' },
    { path: `${mailbox}/2 Re The lamp.eml`, status: 'imported', title: 'Re: The lamp' },
  ]);
});

test('it shows the text exactly, and everything found is where it says', async ({ desk }) => {
  await cli(desk, 'import', sources(desk));
  const listed = await json<{ id: string; title: string; words: number }>(desk, 'list');
  expect(listed).toHaveLength(2);

  type Shown = {
    text: string;
    blocks: { kind: string; from: number; to: number }[];
    metadata: { title: string };
  };
  const shown = new Map<string, Shown>();
  for (const { id } of listed) shown.set(id, (await json<Shown>(desk, 'show', id.slice(0, 8)))[0]!);
  expect([...shown.values()].map(({ text }) => text)).toContain(HARBOUR);
  for (const { text, blocks } of shown.values()) {
    expect(text.slice(blocks[0]!.from, blocks[0]!.to)).toBe('Harbour talks resume');
  }

  type Found = {
    id: string;
    from: number | null;
    to: number | null;
    quote: string;
    snippet: string;
    score: number;
  };
  for (const [query, count] of [
    ['"harbour office"', 1],
    ['Kim Jong Nam', 1],
    ['UN panel', 1],
    ['"coal, not missiles"', 2],
    ['zebra', 0],
  ] as const) {
    const hits = await json<Found>(desk, 'search', query);
    expect(new Set(hits.map((hit) => hit.id)).size, query).toBe(count);
    for (const hit of hits.filter(({ from }) => from !== null)) {
      expect(shown.get(hit.id)!.text.slice(hit.from!, hit.to!)).toBe(hit.quote);
    }
    expect(hits.map((hit) => hit.score)).toEqual(hits.map((hit) => hit.score).sort((a, b) => b - a));
  }
  expect(await json(desk, 'search', 'harbour', '--limit', '1')).toHaveLength(1);

  // A range of time finds documents and no place in them.
  for (const day of [3, 4]) {
    const path = join(desk.scratch, `lamp ${day}.txt`);
    writeFileSync(
      path,
      `The lamp at sea, again\n\n${day} June 2019\n\nOn day ${day} the lamp was lit at dusk.\n`,
    );
    await cli(desk, 'import', path);
  }
  expect(await json(desk, 'search', 'date:2019-06')).toMatchObject([
    { title: 'The lamp at sea, again', from: null },
    { title: 'The lamp at sea, again', from: null },
  ]);
  expect(await json(desk, 'search', 'date:2019-06', '--limit', '1')).toHaveLength(1);
  const table = await cli(desk, 'search', 'date:2019-06', '--csv', '-');
  expect(table.stdout.trimEnd().split('\r\n')).toHaveLength(3);
});

test('it compares two documents so that both can be rebuilt from the pairs', async ({ desk }) => {
  await cli(desk, 'import', sources(desk));
  const [a, b] = await json<{ id: string }>(desk, 'list');
  const texts = await Promise.all(
    [a!, b!].map(async ({ id }) => (await json<{ text: string }>(desk, 'show', id))[0]!.text),
  );
  type Range = [number, number];
  type Pair = {
    kind: string;
    a: Range | null;
    b: Range | null;
    edits: { kind: string; a: Range; b: Range }[];
  };
  const [found] = await json<{ similarity: number; precise: boolean; pairs: Pair[] }>(
    desk,
    'compare',
    a!.id,
    b!.id,
  );
  expect(found).toMatchObject({ precise: true });
  expect(found!.similarity).toBeGreaterThan(0.4);
  expect(found!.pairs.map((pair) => pair.kind)).toEqual(expect.arrayContaining(['same', 'changed']));
  for (const pair of found!.pairs.filter(({ edits }) => edits.length > 0)) {
    for (const [side, text] of [
      ['a', texts[0]!],
      ['b', texts[1]!],
    ] as const) {
      const whole = text.slice(...pair[side]!);
      expect(pair.edits.map((edit) => text.slice(...edit[side])).join('')).toBe(whole);
    }
  }
});

test('it highlights, tags, notes, composes, exports and proves every quotation', async ({ desk }) => {
  test.slow();
  await cli(desk, 'import', sources(desk));
  const [document] = await json<{ id: string }>(desk, 'list', '--query', 'a harbour');
  const quote = '“We discussed coal, not missiles,” the harbour master said.';

  const ambiguous = await cli(desk, '--json', 'highlight', document!.id, '--quote', 'arbour');
  expect(ambiguous.code).toBe(1);
  expect(ambiguous.lines).toMatchObject([
    { error: { code: 'ambiguous', message: expect.stringContaining('places') as unknown as string } },
  ]);

  const [mark] = await json<{ id: string; from: number; to: number }>(
    desk,
    'highlight',
    document!.id,
    '--quote',
    quote,
    '--tag',
    'Coal',
    '--comment',
    'On record',
  );
  expect(HARBOUR.slice(mark!.from, mark!.to)).toBe(quote);

  await cli(desk, 'tag', 'add', 'Trade');
  await cli(desk, 'tag', 'add', 'Trade / Ports', '--colour', 'teal');
  await cli(desk, 'tag', 'rename', 'Coal', 'Coal trade');
  await cli(desk, 'tag', 'merge', 'Coal trade', 'Trade');
  expect(await json(desk, 'tags')).toMatchObject([
    { name: 'Trade', highlights: 1, documents: 1 },
    { name: 'Ports', path: 'Trade / Ports', colour: 'teal', highlights: 0 },
  ]);
  await cli(desk, 'tag', 'delete', 'Ports');
  expect(await json(desk, 'tags')).toHaveLength(1);

  await cli(desk, 'note', 'add', 'Ask the *harbour master*.', '--document', document!.id);
  expect(await json(desk, 'notes')).toMatchObject([
    { text: 'Ask the *harbour master*.', subject: { kind: 'document' } },
  ]);

  await cli(desk, 'brief', 'new', 'Coal through the harbour');
  await cli(desk, 'brief', 'add', 'Coal through', '--heading', 'What was said');
  await cli(
    desk,
    'brief',
    'add',
    'Coal through',
    '--text',
    'The talks were about **coal**.',
    '--highlight',
    mark!.id.slice(0, 8),
  );
  expect(await json(desk, 'briefs')).toMatchObject([{ items: 3, quotations: 1 }]);

  const file = join(desk.scratch, 'brief.md');
  expect(await json(desk, 'export', 'Coal through', '--to', file)).toEqual([{ file, citations: 1 }]);
  expect(await cli(desk, '--json', 'verify', file)).toMatchObject({
    code: 0,
    lines: [{ status: 'exact', document: document!.id, from: mark!.from, to: mark!.to }],
  });

  const edited = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    edited.replace('The talks were about **coal**.', 'My own words, at length.\n\nAnd more of them.'),
  );
  expect((await cli(desk, 'verify', file)).code).toBe(0);
  writeFileSync(file, edited.replace('not missiles', 'and missiles'));
  expect(await cli(desk, '--json', 'verify', file)).toMatchObject({
    code: 1,
    lines: [{ status: 'altered' }],
  });
});

test('it has an exit code for usage, and says what is not built', async ({ desk }) => {
  await cli(desk, 'new', 'Empty');
  expect(await cli(desk, '--json', 'new', 'Another name')).toMatchObject({
    code: 1,
    lines: [{ error: { code: 'conflict' } }],
  });
  for (const args of [
    ['nonsense'],
    ['search'],
    ['import'],
    ['compare', 'one'],
    ['reuse', '--min-words', '0'],
    ['backup'],
    ['export', 'x', '--to', 'y', '--format', 'docx'],
    ['search', 'x', '--limit', 'many'],
  ]) {
    const { code, stderr } = await cli(desk, ...args);
    expect(code, args.join(' ')).toBe(2);
    expect(stderr.trim(), args.join(' ')).not.toBe('');
  }
  expect((await desk.runCli(['list'])).code).toBe(2);
  expect(await desk.runCli(['--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Exit codes') as unknown as string,
  });
  expect((await cli(desk, 'show', 'nothing')).code).toBe(1);
});

test('it refuses what has no end, no name, no words or no proof, each with a sentence', async ({
  desk,
  shell,
}) => {
  test.skip(shell === 'desktop' || process.platform === 'win32', 'Pipes and devices are files on Unix only.');
  const pipe = join(desk.scratch, 'pipe.txt');
  execFileSync('mkfifo', [pipe]);
  const wide = join(desk.scratch, 'wide.md');
  writeFileSync(wide, Buffer.from('\uFEFFA brief[^1]\n', 'utf16le'));
  await cli(desk, 'new');
  await cli(desk, 'tag', 'add', 'Coal');
  for (const [code, ...args] of [
    [1, 'import', pipe, '/dev/zero'],
    [2, 'tag', 'add', ' '],
    [2, 'tag', 'rename', 'Coal', 'x'.repeat(201)],
    [2, 'tag', 'merge', 'Coal', 'coal'],
    [2, 'note', 'add', ' '],
    [1, 'verify', wide],
  ] as const) {
    const answer = await cli(desk, ...args);
    expect(answer.code, args.join(' ')).toBe(code);
    expect(answer.stderr, args.join(' ')).not.toContain('went wrong inside');
  }
});

test('it lets no source command the terminal', async ({ desk }) => {
  const file = join(desk.scratch, 'two\nlines.txt');
  writeFileSync(
    file,
    `Harbour \u001b]0;owned\u0007\n\n${'Nobody signed anything that day. '.repeat(30)}\u009b31m`,
  );
  const imported = await cli(desk, 'import', file);
  expect(imported.stdout.trim().split('\n')).toHaveLength(1);
  for (const answer of [imported, await cli(desk, 'list'), await cli(desk, 'show', 'Harbour')]) {
    expect(answer.code).toBe(0);
    // eslint-disable-next-line no-control-regex -- what is looked for
    expect(answer.stdout).not.toMatch(/[\u001b\u0007\u009b]/);
  }
  expect(await json(desk, 'show', 'Harbour')).toMatchObject([
    { text: expect.stringContaining('\u001b]0;owned') as unknown },
  ]);
});

test('it lists a damaged record, changes nothing, and reads the rest', async ({ desk }) => {
  await cli(desk, 'import', sources(desk));
  const [broken, whole] = await json<{ id: string; title: string }>(desk, 'list');
  const file = join(desk.library, 'documents', broken!.id.slice(0, 2), broken!.id, 'document.json');
  writeFileSync(file, '{"version":1,');

  const check = await cli(desk, 'check');
  expect(check.code).toBe(4);
  expect(check.stdout).toContain('document.json');
  expect(readFileSync(file, 'utf8')).toBe('{"version":1,');
  expect((await cli(desk, 'show', whole!.id)).code).toBe(0);

  // Its name is known from the last edit; a newer version's record is never guessed at.
  writeFileSync(join(desk.library, 'library.json'), 'no json');
  expect((await cli(desk, 'list')).code).toBe(0);
  writeFileSync(join(desk.library, 'library.json'), '{"version": 99}');
  expect((await cli(desk, 'list')).code).toBe(4);
});

test('it keeps what it acknowledged when it is interrupted', async ({ desk }) => {
  const folder = join(desk.scratch, 'many');
  mkdirSync(folder);
  for (let number = 0; number < 600; number += 1) {
    writeFileSync(
      join(folder, `${number}.txt`),
      `Report ${number}\n\nThe ship ${number} left the quay at night.\n${number === 300 ? LONG : ''}`,
    );
  }
  const child = spawn(process.execPath, [
    'out/main/cli.js',
    '--json',
    'import',
    folder,
    '--library',
    desk.library,
  ]);
  const acknowledged: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    acknowledged.push(...lines.map((line) => (JSON.parse(line) as { id: string }).id));
    if (acknowledged.length >= 5 && !child.killed) child.kill('SIGINT');
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(code).toBe(130);
  const kept = (await json<{ id: string }>(desk, 'list')).map(({ id }) => id);
  expect(kept).toEqual(expect.arrayContaining(acknowledged));
  expect(kept.length).toBeLessThan(600);
});

test.describe('beside an open window', () => {
  test.use({ begin: 'new-library' });

  test('it reads the library but leaves the writing to the window', async ({ desk }) => {
    const folder = sources(desk);
    expect(existsSync(join(desk.library, 'library.json'))).toBe(true);
    expect((await cli(desk, 'import', folder)).code).toBe(3);
    expect((await cli(desk, 'tag', 'add', 'Trade')).code).toBe(3);
    expect((await cli(desk, 'list')).code).toBe(0);
    await desk.quit();
    expect((await cli(desk, 'import', folder)).code).toBe(0);
  });
});
