import { sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newId } from '../../core/model/id';
import { definitions, isSingle, pathOf, type Kind } from './layout';
import { recordAt } from './recordAt';

describe('recordAt', () => {
  it('it knows the file of every kind of record', () => {
    for (const kind of Object.keys(definitions) as Kind[]) {
      const id = isSingle(kind) ? '' : newId();
      expect(recordAt(pathOf(kind, id).split(sep).join('/'))).toEqual({ kind, id });
    }
  });

  const id = newId();
  it.each([
    'notes/zz/x.json',
    `notes/zz/${id}.json`,
    `../notes/${id.slice(0, 2)}/${id}.json`,
    `documents/${id.slice(0, 2)}/${id}/original/text.json`,
    'cache/catalogue.json',
    '',
  ])('it knows none in “%s”', (file) => expect(recordAt(file)).toBeNull());
});
