import { describe, expect, it } from 'vitest';
import { parseFile } from '../importFile';

const PROSE =
  '<p>The ferry left at noon, and the board that had asked it to do so was content for the rest of the week.</p><p>Nobody at the quay, where forty people had waited since the morning, was told why it had taken so long.</p>'.repeat(
    3,
  );

type Shown = { authors?: string[]; published?: string | null; updated?: string | null; publisher?: string };

async function read(
  beside: string,
  { head = '', above = '', lang = 'en-GB' } = {},
): Promise<Awaited<ReturnType<typeof parseFile>>> {
  const page = `<!DOCTYPE html><html lang="${lang}"><head><title>Ferry halted by the storm</title>${head}</head><body><ul class="menu"><li><a href="/">Home</a></li><li><a href="/s">Shipping</a></li></ul><article>${above}<h1>Ferry halted by the storm</h1>${beside}${PROSE}</article><div class="related"><h3>More</h3><p class="byline">By Other Person</p><p class="date">1 May 2001</p></div></body></html>`;
  return parseFile(new TextEncoder().encode(page), 'page.html');
}

describe('what stands beside the headline', () => {
  it.each<[string, Shown]>([
    ['<p class="byline">By <a href="/a">Ann Lee</a> and <a href="/b">Noor Hassan</a></p>', { authors: ['Ann Lee', 'Noor Hassan'] }],
    ['<div class="sidebar"><a class="author" href="/a">Ann Lee</a></div>', { authors: ['Ann Lee'] }],
    ['<p class="firma"><a href="/a">Inés Vega Ruiz</a> / <a href="/b">Emilio de Benito</a> Puerto 27 OCT 2012</p>', { authors: ['Inés Vega Ruiz', 'Emilio de Benito'] }],
    ['<p>By ANN LEE and NOOR HASSAN - Harbour Writers | AP – 1 hr ago</p>', { authors: ['Ann Lee', 'Noor Hassan'] }],
    ['<p class="author">Par ANN LEE, LAURE BERTHIER Envoyés spéciaux à Toulon</p>', { authors: ['Ann Lee', 'Laure Berthier'] }],
    ['<p class="byline">By: Ann Lee Harbour Post Senior News Editor</p>', { authors: ['Ann Lee'] }],
    ['<p>By Ann B. Lee Tuesday, Aug. 17, 2010</p>', { authors: ['Ann B. Lee'], published: '2010-08-17' }],
    ['<p>By Ann Lee @annlee on June 26, 2014 at 9:00a</p>', { authors: ['Ann Lee'], published: '2014-06-26' }],
    ['<p>on March 10, 2015 by Ann Lee</p>', { authors: ['Ann Lee'], published: '2015-03-10' }],
    ['<p>Ann Lee 8/7/13 11:04am</p>', { authors: ['Ann Lee'], published: '2013-07-08' }],
    ['<p>Ann Lee 8/7/13 11:04am EST</p>', { authors: ['Ann Lee'], published: '2013-08-07' }],
    ['<p class="timestamp">17/8/13, 11:04</p>', { published: '2013-08-17' }],
    ['<div class="comments_datetime">By ANN LEE 10/ 5/11 09:19 PM ET</div>', { authors: ['Ann Lee'], published: '2011-10-05' }],
    ['<p>Publié le 05/04/2013 à 17:08</p><p>Mise à jour le 06/04/2013 à 10:37</p>', { published: '2013-04-05', updated: '2013-04-06' }],
    ['<p class="date">الأحد، 04 آب/اغسطس 2013</p>', { published: '2013-08-04' }],
    ['<cite class="byline">By Ann Lee <abbr title="2011-08-25T01:40:40Z">1 hr ago</abbr></cite>', { authors: ['Ann Lee'], published: '2011-08-25' }],
    ['<p class="author">The Harbour Post Staff</p>', { authors: [] }],
    ['<p class="byline">By The Associated Press</p>', { authors: [] }],
    ['<p class="date">Today</p>', { published: null }],
    ['<p>The strike of 12 June 2018 was the last of its kind in the whole region, as many here remember well.</p>', { published: null }],
  ])('tells authors and days: %s', async (beside, shown) => {
    expect((await read(beside)).metadata).toMatchObject(shown);
  }); // prettier-ignore

  it('is no furniture, whatever the page calls the part it stands in', async () => {
    const { text, layers, evidence } = await read(
      '<div class="share"><p>By <a href="/a">Ann Lee</a></p><p>Share this</p></div>',
    );
    const shown = (words: string): boolean =>
      !layers.some(({ from, to }) => from <= text.indexOf(words) && text.indexOf(words) < to);
    expect([shown('By Ann Lee'), shown('Share this'), shown('By Other Person')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(evidence.authors).toBe('the byline');
  });

  it('has the day as the page shows it to readers, where a field has it by another clock', async () => {
    const head = '<meta property="article:published_time" content="2015-04-07T03:42:00Z">';
    expect((await read('<p class="date">April 6, 2015 11:42 pm</p>', { head })).metadata.published).toBe(
      '2015-04-06',
    );
    expect((await read('<p class="date">April 2, 2015 11:42 pm</p>', { head })).metadata.published).toBe(
      '2015-04-07',
    );
  });

  it('does not read 8/7/13 where nothing tells its order', async () => {
    expect((await read('<p class="date">8/7/13</p>', { lang: 'en' })).metadata.published).toBeNull();
  });

  it('names more authors than a field does, never others', async () => {
    const head = '<meta name="author" content="Ann Lee">';
    const byline = '<p class="byline">By Ann Lee and Noor Hassan</p>';
    expect((await read(byline, { head })).metadata.authors).toEqual(['Ann Lee', 'Noor Hassan']);
    expect(
      (await read('<p class="byline">By Tomas Vega and Noor Hassan</p>', { head })).metadata.authors,
    ).toEqual(['Ann Lee']);
  });

  it('stands above the headline too, but not in what follows the article', async () => {
    const { metadata } = await read('', { above: '<p class="date">12 June 2018</p>' });
    expect(metadata).toMatchObject({ published: '2018-06-12', authors: [] });
  });
});
