import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { expect, test } from './desk';
import { chooseForCompare, documentRow, goTo, openDocument } from './views';

/**
 * The ways a text may make a program call somebody, AWAY standing for the address: one way each, in the hope that some part
 * of Dossier takes it for markup. In a plain page most of them do call, which the last test shows.
 */
const WAYS: Readonly<Record<string, string>> = {
  picture: '<img src="AWAY">',
  'picture set': '<img srcset="AWAY 1x, AWAY 2x">',
  'picture source': '<picture><source srcset="AWAY"><img src="data:,"></picture>',
  'picture button': '<input type="image" src="AWAY">',
  'picture that fails': '<img src="data:," onerror="fetch(`AWAY`)">',
  script: '<script src="AWAY"></script>',
  'script text': '<script>fetch(`AWAY`)</script>',
  'module script': '<script type="module">import "AWAY"</script>',
  'import map':
    '<script type="importmap">{"imports":{"x":"AWAY"}}</script><script type="module">import "x"</script>',
  worker: '<script>new Worker(URL.createObjectURL(new Blob([`fetch("AWAY")`])))</script>',
  'style sheet': '<link rel="stylesheet" href="AWAY">',
  'style text': '<style>@import url("AWAY");</style>',
  'style font': '<style>@font-face{font-family:x;src:url("AWAY")}b{font-family:x}</style><b>font</b>',
  'style background': '<style>i{background:url("AWAY")}</style><i>back</i>',
  'style attribute': '<p style="background-image:url(AWAY)">p</p>',
  'style cursor and list': '<ul style="list-style-image:url(AWAY)"><li>x</li></ul>',
  'body background': '<table background="AWAY"><tr><td>x</td></tr></table>',
  icon: '<link rel="icon" href="AWAY">',
  preload: '<link rel="preload" as="image" href="AWAY">',
  prefetch: '<link rel="prefetch" href="AWAY">',
  'module preload': '<link rel="modulepreload" href="AWAY">',
  preconnect: '<link rel="preconnect" href="AWAY"><link rel="dns-prefetch" href="AWAY">',
  manifest: '<link rel="manifest" href="AWAY">',
  frame: '<iframe src="AWAY"></iframe>',
  'frame text': '<iframe srcdoc="<img src=AWAY>"></iframe>',
  object: '<object data="AWAY"></object>',
  embed: '<embed src="AWAY">',
  video: '<video src="AWAY" autoplay></video>',
  'video poster': '<video poster="AWAY"></video>',
  audio: '<audio src="AWAY" autoplay preload="auto"></audio>',
  track: '<video autoplay src="data:video/mp4,"><track default src="AWAY"></video>',
  'SVG picture': '<svg><image href="AWAY" width="9" height="9"/></svg>',
  'SVG use': '<svg><use href="AWAY#x"/></svg>',
  'SVG filter':
    '<svg><filter id="f"><feImage href="AWAY"/></filter><rect width="9" height="9" filter="url(#f)"/></svg>',
  'SVG script': '<svg><script href="AWAY"/></svg>',
  'SVG event': '<svg onload="fetch(`AWAY`)"></svg>',
  form: '<form action="AWAY"><input name="x"></form><script>document.forms[0].submit()</script>',
  refresh: '<meta http-equiv="refresh" content="0; url=AWAY">',
  base: '<base href="AWAY/"><img src="x.png">',
  ping: '<a href="#" ping="AWAY" id="p">x</a><script>p.click()</script>',
  'open frame': '<dialog open><iframe src="AWAY"></iframe></dialog>',
  'Markdown picture': '![a picture](AWAY)',
  'Markdown picture by name': '![a picture][away]\n\n[away]: AWAY "title"',
  'Markdown link': '[a link](AWAY)',
  'Markdown address': '<AWAY>',
  'Markdown script link': '[a link](javascript:fetch`AWAY`)',
  'Markdown note': 'A word.[^n]\n\n[^n]: ![x](AWAY)',
  'bare address': 'AWAY',
  'front matter': '---\ntitle: "<img src=AWAY>"\naddress: AWAY\nimage: AWAY\n---\n\nbody',
};

type Catcher = {
  readonly address: string;
  /** The ways that came through. */
  readonly asked: Set<string>;
  /** Connections, also those on which nothing was asked. */
  connections: number;
  close(): void;
};

/** Somebody else's server, which notes who calls. */
async function catcher(): Promise<Catcher> {
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    asked.add(decodeURIComponent(request.url!.slice(1).split('/')[0]!));
    response.setHeader('access-control-allow-origin', '*');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  const { port } = server.address() as AddressInfo;
  const found: Catcher = { address: `http://127.0.0.1:${port}/`, asked, connections: 0, close };
  server.on('connection', () => (found.connections += 1));
  return found;
}

const text = (name: string, away: string): string =>
  WAYS[name]!.replaceAll('AWAY', `${away}${encodeURIComponent(name)}`);

test('no document makes the desk call anybody, wherever its words are shown', async ({ desk }) => {
  test.setTimeout(240_000);
  const away = await catcher();
  const elsewhere: string[] = [];
  const names = Object.keys(WAYS);
  expect(names.length).toBeGreaterThan(24);
  await desk.quit();
  const folder = join(desk.scratch, 'hostile');
  mkdirSync(folder);
  const all = names.map((name) => text(name, away.address)).join('\n\n');
  writeFileSync(join(folder, 'all.md'), `# Every way, as Markdown\n\nPlain words of the probe.\n\n${all}\n`);
  writeFileSync(join(folder, 'all.txt'), `Every way, as text\n\nPlain words of the probe.\n\n${all}\n`);
  for (const [at, name] of names.entries()) {
    const way = text(name, away.address);
    writeFileSync(
      join(folder, `${at}.${at % 2 === 0 ? 'md' : 'txt'}`),
      `${way}\n\nA sentence of the probe, number ${at}.\n`,
    );
  }
  const cli = async (...args: string[]) => {
    const { code, stdout, stderr } = await desk.runCli([...args, '--library', desk.library]);
    expect([args[0], code, code === 0 ? '' : stderr]).toEqual([args[0], 0, '']);
    return stdout;
  };
  await cli('import', folder);
  const listed = JSON.parse(`[${(await cli('list', '--json')).trim().split('\n').join(',')}]`) as {
    id: string;
    title: string;
  }[];
  const subject = listed.find(({ title }) => title === 'Every way, as Markdown')!;
  // As a tag, a comment's neighbour, a note, the title and prose of a brief.
  await cli('highlight', subject.id, '--quote', 'Plain words of the probe.', '--tag', '<img src=x> (tag)');
  await cli('note', 'add', all, '--document', subject.id);
  await cli('brief', 'new', `Probe <img src="${away.address}brief-title">`);
  await cli('brief', 'add', 'Probe', '--text', all);
  await cli('brief', 'add', 'Probe', '--heading', `<img src="${away.address}heading">`);
  const exported = join(desk.scratch, 'exported.md');
  await cli('export', 'Probe', '--to', exported);
  await cli('import', exported);

  const page = await desk.restart();
  const own = new URL(page.url()).origin;
  page.context().on('request', (request) => {
    if (!request.url().startsWith(own) && !request.url().startsWith('blob:')) elsewhere.push(request.url());
  });
  const hold = () =>
    page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 300))));

  await goTo(page, 'Library');
  await expect(documentRow(page, /Every way, as text/)).toBeVisible();
  for (const title of [/Every way, as text/, /Every way, as Markdown/]) {
    await openDocument(page, title);
    await expect(page.getByRole('main').getByText('picture', { exact: false }).first()).toBeVisible();
    await page.getByRole('main').getByRole('document').focus();
    for (let down = 0; down < 6; down += 1) await page.keyboard.press('PageDown');
    await hold();
  }
  await goTo(page, 'Search');
  await page.getByRole('main').getByRole('searchbox', { name: 'Search everything' }).fill('probe');
  await expect(page.getByRole('main').getByText(/probe/).first()).toBeVisible();
  await page.getByRole('main').getByRole('searchbox', { name: 'Search everything' }).fill('img src');
  await hold();
  await goTo(page, 'Compare');
  await chooseForCompare(page, 'Left', 'Every way, as Markdown');
  await chooseForCompare(page, 'Right', 'Every way, as text');
  await expect(page.getByRole('region', { name: 'Both documents' })).toBeVisible();
  await hold();
  for (const view of ['Tags', 'Notes']) {
    await goTo(page, view);
    await hold();
  }
  await expect(page.getByText('<img').first()).toBeAttached();
  await goTo(page, 'Briefs');
  await page.getByRole('button', { name: /^Probe/ }).click();
  await expect(page.getByRole('complementary', { name: 'Preview' })).toBeVisible();
  await hold();

  expect(elsewhere).toEqual([]);
  expect([...away.asked]).toEqual([]);
  expect(away.connections).toBe(0);
  away.close();
});

test('most of these ways do call from a page that lets them', async ({ launchOptions, shell }) => {
  test.skip(shell === 'desktop', 'About the probes, not about a shell.');
  const away = await catcher();
  const browser = await chromium.launch(launchOptions);
  const context = await browser.newContext();
  const pages = Object.keys(WAYS).map(async (name) => {
    const page = await context.newPage();
    const content = `<!doctype html><body>${text(name, away.address)}`;
    // Some ways lead the page itself away.
    await page.setContent(content, { waitUntil: 'commit' }).catch(() => undefined);
  });
  await Promise.all(pages);
  await expect.poll(() => away.asked.size).toBeGreaterThan(24);
  await browser.close();
  away.close();
});
