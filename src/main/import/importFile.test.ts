import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/model/appError';
import { MAX_TEXT_BYTES } from './checkFile';
import { parseFile, type ParsedSource } from './importFile';

const FIXTURES = join(import.meta.dirname, 'fixtures');

/** A reading as a person reviews it: one line for each block and layer. `vitest -u` writes it anew. */
function described(parsed: ParsedSource): string {
  const range = ({ from, to }: { from: number; to: number }): string => `${from}–${to}`;
  const words = ({ from, to }: { from: number; to: number }): string => {
    const line = parsed.text.slice(from, to).replaceAll('\n', '⏎').replaceAll('\t', '⇥');
    return line.length > 60 ? `${line.slice(0, 40)} […] ${line.slice(-16)}` : line;
  };
  const { guessed, evidence, encoding, mediaType, remark, contains, mail } = parsed;
  // What is not known is left out, so that a new field changes only what has it.
  const metadata = Object.fromEntries(
    Object.entries(parsed.metadata).filter(
      ([, value]) => value !== null && !/^(\[\]|\{\})$/.test(JSON.stringify(value)),
    ),
  );
  const value = {
    textSha256: createHash('sha256').update(parsed.text).digest('hex'),
    encoding,
    mediaType,
    remark,
    metadata,
    guessed,
    ...(Object.keys(evidence).length > 0 && { evidence }),
    ...(contains > 0 && { contains }),
    ...(mail && { mail }),
    blocks: parsed.blocks.map(
      (block) =>
        `${block.page === undefined ? '' : `p${block.page} `}${range(block)} ${block.kind}${block.level === undefined ? '' : ` ${block.level}`} | ${words(block)}`,
    ),
    layers: parsed.layers.map(
      (layer) =>
        `${range(layer)} ${layer.reason}: ${layer.label}${layer.active ? '' : ' (open)'} | ${words(layer)}`,
    ),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

describe('a fixture', () => {
  for (const name of readdirSync(FIXTURES)) {
    it(`reads as expected: ${name}`, async () => {
      const folder = join(FIXTURES, name);
      const input = readdirSync(folder).find((file) => file.startsWith('input.'))!;
      const parsed = await parseFile(await readFile(join(folder, input)), input);
      await expect(described(parsed)).toMatchFileSnapshot(join(folder, 'expected.json'));
      expectSound(parsed);
    });
  }
});

/** What holds of every reading. */
function expectSound({ text, blocks, layers, metadata }: ParsedSource): void {
  let end = 0;
  for (const { from, to } of blocks) {
    expect(from).toBeGreaterThanOrEqual(end);
    expect(to).toBeGreaterThan(from);
    expect(text.slice(end, from).trim()).toBe('');
    expect(text.slice(from, to)).toBe(text.slice(from, to).trim());
    end = to;
  }
  expect(text.slice(end).trim()).toBe('');
  const starts = new Set(blocks.map((block) => block.from));
  const ends = new Set(blocks.map((block) => block.to));
  let last = 0;
  for (const { from, to } of layers) {
    expect(from).toBeGreaterThanOrEqual(last);
    expect(starts.has(from) && ends.has(to)).toBe(true);
    last = to;
  }
  expect(metadata.title.trim()).not.toBe('');
  expect(metadata.title).not.toContain('\n');
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function refusal(content: Uint8Array, name = 'input.txt'): Promise<AppError> {
  const thrown: unknown = await parseFile(content, name).then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
}

describe('parseFile', () => {
  const word = fc.constantFrom(
    'Advertisement', 'Share', 'XS', 'SM', 'Format', 'Pages', '2', 'Related', 'By', 'Ann Lee', '-', '•', '1.', '===', '---',
    'the harbour is closed.', 'A long line of a paragraph that says something about the ferry, and then stops.', '\f', '\u00a0',
    'é', 'e\u0301', '\u{1F6A2}', '항구', '港。', '2019', 'June', '“Yes,”', '* * *', '> q', '| a | b |', '```', '#', '    x', '</p>',
  ); // prettier-ignore
  const source = fc
    .array(fc.tuple(word, fc.constantFrom(' ', '\n', '\n\n', '\r\n', '\t')), { maxLength: 60 })
    .map((pieces) => pieces.flat().join(''))
    .filter((text) => text.trim() !== '');

  it('covers every character of a plain text that is not white space, in order', async () => {
    await fc.assert(
      fc.asyncProperty(source, async (text) => {
        const parsed = await parseFile(bytes(text), 'input.txt');
        expect(parsed.text).toBe(text.replace(/\r\n?/g, '\n').normalize('NFC'));
        expectSound(parsed);
      }),
    );
  });

  it('gives sound blocks for any Markdown', async () => {
    await fc.assert(
      fc.asyncProperty(source, async (text) => {
        const parsed = await parseFile(bytes(text), 'input.md').catch((error: unknown) => {
          // Signs alone, as `> >`, are no text.
          expect((error as AppError).code).toBe('file-empty');
          return null;
        });
        if (parsed !== null) expectSound(parsed);
      }),
    );
  });

  it('ends in a reading or a named error for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (content) => {
        const parsed = await parseFile(content, 'input.txt').catch((error: unknown) => {
          expect(error).toBeInstanceOf(AppError);
          return null;
        });
        if (parsed !== null) expectSound(parsed);
      }),
    );
  });

  it('refuses an empty file and one with only white space', async () => {
    expect(await refusal(bytes(''))).toMatchObject({ code: 'file-empty' });
    const blank = await refusal(bytes('\uFEFF \n\t\r\n\u00a0'), 'blank.txt');
    expect(blank.code).toBe('file-empty');
    expect(blank.message).toContain('“blank.txt”');
    expect(blank.next).not.toBeNull();
    expect(await refusal(bytes('\u200b\u2060\n'))).toMatchObject({ code: 'file-empty' });
  });

  it('names what a file that is no text is, whatever its name says', async () => {
    const of = async (head: string): Promise<string> => {
      const { code, message } = await refusal(
        Buffer.from(`${head}\0\x01\x02\x03 more`, 'latin1'),
        'notes.txt',
      );
      return `${code}: ${message}`;
    };
    expect(await of('%PDF-1.7\n')).toBe('file-damaged: “notes.txt” is damaged: no page of it can be read.');
    expect(await of('PK\x03\x04 something.txt')).toContain('a ZIP archive');
    expect(await of('GIF89a')).toContain('a GIF image');
    expect(await of('\x89PNG\r\n\x1a\n')).toContain('scanned');
    expect(await of('\x7fELF')).toBe('file-binary: “notes.txt” is a program, not a text.');
    expect(await of('\x05\x06\x01\x01')).toBe('file-binary: “notes.txt” holds data that is not text.');
  });

  it('refuses text beyond its limit without reading it', async () => {
    const huge = new Uint8Array(200 * 1024 * 1024).fill(0x61);
    const refused = await refusal(huge, 'huge.txt');
    expect(refused.code).toBe('file-too-large');
    expect(refused.message).toBe('“huge.txt” has 200 MB; Dossier reads text files up to 32 MB.');
  });

  it('reads text as large as its limit', async () => {
    const line =
      'The ferry did not run on this day either, and nobody on the quay had expected that it would.\n';
    const content = Buffer.alloc(MAX_TEXT_BYTES, line);
    const parsed = await parseFile(content, 'large.txt');
    expect(parsed.text).toHaveLength(MAX_TEXT_BYTES);
    expect(parsed.blocks).toHaveLength(Math.ceil(MAX_TEXT_BYTES / line.length));
  }, 120_000);

  it('shows stray zero bytes and says how many', async () => {
    const content = Buffer.from(`${'The log of the crossing is complete. '.repeat(40)}\0\0`);
    const parsed = await parseFile(content, 'log.txt');
    expect(parsed.text.endsWith('\uFFFD\uFFFD')).toBe(true);
    expect(parsed.remark).toBe('2 characters could not be read');
  });

  it('does not count replacement characters that were in the file', async () => {
    expect(
      (await parseFile(bytes('A crate marked \uFFFD\uFFFD, said the mate.'), 'a.txt')).remark,
    ).toBeNull();
  });

  it('keeps the text of Markdown nested 100,000 deep', async () => {
    const parsed = await parseFile(bytes(`${'>'.repeat(100_000)} the bottom`), 'deep.md');
    expect(parsed.text).toContain('the bottom');
    const lists = Array.from({ length: 300 }, (_, depth) => `${'  '.repeat(depth)}- item ${depth}`).join(
      '\n',
    );
    expect((await parseFile(bytes(lists), 'lists.md')).text).toContain('item 299');
    expectSound(await parseFile(bytes('['.repeat(100_000)), 'brackets.md'));
    expectSound(await parseFile(bytes('*a_'.repeat(30_000)), 'emphasis.md'));
  });

  it('takes front matter that hides a bomb as text', async () => {
    const bomb = '---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n\nA paragraph.\n';
    expect((await parseFile(bytes(bomb), 'bomb.md')).text).toContain('A paragraph.');
  });

  it('makes a title of the first sentence where there is none', async () => {
    const title = async (text: string): Promise<string> =>
      (await parseFile(bytes(text), 'a.txt')).metadata.title;
    expect(await title('The ferry, Dr. Adeyemi said, will not run. More followed.')).toBe(
      'The ferry, Dr. Adeyemi said, will not run',
    );
    const long = await title(
      'The ferry that used to link the six harbour states with the north will not run this summer, its owner said on Friday after a meeting that lasted until dawn.',
    );
    expect(long).toBe('The ferry that used to link the six harbour states with the north will not run…');
    expect(long.length).toBeLessThanOrEqual(80);
    expect(await title('2019 – 14 – 06')).not.toBe('');
  });
});
