import { describe, expect, it } from 'vitest';
import { parseFile } from './importFile';

/**
 * Texts made to keep a reader busy: deep nesting, openings that are never closed, one line a hundred thousand times. Each
 * is read, as something, within the time a test has; before these tests some took minutes.
 */
const LEVELS = 100_000;
const many = (part: string): string => part.repeat(LEVELS);

const TEXTS: Record<string, string> = {
  'quotations in quotations': `${many('> ')}a`,
  'lists in lists': `${many('- ')}a`,
  'numbered lists in numbered lists': `${many('1. ')}a`,
  'lists indented deeper and deeper': Array.from(
    { length: 2_000 },
    (_, depth) => `${' '.repeat(2 * depth)}- a`,
  ).join('\n'),
  'brackets that open': `${many('[')}a`,
  'pictures that open': `${many('![')}a`,
  'links that open': many('[a]('),
  'links in links': `${many('[a')}${many('](b)')}`,
  'emphasis in emphasis': `${many('*_')}a${many('_*')}`,
  'emphasis that never ends': many('**a *b '),
  'runs of backticks, each longer': Array.from(
    { length: 500 },
    (_, index) => `${'`'.repeat(index + 1)}a`,
  ).join(' '),
  'addresses that open': many('<http://a'),
  'references that nobody uses': many('[a]: b\n'),
  'a title of a reference that never ends': many('[a]: b "c\n'),
  fences: many('```\n'),
  'a table of one row': `|${many('a|')}\n|${many('-|')}\n|${many('b|')}`,
  'HTML that opens': many('<div>'),
  'comments that open': many('<!--'),
  rules: many('- - -\n'),
  spaces: `a${many(' ')}b`,
  'empty lines': `a${many('\n')}b`,
  'marks on one letter': `a${many('\u0301')}`,
  'copyright signs': `${many('© ')}x`,
  'one sentence': many('The ferry left at noon and nobody was on it. '),
  'front matter of nested lists': `---\na: ${many('[')}\n---\nx`,
  'front matter that never ends': `---\n${many('a: b\n')}`,
  'front matter of many names': `---\n${Array.from({ length: 20_000 }, (_, at) => `k${at}: v`).join('\n')}\n---\nx`,
  'front matter of aliases of aliases': `---\na: &a [x]\n${Array.from({ length: 24 }, (_, at) => {
    const before = at === 0 ? 'a' : `b${at - 1}`;
    return `b${at}: &b${at} [*${before}, *${before}]`;
  }).join('\n')}\n---\nx`,
};

describe('parseFile', () => {
  it.each(Object.entries(TEXTS))('reads %s, as Markdown and as text', async (_, text) => {
    for (const name of ['hostile.md', 'hostile.txt']) {
      const parsed = await parseFile(new TextEncoder().encode(text), name).catch((error: unknown) => error);
      // Front matter alone leaves nothing to read; everything else is a document.
      if (parsed instanceof Error) expect(parsed).toMatchObject({ code: 'file-empty' });
      else expect((parsed as { mediaType: string }).mediaType).toMatch(/^text\//);
    }
  });
});
