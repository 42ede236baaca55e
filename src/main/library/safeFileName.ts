/** Long enough to be recognised, short enough for the longest path Windows takes and 255 bytes in any script. */
const LONGEST = 80;

const FORBIDDEN = /[<>:"/\\|?*\p{Cc}\p{Cs}]/gu;
// Marks that reorder what is shown make a program look like `annex.pdf`.
const INVISIBLE = /[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/iu;

/**
 * The name a file may carry on every system, as close to the one given as can be: no separators or control characters, no
 * device names of Windows, no dot or space at the ends, at most 80 UTF-16 units with the extension kept. Never empty;
 * the same name gives the same result, and a safe name itself.
 */
export function safeFileName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(FORBIDDEN, '_')
    .replace(/^[.\s]+|(?<![.\s])[.\s]+$/gu, '');
  if (plain === '') return 'original';
  const dot = plain.lastIndexOf('.');
  const extension = dot > 0 && plain.length - dot <= 16 ? plain.slice(dot) : '';
  let stem = plain.slice(0, plain.length - extension.length);
  // Windows looks only at what stands before the first dot: `con.tar.gz` is the console too.
  const first = stem.split('.', 1)[0]!;
  if (RESERVED.test(first.trimEnd())) stem = `${first}_${stem.slice(first.length)}`;
  const room = LONGEST - extension.length;
  if (stem.length > room) {
    const cut = /[\ud800-\udbff]$/.test(stem.slice(0, room)) ? room - 1 : room;
    stem = stem.slice(0, cut).trimEnd();
  }
  return stem + extension;
}
