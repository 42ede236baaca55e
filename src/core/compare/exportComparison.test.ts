import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import type { Block } from '../model/document';
import { compare } from './compare';
import {
  comparisonHtml,
  comparisonMarkdown,
  type ExportedComparison,
  type ExportedSide,
} from './exportComparison';

function sideOf(title: string, paragraphs: readonly string[]): ExportedSide {
  let text = '';
  const blocks: Block[] = [];
  for (const paragraph of paragraphs) {
    blocks.push({ kind: 'paragraph', from: text.length, to: text.length + paragraph.length });
    text += `${paragraph}\n\n`;
  }
  return { title, facts: '', text, blocks, layers: [] };
}

function exportOf(left: readonly string[], right: readonly string[]): ExportedComparison {
  const [a, b] = [sideOf('Before', left), sideOf('After', right)];
  return { comparison: compare(a, b, { ignore: [], skipLayers: true }), a, b, ignored: [] };
}

/** The paragraphs of the export after its head. */
const body = (left: readonly string[], right: readonly string[]): string[] =>
  comparisonMarkdown(exportOf(left, right)).trimEnd().split('\n\n').slice(2);

const FOG = 'The harbour office closed early on Friday because of thick fog over the bay.';
const FERRY = 'Every ferry to the outer islands was held back until noon, the operator said.';

describe('comparisonMarkdown', () => {
  it.each<[string, string, string]>([
    ['The ferry was late on Monday.', 'The ferry was late on Tuesday.', 'The ferry was late on ~~Monday~~ **Tuesday**.'],
    ['The very old ferry was late.', 'The old ferry was late.', 'The ~~very~~ old ferry was late.'],
    ['The old ferry was late.', 'The old, slow ferry was late.', 'The ~~old~~ **old, slow** ferry was late.'],
    ['Ships wait for the tide; crews wait.', 'Ships wait for the tide, crews wait.', 'Ships wait for the ~~tide;~~ **tide,** crews wait.'],
  ])('shows “%s” against “%s”', (left, right, expected) => {
    expect(body([left], [right])).toEqual([`¶ 1: ${expected}`]);
  }); // prettier-ignore

  it('says where a paragraph stands and what became of it', () => {
    expect(body([FOG, FERRY], [FERRY, 'A new light will be built.', FOG])).toEqual([
      '¶ 2, only in the right: **A new light will be built.**',
      `¶ 1 → ¶ 3: ${FOG}`,
      `¶ 2 → ¶ 1, moved: ${FERRY}`,
    ]);
  });

  it('never lets a text be Markdown or HTML, and shows all of both', () => {
    const piece = fc.constantFrom('fog', 'tide,', '**', '~~', '*', '<b>', '&amp;', '[a](b)', '`', '“so”', '\\', '(x', '1.', '#', '–', '漢字。', '!', ' ', '$'); // prettier-ignore
    const text = fc
      .array(piece, { maxLength: 14 })
      .map((pieces) => pieces.join(' ').replace(/ (?=[,!“])/g, ''));
    const dense = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''));
    const paragraphs = fc.array(fc.oneof(text, dense), { minLength: 1, maxLength: 3 });
    const parser = new MarkdownIt('commonmark', { html: true }).enable('strikethrough');
    fc.assert(
      fc.property(paragraphs, paragraphs, (left, right) => {
        const exported = exportOf(left, right);
        const tokens = parser.parse(comparisonMarkdown(exported), {});
        expect(new Set(tokens.map((token) => token.type.replace(/_(open|close)$/, '')))).toEqual(
          new Set(['heading', 'inline', 'bullet_list', 'list_item', 'paragraph']),
        );
        const inlines = tokens
          .filter((token) => token.type === 'inline')
          .flatMap((token) => token.children ?? []);
        const kinds = new Set(inlines.map((token) => token.type.replace(/_(open|close)$/, '')));
        for (const kind of kinds) expect(['text', 'text_special', 's', 'strong']).toContain(kind);
        const [seenA, seenB] = [seen(tokens, 'strong'), seen(tokens, 's')];
        expect(sorted(seenA)).toBe(sorted(left.join('')));
        expect(sorted(seenB)).toBe(sorted(right.join('')));
      }),
      { numRuns: 300 },
    );
  });
});

/** The characters of a text in any order, without white space. */
const sorted = (text: string): string => [...text.replace(/\s/g, '')].sort().join('');

/** What is read of the paragraphs, without their places and without what stands inside one kind of mark. */
function seen(tokens: ReturnType<MarkdownIt['parse']>, without: 's' | 'strong'): string {
  const paragraphs = tokens.filter((token, at) => token.type === 'inline' && tokens[at - 1]?.type === 'paragraph_open' && tokens[at - 1]?.level === 0); // prettier-ignore
  return paragraphs
    .map(({ children }) => {
      let depth = 0;
      let text = '';
      for (const token of children ?? []) {
        if (token.type === `${without}_open`) depth += 1;
        else if (token.type === `${without}_close`) depth -= 1;
        else if (depth === 0) text += token.content;
      }
      return text.replace(/^[^:]*:?/, '');
    })
    .join('');
}

describe('comparisonHtml', () => {
  it('escapes everything and marks what changed on its side', () => {
    const html = comparisonHtml(
      exportOf(
        ['The <b>ferry</b> was late on Monday & so on.'],
        ['The <b>ferry</b> was late on Tuesday & so on.'],
      ),
    );
    expect(html).toContain('The &lt;b&gt;ferry&lt;/b&gt; was late on <del>Monday</del> &amp; so on.');
    expect(html).toContain('The &lt;b&gt;ferry&lt;/b&gt; was late on <ins>Tuesday</ins> &amp; so on.');
    expect(html).not.toMatch(/<b>|<script/);
  });

  it('keeps titles inside their elements', () => {
    const exported = exportOf([FOG], [FOG]);
    const html = comparisonHtml({ ...exported, a: { ...exported.a, title: '</title><script>x</script>' } });
    expect(html).not.toContain('<script>');
  });
});
