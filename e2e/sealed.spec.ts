import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { chromium, type Page } from '@playwright/test';
import { findChromium, QUIET_SWITCHES } from '../scripts/findChromium.mjs';
import { expect, test, type Desk } from './desk';
import { documentRow } from './views';

/** Libraries under a passphrase: in the window, in the terminal, and on the disk as a stranger finds it. */
test.use({ begin: 'start-screen' });

const PASSPHRASE = 'seven grey herons by the quay';
const OTHER = 'eight grey herons by the quay';
/** No word of any language: wherever it is found, it came from the library. */
const CANARY = 'Xylophonquill';

const root = join(import.meta.dirname, '..');

async function makeProtected(page: Page, name = 'Case'): Promise<string> {
  await page.getByRole('button', { name: 'New library' }).click();
  await page.getByRole('textbox', { name: 'Name of the case' }).fill(name);
  await page.getByRole('checkbox', { name: 'Protect with a passphrase' }).check({ force: true });
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('The same again').fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  const code = page.getByRole('alertdialog', { name: 'Recovery code' });
  await expect(code).toBeVisible({ timeout: 30_000 });
  const groups = await code.getByRole('listitem').allInnerTexts();
  return groups.map((group) => group.replace(/[^A-Z]/g, '')).join('-');
}

async function confirmCode(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: 'I have written it down' }).check({ force: true });
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('navigation', { name: 'Views' })).toBeVisible();
}

const unlockDialog = (page: Page) => page.getByRole('dialog', { name: /^Open “/ });

test('a library is protected, locked and opened again by keyboard', async ({ desk }) => {
  const { page } = desk;
  await makeProtected(page);
  // It cannot be put aside unread.
  await page.keyboard.press('Escape');
  await expect(page.getByText('Keep the code first')).toBeVisible();
  await confirmCode(page);
  expect(await page.title()).toBe('Dossier');
  await page.keyboard.press('Control+Shift+X');
  await expect(unlockDialog(page)).toContainText('You locked it');
  await page.keyboard.type(OTHER);
  await page.keyboard.press('Enter');
  await expect(page.getByText('This passphrase does not open the library')).toBeVisible();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Views' })).toBeVisible();
});

test('a forgotten passphrase is replaced with the recovery code', async ({ desk }) => {
  const { page } = desk;
  const code = await makeProtected(page);
  await confirmCode(page);
  await page.keyboard.press('Control+Shift+X');
  await unlockDialog(page).getByRole('button', { name: 'Use the recovery code' }).click();
  await page.getByLabel('Recovery code').fill(code.toLowerCase().replaceAll('-', ' '));
  await page.keyboard.press('Enter');
  const change = page.getByRole('dialog', { name: 'Set a new passphrase' });
  await change.getByLabel('New passphrase').fill(OTHER);
  await change.getByLabel('The same again').fill(OTHER);
  await page.keyboard.press('Enter');
  await expect(page.getByText('The passphrase is changed.')).toBeVisible();
  await page.keyboard.press('Control+Shift+X');
  await unlockDialog(page).getByLabel('Passphrase').fill(OTHER);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Views' })).toBeVisible();
});

test('axe finds nothing in any dialog about protection, in light and dark', async ({ desk }) => {
  const { page } = desk;
  const look = async (where: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect
        .soft(
          violations.map(({ id, help }) => `${id}: ${help}`),
          `${where}, ${colorScheme}`,
        )
        .toEqual([]);
    }
  };
  await page.getByRole('button', { name: 'New library' }).click();
  await page.getByRole('checkbox', { name: 'Protect with a passphrase' }).check({ force: true });
  await page.getByLabel('Passphrase', { exact: true }).fill('grey heron quay');
  await look('new library');
  await page.getByRole('button', { name: 'New library' }).click();
  await makeProtected(page);
  await look('recovery code');
  await confirmCode(page);
  const protection = async (): Promise<void> => {
    await page.getByRole('button', { name: /library menu/ }).click();
    await page.getByRole('menuitem', { name: 'Protection…' }).click();
  };
  await protection();
  await look('protection');
  for (const name of ['Change passphrase…', 'New recovery code…', 'Make a copy without passphrase…']) {
    await page.getByRole('button', { name }).click();
    await look(name);
    await page.keyboard.press('Escape');
    await protection();
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+X');
  await expect(unlockDialog(page)).toBeVisible();
  await look('unlock');
});

test.describe('on the disk', () => {
  test.skip(({ shell }) => shell === 'desktop', 'Both windows have the same service and the same library.');

  test('the terminal tells what is wrong by its exit code', async ({ desk }) => {
    await desk.quit();
    const file = passphraseFile(desk, 'right', PASSPHRASE);
    const cli = (...args: string[]) => desk.runCli(['--library', desk.library, ...args]);
    expect((await cli('--passphrase-file', file, 'new', 'Case', '--encrypt')).code).toBe(0);
    expect((await cli('list')).code).toBe(2);
    const wrong = await cli('--passphrase-file', passphraseFile(desk, 'wrong', OTHER), '--json', 'list');
    expect(wrong.code).toBe(2);
    expect(wrong.lines).toMatchObject([{ error: { code: 'wrong-passphrase' } }]);
    expect((await cli('--passphrase-file', file, 'check')).code).toBe(0);
    const next = passphraseFile(desk, 'next', OTHER);
    expect((await cli('--passphrase-file', file, 'passphrase', '--new-passphrase-file', next)).code).toBe(0);
    expect((await cli('--passphrase-file', file, 'list')).code).toBe(2);
    const plain = join(desk.scratch, 'plain');
    expect((await cli('--passphrase-file', next, 'copy', '--to', plain)).code).toBe(0);
    expect((await desk.runCli(['--library', plain, 'list'])).code).toBe(0);
    for (const name of ['encryption.json', 'encryption-copy.json']) {
      const path = join(desk.library, name);
      writeFileSync(path, readFileSync(path, 'utf8').replace('"N": 131072', '"N": 131073'));
    }
    expect((await cli('--passphrase-file', next, 'list')).code).toBe(4);
  });

  test('no word of it is found anywhere, after work in terminal and window and a kill', async ({ desk }) => {
    await desk.quit();
    const home = dirname(desk.librariesFolder);
    const temporary = join(desk.scratch, 'tmp');
    const profile = join(desk.scratch, 'profile');
    const sources = join(desk.scratch, 'sources');
    for (const folder of [temporary, profile, sources]) mkdirSync(folder);
    const file = passphraseFile(desk, 'right', PASSPHRASE);
    const source = join(sources, `${CANARY}.txt`);
    writeFileSync(source, `${CANARY} at the quay\n\nThe ${CANARY} came in with the tide.\n`);
    const cli = async (...args: string[]): Promise<void> => {
      const { code, stderr } = await desk.runCli([
        '--library',
        desk.library,
        '--passphrase-file',
        file,
        ...args,
      ]);
      expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
    };
    await cli('new', `Case ${CANARY}`, '--encrypt');
    await cli('import', source);
    await cli('tag', 'add', CANARY);
    await cli(
      'highlight',
      `${CANARY} at the quay`,
      '--quote',
      'with the tide',
      '--tag',
      CANARY,
      '--comment',
      CANARY,
    );
    await cli('note', 'add', `Remember ${CANARY}`);
    await cli('brief', 'new', `On ${CANARY}`);

    const host = spawn(
      process.execPath,
      [join(root, 'out/main/host.js'), '--no-open', '--port', '0', '--library', desk.library],
      {
        env: { ...process.env, DOSSIER_HOME: home, TMPDIR: temporary },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const executablePath = findChromium();
    const browser = await chromium.launchPersistentContext(profile, {
      args: [...QUIET_SWITCHES],
      ...(executablePath === null ? {} : { executablePath }),
    });
    try {
      const page = await browser.newPage();
      await page.goto(await addressOf(host));
      await unlockDialog(page).getByLabel('Passphrase').fill(PASSPHRASE);
      await page.keyboard.press('Enter');
      await expect(documentRow(page, new RegExp(CANARY))).toBeVisible({ timeout: 30_000 });
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Search' }).click();
      await page.getByRole('searchbox').last().fill(CANARY);
      await expect(page.getByRole('list', { name: 'Results' }).getByRole('listitem').first()).toBeVisible();
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Notes' }).click();
      await page.keyboard.press('Control+Shift+N');
      await page.keyboard.type(`Typed ${CANARY} in the window.`);
      await expect(page.getByText('Saved', { exact: true })).toBeVisible();
      // An upload that nobody takes stays in the temporary folder when the process is killed.
      const status = await page.evaluate(async (word) => {
        const reply = await fetch(`bytes/upload?name=${word}.txt`, {
          method: 'POST',
          headers: {
            'content-type': 'application/octet-stream',
            'x-dossier-key': sessionStorage.getItem('dossier-key') ?? '',
          },
          body: `${word} on its way`,
        });
        return reply.status;
      }, CANARY);
      expect(status).toBe(200);
      const gone = new Promise((resolve) => host.once('exit', resolve));
      host.kill('SIGKILL');
      await gone;
    } finally {
      host.kill('SIGKILL');
      await browser.close();
    }
    const found = { home: showing(home), temporary: showing(temporary), profile: showing(profile) };
    expect(found).toEqual({ home: [], temporary: [], profile: [] });
    expect(showing(sources)).toEqual([`${CANARY}.txt`]);
    const kept = await desk.runCli(['--library', desk.library, '--passphrase-file', file, '--json', 'notes']);
    expect(kept.stdout).toContain(`Typed ${CANARY} in the window.`);
  });
});

function passphraseFile(desk: Desk, name: string, passphrase: string): string {
  const path = join(desk.scratch, `${name}.passphrase`);
  writeFileSync(path, `${passphrase}\n`);
  return path;
}

function addressOf(host: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    host.stdout!.on('data', (data: Buffer) => {
      said += String(data);
      const address = /^http:\/\/127\.0\.0\.1:\d+\/open#\S+/m.exec(said);
      if (address) resolve(address[0]);
    });
    host.once('exit', (code) => reject(new Error(`The host ended with ${code ?? 'a signal'}: ${said}`)));
  });
}

/** Files below a folder that show the canary, in their name or in any usual encoding in their bytes. */
function showing(folder: string): string[] {
  const spellings = [
    Buffer.from(CANARY),
    Buffer.from(CANARY, 'utf16le'),
    Buffer.from(CANARY, 'utf16le').swap16(),
    ...[0, 1, 2].map((shift) => {
      // Those letters of base64 that depend on the word alone, wherever in a group of three it begins.
      const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(CANARY)]).toString('base64');
      return Buffer.from(text.slice(shift === 0 ? 0 : 4, 12));
    }),
  ];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return (
        relative(folder, path).includes(CANARY) || spellings.some((spelling) => bytes.includes(spelling))
      );
    })
    .map((path) => relative(folder, path));
}
