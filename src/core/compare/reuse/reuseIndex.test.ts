import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Block } from '../../model/document';
import type { Id } from '../../model/id';
import { publicationOrder, reuseKind } from '../../model/reuse';
import { sentences } from '../../text/sentences';
import { repeatedLines } from './repeatedLines';
import { ReuseIndex, type ReuseSource } from './reuseIndex';

const STORY = [
  'The harbour master of Port Alden opened the gates of the inner basin on Monday to every boat that asked for shelter.',
  'Crews had waited since dawn outside the breakwater while the wind turned from south to west and grew into a storm.',
  'Two trawlers lost their nets, and a ferry with forty people came in under tow shortly before noon.',
];
const QUOTE =
  'we will keep the light burning and the gates open for as long as there is one boat left outside the wall';

let library: Map<Id, ReuseSource>;
let index: ReuseIndex;
beforeEach(() => {
  library = new Map();
  index = new ReuseIndex((id) => Promise.resolve(library.get(id) ?? null));
});

const source = (id: Id, paragraphs: readonly string[], more: Partial<ReuseSource> = {}): ReuseSource => {
  let at = 0;
  const blocks = paragraphs.map((words): Block => {
    const from = at;
    at += words.length + 2;
    return { kind: 'paragraph', from, to: from + words.length };
  });
  return {
    id,
    text: paragraphs.join('\n\n'),
    blocks,
    layers: [],
    outlet: null,
    stamp: paragraphs.join(),
    published: null,
    importedAt: `2024-01-01T00:00:${String(library.size).padStart(2, '0')}.000Z`,
    ...more,
  };
};
async function put(...sources: ReuseSource[]): Promise<void> {
  for (const one of sources) {
    library.set(one.id, one);
    await index.put(one);
  }
}
const slice = (id: Id, { from, to }: { from: number; to: number }): string =>
  library.get(id)!.text.slice(from, to);
/** Words that occur nowhere else. */
const filler = (seed: string, count = 60): string =>
  Array.from({ length: count }, (_, at) => `${seed}${(at * 7919 + seed.length * 31).toString(36)}`).join(' ');

describe('the index of reuse', () => {
  it('tells the document of which one has most, with the share of each, whichever came first', async () => {
    await put(source('a', [...STORY, filler('x')]), source('b', STORY), source('c', [filler('y')]));
    expect(index.best('b')).toMatchObject({ id: 'a', share: 1 });
    expect(index.best('a')!.id).toBe('b');
    expect(index.best('a')!.share).toBeCloseTo(index.best('b')!.shareOther, 9);
    expect(index.best('c')).toBeNull();
    expect(index.takeChanged().sort()).toEqual(['a', 'b', 'c']);
    expect(index.takeChanged()).toEqual([]);
  });

  it('gives passages whose words are the same at both ends', async () => {
    await put(source('a', [filler('x'), `“${QUOTE},” he said.`]), source('b', [`“${QUOTE}.”`, filler('y')]));
    const [partner] = await index.partners('a');
    expect(slice('a', partner!.passages[0]!.a)).toBe(QUOTE);
    expect(slice('b', partner!.passages[0]!.b)).toBe(QUOTE);
  });

  it('forgets a document, and finds the next best for those that had it', async () => {
    await put(source('a', STORY), source('b', STORY.slice(0, 2)), source('c', STORY));
    index.remove('c');
    library.delete('c');
    expect(index.best('a')).toMatchObject({ id: 'b' });
    expect((await index.partners('a')).map(({ id }) => id)).toEqual(['b']);
    expect(index.size).toBe(2);
  });

  it('says of each sentence whether an earlier document has it, by publication and not by import', async () => {
    await put(
      source('late', [STORY[0]!, `${STORY[1]!} Then ${filler('x', 12)}.`], { published: '2024-05-02' }),
      source('early', STORY, { published: '2024-05-01' }),
    );
    const late = await index.novelty('late');
    expect(late.sentences).toBe(3);
    expect(late.met.map((one) => slice('late', one))).toEqual([STORY[0], STORY[1]]);
    expect(late.met[0]!.document).toBe('early');
    expect((await index.novelty('early')).met).toEqual([]);
  });

  it('tells who took from whom over time: each from what came before, and no more than once', async () => {
    const own = filler('second', 30);
    await put(
      source('first', STORY, { published: '2024-01-01' }),
      source('second', [...STORY, own], { published: '2024-01-02' }),
      source('third', [...STORY, own], { published: '2024-01-03' }),
      source('other', [filler('z')], { published: '2024-01-04' }),
    );
    const { documents, arrows } = await index.lineage('third');
    expect(documents).toEqual(['first', 'second', 'third']);
    expect(arrows.map(({ from, to }) => `${from} ${to}`)).toEqual(['first second', 'second third']);
    expect(arrows[1]!.share).toBe(1);
  });

  it('puts copies into groups, and a quotation of otherwise different documents into one', async () => {
    await put(
      source('a', STORY),
      source('b', STORY),
      source('c', [...STORY.slice(0, 1), filler('c', 90)]),
      source('p', [filler('p', 90), QUOTE]),
      source('q', [filler('q', 90), QUOTE]),
      source('r', [QUOTE, filler('r', 90)]),
    );
    expect(index.nearDuplicates()).toEqual([['a', 'b']]);
    const { quotations } = await index.quotations();
    const told = quotations.find(({ places }) => places.length === 3)!;
    expect(told.places.map(({ id, at }) => slice(id, at))).toEqual([QUOTE, QUOTE, QUOTE]);
    expect(quotations.some(({ places }) => places.some(({ id }) => id === 'b'))).toBe(false);
  });

  it('finds a part that a document has twice and its whole blocks', async () => {
    await put(source('a', [...STORY, filler('x'), ...STORY]));
    const [repeat] = await index.repeats('a');
    expect(slice('a', repeat!.first)).toBe(slice('a', repeat!.again));
    expect(slice('a', repeat!.fold!)).toBe(STORY.join('\n\n'));
  });

  it('is the same after it was kept, and refuses bytes that were touched', async () => {
    await put(
      source('a', STORY),
      source('b', STORY),
      source('c', [filler('c'), QUOTE], { outlet: 'Herald' }),
    );
    const bytes = index.save('edit 7');
    const restored = ReuseIndex.restore(bytes, (id) => Promise.resolve(library.get(id) ?? null))!;
    expect(restored.note).toBe('edit 7');
    expect(restored.index.best('a')).toEqual(index.best('a'));
    expect(await restored.index.partners('b')).toEqual(await index.partners('b'));
    expect(restored.index.stamps()).toEqual(index.stamps());
    for (const at of [0, 5, bytes.length >> 1, bytes.length - 5]) {
      const damaged = bytes.slice();
      damaged[at]! ^= 1;
      expect(ReuseIndex.restore(damaged, () => Promise.resolve(null))).toBeNull();
    }
    expect(ReuseIndex.restore(bytes.slice(0, -4), () => Promise.resolve(null))).toBeNull();
  });

  it('is after any coming and going what it would be from the start', async () => {
    const texts = [
      STORY,
      [...STORY.slice(1), filler('a')],
      [filler('b'), QUOTE],
      [QUOTE, STORY[2]!],
      [filler('c')],
    ];
    const step = fc.record({
      id: fc.constantFrom('k', 'l', 'm', 'n'),
      text: fc.option(fc.nat(texts.length - 1), { nil: null }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        library = new Map();
        index = new ReuseIndex((id) => Promise.resolve(library.get(id) ?? null));
        for (const { id, text } of steps) {
          if (text === null) {
            index.remove(id);
            library.delete(id);
          } else await put(source(id, texts[text]!, { importedAt: id }));
        }
        const fresh = new ReuseIndex((id) => Promise.resolve(library.get(id) ?? null));
        for (const one of library.values()) await fresh.put(one);
        for (const id of library.keys()) {
          expect(index.best(id)).toEqual(fresh.best(id));
          expect(await index.partners(id)).toEqual(await fresh.partners(id));
        }
        expect(index.nearDuplicates()).toEqual(fresh.nearDuplicates());
      }),
      { numRuns: 60 },
    );
  });
});

describe('two documents with much of each other', () => {
  /** A text, and a rewriting of it: words replaced, left out or put in between here and there. */
  const rewriting = fc
    .array(fc.constantFrom('kept', 'kept', 'kept', 'kept', 'kept', 'other', 'gone', 'more'), {
      minLength: 30,
      maxLength: 120,
    })
    .map((edits) => {
      const word = (at: number): string => `w${at % 40}`;
      const written = edits.flatMap((edit, at) =>
        edit === 'gone'
          ? []
          : edit === 'other'
            ? [`x${at}`]
            : edit === 'more'
              ? [word(at), `y${at}`]
              : [word(at)],
      );
      return [edits.map((_, at) => word(at)).join(' '), written.join(' ')] as const;
    });

  it('tell the same of each other, whichever came first and however they are asked', async () => {
    await fc.assert(
      fc.asyncProperty(rewriting, async ([text, rewritten]) => {
        library = new Map([source('k', [text]), source('l', [rewritten])].map((one) => [one.id, one]));
        const told = async (order: readonly Id[]) => {
          const fresh = new ReuseIndex((id) => Promise.resolve(library.get(id) ?? null));
          for (const id of order) await fresh.put(library.get(id)!);
          const [ofK, ofL] = [(await fresh.partners('k'))[0], (await fresh.partners('l'))[0]];
          // A short passage is found when it is asked for, and is not enough to be told unasked.
          if (fresh.best('k')) expect(fresh.best('k')!.share).toBe(ofK!.share);
          expect(ofL?.shareOther).toBe(ofK?.share);
          expect(ofL?.passages.length).toBe(ofK?.passages.length);
          return [fresh.best('k'), fresh.best('l')];
        };
        expect(await told(['l', 'k'])).toEqual(await told(['k', 'l']));
      }),
    );
  });
});

describe('lines that an outlet repeats', () => {
  const PLEA =
    'Readers of the Alden Herald who pay for the paper each month make it possible that all others can read it here for nothing.';
  const herald = (id: Id, paragraphs: readonly string[]) =>
    source(id, paragraphs, { outlet: 'Alden Herald' });

  it('are those of three different stories, and are no reuse', async () => {
    await put(herald('a', [filler('a'), PLEA]), herald('b', [filler('b'), PLEA]));
    expect(index.best('a')).not.toBeNull();
    await put(herald('c', [PLEA, filler('c')]));
    expect(['a', 'b', 'c'].map((id) => index.best(id))).toEqual([null, null, null]);
    expect(repeatedLines([...library.values()])).toEqual(
      new Map([
        ['a', [1]],
        ['b', [1]],
        ['c', [0]],
      ]),
    );
  });

  it('count again when the third story goes', async () => {
    await put(
      herald('a', [filler('a'), PLEA]),
      herald('b', [filler('b'), PLEA]),
      herald('c', [filler('c'), PLEA]),
    );
    index.remove('c');
    library.delete('c');
    await put(herald('d', [filler('d')]));
    expect(index.best('a')!.id).toBe('b');
  });

  it('are none where one story is printed three times, or another outlet has the line', async () => {
    await put(...['a', 'b', 'c'].map((id) => herald(id, STORY)));
    expect(index.best('a')!.share).toBe(1);
    expect(repeatedLines([...library.values()]).size).toBe(0);
    const apart = ['p', 'q', 'r'].map((id) => source(id, [filler(id), PLEA], { outlet: `The ${id}` }));
    expect(repeatedLines(apart).size).toBe(0);
  });
});

describe('the order of publication', () => {
  it.each([
    ['2024-05-02', '2024-05-01', 'earlier'],
    ['2024-05-02', '2024-05-03', 'later'],
    ['2024-05-02', '2024-05-02', 'same'],
    ['2024-05-02', '2024-05', 'unknown'],
    ['2024-05', '2024-05', 'unknown'],
    ['2024-05', '2023', 'earlier'],
    ['2024-05', null, 'unknown'],
  ])('of %s and %s it is %s', (own, other, order) => {
    expect(publicationOrder(own, other)).toBe(order);
  });

  it('stands beside a kind that both shares decide', () => {
    expect(reuseKind(0.9, 0.85)).toBe('near-duplicate');
    expect(reuseKind(0.9, 0.4)).toBe('contained');
    expect(reuseKind(0.4, 0.9)).toBe('contains');
    expect(reuseKind(0.05, 0.04)).toBe('quotation');
    expect(reuseKind(0.5, 0.5)).toBe('passages');
  });
});

describe('sentences', () => {
  it.each([
    ['One came. Two went.', ['One came.', 'Two went.']],
    ['Mr. Kim met J. Smith. They left.', ['Mr. Kim met J. Smith.', 'They left.']],
    ['“It is late.” He sat down.', ['“It is late.”', 'He sat down.']],
    ['— … —', []],
    ['港口开放。船进来了。', ['港口开放。', '船进来了。']],
  ])('of %j are %j', (text, expected) => {
    expect(sentences(text).map(({ from, to }) => text.slice(from, to))).toEqual(expected);
  });
});
