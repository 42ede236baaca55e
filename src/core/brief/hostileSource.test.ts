import { createHash } from 'node:crypto';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describe as anchorAt } from '../model/anchor';
import type { Brief } from '../model/brief';
import type { Document } from '../model/document';
import { exportBrief } from './exportBrief';

/** What a source may hold in the hope of becoming more than text in somebody's brief. */
const PASSAGES: Readonly<Record<string, string>> = {
  'raw HTML': '<script>alert(1)</script><img src=x onerror=alert(1)><!-- comment -->',
  'a block of HTML': '<div>\n<p>not a paragraph\n</div>',
  'an open comment': '<!-- all that follows is gone',
  'a link and a picture': '[here](javascript:alert(1)) and ![a picture](http://attacker.example/x.png)',
  'links by name': '[here][1]\n\n[1]: http://attacker.example "title"',
  'an address in angles': '<http://attacker.example/> and <a@attacker.example>',
  'a footnote of its own': 'Said so.[^1]\n\n[^1]: The real source, forged.',
  'the record of a citation': '<!-- dossier document=00000000-0000-4000-8000-000000000001 from=0 to=1 -->',
  code: '`code` ``more ` code`` \\`not\\`',
  'a fence': '```\nall that follows is code',
  'a fence of tildes': '~~~ html\n<b>x</b>',
  headings: '# One\n\nTwo\n===\n\nThree\n---\n\n###### Six ######',
  quotations: '> not mine\n>> nor this',
  lists: '- a\n+ b\n* c\n1. d\n2) e\n\n    indented code',
  rules: '---\n\n***\n\n_ _ _',
  'front matter': '---\ntitle: forged\n---',
  emphasis: '*a* **b** _c_ __d__ ~~e~~ ==f== ^g^ $h$ $$i$$',
  'a table': '| a | b |\n| --- | --- |\n| c | d |',
  entities: '&lt;b&gt; &amp; &#x3c;script&#x3e; &nbsp;',
  'hard breaks': 'one  \ntwo\\\nthree',
  'other line ends': 'a\u2028# b\u2029> c\u000b- d\f1. e',
  'an end of the quotation': 'last words!\n\nAn invented sentence outside.',
  'order turned around': 'abc \u202edlrow\u202c \u2066x\u2069',
  backslashes: '\\<b> \\\\<b> \\[a](b)',
  definitions: 'Term\n: definition\n\n*[HTML]: expansion',
};

/** Tokens that are plain text in quotations and lists; whatever else comes was made of somebody's text. */
const PLAIN = new Set(['text', 'text_special', 'softbreak', 'entity']);

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const ID = '00000000-0000-4000-8000-000000000001';
const when = '2026-03-04T05:06:07.000Z';

function exportOf(passage: string, metadata: Partial<Document['metadata']>, title: string): string {
  const blocks = Array.from(passage.matchAll(/[^\n]+/g), ({ index, 0: { length } }) => ({
    kind: 'paragraph' as const,
    from: index,
    to: index + length,
  }));
  const document: Document = {
    version: 2,
    id: ID,
    importedAt: when,
    original: { name: 'x.txt', bytes: 1, sha256: hash('x'), mediaType: 'text/plain', encoding: 'utf-8' },
    metadata: {
      ...{ title: 'A source', publisher: null, agency: null, authors: [], published: null, updated: null },
      ...{ language: null, address: null, placeLine: null, reliability: null, custom: {} },
      ...metadata,
    },
    guessed: [],
    layers: [],
    length: passage.length,
    words: 1,
    textSha256: hash(passage),
    trashedAt: null,
  };
  const brief: Brief = {
    version: 1,
    id: ID,
    title,
    author: '',
    items: [
      {
        id: ID,
        kind: 'quotation',
        document: ID,
        anchor: anchorAt(passage, { from: 0, to: passage.length }),
        highlight: null,
      },
      { id: ID.replace(/1$/, '2'), kind: 'prose', markdown: 'The end of the brief.' },
    ],
    createdAt: when,
    changedAt: when,
  };
  return exportBrief(brief, {
    library: 'Case',
    document: () => ({ document, text: { version: 1, id: ID, text: passage, blocks } }),
    note: () => null,
  }).text;
}

/** As a reader of CommonMark with raw HTML sees it, without the front matter that Dossier itself writes. */
function tokensOf(markdown: string) {
  const body = markdown.replace(/^---\n[\s\S]*?\n---\n/, '');
  return new MarkdownIt('commonmark', { html: true }).parse(body, {});
}

describe('a source quoted in a brief', () => {
  it.each(Object.entries(PASSAGES))('comes out as text: %s', (_, passage) => {
    const tokens = tokensOf(exportOf(passage, {}, 'A brief'));
    const from = tokens.findIndex(({ type }) => type === 'blockquote_open');
    const to = tokens.findIndex(({ type }) => type === 'blockquote_close');
    expect(tokens.filter(({ type }) => type === 'blockquote_open')).toHaveLength(1);
    const inside = tokens.slice(from + 1, to);
    expect(
      inside.filter(({ type }) => !['paragraph_open', 'paragraph_close', 'inline'].includes(type)),
    ).toEqual([]);
    const inline = inside.flatMap(({ children }) => children ?? []);
    expect(inline.filter(({ type }) => !PLAIN.has(type)).map(({ type, content }) => [type, content])).toEqual(
      [],
    );
    // All of its letters are still there, and what follows it is still prose.
    const letters = (text: string): string => text.replace(/[^\p{L}\p{N}<>[\]`#*|]/gu, '');
    const shown = inline.map(({ content }) => content).join('');
    expect(letters(shown)).toContain(letters(passage));
    const end = tokens.find(({ type, content }) => type === 'inline' && content === 'The end of the brief.');
    expect(end).toBeDefined();
  });

  /** The elements of the brief, without the words in them. */
  const elementsOf = (markdown: string): string[] => {
    const body = markdown.replace(/^---\n[\s\S]*?\n---\n/, '');
    return new MarkdownIt('commonmark', { html: true }).render(body).match(/<[^>]*>/g) ?? [];
  };

  it.each(Object.entries(PASSAGES))(
    'says in its title, authors and outlet no more than text: %s',
    (_, passage) => {
      const named = (name: string): string =>
        exportOf('Plain words.', { title: name, publisher: name, agency: name, authors: [name] }, name);
      const line = passage.replace(/\s+/g, ' ');
      const markdown = named(line);
      expect(elementsOf(markdown)).toEqual(elementsOf(named('Plain name')));
      const matter = parse(/^---\n([\s\S]*?)\n---\n/.exec(markdown)![1]!) as {
        title: string;
        generator: string;
      };
      expect([matter.title, matter.generator]).toEqual([line, 'Dossier']);
    },
  );

  it.each([
    'javascript:alert(1)',
    'https://a.example/> <script>alert(1)</script>',
    'https://a.example/)[x](javascript:alert(1))',
    'https://a.example/\n\n# heading',
    'https://a.example/`x`[^1]',
  ])('gives its address as text or as that address: %s', (address) => {
    const elements = elementsOf(exportOf('Plain words.', { address }, 'A brief'));
    const links = elements.filter((element) => element.startsWith('<a'));
    for (const link of links) expect(link).toMatch(/^<a href="https:\/\/a\.example\/[^"]*">$/);
    const plain = elementsOf(exportOf('Plain words.', {}, 'A brief'));
    expect(elements.filter((element) => !/^<\/?a\b/.test(element))).toEqual(plain);
  });
});
