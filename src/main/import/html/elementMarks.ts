import { attributeOf, isElement, isText, nodesOf, type PageElement } from './pageTree';

/** Classes of words that style sheets move out of sight and screen readers speak. */
export const SPOKEN =
  /(?:^|\s)(?:sr-only|visually-?hidden|visuallyhidden|screen-reader-text|screen-reader-only|u-visually-hidden|a11y-hidden|blind|is-vishidden|element-invisible|offscreen)(?:\s|$)/;

/** Edit links, marks of sections, arrows back to the text: signs to press, which printed pages leave out. */
export function isControl(element: PageElement, classes: string): boolean {
  if (
    /(?:^|\s)(?:mw-editsection|mw-cite-backlink|headerlink|anchorjs-link|footnote-backref|footnote-back|reversefootnote|noprint-link)(?:\s|$)/.test(
      classes,
    )
  )
    return true;
  if (attributeOf(element, 'role') === 'doc-backlink') return true;
  return (
    element.localName === 'a' && isSmall(element) && /^(?:[#¶§↑↩^]\uFE0E?)$/u.test(element.textContent.trim())
  );
}

/** 10⁶ must not become 106, nor "sanctions" with its note 1 "sanctions1". Null where the raised words may stand as they are. */
export function raisedText(element: PageElement): string | null {
  if (element.firstChild === null || !isSmall(element)) return null;
  const words = element.textContent.trim();
  if (!/^[-+−]?\d{1,4}$/.test(words)) return null;
  for (const node of nodesOf(element))
    if (isElement(node) && node.localName === 'a' && attributeOf(node, 'href') !== null) return `[${words}]`;
  return words.replace(/./g, (sign) => RAISED[sign] ?? sign);
}
const RAISED: Readonly<Record<string, string>> = {
  '0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹', '-': '⁻', '−': '⁻', '+': '⁺',
}; // prettier-ignore

/** At most 40 characters in at most 30 nodes: an icon, a number, a sign. */
export function isSmall(element: PageElement): boolean {
  return withinSize(element, 40, 30);
}

/** Whether all that is in it has at most so many characters, in at most so many nodes. */
export function withinSize(element: PageElement, characters: number, nodes: number): boolean {
  for (const node of nodesOf(element)) {
    nodes -= 1;
    if (isText(node)) characters -= node.data.trim().length;
    if (nodes < 0 || characters < 0) return false;
  }
  return true;
}

/** 1 to 6; null of what is no heading. By its name, by the styles of Word, by its role. */
export function headingLevel(element: PageElement, name: string): number | null {
  const level = /^h([1-6])$/.exec(name)?.[1];
  if (level !== undefined) return Number(level);
  const classes = attributeOf(element, 'class') ?? '';
  if (/^MsoTitle$/.test(classes)) return 1;
  const word = /^MsoHeading([1-6])$/.exec(classes)?.[1];
  if (word !== undefined) return Number(word);
  if (attributeOf(element, 'role') !== 'heading') return null;
  const spoken = Number(attributeOf(element, 'aria-level') ?? 2);
  return Number.isInteger(spoken) ? Math.min(6, Math.max(1, spoken)) : 2;
}

/** `name` and `classes` in small letters, as all here. */
export function isCaption(element: PageElement, name: string, classes: string): boolean {
  if (name === 'figcaption' || name === 'caption') return true;
  if (!/^(?:p|div|span|em|small|cite|td)$/.test(name)) return false;
  return (
    /(?:^|[\s_-])(?:caption|figcaption|caption-text|img_desc|img-desc|photo_desc|end_photo_org|photo_caption|img_caption)(?:\s|$)/.test(
      classes,
    ) && withinSize(element, 600, 60)
  );
}

/** A note, or a list of them: by its role, by the styles of Word, by the classes and addresses that programs give. */
export function isFootnote(element: PageElement, classes: string, style: string): boolean {
  const role = attributeOf(element, 'role') ?? attributeOf(element, 'epub:type') ?? '';
  if (/^(?:doc-)?(?:footnotes?|endnotes?|rearnotes?)$/.test(role)) return true;
  if (/\bmso-element\s?:\s?(?:footnote|endnote)\b/.test(style)) return true;
  if (/(?:^|\s)(?:footnotes?|endnotes?|references|reflist|footnote-list|notes-list)(?:\s|$)/.test(classes))
    return !/^(?:a|sup|span)$/.test(element.localName);
  return (
    element.localName === 'li' &&
    /^(?:fn|footnote|endnote|cite_note|note)[-_:]?\d/.test(attributeOf(element, 'id') ?? '')
  );
}

/** Whether a table holds data, to be read row by row; else it only lays out the page. */
export function isData(table: PageElement): boolean {
  const role = attributeOf(table, 'role');
  if (role === 'presentation' || role === 'none') return false;
  let rows = 0;
  let cells = 0;
  let widest = 0;
  let headed = false;
  let characters = 0;
  for (const node of nodesOf(table)) {
    if (isText(node)) {
      characters += node.data.trim().length;
      if (characters > 600) return false;
    } else if (isElement(node) && node !== table) {
      const name = node.localName;
      if (
        /^(?:table|h[1-6]|article|section|form|blockquote|pre|figure|hr|nav|header|footer|aside|iframe)$/.test(
          name,
        )
      )
        return false;
      if (name === 'tr') {
        rows += 1;
        cells = 0;
        characters = 0;
      } else if (name === 'td' || name === 'th') {
        cells += 1;
        widest = Math.max(widest, cells);
        headed ||= name === 'th';
        characters = 0;
      } else if (name === 'caption') {
        headed = true;
        characters = 0;
      }
    }
  }
  return widest >= 2 && (rows >= 2 || headed);
}
