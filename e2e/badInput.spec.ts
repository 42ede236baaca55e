import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Desk } from './desk';
import { dropFiles } from './dropFiles';
import { SOURCES } from './sources';
import { documentRow, goTo } from './views';

/** What goes wrong is a sentence with a next step; nothing else is lost or blocked. */

test('it reports each bad file by name and takes the others', async ({ desk }) => {
  const { page } = desk;
  const bad = [
    { name: 'empty.txt', text: '' },
    { name: 'picture.txt', text: '\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0\0' },
  ];
  await dropFiles(page, [bad[0]!, SOURCES[0], bad[1]!, SOURCES[1]]);
  await expect(page.getByText('2 documents', { exact: true })).toBeVisible();
  const report = page.getByRole('dialog');
  await expect(report).toBeVisible();
  for (const { name } of bad) await expect(report.getByText(name).first()).toBeVisible();
  await expect(report.getByText(/empty/i).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(documentRow(page, /Why the quay/)).toBeVisible();
});

test('it says of a file that is there already that it is there', async ({ desk }) => {
  const { page } = desk;
  await dropFiles(page, [SOURCES[0]]);
  await expect(page.getByText('1 document', { exact: true })).toBeVisible();
  await dropFiles(page, [{ ...SOURCES[0], name: 'same.txt' }]);
  await expect(page.getByText(/already/i).first()).toBeVisible();
  await expect(page.getByText('1 document', { exact: true })).toBeVisible();
});

test('it reads a title, a note and a file name full of markup as plain words', async ({ desk }) => {
  const { page } = desk;
  const evil = '<img src=x onerror=alert(1)> **bold** [link](javascript:alert(1))';
  await dropFiles(page, [
    { name: '<script>alert(1)</script>.txt', text: `${evil}\n\nA sentence about the harbour.\n` },
  ]);
  await documentRow(page, /onerror/).dblclick();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<img src=x');
  await expect(page.getByRole('main').getByRole('img', { name: 'x' })).toHaveCount(0);
});

test.describe('libraries', () => {
  test.use({ begin: 'start-screen' });

  test('a folder that is no library is left alone, with a sentence', async ({ desk, shell }) => {
    test.skip(shell === 'desktop', 'The desktop shows the system’s own folder dialog.');
    const { page, scratch } = desk;
    writeFileSync(join(scratch, 'holiday.txt'), 'sea');
    await page.getByRole('button', { name: 'Open a library' }).click();
    await page.getByRole('textbox').fill(scratch);
    await page.keyboard.press('Enter');
    await expect(page.getByText(/no library|not a library|has no library\.json/).first()).toBeVisible();
    expect(readFileSync(join(scratch, 'holiday.txt'), 'utf8')).toBe('sea');
  });

  test('a folder that may not be written opens for reading', async ({ desk }) => {
    test.skip(process.getuid?.() === 0, 'Root may write everywhere.');
    const folder = join(desk.scratch, 'read only');
    await desk.runCli(['new', '--library', folder]);
    chmodSync(folder, 0o500);
    const { code, stderr } = await desk.runCli(['list', '--library', folder]);
    expect(code).toBe(0);
    expect(stderr).toContain('reading only');
    chmodSync(folder, 0o700);
  });
});

/** Cuts the record of a document short, while nobody has the library open; gives its file. */
async function cutRecord(desk: Desk): Promise<string> {
  await dropFiles(desk.page, SOURCES);
  await expect(desk.page.getByText('5 documents', { exact: true })).toBeVisible();
  await desk.quit();
  const listed = (await desk.runCli(['list', '--json', '--library', desk.library])).lines as {
    id: string;
    title: string;
  }[];
  const hurt = listed.find(({ title }) => title.startsWith('Why the quay'))!;
  const file = join(desk.library, 'documents', hurt.id.slice(0, 2), hurt.id, 'document.json');
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40));
  return file;
}

test('a damaged record is made anew from its last edit when it is read', async ({ desk }) => {
  const file = await cutRecord(desk);
  const page = await desk.restart();
  await documentRow(page, /Why the quay/).dblclick();
  await expect(page.getByText('The harbour board has decided')).toBeVisible();
  await desk.quit();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: expect.any(Number) });
  expect(readdirSync(join(desk.library, 'quarantine'))).toHaveLength(1);
});

test('a damaged record of which no edit is known hides itself and nothing else', async ({ desk }) => {
  const file = await cutRecord(desk);
  for (const name of ['history', 'snapshots'])
    rmSync(join(desk.library, name), { recursive: true, force: true });
  const page = await desk.restart();
  await documentRow(page, /Why the quay/).dblclick();
  await expect(page.getByText(/document\.json is damaged/).first()).toBeVisible();
  await goTo(page, 'Library');
  await documentRow(page, /airport killing/).dblclick();
  await expect(page.getByText('Every government in the region')).toBeVisible();
  expect(readFileSync(file, 'utf8')).toHaveLength(40);
});

test('200 MB of text is refused or read, and the desk stays usable', async ({ desk, shell }) => {
  test.skip(shell === 'desktop', 'The same importer; once is enough.');
  const folder = join(desk.scratch, 'big');
  mkdirSync(folder);
  writeFileSync(join(folder, 'big.txt'), 'All work on the quay and none in the office. '.repeat(4_700_000));
  writeFileSync(join(folder, 'small.txt'), SOURCES[0].text);
  await desk.quit();
  const { code, lines } = await desk.runCli(['import', folder, '--json', '--library', desk.library]);
  expect(lines).toMatchObject([{ path: join(folder, 'big.txt') }, { status: 'imported' }]);
  const [big] = lines as { status: string; error: { message: string; next: string } | null }[];
  expect(code).toBe(big!.status === 'failed' ? 1 : 0);
  if (big!.status === 'failed')
    expect(big!.error).toMatchObject({
      code: 'file-too-large',
      next: expect.stringContaining('.'),
    });
});
