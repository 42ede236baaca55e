import fc from 'fast-check';
import dns from 'node:dns';
import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseFile, type ParsedSource } from '../importFile';
import type { ReadSource } from '../readSource';
import { readHtml } from './readHtml';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (html: string, name = 'page.html'): Promise<ReadSource> => readHtml(bytes(html), name, {});

/** Blocks, one a line: the kind and level, a bar, the words with line ends as `/` and tabs as `>`. */
async function blocks(html: string): Promise<string[]> {
  const { text, blocks: found } = await read(html);
  return found.map(({ kind, level, from, to }) => {
    const words = text.slice(from, to).replaceAll('\n', ' / ').replaceAll('\t', ' > ');
    return `${kind}${level === undefined ? '' : ` ${level}`} | ${words}`;
  });
}

describe('readHtml', () => {
  it.each<[string, string, string[]]>([
    ['paragraphs and loose words', 'One<p>Two</p>Three', ['paragraph | One', 'paragraph | Two', 'paragraph | Three']],
    ['two breaks as the end of a paragraph', 'One<br>Two<br> <br>Three', ['paragraph | One / Two', 'paragraph | Three']],
    ['headings by their levels', '<h1>A</h1><h4>B</h4><div role="heading" aria-level="3">C</div>', ['heading 1 | A', 'heading 4 | B', 'heading 3 | C']],
    ['white space as a browser shows it', '<p>\n  One \n two&nbsp;&nbsp;<b> three</b> \t</p>', ['paragraph | One two three']],
    ['words that a tag parts', '<p>w<b>or</b>d<wbr>s and co&shy;op</p>', ['paragraph | words and coop']],
    ['lists with their markers and depth', '<ul><li>a<ol start="3"><li>b</li><li value="9">c</ol><li>d</ul>', ['list-item 1 | • a', 'list-item 2 | 3. b', 'list-item 2 | 9. c', 'list-item 1 | • d']],
    ['letters and Roman numbers as markers', '<ol type=a><li>x<li>y</ol><ol type=I start=4><li>z</ol>', ['list-item 1 | a. x', 'list-item 1 | b. y', 'list-item 1 | IV. z']],
    ['an item of two paragraphs', '<ul><li><p>a</p><p>b</p></li></ul>', ['list-item 1 | • a', 'paragraph | b']],
    ['tables of data by rows', '<table><caption>C</caption><tr><th>a<th>b<tr><td>1<td><p>2</p><p>3</p></table>', ['caption | C', 'table-row | a > b', 'table-row | 1 > 2 3']],
    ['tables that lay out a page as its blocks', '<table><tr><td><h2>a</h2><p>b</p></td><td>c</td></tr></table>', ['heading 2 | a', 'paragraph | b', 'paragraph | c']],
    ['quotes, code and rules', '<blockquote><p>q</p></blockquote><hr><pre>\n  x\n    y</pre>', ['quote | q', 'rule | * * *', 'code | x /     y']],
    ['captions', '<figure><img alt="no"><figcaption>c</figcaption></figure><p class="wp-caption-text">d</p>', ['caption | c', 'caption | d']],
    ['footnotes', '<p>t<sup><a href="#fn1">1</a></sup></p><section role="doc-endnotes"><ol><li id="fn1">n <a href="#r" role="doc-backlink">↩</a></li></ol></section>', ['paragraph | t[1]', 'footnote | 1. n']],
    ['powers that stay powers', '<p>10<sup>6</sup> m<sup>2</sup>, the 5<sup>th</sup></p>', ['paragraph | 10⁶ m², the 5th']],
    ['definitions', '<dl><dt>a<dd>b</dl>', ['paragraph | a', 'paragraph | b']],
    ['lines that a style keeps', '<div style="white-space: pre-wrap">a\nb</div>', ['paragraph | a / b']],
    ['links that only a style sheet parts', '<p><a>Home</a><a>World</a></p>', ['paragraph | Home World']],
    ['shadow trees as they were saved', '<div><template shadowrootmode="open"><p>a</p></template></div><template><p>b</p></template><i><template shadowmode="open"><p>c</p></template></i>', ['paragraph | a', 'paragraph | c']],
  ])('reads %s', async (_, html, expected) => {
    expect(await blocks(html)).toEqual(expected);
  }); // prettier-ignore

  it.each([
    '<script>no</script>', '<style>no</style>', '<template>no</template>', '<noscript>no</noscript>', '<p hidden>no</p>', '<p style="color:red; display: none">no</p>',
    '<span aria-hidden="true">✕</span>', '<select><option>no</select>', '<svg><title>no</title></svg>', '<iframe>no</iframe>', '<!-- no -->', '<title>no</title>',
    '<dialog>no</dialog>', '<video>no</video>', '<img alt="no">', '<![if !no]>', '<textarea hidden>no</textarea>',
  ])('leaves out what nobody sees: %s', async (hidden) => {
    expect(await blocks(`<p>a</p>${hidden}<p>b</p>`)).toEqual(['paragraph | a', 'paragraph | b']);
  }); // prettier-ignore

  it('reads what stands for browsers without scripts when that is all there is', async () => {
    expect(await blocks('<body><div id="app"></div><noscript><p>The article.</p></noscript>')).toEqual([
      'paragraph | The article.',
    ]);
    const long = 'A sentence of the article that only this part of the page holds. '.repeat(12);
    expect(await blocks(`<p>Loading</p><noscript><p>${long}</p></noscript>`)).toHaveLength(2);
  });

  it('reads a page that hides all of itself until a script has run', async () => {
    expect(
      await blocks('<body style="display:none"><div style="visibility:hidden"><p>a</p></div></body>'),
    ).toEqual(['paragraph | a']);
  });

  it('takes lines for paragraphs where each is one', async () => {
    const line =
      'The harbour board met again on Thursday and heard that two barges had left before dawn without papers.';
    expect(await blocks(`<div>${line}<br>${line}<br>By Ann Lee</div>`)).toHaveLength(3);
  });

  it('reads a text that a browser showed and saved as the text it is', async () => {
    const { text, blocks: found } = await read(
      '<html><head></head><body><pre style="word-wrap: break-word;">One.\n\nTwo &amp; three.\n</pre></body></html>',
    );
    expect(text).toBe('One.\n\nTwo & three.');
    expect(found.map(({ kind }) => kind)).toEqual(['paragraph', 'paragraph']);
  });

  it('keeps lists that Word writes as paragraphs', async () => {
    const item = (level: number, sign: string, words: string): string =>
      `<p class=MsoListParagraph style='margin-left:36pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol;mso-list:Ignore'>${sign}<span style='font:7pt'>&nbsp;&nbsp; </span></span><![endif]>${words}<o:p></o:p></p>`;
    const html = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><!--[if gte mso 9]><xml><w:Zoom>0</w:Zoom></xml><![endif]--></head><body><!--StartFragment--><p class=MsoTitle>Note</p>${item(1, '·', 'first')}${item(2, 'a)', 'second')}<p class=MsoNormal>After.<o:p>&nbsp;</o:p></p><!--EndFragment--></body></html>`;
    expect(await blocks(html)).toEqual([
      'heading 1 | Note',
      'list-item 1 | • first',
      'list-item 2 | a) second',
      'paragraph | After.',
    ]);
  });

  it('reads what Google Docs puts on the clipboard', async () => {
    const html =
      '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="white-space:pre-wrap;">One</span></p><br><ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>a</span></p></li><ul><li aria-level="2"><p role="presentation">b</p></li></ul></ul></b>';
    expect(await blocks(html)).toEqual(['paragraph | One', 'list-item 1 | • a', 'list-item 2 | • b']);
  });

  it('folds nothing that a person copied', async () => {
    const { layers } = await read(
      '<!--StartFragment--><p>Share</p><p>The ferry left at noon.</p><p>Home</p><!--EndFragment-->',
    );
    expect(layers).toEqual([]);
  });

  it('never folds all of a page', async () => {
    const { layers } = await read(
      '<html><body><nav><a href="/">Home</a></nav><footer>Ours</footer></body></html>',
    );
    expect(layers).toEqual([]);
  });

  it('keeps the article in sight when its classes claim it is something else', async () => {
    const sentence = (at: number): string =>
      `<p>Sentence ${at} of an article that stands in a box with a name which says nothing of what is in it, as pages have them.</p>`;
    const body = Array.from({ length: 12 }, (_, at) => sentence(at)).join('');
    for (const name of [
      'paywall',
      'share-wrapper',
      'related',
      'comments',
      'sidebar',
      'footer',
      'cookie-consent',
      'nav-menu',
      'ad-container',
    ]) {
      const { text, layers } = await read(
        `<html><body><h1>A title of the page</h1><div class="${name}">${body}</div><div>Other</div></body></html>`,
      );
      const folded = (layers ?? []).map(({ from, to }) => text.slice(from, to)).join('');
      expect(folded, name).not.toContain('Sentence');
    }
  });

  it('keeps the headlines of a front page in sight, though it calls them teasers', async () => {
    const teaser = (at: number): string =>
      `<div class="teaser"><h3><a href="/${at}">Headline ${at} of the day</a></h3><p>What story ${at} says.</p></div>`;
    const list = Array.from({ length: 8 }, (_, at) => teaser(at)).join('');
    const { text, layers } = await read(
      `<html><body><nav><a href="/">Home</a></nav><div>${list}</div><footer>Ours</footer></body></html>`,
    );
    expect(layers?.map(({ from, to }) => text.slice(from, to))).toEqual(['Home', 'Ours']);
  });

  it('keeps the lead and the captions that Readability drops', async () => {
    const sentence =
      '<p>The board met again on Thursday and heard that two barges had left before dawn without papers, as in June.</p>';
    const { text, layers } = await read(
      `<html><head><title>Barges leave before dawn</title></head><body><article><h1>Barges leave before dawn</h1><div class="article-teaser"><p>A lead that says in a few words what this is</p></div><div class="gallery overlay"><figure><figcaption>A barge</figcaption></figure></div>${sentence.repeat(6)}</article><div><a href="/1">Another story</a></div></body></html>`,
    );
    expect(layers?.map(({ from, to }) => text.slice(from, to))).toEqual(['Another story']);
  });

  const piece = fc.constantFrom(
    '<div>', '</div>', '<p>', '</p>', '<ul>', '<li>', '</ul>', '<table>', '<tr>', '<td>', '</table>', '<br>', '<b>', '</b>', '<pre>', '</pre>', '<a href="x">',
    '</a>', '<h2>', '</h2>', '<hr>', '<nav>', '</nav>', '<!-- ', '-->', '<script>', '</script>', '<span hidden>', '<svg>', '</svg>', '<', '>', '&', '&amp;', '&#0;',
    '<sup>1</sup>', '<body>', '<html>', '</html>', '<figcaption>', '<blockquote>', '"', "='", 'words', ' ', '\n', 'The ferry left at noon, as it does.', '항구', 'é', 'e\u0301',
    '<template>', '</template>', '<title>', '</title>', '<select>', '<frameset>', '<?xml ?>', '<![CDATA[', ']]>', '<caption>', '<ruby>', '<rt>',
  ); // prettier-ignore
  it('gives sound blocks and layers for any markup', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
        const { text, blocks: found, layers } = await read(pieces.join(''));
        expect(text).toBe(text.normalize('NFC'));
        let end = 0;
        for (const { from, to } of found) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(text.slice(end, from).trim()).toBe('');
          expect(text.slice(from, to).trim()).not.toBe('');
          end = to;
        }
        expect(text.slice(end).trim()).toBe('');
        for (const { from, to } of layers ?? []) {
          expect(found.some((block) => block.from === from)).toBe(true);
          expect(found.some((block) => block.to === to)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a page in an encoding', () => {
  const page = (label: string): string =>
    `<html><head><meta charset="${label}"><title>x</title></head><body><p>항구 소식</p></body></html>`;
  // "항구 소식" as windows-949 has it.
  const korean = Buffer.concat([
    Buffer.from(
      '<html><head><meta http-equiv="Content-Type" content="text/html; charset=ks_c_5601-1987"></head><body><p>',
    ),
    Buffer.from('c7d7b1b820bcd2bdc4', 'hex'),
    Buffer.from('</p></body></html>'),
  ]);

  it('is read as the page declares it', async () => {
    expect(await readHtml(korean, 'a.html', {})).toMatchObject({ text: '항구 소식', encoding: 'euc-kr' });
  });

  it('is read as the UTF-8 it is, though it declares another', async () => {
    expect(await readHtml(bytes(page('euc-kr')), 'a.html', {})).toMatchObject({
      text: '항구 소식',
      encoding: 'utf-8',
    });
  });

  it('is read by its byte-order mark', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(page('utf-16'), 'utf16le')]);
    const parsed = await parseFile(utf16, 'a.txt');
    expect(parsed).toMatchObject({ text: '항구 소식', mediaType: 'text/html', encoding: 'utf-16le' });
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(page('utf-8'))]);
    expect(await readHtml(marked, 'a.html', {})).toMatchObject({ text: '항구 소식' });
  });

  it('is read as a person chose', async () => {
    const { text } = await readHtml(Buffer.from('<p>caf\xe9</p>', 'latin1'), 'a.html', {
      encoding: 'windows-1252',
    });
    expect(text).toBe('café');
  });
});

describe('parseFile', () => {
  const kind = async (content: string, name: string): Promise<string> =>
    (await parseFile(bytes(content), name)).mediaType;

  it('knows a page by its content', async () => {
    const page = '<!DOCTYPE html><html><body><p>The ferry left.</p></body></html>';
    expect(await kind(page, 'notes.txt')).toBe('text/html');
    expect(await kind(page, 'notes.md')).toBe('text/html');
    expect(await kind(`<!-- a -->\n<?xml version="1.0"?>\n${page}`, 'x')).toBe('text/html');
    expect(await kind('<div><p>a</p><p>b</p><p>c</p></div>', 'x.txt')).toBe('text/html');
    expect(await kind('<p>One line of a page.</p>', 'x.html')).toBe('text/html');
  });

  it('leaves texts alone that are called pages or hold a tag', async () => {
    expect(await kind('The ferry left at noon. 3 < 4 and 5 > 2.', 'x.html')).toBe('text/plain');
    expect(await kind('<p>A paragraph of Markdown</p>\n\n# Title', 'x.md')).toBe('text/markdown');
    expect(await kind('Write <p> for a paragraph, and </p> after it.', 'x.txt')).toBe('text/plain');
    await expect(parseFile(bytes('%PDF-1.7 nothing'), 'x.html')).rejects.toThrow();
  });

  it('reads XHTML whose elements close themselves', async () => {
    const xhtml =
      '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><script src="a.js"/><title/></head><body><a id="x"/><p>The ferry left.</p></body></html>';
    expect((await parseFile(bytes(xhtml), 'x.xhtml')).text).toBe('The ferry left.');
  });

  it('says what is missing when a page has no text', async () => {
    await expect(
      parseFile(bytes('<html><body><img src="a.png"></body></html>'), 'x.html'),
    ).rejects.toMatchObject({ code: 'file-empty' });
  });
});

describe('a hostile page', () => {
  const many = (part: string, count = 100_000): string => part.repeat(count);
  const PAGES: Record<string, string> = {
    'nested 100,000 deep': `<html>${many('<div>')}the bottom`,
    'nested to just below the limit': `${many('<div>', 900)}<p>the bottom</p>`,
    'of a million angle brackets': `<html>${many('<', 1_000_000)} <p>the bottom`,
    'of declarations that never end': `<p>the bottom</p>${many('<!')}`,
    'of comments that never end': `<p>the bottom</p>${many('<!--')}`,
    'whose elements are never closed': `${many('<b>a ')}the bottom`,
    'whose attribute never ends': `<p>the bottom</p><div class="${many('a>b ')}`,
    'of one element with a million names': `<p class="${many('share ', 300_000)}">the bottom</p>`,
    'of one element with many attributes': `<p ${Array.from({ length: 30_000 }, (_, at) => `a${at}="x"`).join(' ')}>the bottom</p>`,
    'of character references': `<p>${many('&amp;', 500_000)}the bottom</p>`,
    'of closing tags': `${many('<div>', 900)}${many('</x>')}the bottom`,
    'of tables in tables': `${many('<table><tr><td>', 300)}the bottom`,
    'of lists in lists': `${many('<ul><li>a', 5_000)}the bottom`,
    'of hidden boxes in hidden boxes': `${many('<div aria-hidden="true">', 900)}the bottom`,
    'whose data for search engines is nested': `<script type="application/ld+json">${many('[')}</script><p>the bottom</p>`,
    'whose data has hostile shapes':
      '<script type="application/ld+json">{"@type":["NewsArticle"],"headline":{"a":1},"author":[[],null,{"name":{}},7],"datePublished":{},"publisher":[{"name":[]}],"mainEntityOfPage":[{}],"__proto__":{"x":1},"constructor":5}</script><p>the bottom</p>',
    'with a title of separators': `<title>${many(' - ')}</title><p>the bottom</p>`,
    'of spaces': `<p>${many(' ', 2_000_000)}the bottom</p>`,
  };

  it.each(Object.entries(PAGES))('%s is read', async (_, html) => {
    expect((await parseFile(bytes(html), 'hostile.html')).text).toContain('the bottom');
  });

  it('with more elements than any page has is read as paragraphs alone, and says so', async () => {
    const parsed = await parseFile(
      bytes(`<html><nav>Menu</nav>${many('<p>a</p>\n', 200_001)}<script>no</script>`),
      'large.html',
    );
    expect(parsed.blocks).toHaveLength(200_002);
    expect(parsed.remark).toContain('200,000');
  });

  it('above 20 MB is refused by name', async () => {
    const huge = new Uint8Array(21 * 1024 * 1024).fill(0x20);
    huge.set(bytes('<!DOCTYPE html><p>a'));
    await expect(parseFile(huge, 'huge.html')).rejects.toMatchObject({
      code: 'file-too-large',
      message: expect.stringContaining('“huge.html”') as string,
    });
  });
});

describe('a page whose article has a name that articles seldom have', () => {
  it('is looked through again, though white space stands between its head and its body', async () => {
    const sentence =
      '<p>The ferry left at noon, and the board that had asked it to do so was content for the rest of the week, as it said.</p>';
    const others = Array.from({ length: 12 }, (_, at) => `<li><a href="/${at}">Other story ${at}</a></li>`);
    const { text, layers } = await read(
      `<!DOCTYPE html><html>\n<head><title>Ferry halted</title></head>\n<body>\n<div class="commented"><h1>Ferry halted</h1>${sentence.repeat(9)}</div><div><ul>${others.join('')}</ul></div></body></html>`,
    );
    expect(layers?.map(({ from, to }) => text.slice(from, to).split('\n')[0])).toEqual(['• Other story 0']);
  });
});

describe('a page full of remote references', () => {
  afterEach(() => vi.restoreAllMocks());

  it('reaches for nothing and runs nothing', async () => {
    const reached: string[] = [];
    const trap = (name: string) => (): never => {
      reached.push(name);
      throw new Error(name);
    };
    vi.spyOn(globalThis, 'fetch').mockImplementation(trap('fetch'));
    vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(trap('socket'));
    vi.spyOn(dns, 'lookup').mockImplementation(trap('dns'));
    vi.spyOn(http, 'request').mockImplementation(trap('http'));
    const address = 'http://127.0.0.1:9/x';
    const html = `<!DOCTYPE html><html manifest="${address}"><head><base href="${address}"><link rel="stylesheet" href="${address}"><link rel="preload" href="${address}" as="script"><link rel="import" href="${address}"><meta http-equiv="refresh" content="0;url=${address}"><style>@import "${address}";body{background:url(${address})}</style><script src="${address}"></script><script>globalThis.ranScript = true; fetch("${address}")</script></head>
      <body background="${address}" onload="globalThis.ranScript = true"><img src="${address}" srcset="${address} 2x" onerror="globalThis.ranScript = true"><iframe src="${address}" srcdoc="<script>1</script>"></iframe><object data="${address}"></object><embed src="${address}"><video src="${address}" poster="${address}"></video><audio src="${address}"></audio><svg><image href="${address}"/><script>globalThis.ranScript = true</script></svg><form action="${address}"><input type="image" src="${address}"></form><a href="javascript:globalThis.ranScript=true" ping="${address}">a link</a><x-element is="x-y">custom</x-element><p>The ferry left at noon, as the board had asked it to do.</p></body></html>`;
    const parsed: ParsedSource = await parseFile(bytes(html), 'remote.html');
    expect(parsed.text).toContain('The ferry left');
    expect(parsed.text).not.toContain('ranScript');
    expect(reached).toEqual([]);
    expect('ranScript' in globalThis).toBe(false);
  });

  it('has no text where a page is cut inside its first tag', async () => {
    for (const source of ['<!doctype html>\n<html lang="en', '<html xmlns="http://www.w3.org/19']) {
      const thrown: unknown = await parseFile(new TextEncoder().encode(source), 'a.html').catch(
        (error: unknown) => error,
      );
      expect(thrown).toMatchObject({ code: 'file-empty' });
    }
  });
});
