import { expect, it } from 'vitest';
import type { Block } from './document';
import { messageHead } from './messageFields';

/** A text whose lines are blocks, the first a heading where it begins with `# `. */
function written(text: string): { text: string; blocks: Block[] } {
  const heading = text.startsWith('# ');
  const plain = heading ? text.slice(2) : text;
  const blocks = [...plain.matchAll(/.+/g)].map(({ index, 0: line }, at): Block =>
    heading && at === 0
      ? { kind: 'heading', level: 1, from: index, to: index + line.length }
      : { kind: 'paragraph', from: index, to: index + line.length },
  );
  return { text: plain, blocks };
}

const headOf = (text: string): string | null => {
  const made = written(text);
  const head = messageHead(made.text, made.blocks);
  return head && made.text.slice(head.from, head.to);
};

it('is the subject and the fields under it', () => {
  expect(headOf('# Lamps\n\nFrom: A <a@b.example>\nTo: C\nDate: today\n\nThe lamp is out.')).toBe(
    'Lamps\n\nFrom: A <a@b.example>\nTo: C\nDate: today',
  );
  expect(headOf('From: A\n\nThe lamp is out.')).toBe('From: A');
  expect(headOf('# Lamps\n\nDate: today')).toBe('Lamps\n\nDate: today');
});

it('ends where the body begins, even if that begins like a field', () => {
  expect(headOf('From: A\nTo: C\n\nTo: whom it may concern\n\nThe lamp is out.')).toBe('From: A\nTo: C');
});

it('is null where there are no fields', () => {
  expect(headOf('# Lamps\n\nThe lamp is out.')).toBeNull();
  expect(headOf('Today: the lamp is out.')).toBeNull();
  expect(headOf('')).toBeNull();
});
