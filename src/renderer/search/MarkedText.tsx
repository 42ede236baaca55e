import type { ReactNode } from 'react';

export type MarkedTextProps = {
  text: string;
  /** Half-open ranges of the text, in order and apart. */
  marks: readonly (readonly [number, number])[];
  className?: string | undefined;
};

/** A text with some of it marked. */
export function MarkedText({ text, marks, className }: MarkedTextProps) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    parts.push(
      text.slice(at, from),
      <mark key={from} className={className}>
        {text.slice(from, to)}
      </mark>,
    );
    at = to;
  }
  parts.push(text.slice(at));
  return parts;
}
