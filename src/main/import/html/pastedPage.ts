/** What to call a piece of a page that came from the clipboard. */
export const PASTED_NAME = 'pasted.html';

/**
 * The HTML of a clipboard as the bytes of a file to import as `PASTED_NAME`. What Windows and macOS put around the copied
 * piece is left out; the address it was copied from, where the clipboard tells, is kept as browsers keep it in saved
 * pages. Null where there are no words in it.
 */
export function pastedPage(html: string): Uint8Array | null {
  const address = /^SourceURL:(https?:[^\s<>"]{1,2000})/m.exec(html.slice(0, 4_000))?.[1];
  const piece = copiedPiece(html);
  if (!/[\p{L}\p{N}]/u.test(piece.replace(/<[^<>]*>/g, ' '))) return null;
  const saved =
    address === undefined
      ? ''
      : `<!-- saved from url=(${String(address.length).padStart(4, '0').slice(-4)})${address.replaceAll('--', '%2D%2D')} -->\n`;
  return new TextEncoder().encode(
    `<!DOCTYPE html>\n${saved}<html><head><meta charset="utf-8"></head><body><!--StartFragment-->${piece}<!--EndFragment--></body></html>\n`,
  );
}

function copiedPiece(html: string): string {
  const start = /<!--\s{0,9}StartFragment\s{0,9}-->/i.exec(html);
  if (start !== null) {
    const from = start.index + start[0].length;
    const end = /<!--\s{0,9}EndFragment\s{0,9}-->/i.exec(html.slice(from));
    return end === null ? html.slice(from) : html.slice(from, from + end.index);
  }
  const body = /<body(?:\s[^<>]*)?>/i.exec(html);
  if (body === null) return html;
  const end = html.toLowerCase().lastIndexOf('</body');
  const from = body.index + body[0].length;
  return end < from ? html.slice(from) : html.slice(from, end);
}
