import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../src/core/api/contract';
import { direct } from '../src/core/api/wire';
import { resolve } from '../src/core/model/anchor';
import { createLibraryService, type LibraryService } from '../src/main/libraryService';

const shipped = join(import.meta.dirname, '..', 'resources', 'sample-library');

describe('the sample library', () => {
  let home: string;
  let library: LibraryService;
  let client: Client;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'dossier-sample-'));
    const copy = join(home, 'sample');
    await cp(shipped, copy, { recursive: true });
    library = createLibraryService({
      shell: {
        info: {
          kind: 'terminal',
          version: '0',
          platform: process.platform,
          librariesFolder: home,
          canChooseFolder: false,
        },
      },
      dataFolder: join(home, 'data'),
      sampleFolder: shipped,
      parsers: {
        parse: () => Promise.reject(new Error('nothing is imported here')),
        unpack: () => Promise.reject(new Error('nothing is imported here')),
        close: () => Promise.resolve(),
      },
    });
    client = direct(library.service, (emit) => library.onEvent(emit));
    await client.call('library.open', { location: copy });
  });
  afterAll(async () => {
    await library.close();
    await rm(home, { recursive: true });
  });

  const documents = () =>
    client.call('documents.list', { sort: { by: 'published', descending: false }, from: 0, count: 100 });

  it('opens whole, with documents in two languages that know their outlet and day', async () => {
    const status = await client.call('library.status', {});
    expect(status).toMatchObject({ problems: [], documents: 7, highlights: 23, notes: 3, briefs: 1 });
    const { rows } = await documents();
    expect(new Set(rows.map((row) => row.language))).toEqual(new Set(['en', 'ko']));
    expect(rows.filter((row) => row.publisher === null || row.published === null)).toEqual([]);
    expect(rows.every((row) => row.words >= 300)).toBe(true);
  });

  it('has every highlight exactly where it says', async () => {
    const { rows } = await documents();
    for (const { id } of rows) {
      const { text } = await client.call('documents.text', { id });
      const highlights = await client.call('highlights.ofDocument', { document: id });
      for (const { anchor } of highlights) {
        expect(resolve(text, anchor)).toMatchObject({ status: 'exact', from: anchor.from, to: anchor.to });
      }
    }
  });

  it('exports a brief whose every quotation is exact', async () => {
    const [brief] = await client.call('briefs.list', {});
    const exported = await client.call('briefs.export', { id: brief!.id, format: 'md' });
    expect(exported.problems).toEqual([]);
    const checks = await client.call('briefs.verify', { markdown: exported.text });
    expect(checks).toHaveLength(6);
    expect(checks.map(({ status }) => status)).toEqual(checks.map(() => 'exact'));
  });

  it('has the troubles of real sources folded away, and nothing of an article', async () => {
    const { rows } = await documents();
    const folded: Record<string, string[]> = {};
    for (const { id, fileName } of rows) {
      const { layers } = await client.call('documents.get', { id });
      folded[fileName] = layers.map(({ label }) => label);
    }
    expect(folded).toEqual({
      'strait-ledger-one-year-on.txt': [
        'advertising marker',
        'reading time',
        'trust label',
        'advertising marker',
        'advertising marker',
        'advertising marker',
        'copyright line',
      ],
      'pacific-courier-one-year-on.txt': ['subscription plea'],
      'lintas-radio-sanctions-appeal.txt': [
        'accessibility links',
        'breaking-news label',
        'printed twice',
        'menu',
        'font-size controls',
      ],
      'halyard-institute-embassies.txt': ['navigation link', 'related items'],
      'peninsula-bulletin-airport.txt': [
        'error message',
        'printed twice',
        'printed twice',
        'logo',
        'catalogue fields',
        'text printed a second time',
      ],
      'hangyeol-interview.txt': ['copyright line', 'related items'],
      'desk-memo-open-questions.md': [],
    });
  });

  it('is what its sources and its plan give (else run scripts/buildSampleLibrary.ts)', async () => {
    const built = join(home, 'built');
    const script = join(import.meta.dirname, 'buildSampleLibrary.ts');
    await promisify(execFile)(process.execPath, ['--import', 'tsx', script, built]);
    const files = async (folder: string): Promise<string[]> =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
        .sort();
    const names = await files(built);
    expect(await files(shipped)).toEqual(names);
    for (const name of names) {
      expect((await readFile(join(shipped, name))).equals(await readFile(join(built, name))), name).toBe(
        true,
      );
    }
    // A process that compiles as it goes reads and writes all of it.
  }, 240_000);
});
