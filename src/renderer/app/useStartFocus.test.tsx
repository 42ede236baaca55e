// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useFocusKept, VIEW_ID } from './useStartFocus';

afterEach(cleanup);

function List({ items }: { items: readonly string[] }) {
  const list = useRef<HTMLUListElement>(null);
  useFocusKept(list, items.length);
  return (
    <div id={VIEW_ID} tabIndex={-1}>
      <button>Outside</button>
      <ul ref={list}>
        {items.map((item) => (
          <li key={item}>
            <button>Delete {item}</button>
            <button data-heir>{item}</button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The list with the focus on a button of it, after its items are others. */
function after(items: readonly string[], focused: string, rest: readonly string[]): string {
  const { getByText, rerender } = render(<List items={items} />);
  getByText(focused).focus();
  rerender(<List items={rest} />);
  const { activeElement } = document;
  return activeElement?.id === VIEW_ID ? 'the view' : (activeElement?.textContent ?? '');
}

describe('useFocusKept', () => {
  it('gives the keyboard to the item that stands where the one with the focus stood', () => {
    expect(after(['a', 'b', 'c'], 'Delete b', ['a', 'c'])).toBe('c');
  });

  it('gives it to the last item where the last one went', () => {
    expect(after(['a', 'b'], 'Delete b', ['a'])).toBe('a');
  });

  it('gives it to the view where nothing is left', () => {
    expect(after(['a'], 'Delete a', [])).toBe('the view');
  });

  it('leaves it where it is when another item goes, or it is elsewhere', () => {
    expect(after(['a', 'b'], 'Delete a', ['a'])).toBe('Delete a');
    cleanup();
    expect(after(['a', 'b'], 'Outside', ['a'])).toBe('Outside');
  });
});
