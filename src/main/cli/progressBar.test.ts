import { expect, it } from 'vitest';
import { progressBar } from './progressBar';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string | Uint8Array): boolean => written.push(String(text)) > 0;
  return { written, bar: progressBar({ isTTY, columns: 60, write }) };
}

it('lets no name of a file command the terminal or begin a line', () => {
  const { written, bar } = terminal(true);
  bar.show(1, 4, 'a\u001b]0;b\u0007\u009b2J\u202e\nc\td.txt');
  expect(written).toEqual([`\r\u001b[K${'█'.repeat(6)}${'░'.repeat(18)} 1/4 a␛]0;b␇\ufffd2J\ufffd␤c␉d.txt`]);
});

it('stays on its line, and goes without a trace', () => {
  const { written, bar } = terminal(true);
  bar.show(0, 0, 'x'.repeat(200));
  bar.clear();
  expect(written[0]).toHaveLength('\r\u001b[K'.length + 59);
  expect(written[1]).toBe('\r\u001b[K');
});

it('writes nothing where there is no terminal', () => {
  const { written, bar } = terminal(false);
  bar.show(1, 2, 'a.txt');
  bar.clear();
  expect(written).toEqual([]);
});
