import { describe, expect, it } from 'vitest';
import { newId } from '../../core/model/id';
import type { Note } from '../../core/model/note';
import { History, HISTORY_LENGTH, MERGE_WITHIN, type Edit } from './history';

const now = '2026-01-01T00:00:00.000Z';
const id = newId();
const note = (text: string): Note => ({
  version: 1,
  id,
  subject: { kind: 'library' },
  text,
  createdAt: now,
  changedAt: now,
});
const step = (name: string, before: string | null, after: string | null): Edit => ({
  name,
  seq: 1,
  at: now,
  changes: [
    {
      kind: 'note',
      id,
      before: before === null ? null : note(before),
      after: after === null ? null : note(after),
    },
  ],
});

const changesOf = (...of: Parameters<typeof step>): Pick<Edit, 'name' | 'changes'> => {
  const { name, changes } = step(...of);
  return { name, changes };
};

describe('History', () => {
  it('names what undo and redo would do', () => {
    const history = new History();
    history.add(step('Add note', null, 'a'));
    expect(history.state).toEqual({ undo: 'Add note', redo: null });
    history.move('undo');
    expect(history.state).toEqual({ undo: null, redo: 'Add note' });
  });

  it('drops steps that touch what was deleted for good, done or undone, and no others', () => {
    const history = new History();
    const [change] = step('Add other', null, 'b').changes;
    const other: Edit = { ...step('Add other', null, 'b'), changes: [{ ...change!, id: newId() }] };
    history.add(step('Add note', null, 'a'));
    history.add(other);
    history.add(step('Edit note', 'a', 'b'));
    history.move('undo');
    history.forget((change) => change.id === id);
    expect(history.state).toEqual({ undo: 'Add other', redo: null });
  });

  it('forgets what could be redone when something new is done', () => {
    const history = new History();
    history.add(step('Add note', null, 'a'));
    history.move('undo');
    history.add(step('Edit note', 'x', 'y'));
    expect(history.state).toEqual({ undo: 'Edit note', redo: null });
  });

  it('joins quick typing into one step from its first state to its last', () => {
    let clock = 0;
    const history = new History(() => clock);
    history.add(step('Edit note', 'a', 'ab'), 'note 1');
    clock += MERGE_WITHIN - 1;
    history.add(step('Edit note', 'ab', 'abc'), 'note 1');
    expect(history.peek('undo')).toMatchObject(changesOf('Edit note', 'a', 'abc'));
    clock += MERGE_WITHIN;
    history.add(step('Edit note', 'abc', 'abcd'), 'note 1');
    expect(history.peek('undo')).toMatchObject(changesOf('Edit note', 'abc', 'abcd'));
  });

  it('does not join typing that follows an undo', () => {
    const history = new History(() => 0);
    history.add(step('Edit note', 'a', 'ab'), 'note 1');
    history.add(step('Edit note', 'ab', 'abc'));
    history.move('undo');
    history.add(step('Edit note', 'ab', 'abx'), 'note 1');
    expect(history.peek('undo')).toMatchObject(changesOf('Edit note', 'ab', 'abx'));
  });

  it('keeps a bounded number of steps', () => {
    const history = new History();
    for (let count = 0; count < HISTORY_LENGTH + 5; count += 1) history.add(step(`Step ${count}`, 'a', 'b'));
    let steps = 0;
    while (history.peek('undo')) {
      history.drop('undo');
      steps += 1;
    }
    expect(steps).toBe(HISTORY_LENGTH);
  });

  it('takes up the steps of earlier sessions, but not half of an import', () => {
    const past = (seq: number, mergeKey: string | null) => ({
      ...step(`Edit ${seq}`, String(seq - 1), String(seq)),
      seq,
      step: { kind: 'edit', mergeKey } as const,
    });
    const undo = { ...past(6, null), step: { kind: 'undo', of: 5 } as const };
    const newestFirst = [undo, past(5, null), past(4, 'note 1'), past(3, 'import a'), past(2, 'import a')];
    const history = new History();
    history.restore(newestFirst, false);
    expect(history.state).toEqual({ undo: 'Edit 4', redo: 'Edit 5' });
    history.drop('undo');
    expect(history.state.undo).toBeNull();
    history.restore(newestFirst, true);
    history.drop('undo');
    expect(history.peek('undo')).toMatchObject(changesOf('Edit 3', '1', '3'));
  });
});
