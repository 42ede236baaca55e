import type { Range } from '../model/range';

/**
 * The form in which a quotation and its source are compared: every run of white space is one space, none at the ends.
 * Nothing else is forgiven: case, accents, hyphens and the shape of quotation marks all count. What no Markdown file can
 * carry (NUL, half a surrogate pair) becomes U+FFFD on both sides.
 */
export function canonicalText(text: string): string {
  return text.replace(NOT_CARRIED, '\ufffd').replace(/\s+/g, ' ').trim();
}

/**
 * The place of a canonical quotation in a source text, the nearest to `near` when it stands more than once. Null when it
 * stands nowhere, and for the empty quotation.
 */
export function findCanonical(text: string, quotation: string, near: number): Range | null {
  if (quotation === '') return null;
  const { canonical, sourceOf } = withPositions(text);
  let best: Range | null = null;
  for (let at = canonical.indexOf(quotation); at >= 0; at = canonical.indexOf(quotation, at + 1)) {
    const range = { from: sourceOf[at]!, to: sourceOf[at + quotation.length - 1]! + 1 };
    // Places come in order, so the distance falls and then only grows.
    if (best && Math.abs(range.from - near) >= Math.abs(best.from - near)) break;
    best = range;
  }
  return best;
}

const NOT_CARRIED = /[\0\ud800-\udfff]/gu;

/** The canonical text (but for a space at either end) with the source position of each of its units. */
function withPositions(text: string): { canonical: string; sourceOf: Uint32Array } {
  const carried = text.replace(NOT_CARRIED, '\ufffd');
  const sourceOf = new Uint32Array(carried.length);
  let length = 0;
  const canonical = carried.replace(/\s+|\S+/g, (run: string, at: number) => {
    const kept = /^\s/.test(run) ? ' ' : run;
    for (let unit = 0; unit < kept.length; unit += 1) sourceOf[length++] = at + unit;
    return kept;
  });
  return { canonical, sourceOf };
}
