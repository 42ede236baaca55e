import { describe, expect, it } from 'vitest';
import { readerState, startState, type ReaderEvent, type ReaderState } from './readerState';

const after = (...events: ReaderEvent[]): ReaderState =>
  events.reduce(readerState, startState({ anchor: 0, focus: 0 }));
const select = (start: number, end: number, by: 'pointer' | 'keyboard' = 'pointer'): ReaderEvent => ({
  type: 'select',
  selection: { anchor: start, focus: end },
  by,
});

describe('readerState', () => {
  it('lets go of the highlight when a passage is selected', () => {
    expect(after({ type: 'press', over: ['a'] }, select(3, 9)).active).toBeNull();
    expect(after({ type: 'press', over: ['a'] }, select(3, 3, 'keyboard')).active).toBeNull();
  });

  it('goes on to the highlight beneath when the same place is pressed again', () => {
    const press: ReaderEvent = { type: 'press', over: ['inner', 'outer'] };
    expect(after(press).active).toBe('inner');
    expect(after(press, press).active).toBe('outer');
    expect(after(press, press, press).active).toBe('inner');
    expect(after(press, { type: 'press', over: [] }).active).toBeNull();
  });

  it('selects a highlight that came to be, and leaves the caret where it was', () => {
    const made: ReaderEvent = { type: 'made', highlight: { id: 'new', from: 3, to: 9 } };
    expect(after(select(3, 9), made)).toMatchObject({ active: 'new', selection: { anchor: 9, focus: 9 } });
    expect(after(select(9, 3), made)).toMatchObject({ active: 'new', selection: { anchor: 3, focus: 3 } });
  });

  it('keeps what was selected while the highlight was being saved', () => {
    const made: ReaderEvent = { type: 'made', highlight: { id: 'new', from: 3, to: 9 } };
    expect(after(select(3, 9), select(20, 30), made)).toMatchObject({
      active: null,
      selection: { anchor: 20, focus: 30 },
    });
  });

  it('lets Escape first drop the selection, then the highlight', () => {
    expect(after(select(3, 9), { type: 'escape' })).toMatchObject({ selection: { anchor: 9, focus: 9 } });
    expect(after({ type: 'press', over: ['a'] }, { type: 'escape' }).active).toBeNull();
  });

  it('forgets moved ends only when those that were saved are the latest', () => {
    const first = { id: 'a', from: 1, to: 5 };
    const second = { id: 'a', from: 1, to: 8 };
    const state = after({ type: 'bounds', moving: first }, { type: 'bounds', moving: second });
    expect(readerState(state, { type: 'boundsSaved', moving: first }).moving).toBe(second);
    expect(readerState(state, { type: 'boundsSaved', moving: second }).moving).toBeNull();
  });
});
