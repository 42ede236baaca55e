import { describe, expect, it } from 'vitest';
import { noteSummary } from './noteSummary';

describe('noteSummary', () => {
  it('takes a short first line for the title', () => {
    expect(noteSummary({ text: '# Flags\n\nTwo *ships* changed\n- theirs' })).toEqual({
      title: 'Flags',
      rest: 'Two ships changed theirs',
    });
  });

  it('takes a long first line for the beginning of the text', () => {
    const text =
      'The harbour office wrote down every crate that was carried past its door, but not the hour of it.';
    expect(noteSummary({ text })).toEqual({ title: null, rest: text });
  });

  it('shows the words of a link without its address', () => {
    const text = 'Links\nSee [three crates](dossier:document/0a#4-16) again.';
    expect(noteSummary({ text }).rest).toBe('See three crates again.');
  });

  it('has no title for an empty note', () => {
    expect(noteSummary({ text: ' \n' })).toEqual({ title: null, rest: '' });
  });
});
