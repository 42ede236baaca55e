import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId, type Id } from './id';
import {
  addTag,
  editTag,
  emptyCodebook,
  findTag,
  mergeTags,
  nextColour,
  removeTags,
  tagName,
  tagPath,
  withDescendants,
  type Codebook,
  type Tag,
} from './tag';

/** `tree('a', 'a/b', 'a/b/c')`: a codebook with those paths. */
function tree(...paths: string[]): { codebook: Codebook; id: (path: string) => Id } {
  const ids = new Map<string, Id>();
  let codebook = emptyCodebook;
  for (const path of paths) {
    const [name, ...above] = path.split('/').reverse();
    const parent = above.length > 0 ? ids.get(above.reverse().join('/'))! : null;
    const tag: Tag = { id: newId(), name: name!, colour: 'blue', description: '', parent };
    ids.set(path, tag.id);
    codebook = addTag(codebook, tag);
  }
  return { codebook, id: (path) => ids.get(path)! };
}

const paths = (codebook: Codebook): string[] =>
  codebook.tags.map((tag) => tagPath(codebook, tag.id).replaceAll(' / ', '/'));

describe('codebook', () => {
  it('refuses a second sibling of the same name, whatever the case', () => {
    const { codebook, id } = tree('a', 'a/b');
    const twin: Tag = { id: newId(), name: 'B', colour: 'red', description: '', parent: id('a') };
    expect(() => addTag(codebook, twin)).toThrow('already a tag “B”');
    expect(addTag(codebook, { ...twin, parent: null }).tags).toHaveLength(3);
  });

  it('refuses to put a tag under itself or its own branch', () => {
    const { codebook, id } = tree('a', 'a/b', 'a/b/c');
    expect(() => editTag(codebook, id('a'), { parent: id('a/b/c') })).toThrow('cannot be put under itself');
  });

  it('gives back the same value when nothing differs', () => {
    const { codebook, id } = tree('a');
    expect(editTag(codebook, id('a'), { name: 'a' })).toBe(codebook);
    expect(removeTags(codebook, [])).toBe(codebook);
  });

  it('moves children up when a tag is removed, and numbers a name that would stand twice', () => {
    const { codebook, id } = tree('a', 'a/b', 'b', 'a/c');
    expect(paths(removeTags(codebook, [id('a')]))).toEqual(['b 2', 'b', 'c']);
  });

  it('puts the children of a merged tag under the other, numbered only where the name stands there', () => {
    const { codebook, id } = tree('a', 'a/x', 'a/y', 'x', 'b', 'b/Y');
    expect(paths(mergeTags(codebook, id('a'), id('b')))).toEqual(['b/x', 'b/y 2', 'x', 'b', 'b/Y']);
  });

  it('merges a tag into one far below it, which keeps its place under those between', () => {
    const { codebook, id } = tree('a', 'a/b', 'a/b/c', 'a/b/c/d', 'a/x');
    expect(paths(mergeTags(codebook, id('a'), id('a/b/c/d')))).toEqual(['b', 'b/c', 'b/c/d', 'b/c/d/x']);
  });

  it('numbers a name of the greatest length within that length', () => {
    const long = `${'n'.repeat(197)}😀x`;
    const { codebook, id } = tree('a', `a/${long}`, long);
    const moved = findTag(removeTags(codebook, [id('a')]), id(`a/${long}`)).name;
    expect(moved).toBe(`${'n'.repeat(197)} 2`);
    expect(tagName(moved)).toBe(moved);
  });

  it('moves grandchildren past several removed ancestors', () => {
    const { codebook, id } = tree('a', 'a/b', 'a/b/c', 'a/b/c/d');
    expect(paths(removeTags(codebook, [id('a/b'), id('a/b/c')]))).toEqual(['a', 'a/d']);
  });

  it('offers the colour used least', () => {
    const { codebook } = tree('a');
    expect(nextColour(codebook)).not.toBe('blue');
    expect(nextColour(emptyCodebook)).toBe('yellow');
  });

  it('stays a tree without twins whatever is removed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.constantFrom('x', 'y', 'z'), under: fc.nat(9) }), { maxLength: 10 }),
        fc.array(fc.nat(9), { maxLength: 5 }),
        (plan, removed) => {
          let codebook = emptyCodebook;
          for (const { name, under } of plan) {
            const parent = codebook.tags[under]?.id ?? null;
            try {
              codebook = addTag(codebook, { id: newId(), name, colour: 'red', description: '', parent });
            } catch {
              // A twin: refused, as it must be.
            }
          }
          const gone = removed.flatMap((index) => codebook.tags[index]?.id ?? []);
          const after = removeTags(codebook, gone);
          expect(after.tags.map((tag) => tag.id)).toEqual(
            codebook.tags.filter((tag) => !gone.includes(tag.id)).map((tag) => tag.id),
          );
          const places = after.tags.map((tag) => `${tag.parent ?? ''} ${tag.name.toLowerCase()}`);
          expect(new Set(places).size).toBe(places.length);
          for (const tag of after.tags) {
            expect(tag.parent === null || after.tags.some((other) => other.id === tag.parent)).toBe(true);
            expect([...withDescendants(after, tag.id)].filter((id) => id === tag.parent)).toEqual([]);
          }
        },
      ),
    );
  });
});

describe('tagName', () => {
  it('makes one line of what was pasted', () => {
    expect(tagName('  Coal\n\tand  iron ')).toBe('Coal and iron');
  });

  it.each(['', ' \n ', 'x'.repeat(201)])('refuses %j with a sentence', (typed) => {
    expect(() => tagName(typed)).toThrow(expect.objectContaining({ code: 'bad-input' }));
  });
});
