import { expect, it } from 'vitest';
import { newId } from '../../core/model/id';
import { forgottenWith } from './forgotten';

const [gone, other, deleted, standing] = [newId(), newId(), newId(), newId()];
const isForgotten = forgottenWith(
  [
    { kind: 'document', id: gone },
    { kind: 'brief', id: deleted },
  ],
  (note) => note === standing,
);
const on = (document: string): unknown => ({ subject: { kind: 'document', document } });

it('names the records themselves, each by kind and id', () => {
  expect(isForgotten('document', gone, [])).toBe(true);
  expect(isForgotten('brief', deleted, [null])).toBe(true);
  expect(isForgotten('brief', gone, [])).toBe(false);
});

it('names notes that were on one of the documents in any state, but for those that stand', () => {
  expect(isForgotten('note', deleted, [on(gone), null])).toBe(true);
  expect(isForgotten('note', deleted, [on(other), on(gone)])).toBe(true);
  expect(isForgotten('note', standing, [on(gone), on(other)])).toBe(false);
  expect(isForgotten('note', deleted, [on(other), { subject: { kind: 'library' } }, undefined, 7])).toBe(
    false,
  );
  expect(isForgotten('search', deleted, [on(gone)])).toBe(false);
});
