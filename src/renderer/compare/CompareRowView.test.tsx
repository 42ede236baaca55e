// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compare } from '../../core/compare/compare';
import type { ComparedDocument, Jump } from './compareRows';
import { compareRows, listChanges } from './compareRows';
import { CompareRowView } from './CompareRowView';

const documentOf = (...paragraphs: string[]): ComparedDocument => {
  let from = 0;
  const blocks = paragraphs.map((paragraph) => {
    const block = { kind: 'paragraph' as const, from, to: from + paragraph.length };
    from = block.to + 2;
    return block;
  });
  return { text: paragraphs.join('\n\n'), blocks, layers: [] };
};

function show(a: ComparedDocument, b: ComparedDocument, change: number | null = null) {
  const rows = compareRows([a, b], [compare(a, b, { ignore: [], skipLayers: true })]);
  const changes = listChanges(rows);
  const [onJump, onOpen] = [vi.fn(), vi.fn()];
  render(
    <>
      {rows.map((row) => (
        <CompareRowView
          key={row.key}
          row={row}
          texts={[a.text, b.text]}
          current={change !== null && changes[change]!.row === row ? changes[change]! : null}
          onJump={onJump}
          onOpen={onOpen}
        />
      ))}
    </>,
  );
  return { rows, onJump, onOpen };
}

const FOG = 'The harbour office closed early on Friday because of thick fog.';
const FERRY = 'Every ferry to the outer islands was held back until noon.';

describe('CompareRowView', () => {
  afterEach(cleanup);

  it('strikes what is gone, underlines what is new, and says both in words', () => {
    show(documentOf(FOG), documentOf(FOG.replace('early', 'late').replace('thick ', '')));
    expect(screen.getAllByRole('deletion').map((element) => element.textContent)).toEqual([
      '[replaced: early]',
      '[deleted: thick]',
    ]);
    expect(screen.getAllByRole('insertion').map((element) => element.textContent)).toEqual(['[by: late]']);
  });

  it('outlines both sides of the change one is at', () => {
    show(documentOf(FOG), documentOf(FOG.replace('early', 'late')), 0);
    const current = [...document.querySelectorAll('[data-current]')].map((element) => element.tagName);
    expect(current).toEqual(['DEL', 'INS']);
  });

  it('opens a paragraph in the reader from its number', () => {
    const { onOpen } = show(documentOf(FOG, FERRY), documentOf(FERRY));
    fireEvent.click(
      screen.getByRole('button', { name: 'Open paragraph 2 of the left document in the reader' }),
    );
    expect(onOpen.mock.calls[0]).toMatchObject([0, { from: FOG.length + 2 }]);
  });

  it('says in words what stands in one text only', () => {
    show(documentOf(FOG, FERRY), documentOf(FERRY));
    expect(document.body.textContent).toContain('Only in the left document:');
  });

  it('leads from where a paragraph was to where it is', () => {
    const { rows, onJump } = show(documentOf(FERRY, FOG), documentOf(FOG, FERRY));
    fireEvent.click(screen.getByRole('button', { name: /^Moved to/ }));
    const { key, to } = onJump.mock.calls[0]![0] as Jump;
    const there = rows.find((row) => row.key === key)!;
    expect(there.kind).toBe('moved');
    expect(there.cells[0]![0]).toMatchObject({ own: null, jump: { id: to } });
    expect(screen.getByRole('button', { name: /^Moved from/ })).toBeTruthy();
  });
});
