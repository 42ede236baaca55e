import { describe, expect, it } from 'vitest';
import { placeBeside, type CaretBox } from './placeBeside';

const frame = { left: 0, top: 100, right: 800, bottom: 700 };
const size = { width: 300, height: 40 };
const at = (x: number, top: number): CaretBox => ({ x, top, bottom: top + 20 });

describe('placeBeside', () => {
  it('stands above the passage, in its middle when it is on one line', () => {
    expect(placeBeside(frame, at(300, 300), at(500, 300), size, 'above')).toEqual({
      left: 250,
      top: 150,
      seen: true,
    });
  });

  it('goes below where there is no room above', () => {
    expect(placeBeside(frame, at(300, 110), at(500, 110), size, 'above').top).toBe(40);
  });

  it('stays inside the frame', () => {
    const place = placeBeside(frame, at(5, 110), at(5, 690), size, 'above');
    expect(place.left).toBeGreaterThanOrEqual(0);
    expect(place.top).toBeGreaterThanOrEqual(0);
    expect(place.top + size.height).toBeLessThanOrEqual(600);
  });

  it('knows a passage that was scrolled away', () => {
    expect(placeBeside(frame, at(300, 20), at(400, 20), size, 'above').seen).toBe(false);
  });
});
