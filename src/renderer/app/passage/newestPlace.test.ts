import { describe, expect, it } from 'vitest';
import type { Client } from '../../../core/api/contract';
import { AppError } from '../../../core/model/appError';
import { newestPlace } from './newestPlace';

const FIRST = 'Ferry talks open\n\nOfficials met on Monday.\n\nNobody signed anything that day.\n';
const SECOND = `Correction: the day was wrong.\n\n${FIRST.replace('Monday', 'Tuesday')}`;
const THIRD = `Updated.\n\n${SECOND}`;

type Version = { readonly text: string; readonly replacedBy?: string; readonly trashedAt?: string | null };

/** The library's answers about these documents. */
function library(versions: Readonly<Record<string, Version>>): Client['call'] {
  const answer = (name: string, { id }: { id: string }): Promise<unknown> => {
    const version = versions[id];
    if (version === undefined)
      return Promise.reject(new AppError('not-found', `There is no document ${id}.`));
    const {
      text,
      replacedBy,
      trashedAt = replacedBy === undefined ? null : '2026-01-01T00:00:00Z',
    } = version;
    return Promise.resolve(name === 'documents.text' ? { text } : { id, replacedBy, trashedAt });
  };
  return answer as unknown as Client['call'];
}
const place = (words: string, text = FIRST) => ({
  from: text.indexOf(words),
  to: text.indexOf(words) + words.length,
});

describe('newestPlace', () => {
  const call = library({
    a: { text: FIRST, replacedBy: 'b' },
    b: { text: SECOND, replacedBy: 'c' },
    c: { text: THIRD },
  });

  it('is the same words in the last of the versions', async () => {
    const { document, at } = await newestPlace(call, 'a', place('Nobody signed'));
    expect([document, THIRD.slice(at!.from, at!.to)]).toEqual(['c', 'Nobody signed']);
  });

  it('is the last version without a passage when the words were changed', async () => {
    expect(await newestPlace(call, 'a', place('Officials met on Monday'))).toEqual({
      document: 'c',
      at: null,
    });
    expect(await newestPlace(call, 'b', null)).toEqual({ document: 'c', at: null });
  });

  it('is what the link says where there is no other version', async () => {
    const at = place('Nobody signed');
    expect(await newestPlace(call, 'c', at)).toEqual({ document: 'c', at });
    expect(await newestPlace(call, 'gone', at)).toEqual({ document: 'gone', at });
    const restored = library({ a: { text: FIRST, replacedBy: 'b', trashedAt: null }, b: { text: SECOND } });
    expect(await newestPlace(restored, 'a', at)).toEqual({ document: 'a', at });
    const deleted = library({ a: { text: FIRST, replacedBy: 'b' } });
    expect(await newestPlace(deleted, 'a', at)).toEqual({ document: 'a', at });
  });
});
