import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Desk } from './desk';
import { dropFiles } from './dropFiles';
import { SOURCES } from './sources';
import { documentRow, goTo } from './views';

/** Reading five files starts processes, which a loaded machine takes its time for. */
const PATIENTLY = { timeout: 30_000 };

const cli = async (desk: Desk, ...args: string[]): Promise<{ code: number; lines: readonly unknown[] }> =>
  desk.runCli(['--json', ...args, '--library', desk.library]);

test('a library is backed up while it is open, and the backup becomes a library', async ({ desk }) => {
  const { page } = desk;
  await dropFiles(page, SOURCES);
  await expect(page.getByText('5 documents', { exact: true })).toBeVisible(PATIENTLY);
  await goTo(page, 'Keeping');
  await expect(page.getByText('No backup of this library was made')).toBeVisible();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByText(/^Backed up \d+ files/)).toBeVisible();
  await expect(page.getByText(/^Last backup/)).toBeVisible();
  const folder = join(desk.librariesFolder, 'Backups');
  const [name] = readdirSync(folder);

  await page.getByRole('textbox', { name: 'Backup' }).fill(join(folder, name!));
  await page.getByRole('textbox', { name: 'New folder' }).fill(join(desk.scratch, 'again'));
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByText(/is restored/)).toBeVisible();
  await page.getByRole('button', { name: 'Open it' }).click();
  await goTo(page, 'Library');
  await expect(page.getByText('5 documents', { exact: true })).toBeVisible(PATIENTLY);
  const { code } = await desk.runCli(['check', '--library', join(desk.scratch, 'again')]);
  expect(code).toBe(0);
});

test('a damaged backup says which file is bad, and restores the rest only when asked', async ({ desk }) => {
  await dropFiles(desk.page, SOURCES);
  await expect(desk.page.getByText('5 documents', { exact: true })).toBeVisible(PATIENTLY);
  await desk.quit();
  const backup = join(desk.scratch, 'b.dossier');
  expect((await cli(desk, 'backup', '--to', backup)).code).toBe(0);
  const bytes = readFileSync(backup);
  // Into the bytes of the first file: past its header, name and extra field.
  bytes[30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28) + 4]! ^= 0xff;
  writeFileSync(backup, bytes);

  const page = await desk.restart();
  await goTo(page, 'Keeping');
  await page.getByRole('textbox', { name: 'Backup' }).fill(backup);
  await page.getByRole('textbox', { name: 'New folder' }).fill(join(desk.scratch, 'again'));
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByText(/1 file of the backup .* is damaged/)).toBeVisible();
  await page.getByRole('button', { name: 'Restore the sound files alone' }).click();
  await expect(page.getByText(/^Not restored/)).toBeVisible();
});

test('the check lists a fault with its next step', async ({ desk }) => {
  await dropFiles(desk.page, SOURCES);
  await expect(desk.page.getByText('5 documents', { exact: true })).toBeVisible(PATIENTLY);
  await goTo(desk.page, 'Keeping');
  await desk.page.getByRole('button', { name: 'Check library' }).click();
  await expect(desk.page.getByText(/^The library is sound: 5 documents/)).toBeVisible();

  const shards = join(desk.library, 'documents');
  const shard = join(shards, readdirSync(shards)[0]!);
  rmSync(join(shard, readdirSync(shard)[0]!, 'original'), { recursive: true });
  await desk.page.getByRole('button', { name: 'Check library' }).click();
  await expect(
    desk.page.getByRole('list', { name: 'Faults' }).getByText('The original is missing.'),
  ).toBeVisible();
  await expect(desk.page.getByText('Put the file you imported back')).toBeVisible();
  const { code, lines } = await cli(desk, 'check');
  expect(code).toBe(4);
  expect(lines).toMatchObject([{ kind: 'original', fault: 'The original is missing.' }]);
});

test('a broken text is repaired from its original, in the window', async ({ desk }) => {
  const { page } = desk;
  await dropFiles(page, SOURCES);
  await expect(page.getByText('5 documents', { exact: true })).toBeVisible(PATIENTLY);
  const file = textFiles(desk)[0]!;
  const sound = readFileSync(file);
  writeFileSync(file, sound.subarray(0, 100));
  await goTo(page, 'Keeping');
  await page.getByRole('button', { name: 'Check library' }).click();
  const faults = page.getByRole('list', { name: 'Faults' });
  await expect(faults.getByText(/^Repair it/)).toBeVisible(PATIENTLY);
  await faults.getByRole('button', { name: /^Repair documents/ }).click();
  await expect(page.getByText('1 file repaired.')).toBeVisible(PATIENTLY);
  await expect(page.getByText(/^The library is sound/)).toBeVisible(PATIENTLY);
  expect(readFileSync(file)).toEqual(sound);
});

test('a broken text and a broken note are repaired in the terminal', async ({ desk }) => {
  await dropFiles(desk.page, SOURCES);
  await expect(desk.page.getByText('5 documents', { exact: true })).toBeVisible(PATIENTLY);
  await desk.quit();
  await cli(desk, 'note', 'add', 'Count the crates again.');
  const [file] = textFiles(desk);
  const [note] = filesBelow(join(desk.library, 'notes'));
  const sound = readFileSync(file!);
  rmSync(file!);
  writeFileSync(note!, '{');
  const before = await cli(desk, 'check');
  expect(before.code).toBe(4);
  expect(before.lines).toMatchObject([{ canRepair: true }, { canRepair: true }]);
  const { stderr } = await desk.runCli(['check', '--repair', '--library', desk.library]);
  expect(stderr).toContain('Repaired: documents/');
  expect(stderr).toContain('has been made anew');
  expect(readFileSync(file!)).toEqual(sound);
  expect(JSON.stringify((await cli(desk, 'notes')).lines)).toContain('Count the crates again.');
  // What was broken is kept, and a person is to look at it.
  expect((await cli(desk, 'check')).lines).toMatchObject([{ kind: 'quarantine', canRepair: false }]);
});

test('a backup that is cancelled leaves nothing behind', async ({ desk }) => {
  await desk.quit();
  const folder = join(desk.scratch, 'many');
  mkdirSync(folder);
  for (let n = 0; n < 600; n += 1)
    writeFileSync(join(folder, `${n}.txt`), `Bulletin ${n}: ${n} barges came.\n`);
  await desk.runCli(['import', folder, '--library', desk.library]);
  const again = await desk.restart();
  await goTo(again, 'Keeping');
  await again.getByRole('button', { name: 'Back up now' }).click();
  await again.getByRole('button', { name: 'Cancel' }).click();
  await expect(again.getByRole('button', { name: 'Back up now' })).toBeEnabled();
  await expect(again.getByText('No backup of this library was made')).toBeVisible();
  expect(readdirSync(join(desk.librariesFolder, 'Backups'))).toEqual([]);
});

test('closing the window asks first while something is not saved', async ({ desk, shell }) => {
  test.skip(shell === 'desktop', 'There the service and the window end together.');
  const { page } = desk;
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await goTo(page, 'Notes');
  await page.getByRole('button', { name: 'New note' }).first().click();
  await expect(page.getByRole('main').getByRole('textbox', { name: 'Note' })).toBeFocused();
  await page.keyboard.type('Kept.');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await desk.quit();
  await page.keyboard.type(' Not kept.');
  await expect(page.getByRole('button', { name: 'Not saved' })).toBeVisible();
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toEqual(['beforeunload']);
  await expect(page.getByRole('main').getByText('Kept. Not kept.').first()).toBeAttached();
});

test('the terminal goes back to an edit, and takes documents out of the trash', async ({ desk }) => {
  await dropFiles(desk.page, SOURCES);
  await expect(desk.page.getByText('5 documents', { exact: true })).toBeVisible(PATIENTLY);
  await documentRow(desk.page, /airport killing/).click();
  await desk.page.keyboard.press('Delete');
  await expect(desk.page.getByText('4 documents', { exact: true })).toBeVisible();
  await desk.quit();
  expect((await cli(desk, 'trash', 'list')).lines).toHaveLength(1);
  expect((await cli(desk, 'trash', 'restore', 'airport killing')).code).toBe(0);
  expect((await cli(desk, 'trash', 'list')).lines).toEqual([]);

  for (const name of ['First', 'Second']) await cli(desk, 'tag', 'add', name);
  const history = (await cli(desk, 'history')).lines as { seq: number; name: string }[];
  expect(history.slice(0, 2).map(({ name }) => name)).toEqual(['Add tag', 'Add tag']);
  const restored = await cli(desk, 'history', 'restore', '--at', String(history[1]!.seq));
  expect(restored.lines).toMatchObject([{ records: 1 }]);
  expect((await cli(desk, 'tags')).lines).toMatchObject([{ name: 'First' }]);
  const unknown = await desk.runCli(['history', 'restore', '--at', 'teatime', '--library', desk.library]);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('“teatime” is no moment');
});

test('what was deleted lately comes back, and the way back can be undone', async ({ desk }) => {
  await desk.quit();
  await cli(desk, 'note', 'add', 'Count the crates again.');
  const page = await desk.restart();
  await goTo(page, 'Notes');
  await page.getByText('Count the crates again.').first().click();
  await page.getByRole('button', { name: 'Delete note' }).first().click();
  await expect(page.getByText('Count the crates again.')).toHaveCount(0);
  await goTo(page, 'Keeping');
  await page.getByRole('button', { name: 'Restore the note “Count the crates again.”' }).click();
  await expect(page.getByText('Nothing was deleted in the last 30 days.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(
    page.getByRole('list', { name: 'Deleted lately' }).getByText('Count the crates'),
  ).toBeVisible();
});

test('the history goes back to a moment in one step, and forward again', async ({ desk }) => {
  await desk.quit();
  for (const name of ['First', 'Second']) await cli(desk, 'tag', 'add', name);
  const page = await desk.restart();
  await goTo(page, 'Keeping');
  await page
    .getByRole('button', { name: /^Go back to .* after Add tag/ })
    .first()
    .click();
  await expect(page.getByText(/^One record changes/)).toBeVisible();
  await page.getByRole('button', { name: 'Go back', exact: true }).click();
  await expect(page.getByText(/^Everything is as it was/)).toBeVisible();
  await goTo(page, 'Tags');
  await expect(page.getByText('Second', { exact: true })).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Second', { exact: true }).first()).toBeVisible();
});

test('what is deleted for good is gone from the folder, after a question', async ({ desk }) => {
  const { page } = desk;
  await dropFiles(page, SOURCES);
  // Rows move while others come in.
  await expect(page.getByText('5 documents', { exact: true })).toBeVisible(PATIENTLY);
  await documentRow(page, /airport killing/).click();
  await page.keyboard.press('Delete');
  await expect(page.getByText('4 documents', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /^Trash/ }).click();
  await page.getByRole('button', { name: 'Empty trash…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Keep' }).click();
  await expect(documentRow(page, /airport killing/)).toBeVisible();
  await page.getByRole('button', { name: 'Empty trash…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete 1 document' }).click();
  await expect(page.getByText('The trash is empty')).toBeVisible();
  await desk.quit();
  expect((await cli(desk, 'check')).code).toBe(0);
  expect((await cli(desk, 'trash', 'list')).lines).toEqual([]);
});

test('the diagnosis can be copied and names nothing of the case', async ({ desk }) => {
  const { page } = desk;
  await dropFiles(page, SOURCES);
  await expect(page.getByText('5 documents', { exact: true })).toBeVisible(PATIENTLY);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Show log');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Show the diagnosis' }).click();
  const report = page.getByLabel('Diagnosis');
  await expect(report).toContainText('Documents');
  await expect(report).not.toContainText('airport');
  await expect(report).not.toContainText(desk.librariesFolder);
});

test('text typed on a full disk is never lost, and is saved when there is room', async ({ desk, shell }) => {
  const why =
    shell === 'desktop'
      ? 'The same service stands behind it.'
      : process.platform !== 'linux' || process.getuid?.() !== 0
        ? 'A small disk can be mounted only by root on Linux.'
        : mountSmallDisk(join(desk.scratch, 'small'));
  test.skip(why !== null, why ?? '');
  const disk = join(desk.scratch, 'small');
  try {
    const { page } = desk;
    await desk.runCli(['import', '-', '--library', join(disk, 'case')], '');
    const [subject, text] = ['note', 'add'];
    await desk.runCli([subject, text, 'Beginning.', '--library', join(disk, 'case')]);
    await goTo(page, 'Library');
    await page.keyboard.press('Control+o');
    await page.getByRole('textbox', { name: 'Folder of the library' }).fill(join(disk, 'case'));
    await page.keyboard.press('Enter');
    await goTo(page, 'Notes');
    await page.getByRole('button', { name: /Beginning/ }).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' Saved.');
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();

    fill(disk);
    await page.keyboard.type(` ${'Not yet. '.repeat(40)}`);
    await expect(page.getByRole('button', { name: 'Not saved' })).toBeVisible();
    await page.getByRole('button', { name: 'Not saved' }).click();
    await expect(page.getByText(/no room left/).first()).toBeVisible();
    await page.keyboard.press('Escape');
    // The field is left: its text waits all the same.
    await goTo(page, 'Library');
    rmSync(join(disk, 'filler'), { recursive: true });
    await expect(page.getByText('Saved', { exact: true })).toBeVisible({ timeout: 40_000 });
    await desk.quit();
    const { lines } = await desk.runCli(['notes', '--json', '--library', join(disk, 'case')]);
    expect(JSON.stringify(lines)).toContain('Saved. Not yet.');
    expect(JSON.stringify(lines).match(/Not yet\./g)).toHaveLength(40);
  } finally {
    await desk.quit();
    execFileSync('umount', ['-l', disk]);
  }
});

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const textFiles = (desk: Desk): string[] =>
  filesBelow(join(desk.library, 'documents')).filter((file) => file.endsWith('text.json'));

/** Null when it is there; else why not. */
function mountSmallDisk(place: string): string | null {
  mkdirSync(place, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', place], { stdio: 'ignore' });
    return null;
  } catch {
    return 'No disk can be mounted here.';
  }
}

/** Takes every byte that is left. */
function fill(disk: string): void {
  const folder = join(disk, 'filler');
  mkdirSync(folder);
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (let count = 0; ; count += 1) writeFileSync(join(folder, `${size}-${count}`), Buffer.alloc(size));
    } catch {
      // Full for pieces of this size.
    }
  }
}
