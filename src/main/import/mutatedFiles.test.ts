import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/model/appError';
import { parseFile, type ParsedSource } from './importFile';
import { makePdf } from './pdf/testing/makePdf';
import { mutatedFile, seeded } from './testing/mutations';
import { isArchive, unpackFile } from './unpackFile';

/** Changes of each file here; `scripts/mutateFiles.ts` makes thousands, in the processes that read files. */
const EACH = 4;
const FIXTURES = join(import.meta.dirname, 'fixtures');

const FILES: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ...readdirSync(FIXTURES).map((folder) => {
    const input = readdirSync(join(FIXTURES, folder)).find((file) => file.startsWith('input.'))!;
    return [`${folder}/${input}`, readFileSync(join(FIXTURES, folder, input))] as const;
  }),
  [
    'made/report.pdf',
    makePdf({
      pages: [1, 2].map((page) => ({
        words: [
          { text: `The registers of the harbour, part ${page}`, x: 72, y: 700, size: 18, font: 'bold' },
          { text: 'The board met again on Thursday and heard that two barges had left.', x: 72, y: 660 },
        ],
      })),
    }),
  ],
];

/** What is wrong with a reading; null when it is sound. */
function problemOf({ text, blocks, layers, metadata }: ParsedSource): string | null {
  let end = 0;
  for (const { from, to } of blocks) {
    if (from < end || to <= from || text.slice(end, from).trim() !== '') return `a block at ${from}`;
    end = to;
  }
  if (text.slice(end).trim() !== '') return 'text behind the last block';
  let last = 0;
  for (const { from, to } of layers) {
    if (from < last || to <= from || to > text.length) return `a layer at ${from}`;
    last = to;
  }
  return metadata.title.trim() === '' ? 'a blank title' : null;
}

describe('a file that was changed', () => {
  it.each(FILES)('ends in a sound reading or a named error: %s', async (name, bytes) => {
    for (let seed = 1; seed <= EACH; seed += 1) {
      const changed = await mutatedFile(bytes, seeded(seed));
      const where = `${name}, seed ${seed}`;
      const thrown = await parseFile(changed, name.split('/').at(-1)!).then(
        (parsed) => problemOf(parsed),
        (error: unknown) => error,
      );
      if (thrown !== null) expect(thrown, where).toBeInstanceOf(AppError);
      if (!isArchive(changed, name)) continue;
      const unpacked = (async () => {
        for await (const part of unpackFile(changed, name)) expect(part.path, where).not.toBe('');
      })();
      await unpacked.catch((error: unknown) => expect(error, where).toBeInstanceOf(AppError));
    }
  });
});
