/**
 * A text as the library keeps it: NFC (Unicode Annex 15), LF line ends, no byte-order mark in front. Nothing else
 * changes. Idempotent.
 */
export function normalise(text: string): string {
  return text
    .replace(/^\uFEFF+/, '')
    .replace(/\r\n?/g, '\n')
    .normalize('NFC');
}
