import { describe, expect, it } from 'vitest';
import type { Declared } from '../metadata';
import { readHtml } from './readHtml';

const TEXT =
  '<p>The ferry left at noon, and the board that had asked it to do so was content for the rest of the week.</p>';

async function declared(head: string, body = '', lead = ''): Promise<Declared> {
  const page = `<!DOCTYPE html>${lead}<html><head>${head}</head><body>${body}${TEXT}</body></html>`;
  return (await readHtml(new TextEncoder().encode(page), 'page.html', {})).declared;
}
const data = (value: unknown): string =>
  `<script type="application/ld+json">${JSON.stringify(value)}</script>`;

describe('what a page declares', () => {
  it.each<[string, string, string]>([
    ['<title>Ferry halted | Harbour Post</title>', '', 'Ferry halted'],
    ['<title>Ferry halted by the storm - Harbour Post</title><meta property="og:site_name" content="Harbour Post">', '', 'Ferry halted by the storm'],
    ['<title>Harbour Post: Ferry halted</title><meta property="og:site_name" content="Harbour Post">', '', 'Ferry halted'],
    ['<title>Print: Ferry halted</title>', '', 'Ferry halted'],
    ['<title>Korea - a short history</title>', '', 'Korea - a short history'],
    ['<title>Ferry halted by storm — harbourpost.example</title>', '', 'Ferry halted by storm'],
    ['<title>x</title><meta property="og:title" content="Ferry halted">', '', 'Ferry halted'],
    ['<title>Ferry halted by a storm off … | Post</title>', '<h1>Ferry halted by a storm off the roads</h1>', 'Ferry halted by a storm off the roads'],
    ['<title>4. Brakes — Handbook</title>', '<h1>4. Brakes</h1>', '4. Brakes'],
    ['<title>Old Gazette: Quay burns again</title>', '<h1>Old Gazette</h1>', 'Old Gazette: Quay burns again'],
    ['<title>사흘째 중단 : 한빛일보</title><meta property="og:site_name" content="한빛일보">', '', '사흘째 중단'],
  ])('has a title without the name of the outlet: %s', async (head, body, title) => {
    expect((await declared(head, body)).title).toBe(title);
  }); // prettier-ignore

  it('finds the article among the data for search engines, however nested', async () => {
    const value = {
      '@graph': [
        { '@type': 'WebSite', name: 'Post' },
        { '@id': '#o', '@type': 'NewsMediaOrganization', name: 'Harbour Post' },
        {
          '@type': ['Thing', 'NewsArticle'],
          headline: 'Ferry halted',
          datePublished: '2018-06-12T23:30:00+08:00',
          dateModified: '2018-06-13',
          author: [
            { '@type': 'Person', name: 'Ann Lee' },
            { '@type': 'Organization', name: 'Harbour Post' },
          ],
          publisher: { '@id': '#o' },
          url: 'https://post.example/a',
        },
      ],
    };
    expect(await declared(data(value))).toEqual({
      title: 'Ferry halted',
      authors: ['Ann Lee'],
      published: '2018-06-12',
      updated: '2018-06-13',
      publisher: 'Harbour Post',
      address: 'https://post.example/a',
    });
  });

  it('reads data whose strings hold line ends, and takes other broken data for none', async () => {
    expect(
      (
        await declared(
          '<script type="application/ld+json">{"@type":"Article","headline":"Ferry\n halted"}</script>',
        )
      ).title,
    ).toBe('Ferry halted');
    expect(await declared('<script type="application/ld+json">{"@type":</script>')).toEqual({});
  });

  it.each([
    ['2018', '2018'], ['2018-06', '2018-06'], ['2018-06-12T10:00:00Z', '2018-06-12'], ['2018/06/12 10:00', '2018-06-12'], ['20180612', '2018-06-12'], ['20180612103000', '2018-06-12'],
    ['Tue, 12 Jun 2018 10:00:00 GMT', '2018-06-12'], ['June 12, 2018', '2018-06-12'], ['2018년 6월 12일', '2018-06-12'], ['2018-02-31', undefined], ['yesterday', undefined], ['9999-99-99', undefined],
  ])('has a date as far as it is given: %s', async (given, date) => {
    expect((await declared(`<meta property="article:published_time" content="${given}">`)).published).toBe(date);
  }); // prettier-ignore

  it.each<[string, string[] | undefined]>([
    ['By Ann Lee and Bob Tan', ['Ann Lee', 'Bob Tan']], ['Lee, Ann', ['Ann Lee']], ['김다온 기자', ['김다온']], ['Harbour Post', undefined], ['Staff Reporter', undefined],
    ['https://social.example/annlee', undefined], ['admin', undefined], ['Reuters', undefined], ['편집부', undefined], ['Nguyễn Văn An', ['Nguyễn Văn An']], ['ann@post.example', undefined],
  ])('has persons for authors: %s', async (given, authors) => {
    expect((await declared(`<meta property="og:site_name" content="Harbour Post"><meta name="author" content="${given}">`)).authors).toEqual(authors);
  }); // prettier-ignore

  it('has each author that a catalogue names', async () => {
    const head =
      '<meta name="citation_author" content="Lee, Ann"><meta name="citation_author" content="Tan, Bob"><meta name="citation_title" content="On ferries"><meta name="citation_publication_date" content="2018/06"><meta name="citation_journal_title" content="Journal of Quays">';
    expect(await declared(head)).toEqual({
      title: 'On ferries',
      authors: ['Ann Lee', 'Bob Tan'],
      published: '2018-06',
      publisher: 'Journal of Quays',
    });
  });

  it.each([
    ['<link rel="canonical" href="https://post.example/a">', '', 'https://post.example/a'],
    ['<link rel="canonical" href="https://post.example/">', '<!-- saved from url=(0024)https://post.example/b/c -->', 'https://post.example/b/c'],
    ['', '<!-- saved from url=(0024)https://post.example/b/c -->', 'https://post.example/b/c'],
    ['', '<!--\n Page saved with SingleFile \n url: https://post.example/d \n saved date: Tue Jun 12 2018\n-->', 'https://post.example/d'],
    ['<link rel="canonical" href="https://web.archive.org/web/20030412080000/http://old.example/q.htm">', '', 'http://old.example/q.htm'],
    ['<link rel="canonical" href="/a"><base href="https://post.example/x/">', '', 'https://post.example/a'],
    ['<link rel="canonical" href="javascript:alert(1)"><meta property="og:url" content="file:///etc/passwd">', '', undefined],
  ])('has the address it was saved from: %s %s', async (head, lead, address) => {
    expect((await declared(head, '', lead)).address).toBe(address);
  }); // prettier-ignore

  it('has the language it declares, unless its text is in another', async () => {
    expect((await declared('<meta property="og:locale" content="en_gb">')).language).toBe('en-GB');
    expect((await declared('<meta property="og:locale" content="ko_KR">')).language).toBeUndefined();
  });
});
