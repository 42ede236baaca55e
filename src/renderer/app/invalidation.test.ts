import { describe, expect, it } from 'vitest';
import { methods, type MethodName } from '../../core/api/contract';
import { mayTouch, type LibraryChange } from './invalidation';

const change = (kind: LibraryChange['kind'], id = 'a'): LibraryChange => ({ kind, id });

describe('what a change may touch', () => {
  it.each<[MethodName, unknown, LibraryChange, boolean]>([
    ['documents.list', {}, change('document'), true],
    ['documents.list', {}, change('annotations'), true],
    ['documents.list', {}, change('note'), false],
    ['documents.get', { id: 'a' }, change('document', 'a'), true],
    ['documents.get', { id: 'a' }, change('document', 'b'), false],
    ['documents.get', { id: 'a' }, change('annotations', 'a'), false],
    ['highlights.ofDocument', { document: 'a' }, change('annotations', 'a'), true],
    ['highlights.ofDocument', { document: 'a' }, change('annotations', 'b'), false],
    ['tags.list', {}, change('codebook'), true],
    ['tags.list', {}, change('annotations'), true],
    ['tags.list', {}, change('brief'), false],
    ['notes.list', {}, change('note'), true],
    ['notes.get', { id: 'a' }, change('note', 'b'), false],
    ['briefs.get', { id: 'a' }, change('brief', 'a'), true],
    ['briefs.list', {}, change('document'), false],
    ['searches.list', {}, change('search'), true],
    ['searches.list', {}, change('document'), false],
    ['library.status', {}, change('library'), true],
  ])('%s %j after a change of %j: %j', (name, input, changed, expected) => {
    expect(mayTouch(name, input, changed)).toBe(expected);
  });

  it('reads a text again only when its blocks were repaired: its words cannot change', () => {
    const repaired: LibraryChange = { kind: 'document', id: 'a', blocks: true };
    expect(mayTouch('documents.text', { id: 'a' }, repaired)).toBe(true);
    expect(mayTouch('documents.text', { id: 'b' }, repaired)).toBe(false);
    for (const kind of ['document', 'annotations', 'codebook', 'library'] as const) {
      expect(mayTouch('documents.text', { id: 'a' }, change(kind))).toBe(false);
    }
  });

  it('has every read of the library touched by something, but what an event of its own tells of', () => {
    const told: readonly MethodName[] = ['reuse.state', 'watching.list'];
    const reads = (Object.keys(methods) as MethodName[]).filter(
      (name) => /\.(list|get|ofDocument|status|state)$/.test(name) && !told.includes(name),
    );
    const kinds = ['document', 'annotations', 'note', 'brief', 'search', 'codebook', 'library'] as const;
    for (const name of reads) {
      expect([name, kinds.some((kind) => mayTouch(name, { id: 'a', document: 'a' }, change(kind)))]).toEqual([
        name,
        true,
      ]);
    }
  });
});
