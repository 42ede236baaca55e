import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe as suite, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describe as anchorAt, type Anchor } from '../model/anchor';
import type { Brief, BriefItem } from '../model/brief';
import type { Document, DocumentText } from '../model/document';
import type { Note } from '../model/note';
import { canonicalText } from './canonicalText';
import { citePassage } from './citePassage';
import { exportBrief, fileNameOf, type BriefSources } from './exportBrief';
import { quotationBlock } from './markdownText';
import { readCitations } from './readCitations';
import { verifyCitations } from './verifyCitations';

// ------------------------------------------------------------------------------------------------ a small notation

const WIRE = `Ministers leave the table

Ministers of ten states left the table in Danau on Tuesday without a common text. “We shall meet again,” the chair said.

Two delegations had asked for a pause. Neither explained why, and neither would be named. The pause became a night.

The chair said that a common text would come “when it comes”.`;

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const when = '2026-03-04T05:06:07.000Z';
const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

function source(number: number, text: string, metadata: Partial<Document['metadata']> = {}) {
  const blocks = Array.from(text.matchAll(/[^\n]+/g), (match, index) => ({
    kind: index === 0 && number === 1 ? ('heading' as const) : ('paragraph' as const),
    from: match.index,
    to: match.index + match[0].length,
  }));
  const document: Document = {
    version: 2,
    id: id(number),
    importedAt: when,
    original: {
      name: 'wire.txt',
      bytes: text.length,
      sha256: hash(`file ${text}`),
      mediaType: 'text/plain',
      encoding: 'utf-8',
    },
    metadata: {
      title: 'Ministers leave the table',
      publisher: 'The Straits Ledger',
      agency: 'Meridian Wire',
      authors: ['Ana Lim'],
      published: '2026-03-03',
      updated: null,
      language: 'en',
      address: null,
      placeLine: null,
      reliability: null,
      custom: {},
      ...metadata,
    },
    guessed: [],
    layers: [],
    length: text.length,
    words: 0,
    textSha256: hash(text),
    trashedAt: null,
  };
  const record: DocumentText = { version: 1, id: id(number), text, blocks };
  return { document, text: record };
}

type Source = ReturnType<typeof source>;

function sourcesOf(documents: readonly Source[], notes: readonly Note[] = []): BriefSources {
  return {
    library: 'The Danau talks',
    document: (wanted) => documents.find(({ document }) => document.id === wanted) ?? null,
    note: (wanted) => notes.find((note) => note.id === wanted) ?? null,
  };
}

/** `# heading`, `> exact words of the source` or prose, one item a line. */
function brief(lines: readonly string[], from: Source = source(1, WIRE)): Brief {
  const items = lines.map((line, index): BriefItem => {
    const item = { id: id(1000 + index) };
    if (line.startsWith('# ')) return { ...item, kind: 'heading', level: 2, text: line.slice(2) };
    if (!line.startsWith('> ')) return { ...item, kind: 'prose', markdown: line };
    const start = from.text.text.indexOf(line.slice(2));
    if (start < 0) throw new Error(`not in the source: ${line}`);
    const anchor = anchorAt(from.text.text, { from: start, to: start + line.length - 2 });
    return { ...item, kind: 'quotation', document: from.document.id, anchor, highlight: null };
  });
  return {
    version: 1,
    id: id(9),
    title: 'The Danau talks',
    author: 'R. Okafor',
    items,
    createdAt: when,
    changedAt: when,
  };
}

const wire = source(1, WIRE);
const talks = brief([
  '# What happened',
  'Nobody expected *much*.',
  '> Ministers of ten states left the table in Danau on Tuesday without a common text.',
  'And then:',
  '> The pause became a night.',
]);
const exported = exportBrief(talks, sourcesOf([wire])).text;
const library =
  (...documents: readonly Source[]) =>
  (wanted: string) => {
    const found = documents.find(({ document }) => document.id === wanted);
    return found ? { text: found.text.text, textSha256: found.document.textSha256 } : null;
  };
/** `1 exact, 2 altered` */
function verdict(markdown: string, documents = library(wire)): string {
  return verifyCitations(markdown, documents)
    .map(({ citation, status }) => `${citation} ${status}`)
    .join(', ');
}

// ---------------------------------------------------------------------------------------------------------- export

suite('exportBrief', () => {
  it('it writes front matter, prose, block quotes, footnotes and sources', async () => {
    const note: Note = {
      version: 1,
      id: id(50),
      subject: { kind: 'library' },
      text: 'A note, *as written*.',
      createdAt: when,
      changedAt: when,
    };
    const whole: Brief = {
      ...talks,
      items: [...talks.items, { id: id(2000), kind: 'note', note: note.id }],
    };
    const answer = exportBrief(whole, sourcesOf([wire], [note]));
    expect(answer).toMatchObject({ fileName: 'the-danau-talks.md', citations: 2, problems: [] });
    await expect(answer.text).toMatchFileSnapshot('fixtures/export.md');
  });

  it('it shows text that looks like Markdown or HTML as it is', async () => {
    const hostile = source(2, HOSTILE, {
      title: '*x* <b> [^1]: -->',
      publisher: null,
      agency: 'A|B',
      authors: [],
      published: '2026',
    });
    const answer = exportBrief(brief([`> ${HOSTILE}`], hostile), sourcesOf([hostile]));
    expect(verdict(answer.text, library(hostile))).toBe('1 exact');
    await expect(answer.text).toMatchFileSnapshot('fixtures/hostile.md');
  });

  it('it quotes evidence it cannot find from the brief itself, marks it and lists it', async () => {
    const trashed = { ...wire, document: { ...wire.document, trashedAt: when } };
    const changed = source(3, `Another beginning. ${WIRE}`);
    const missing = source(4, WIRE);
    const items = [trashed, changed, missing].flatMap(
      (from) => brief(['> The pause became a night.'], { ...wire, document: from.document }).items,
    );
    const whole: Brief = {
      ...talks,
      items: [
        ...items.map((item, at) => ({ ...item, id: id(3000 + at) })),
        { id: id(4000), kind: 'note', note: id(77) },
      ],
    };
    const answer = exportBrief(whole, sourcesOf([trashed, changed]));
    expect(answer.citations).toBe(3);
    expect(answer.problems).toHaveLength(4);
    await expect(answer.text).toMatchFileSnapshot('fixtures/problems.md');
    expect(verdict(answer.text, library(trashed, changed))).toBe('1 exact, 2 moved, 3 lost');
  });

  it('it quotes front matter values so that YAML gives them back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (title, author) => {
        const { text } = exportBrief({ ...talks, title, author }, sourcesOf([wire]));
        const front = parse(text.split('\n---\n')[0]!.slice(4)) as Record<string, unknown>;
        expect(front).toMatchObject({ title, date: '2026-03-04', library: 'The Danau talks', citations: 2 });
        expect(front.author ?? '').toBe(author);
      }),
    );
  });

  it.each([
    ['ASEAN & Pyongyang: 2019/20', 'asean-pyongyang-2019-20.md'],
    ['../../etc/passwd', 'etc-passwd.md'],
    ['CON', 'con-brief.md'],
    ['¿?', 'brief.md'],
    ['북한 제재', '북한-제재.md'],
    ['x'.repeat(300), `${'x'.repeat(60)}.md`],
  ])('it names the file of “%s” %s', (title, name) => expect(fileNameOf(title)).toBe(name));

  it.each([
    ['```js\nlet x', '```'],
    ['~~~~\n```', '~~~~'],
    ['````\n```\nx', '````'],
    ['<!-- later', '-->'],
    ['<pre>\nx', '</pre>'],
    ['<?php', '?>'],
    ['<![CDATA[ x', ']]>'],
    ['```\nx\n```', null],
    ['<!-- so --> x', null],
    ['- a\n\n    b', null],
  ])('it keeps %j in the prose from swallowing what follows', (prose, end) => {
    const { text } = exportBrief(brief([prose, '> The pause became a night.']), sourcesOf([wire]));
    expect(verdict(text)).toBe('1 exact');
    expect(text).toContain(`\n\n${prose}${end === null ? '' : `\n${end}`}\n\n> The`);
  });

  it('it leaves numbers alone that the author’s own footnotes have', () => {
    const prose = 'As known.[^1]\n\n[^1]: See *elsewhere*.\n[^2]: And there.';
    const { text } = exportBrief(brief([prose, '> The pause became a night.']), sourcesOf([wire]));
    expect(verdict(text)).toBe('3 exact');
  });
});

const HOSTILE = [
  '# not a heading', '- not a list', '1. nor this', '12) nor that', '> not a quote', '---', '===', '+ plus',
  '<script>alert(1)</script> & &amp; &#42;', '*stars* _lines_ `ticks` ~~struck~~ $x^2$', '[^1] [^1]: [a](b) ![c](d) [x]: /y',
  '| a | b |', '    indented', 'hard  spaces\u00a0here', 'end\\', '-->', '<!-- dossier: document=x -->', '```', ':: colon',
  'astral 𝕏 and 👩‍👩‍👧', 'bidi \u202eabc\u202c and \u2067def\u2069', 'Stop!',
].join('\n'); // prettier-ignore

// ---------------------------------------------------------------------------------------------------------- verify

suite('verifyCitations', () => {
  const first = '> Ministers of ten states left the table in Danau on Tuesday without a common text.[^1]';
  const second = '> The pause became a night.[^2]';
  const swap = (text: string): string =>
    text.replaceAll('[^1]', '[^x]').replaceAll('[^2]', '[^1]').replaceAll('[^x]', '[^2]');

  it.each<[what: string, edit: (text: string) => string, expected: string]>([
    ['nothing', (text) => text, '1 exact, 2 exact'],
    ['line ends of Windows', (text) => text.replaceAll('\n', '\r\n'), '1 exact, 2 exact'],
    ['a byte-order mark', (text) => `\ufeff${text}`, '1 exact, 2 exact'],
    [
      'prose around',
      (text) => text.replace('And then:', 'Later,\n\n- one\n- two\n\n***'),
      '1 exact, 2 exact',
    ],
    ['no prose at all', (text) => text.slice(text.indexOf('>')), '1 exact, 2 exact'],
    [
      'reflowed lines',
      (text) => text.replace(' table in Danau ', ' table\n> in   Danau\n> '),
      '1 exact, 2 exact',
    ],
    ['lazy lines', (text) => text.replace(' in Danau ', '\nin Danau '), '1 exact, 2 exact'],
    ['a space before the reference', (text) => text.replace('text.[^1]', 'text. [^1]'), '1 exact, 2 exact'],
    ['another order of numbers', swap, '2 exact, 1 exact'],
    ['labels with words', (text) => text.replaceAll('[^1]', '[^danau]'), 'danau exact, 2 exact'],
    [
      'quotations moved',
      (text) => text.replace(first, '').replace(second, `${second}\n\n${first}`),
      '2 exact, 1 exact',
    ],
    [
      'quotations joined',
      (text) => text.replace(`${first}\n\nAnd then:\n\n`, `${first}\n>\n`),
      '1 exact, 2 exact',
    ],
    ['footnotes indented', (text) => text.replaceAll('\n[^', '\n   [^'), '1 exact, 2 exact'],
    [
      'footnotes reflowed',
      (text) => text.replaceAll(/ (from|to|quote|text-sha256)=/g, '\n    $1='),
      '1 exact, 2 exact',
    ],
    ['footnotes reflowed flat', (text) => text.replaceAll(/ (from|to|quote)=/g, '\n$1='), '1 exact, 2 exact'],
    [
      'footnotes put first',
      (text) => `${text.slice(text.indexOf('[^1]: '))}\n${text.slice(0, text.indexOf('[^1]: '))}`,
      '1 exact, 2 exact',
    ],
    [
      'footnotes rewritten',
      (text) => text.replaceAll(/\]: .* <!--/g, ']: Lim 2026, p. 3 <!--'),
      '1 exact, 2 exact',
    ],
    ['a quotation in a list', (text) => text.replace(second, `- said:\n\n    ${second}`), '1 exact, 2 exact'],
    ['a quotation in a quotation', (text) => text.replace(second, `>${second}`), '1 exact, 2 exact'],
    ['emphasis added', (text) => text.replace('a night', '**a night**'), '1 exact, 2 exact'],
    [
      'who said it, under it',
      (text) => text.replace(second, '> The pause became a night.\n>\n> — the chair[^2]'),
      '1 exact, 2 exact',
    ],
    [
      'an inline quotation',
      (text) => text.replace(second, 'We read: “The pause became a night.”[^2] Indeed.'),
      '1 exact, 2 exact',
    ],
    [
      'an inline quotation, reference late',
      (text) => text.replace(second, '"The pause became a night." said Lim, not “once”.[^2]'),
      '1 exact, 2 exact',
    ],
    ['guillemets', (text) => text.replace(second, '« The pause became a night. »[^2]'), '1 exact, 2 exact'],
    [
      'the `>` gone from an empty line',
      (text) => text.replace(' in Danau', '\n\n> in Danau'),
      '1 exact, 2 exact',
    ],
    ['a second mention', (text) => text.replace('And then:', 'As said[^1], then:'), '1 exact, 2 exact'],
    ['a reference used twice', (text) => text.replace('And then:', first), '1 exact, 1 exact, 2 exact'],
    [
      'twice, once altered',
      (text) => text.replace('And then:', first.replace('ten', 'six')),
      '1 exact, 1 altered, 2 exact',
    ],
    ['the file twice in one', (text) => `${text}\n${text}`, '1 exact, 2 exact, 1 exact, 2 exact'],
    ['a word changed', (text) => text.replace('became', 'was'), '1 exact, 2 altered'],
    ['a word added', (text) => text.replace('a night', 'a long night'), '1 exact, 2 altered'],
    ['a word struck out', (text) => text.replace('a night', '~~a~~ night'), '1 exact, 2 altered'],
    ['the end cut off', (text) => text.replace(' a night.', ''), '1 exact, 2 altered'],
    ['case changed', (text) => text.replace('The pause', 'the pause'), '1 exact, 2 altered'],
    ['a space taken out', (text) => text.replace('ten states', 'tenstates'), '1 altered, 2 exact'],
    [
      'an inline quotation altered',
      (text) => text.replace(second, '“The pause was a night.”[^2]'),
      '1 exact, 2 altered',
    ],
    ['a quotation deleted', (text) => text.replace(second, ''), '1 exact, 2 altered'],
    ['a paraphrase', (text) => text.replace(second, 'It lasted all night.[^2]'), '1 exact, 2 altered'],
    [
      'another place recorded',
      (text) => text.replaceAll(/from=\d+ to=\d+/g, 'from=3 to=9'),
      '1 moved, 2 moved',
    ],
    ['a place outside the text', (text) => text.replace(/to=\d+/, 'to=99999'), '1 moved, 2 exact'],
    [
      'quotation and hash forged',
      (text) =>
        text
          .replace('became', 'was')
          .replace(hash('The pause became a night.'), hash('The pause was a night.')),
      '1 exact, 2 lost',
    ],
    [
      'another hash',
      (text) => text.replace(hash('The pause became a night.'), hash('x')),
      '1 exact, 2 altered',
    ],
    ['an unknown document', (text) => text.replace(/document=\S+/, `document=${id(5)}`), '1 lost, 2 exact'],
    ['a damaged record', (text) => text.replace(/from=\d+/, 'from=x'), '1 lost, 2 exact'],
    ['a record outside a footnote', (text) => text.replaceAll(/^\[\^1\]: /gm, ''), '2 exact, ? altered'],
    ['no citations', () => 'Just *words*.[^1]\n\n[^1]: A book.', ''],
  ])('it judges a file with %s', (_, edit, expected) => expect(verdict(edit(exported))).toBe(expected));

  it('it says what differs in the first words that do', () => {
    const detail = (edit: (text: string) => string): string | null =>
      verifyCitations(edit(exported), library(wire))[1]!.detail;
    expect(detail((text) => text)).toBeNull();
    expect(detail((text) => text.replace('became', 'was'))).toBe(
      'The file has “was a night.” where the source has “became a night.”',
    );
    expect(detail((text) => text.replace('night.', 'night. And a day.'))).toBe(
      'The file goes on with “And a day.”',
    );
    expect(detail((text) => text.replace(' a night.', ''))).toBe(
      'The file quotes only a part of the passage.',
    );
  });

  it('it takes curly quotation marks made straight as altered words', () => {
    const quoting = exportBrief(brief(['> “We shall meet again,” the chair said.']), sourcesOf([wire])).text;
    expect(verdict(quoting)).toBe('1 exact');
    expect(verdict(quoting.replace(/[“”](?=We|\s*the)/g, '"'))).toBe('1 altered');
  });

  it('it gives the nearest place of a passage that moved', () => {
    const changed = source(1, `Hello.\n\n${WIRE}\n\nThe pause became a night.`);
    const checks = verifyCitations(exported, library(changed));
    expect(checks.map(({ status }) => status)).toEqual(['moved', 'moved']);
    for (const check of checks) {
      const quote = changed.text.text.slice(check.from!, check.to!);
      expect(WIRE).toContain(quote);
      expect(check.from).toBe(WIRE.indexOf(quote) + 8);
    }
  });

  it('it gives the nearest of several places, also the last words of a text', () => {
    const night = 'The pause became a night.';
    const changed = source(1, `${night}\n\nHello.\n\n${WIRE.replace(night, '')}\n\n${night}`);
    const [, check] = verifyCitations(exported, library(changed));
    const to = changed.text.text.length;
    expect(check).toMatchObject({ status: 'moved', from: to - night.length, to });
  });

  it('it takes no place that reaches out of the text', () => {
    const night = 'The pause became a night.';
    const end = source(1, WIRE.slice(0, WIRE.indexOf(night) + night.length));
    const { from, to } = verifyCitations(exported, library(end))[1]!;
    const shifted = exported.replace(`from=${from} to=${to}`, `from=${from} to=${to! + 5}`);
    expect(verifyCitations(shifted, library(end))[1]).toMatchObject({ status: 'moved', from, to });
  });

  it('it says nothing of a text whose hash was not at hand at export', () => {
    const sources = { ...sourcesOf([wire]), document: () => ({ document: wire.document, text: null }) };
    const unread = exportBrief(talks, sources).text.replaceAll(/ text-sha256=\w+/g, '');
    expect(verifyCitations(unread, library(wire)).map(({ status, detail }) => [status, detail])).toEqual([
      ['exact', null],
      ['exact', null],
    ]);
  });

  it('it takes a footnote that stands twice for one', () => {
    const [definition] = /^\[\^1\]:.*$/m.exec(exported)!;
    expect(verdict(`${exported}\n\n${definition}\n`)).toBe('1 exact, 2 exact');
  });

  it('it notices that the text changed elsewhere', () => {
    const [check] = verifyCitations(exported, library(source(1, `${WIRE} More.`)));
    expect(check).toMatchObject({ status: 'exact', detail: expect.stringContaining('changed') as string });
  });

  it('it reads a file worked over by hand', async () => {
    const edited = await readFile(new URL('fixtures/edited.md', import.meta.url), 'utf8');
    expect(verdict(edited)).toBe('night exact, 7 exact, 7 altered');
  });
});

// ------------------------------------------------------------------------------------------------------------ laws

const anyText = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
      { weight: 3, arbitrary: fc.constantFrom('word', 'ten', 'night', '한국어', 'ก่อน', '👩‍👩‍👧', 'e\u0301') },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          '*', '_', '`', '```', '~~', '# ', '> ', '- ', '1. ', '[^1]', '[^1]: ', '[', '](', '!', '<b>', '<!-- dossier: ',
          '-->', '&amp;', '&', '\\', '|', '---', '===', '$', '“', '”', '"', '://x.y', '\u202e', '\u2069', '\u00a0', '\ud83d',
        ), // prettier-ignore
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(' ', '\n', '\n\n', '    ', '\t', '\r', '\u2028', '\0', '\ufeff'),
      },
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

const passage = fc.tuple(anyText, fc.nat(), fc.nat()).map(([text, a, b]) => {
  const [from, to] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
  return { text, anchor: anchorAt(text, { from, to }) };
});

function briefOf(
  passages: readonly {
    text: string;
    anchor: Anchor;
  }[],
) {
  const documents = passages.map(({ text }, index) => source(index + 10, text));
  const items = passages.map(({ anchor }, index): BriefItem => ({
    id: id(100 + index), kind: 'quotation', document: documents[index]!.document.id, anchor, highlight: null,
  })); // prettier-ignore
  return { documents, brief: { ...talks, items } };
}

suite('laws of citations', () => {
  it('it writes any text so that a Markdown processor shows it as plain paragraphs', () => {
    const processor = new MarkdownIt({ html: true, linkify: false });
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = processor.parse(quotationBlock(text.split('\n\n'), 'n'), {});
        const kinds = new Set(tokens.map((token) => token.type));
        const inline = tokens.flatMap((token) => token.children ?? []);
        for (const kind of kinds) expect(kind).toMatch(/^(blockquote|paragraph)_(open|close)$|^inline$/);
        for (const token of inline) expect(token.type).toMatch(/^(text|softbreak)$/);
        const shown = tokens
          .map((token) => (token.children ?? []).map((child) => child.content || '\n').join(''))
          .join('\n');
        expect(canonicalText(shown.replace(/\[\^n\]\s*$/, ''))).toBe(canonicalText(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('it verifies any export as exact', () => {
    fc.assert(
      fc.property(fc.array(passage, { minLength: 1, maxLength: 4 }), fc.boolean(), (passages, windows) => {
        const { documents, brief: whole } = briefOf(passages);
        const { text } = exportBrief(whole, sourcesOf(documents));
        const checks = verifyCitations(windows ? text.replaceAll('\n', '\r\n') : text, library(...documents));
        expect(checks).toEqual(
          passages.map(({ anchor }, index) => ({
            citation: String(index + 1), status: 'exact', document: documents[index]!.document.id,
            from: anchor.from, to: anchor.to, detail: null,
          })), // prettier-ignore
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('it verifies any clipboard citation as exact, many in one file', () => {
    fc.assert(
      fc.property(fc.array(passage, { minLength: 1, maxLength: 4 }), (passages) => {
        const { documents } = briefOf(passages);
        const file = passages.map(({ anchor }, at) =>
          citePassage(documents[at]!.document, documents[at]!.text, anchor),
        );
        expect(verifyCitations(file.join('\n'), library(...documents)).map(({ status }) => status)).toEqual(
          passages.map(() => 'exact'),
        );
      }),
    );
  });

  it('it takes any changed character for altered', () => {
    fc.assert(
      fc.property(
        passage,
        fc.nat(),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
        (given, at, put) => {
          const characters = Array.from(given.anchor.quote);
          const place = characters.findIndex(
            (character, index) => index >= at % characters.length && /\S/.test(character),
          );
          fc.pre(place >= 0 && /^\S+$/.test(put) && put !== characters[place]);
          fc.pre(!/[\0\ufffd\ud800-\udfff]/u.test(characters[place]! + put));
          const { documents, brief: whole } = briefOf([given]);
          const { text } = exportBrief(whole, sourcesOf(documents));
          const changed = characters.with(place, put).join('');
          const body = text.indexOf('\n>');
          const end = text.indexOf('\n[^1]: ');
          const edited = `${text.slice(0, body)}\n${quotationBlock([changed], '1')}\n${text.slice(end)}`;
          expect(verifyCitations(edited, library(...documents))[0]?.status).toBe('altered');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('it keeps what is exact whatever the author writes around it', () => {
    const prose = fc.string({
      unit: fc.constantFrom(
        '#',
        '*',
        '_',
        '`',
        '~',
        '<',
        '!',
        '-',
        '>',
        ' ',
        '\n',
        'a',
        '1',
        '.',
        '[x]',
        '|',
        '=',
      ),
    });
    fc.assert(
      fc.property(
        fc.array(passage, { minLength: 1, maxLength: 3 }),
        fc.array(prose, { minLength: 4, maxLength: 4 }),
        (passages, words) => {
          const { documents, brief: whole } = briefOf(passages);
          const { text } = exportBrief(whole, sourcesOf(documents));
          let at = 0;
          const edited = text
            .slice(text.indexOf('# '))
            .replaceAll(/\n\n(?=>|\[\^\d)/g, () => `\n\n${words[at++ % 4]!}\n\n`);
          expect(verifyCitations(edited, library(...documents)).map(({ status }) => status)).toEqual(
            passages.map(() => 'exact'),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('it never throws, whatever the file holds', () => {
    const record = /<!--.*-->/.exec(exported)![0];
    const anyFile = fc
      .array(
        fc.oneof(
          anyText,
          fc.constantFrom('[^1]', '\n[^1]: ', `\n[^1]: x ${record}`, record, '“x”[^1]', '\n> x[^1]'),
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(anyFile, (text) => {
        readCitations(text);
        for (const check of verifyCitations(text, library(wire)))
          expect(check.status).toMatch(/^(exact|moved|lost|altered)$/);
      }),
      { numRuns: 500 },
    );
  });

  it('it stays quick on files made to be slow', () => {
    const record = /<!--.*-->/.exec(exported)![0];
    const slow = [
      `${'“a” "b" '.repeat(20_000)}[^1]`, '> '.repeat(50_000), '[^1]'.repeat(20_000), '*a _b '.repeat(20_000),
      '[^1]:\n'.repeat(20_000), '<!-- dossier: '.repeat(20_000), '[^'.repeat(50_000), '> x\n\n'.repeat(20_000),
    ]; // prettier-ignore
    for (const text of slow) {
      const start = process.cpuUsage();
      verifyCitations(`${text}\n\n[^1]: x ${record}`, library(wire));
      // Of the processor, whatever else it has to do.
      expect(process.cpuUsage(start).user / 1000, text.slice(0, 10)).toBeLessThan(5000);
    }
  });
});

suite('citePassage', () => {
  it('it gives a quotation with its footnote', async () => {
    const from = WIRE.indexOf('“We');
    const markdown = citePassage(wire.document, wire.text, { from, to: WIRE.indexOf('Neither') });
    await expect(markdown).toMatchFileSnapshot('fixtures/clipboard.md');
    expect(verifyCitations(markdown + markdown, library(wire)).map(({ status }) => status)).toEqual([
      'exact',
      'exact',
    ]);
  });

  it('it refuses a place outside the text', () => {
    expect(() => citePassage(wire.document, wire.text, { from: 0, to: WIRE.length + 1 })).toThrow(RangeError);
  });
});
