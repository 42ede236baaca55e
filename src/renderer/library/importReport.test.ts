import { describe, expect, it } from 'vitest';
import type { ImportOutcome, ImportReport } from '../../core/api/contract';
import { parseCsv } from '../../core/interchange/csv';
import {
  joined,
  questionsFirst,
  reportAsCsv,
  reportAsMarkdown,
  shownDetail,
  withOutcomes,
} from './importReport';

const outcome = (
  path: string,
  status: ImportOutcome['status'],
  more: Partial<ImportOutcome> = {},
): ImportOutcome => ({
  path,
  status,
  id: status === 'failed' ? null : '5f0c6a2e-6f0e-4b11-9d53-000000000001',
  title: status === 'failed' ? null : `Title of ${path}`,
  words: status === 'failed' ? null : 12,
  remark: null,
  error:
    status === 'failed'
      ? { code: 'password-needed', message: `“${path}” is locked.`, next: 'Type its password.' }
      : null,
  ...more,
});
const report = (...outcomes: ImportOutcome[]): ImportReport => ({
  imported: 0,
  duplicates: 0,
  failed: 0,
  cancelled: false,
  outcomes,
});

describe('withOutcomes', () => {
  const [a, b, c] = [outcome('a.txt', 'imported'), outcome('b.zip', 'failed'), outcome('c.pdf', 'failed')];

  it('puts what came out of a file in its place, and counts anew', () => {
    const now = [
      outcome('b.zip/1.txt', 'imported', { source: 0 }),
      outcome('b.zip/2.txt', 'duplicate', { source: 0 }),
      outcome('c.pdf', 'failed', { source: 1 }),
    ];
    const after = withOutcomes(report(a, b, c), [b, c], now);
    expect(after.outcomes).toEqual([a, ...now]);
    expect(after).toMatchObject({ imported: 2, duplicates: 1, failed: 1 });
  });

  it('leaves a file as it was that was not reached', () => {
    expect(
      withOutcomes(report(a, b, c), [b, c], [outcome('b.zip', 'imported', { source: 0 })]).outcomes,
    ).toEqual([a, outcome('b.zip', 'imported', { source: 0 }), c]);
  });
});

describe('a report that is saved', () => {
  it('has a line for every file, whatever its name is made of', () => {
    const given = report(outcome('odd | name\n*.txt', 'imported'), outcome('=1+1.csv', 'failed'));
    const markdown = reportAsMarkdown({ ...given, imported: 1, failed: 1 }, '3 May', new Map());
    const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(4);
    expect(markdown).toContain('1 imported, 0 already here, 1 failed.');
    const records = parseCsv(reportAsCsv(given, new Map()));
    expect(records).toHaveLength(3);
    expect(records[2]!.slice(0, 2)).toEqual(['failed', '=1+1.csv']);
    expect(records[2]!.slice(9)).toEqual(['password-needed', '“=1+1.csv” is locked.', 'Type its password.']);
  });

  it('names the document that has nearly the same text, and how near it is', () => {
    const twin = outcome('b.txt', 'imported');
    const partner = {
      id: '5f0c6a2e-6f0e-4b11-9d53-000000000002',
      title: 'The quay | at night',
      publisher: null,
      published: null,
    };
    const near = new Map([
      [twin.id!, { partner, share: 0.934, sentence: '93 % of this is in “The quay | at night”' }],
    ]);
    // A twin that was here already is said to be one, and no more.
    const given = report(twin, outcome('c.txt', 'duplicate'));
    const [, first, second] = parseCsv(reportAsCsv(given, near));
    expect(first!.slice(6, 9)).toEqual(['The quay | at night', partner.id, '93']);
    expect(second!.slice(6, 9)).toEqual(['', '', '']);
    expect(reportAsMarkdown(given, '3 May', near)).toContain(
      '| Imported | b.txt | Title of b.txt · 12 words · 93 % of this is in “The quay \\| at night” |',
    );
  });

  it('says in one line what was passed over', () => {
    const given = { ...report(outcome('a.txt', 'imported')), leftovers: ['box/.DS_Store', 'box/~$a.docx'] };
    expect(reportAsMarkdown(given, '3 May', new Map())).toContain(
      '2 files that systems and programs leave behind were passed over: .DS\\_Store, \\~\\$a.docx.',
    );
  });
});

describe('what the dialog says', () => {
  it('asks first, and says what to do there', () => {
    const [plain, asking] = [outcome('a.bin', 'failed'), outcome('b.zip', 'failed', { retry: 'b' })];
    expect(questionsFirst([plain, asking])).toEqual([asking, plain]);
    expect(shownDetail(asking)).toBe('“b.zip” is locked. Type its password; Dossier does not keep it.');
    expect(shownDetail(plain)).toBe('“a.bin” is locked. Type its password.');
  });
});

describe('joined', () => {
  it('counts and lists both imports, the earlier first', () => {
    const both = joined(
      report(outcome('a.txt', 'imported'), outcome('b.pdf', 'failed', { retry: 'b' })),
      report(outcome('c.txt', 'duplicate')),
    );
    expect(both).toMatchObject({ imported: 1, duplicates: 1, failed: 1, cancelled: false });
    expect(both.outcomes.map(({ path }) => path)).toEqual(['a.txt', 'b.pdf', 'c.txt']);
  });
});
