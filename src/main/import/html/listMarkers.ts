import { romanNumber } from '../romanNumber';
import { withinSize } from './elementMarks';
import { attributeOf, isElement, nodesOf, type PageElement } from './pageTree';

/** The marker that Word put before an item: `1.`, `a)`, or a sign of a symbol font. */
export function wordMarker(paragraph: PageElement): string {
  for (const node of nodesOf(paragraph)) {
    if (!isElement(node) || node === paragraph) continue;
    if (!/mso-list\s?:\s?ignore/i.test(attributeOf(node, 'style') ?? '') || !withinSize(node, 60, 30))
      continue;
    const words = node.textContent.replace(/[ \t\n\f\r\u00a0]+/g, ' ').trim();
    // It is shown as the marker, not as words of the item.
    node.setAttribute('style', 'display:none');
    return /^(?:\(?[\p{L}\p{N}]{1,6}[.)]+|[\p{N}.]{2,12})$/u.test(words) ? words : '•';
  }
  return '';
}

/** A number as an `ol` of this `type` shows it: `a`, `A`, `i`, `I`; null counts 1, 2, 3. */
export function counted({
  next,
  letters,
}: {
  readonly next: number;
  readonly letters: string | null;
}): string {
  if (letters === null || next < 1) return String(next);
  if (letters === 'a' || letters === 'A') {
    let word = '';
    for (let rest = next; rest > 0; rest = Math.floor((rest - 1) / 26))
      word = String.fromCharCode(97 + ((rest - 1) % 26)) + word;
    return letters === 'a' ? word : word.toUpperCase();
  }
  const roman = romanNumber(next);
  return letters === 'i' ? roman : roman.toUpperCase();
}
