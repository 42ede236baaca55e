/** What both sides know before the first byte ([MS-OXRTFCP], 2.1.2.1). */
const DICTIONARY =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const WINDOW = 4_096;
const MOST_BYTES = 64 * 1024 * 1024;

/** The RTF that Outlook keeps a message's text in, unpacked ([MS-OXRTFCP]); as far as it can be. Null for what is none. */
export function unpackRtf(packed: Buffer): Buffer | null {
  if (packed.length < 16) return null;
  const kind = packed.toString('latin1', 8, 12);
  if (kind === 'MELA') return packed.subarray(16);
  if (kind !== 'LZFu') return null;
  const window = Buffer.alloc(WINDOW);
  let at = window.write(DICTIONARY, 'latin1');
  // A byte of the packed gives nine at most.
  const unpacked = Buffer.alloc(Math.min(MOST_BYTES, packed.readUInt32LE(4), packed.length * 9));
  let length = 0;
  const put = (byte: number): void => {
    if (length < unpacked.length) unpacked[length] = byte;
    length += 1;
    window[at] = byte;
    at = (at + 1) % WINDOW;
  };
  for (let from = 16; from < packed.length && length < unpacked.length;) {
    const flags = packed[from]!;
    from += 1;
    for (let bit = 0; bit < 8 && from < packed.length; bit += 1) {
      if (((flags >> bit) & 1) === 0) {
        put(packed[from]!);
        from += 1;
        continue;
      }
      const reference = (packed[from]! << 8) | (packed[from + 1] ?? 0);
      from += 2;
      const start = reference >> 4;
      // A reference to the place that is written next ends it.
      if (start === at) return unpacked.subarray(0, Math.min(length, unpacked.length));
      for (let step = 0; step < (reference & 15) + 2; step += 1) put(window[(start + step) % WINDOW]!);
    }
  }
  return unpacked.subarray(0, Math.min(length, unpacked.length));
}
