import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFile } from './importFile';

const folded = async (text: string, name = 'input.txt'): Promise<string[]> => {
  const parsed = await parseFile(new TextEncoder().encode(text), name);
  return parsed.layers.map((layer) => `${layer.label}: ${parsed.text.slice(layer.from, layer.to)}`);
};

describe('furnitureLayers', () => {
  const word = fc.constantFrom(
    'we',
    'shall',
    'not',
    'leave',
    'this',
    'quay',
    'tonight',
    'ferry',
    'owners',
    'said',
    '항구는',
    '닫혔다',
    'là',
    'où',
  );
  const clause = fc.array(word, { minLength: 3, maxLength: 16 }).map((words) => words.join(' '));
  const sentence = fc
    .tuple(clause, fc.constantFrom('.', '!', '?', '…', '.”', '。'))
    .map(([words, end]) => words + end);
  const around = fc.constantFrom(
    '',
    'Strike at the Northern Quay',
    'The dockers of the six harbour states met on Friday evening and did not agree about what to do with the ferry.',
  );

  it('never folds a part of a paragraph that repeats its own sentence', async () => {
    const paragraph = fc.oneof(
      fc
        .tuple(fc.array(sentence, { minLength: 1, maxLength: 3 }), fc.integer({ min: 2, max: 12 }))
        .map(([sentences, times]) => Array<string>(times).fill(sentences.join(' ')).join(' ')),
      // Without a stop, twice is a title printed twice; more often it is a chant.
      fc
        .tuple(clause, fc.integer({ min: 3, max: 12 }))
        .map(([words, times]) => Array<string>(times).fill(words).join(' ')),
    );
    await fc.assert(
      fc.asyncProperty(
        around,
        paragraph,
        around,
        fc.constantFrom('txt', 'md'),
        async (before, words, after, ending) => {
          const text = [before, words, after].filter((part) => part !== '').join('\n\n');
          const parsed = await parseFile(new TextEncoder().encode(text), `input.${ending}`);
          expect(parsed.layers).toEqual([]);
          expect(parsed.blocks.map((block) => parsed.text.slice(block.from, block.to))).toContain(words);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never folds a line that stands three times or more in a row', async () => {
    const lines = fc
      .tuple(fc.oneof(sentence, clause), fc.integer({ min: 3, max: 30 }), fc.constantFrom('\n', '\n\n'))
      .map(([words, times, apart]) => Array<string>(times).fill(words).join(apart));
    await fc.assert(
      fc.asyncProperty(around, lines, around, async (before, text, after) => {
        expect(await folded([before, text, after].filter((part) => part !== '').join('\n\n'))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a short sentence that is said again on the next line', async () => {
    expect(
      await folded('Harbour Song\n\nThe quay is empty now.\nThe quay is empty now.\nNobody calls.'),
    ).toEqual([]);
  });

  it('folds a menu in one line, and no line with another word in it', async () => {
    const prose =
      'The ferry that links the six harbour states with the north will not run this winter, its owner said.';
    expect(
      await folded(`Home | News | Sport | Business | Weather\n\nFerry Stays Closed\n\n${prose}`),
    ).toEqual(['menu: Home | News | Sport | Business | Weather']);
    expect(
      await folded(`Home Sport Business for Beginners\n\n${prose}\n\n${prose.replace('ferry', 'barge')}`),
    ).toEqual([]);
  });

  it('folds a title and a caption that are printed twice', async () => {
    const caption = 'The ferry Sea Star at the northern quay on the morning of May 3, 2019';
    expect(
      await folded(
        `Ferry Stays Closed for Winter Ferry Stays Closed for Winter\n\n${caption}\n${caption}\n\nThe ferry that links the six harbour states with the north will not run this winter, its owner said.`,
      ),
    ).toEqual(['printed twice: Ferry Stays Closed for Winter', `printed twice: ${caption}`]);
  });
});
