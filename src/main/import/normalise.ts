/**
 * A text as the library keeps it: NFC (Unicode Annex 15), LF line ends, no byte-order mark in front. Nothing else
 * changes. Idempotent.
 */
export function normalise(text: string): string {
  // Most blocks are plain.
  if (/^[\t\n\x20-\x7e]*$/.test(text)) return text;
  return text
    .replace(/^\uFEFF+/, '')
    .replace(/\r\n?/g, '\n')
    .normalize('NFC');
}
