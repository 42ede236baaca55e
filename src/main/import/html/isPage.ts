/** A document's own beginning, after comments, declarations and white space. */
const OPENING = /^<(?:!doctype\s+(?:html|xhtml)|html|head|body|frameset|title|meta|script|style|link)[\s>]/i;
const PIECE =
  /^<(?:div|p|table|article|section|main|center|h[1-6]|ul|ol|dl|span|font|blockquote|b|i|a|img|br|hr|header|nav)[\s/>]/i;

/**
 * Whether a text is a web page, by how it begins. A piece of one, without a head of its own, counts as such where its name
 * says so or where tags close one after the other; Markdown may begin with a tag and stays Markdown.
 */
export function isPage(source: string, name: string): boolean {
  // What Windows puts before copied pages; Chrome's sanitised clipboard begins with a meta element.
  const head = source.slice(0, 32_768).replace(/^\uFEFF/, '');
  if (/^Version:\d\.\d\s{1,4}StartHTML:/.test(head)) return true;
  const start = afterPreamble(head);
  if (start.fragment || OPENING.test(start.rest)) return true;
  if (/\.(?:html?|xhtml?|xht|shtml|phtml|aspx?|php|jsp)$/i.test(name))
    return /<(?:[a-z][a-z0-9]{0,10}|\/[a-z][a-z0-9]{0,10})(?:\s[^<>]{0,500})?>/i.test(start.rest);
  if (/\.(?:md|markdown|mdown|mkd)$/i.test(name) || !PIECE.test(start.rest)) return false;
  return (
    (start.rest.match(/<\/(?:div|p|table|article|section|h[1-6]|ul|li|td|span|a|b)>/gi)?.length ?? 0) >= 3
  );
}

/** Behind comments, processing instructions and white space. */
function afterPreamble(head: string): { rest: string; fragment: boolean } {
  let rest = head.trimStart();
  for (;;) {
    const comment = rest.startsWith('<!--');
    if (!comment && !rest.startsWith('<?xml')) return { rest, fragment: false };
    if (rest.startsWith('<!--StartFragment')) return { rest, fragment: true };
    const end = rest.indexOf(comment ? '-->' : '?>');
    if (end < 0) return { rest, fragment: false };
    rest = rest.slice(end + (comment ? 3 : 2)).trimStart();
  }
}
