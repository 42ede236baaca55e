// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import { pointOf, positionOf, selectionOf } from './domPositions';

let root: HTMLElement;
beforeEach(() => {
  root = document.createElement('div');
  const block = (tag: string, ...runs: [from: number, text: string][]): HTMLElement => {
    const element = document.createElement(tag);
    for (const [from, text] of runs) {
      const run = document.createElement('span');
      run.dataset.from = String(from);
      run.textContent = text;
      element.append(run);
    }
    root.append(element);
    return element;
  };
  block('h2', [0, 'Tides']);
  block('p', [7, 'The '], [11, 'harbour'], [18, ' fills']);
  document.body.replaceChildren(root);
});

describe('positions on the page', () => {
  it('finds a position inside a text node', () => {
    expect(positionOf(root, root.querySelectorAll('span')[2]!.firstChild!, 3)).toBe(14);
  });

  it('gives each position of the shown text its point, and back', () => {
    for (const position of [0, 3, 5, 7, 9, 11, 15, 18, 24]) {
      for (const side of ['before', 'after'] as const) {
        const point = pointOf(root, position, side)!;
        expect(positionOf(root, point.node, point.offset)).toBe(position);
      }
    }
  });

  it('chooses the run by side at a border', () => {
    expect(pointOf(root, 11, 'before')!.node.nodeValue).toBe('The ');
    expect(pointOf(root, 11, 'after')!.node.nodeValue).toBe('harbour');
  });

  it('takes a point between blocks as the start of the next', () => {
    expect(positionOf(root, root, 1)).toBe(7);
    expect(positionOf(root, root.querySelector('p')!, 0)).toBe(7);
    expect(positionOf(root, root, 2)).toBe(24);
  });

  it('knows no position outside', () => {
    expect(positionOf(root, document.body, 0)).toBeNull();
    expect(pointOf(root, 6)).toBeNull();
    expect(pointOf(root, 99)).toBeNull();
  });

  it('reads a selection made backwards', () => {
    const selection = document.getSelection()!;
    const runs = root.querySelectorAll('span');
    selection.setBaseAndExtent(runs[3]!.firstChild!, 2, runs[0]!.firstChild!, 1);
    expect(selectionOf(root, selection)).toEqual({ anchor: 20, focus: 1 });
  });
});
