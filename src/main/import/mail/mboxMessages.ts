const FROM = Buffer.from('\nFrom ');
const NEWLINE = 0x0a;

/**
 * The messages of a mailbox (RFC 4155), each as it was sent, taken out one by one. A line "From …" is a separator only where
 * it holds a time and a header field follows; a length that a message states of itself (mboxcl) is believed where another
 * message, or the end, stands there. Lines ">From" lose one sign (mboxo, mboxrd), but not in mailboxes that do not quote
 * (mboxcl2).
 */
export function* mboxMessages(bytes: Uint8Array): Generator<Uint8Array> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = separatorAt(all, 0) ? 0 : nextSeparator(all, 0);
  while (at < all.length) {
    const from = lineEnd(all, at);
    const stated = statedEnd(all, from);
    const to = stated ?? nextSeparator(all, from);
    const message = trimmed(all.subarray(from, Math.min(to, all.length)));
    const quotes = stated === null || nextSeparator(message, 0) >= message.length;
    if (message.length > 0) yield quotes ? unquoted(message) : message;
    at = to;
    // Blank lines between a stated end and the next separator.
    while (at < all.length && (all[at] === NEWLINE || all[at] === 0x0d)) at += 1;
  }
}

/** Where the next separator line begins, from the line end before `from` on; the length where there is none. */
function nextSeparator(all: Buffer, from: number): number {
  let found = all.indexOf(FROM, Math.max(0, from - 1));
  while (found >= 0) {
    if (separatorAt(all, found + 1)) return found + 1;
    found = all.indexOf(FROM, found + 1);
  }
  return all.length;
}

function separatorAt(all: Buffer, at: number): boolean {
  if (all.toString('latin1', at, at + 5) !== 'From ') return false;
  const end = lineEnd(all, at);
  if (end - at > 400) return false;
  // "From Monday 10:30 on" stands in letters too: but not with a header field below.
  return (
    /\d:\d\d/.test(all.toString('latin1', at, end)) &&
    /^>?[A-Za-z][\w-]*:/.test(all.toString('latin1', end, end + 100))
  );
}

/** The end that Content-Length in the header at `from` states; null where it states none, or a wrong one. */
function statedEnd(all: Buffer, from: number): number | null {
  const head = all.toString('latin1', from, from + 65_536);
  const blank = /\r?\n\r?\n/.exec(head);
  if (blank === null) return null;
  const length = /^content-length:\s*(\d{1,12})\s*$/im.exec(head.slice(0, blank.index))?.[1];
  if (length === undefined) return null;
  let end = from + blank.index + blank[0].length + Number(length);
  if (end > all.length) return null;
  while (end < all.length && (all[end] === NEWLINE || all[end] === 0x0d)) end += 1;
  return end === all.length || separatorAt(all, end) ? end : null;
}

function lineEnd(all: Buffer, at: number): number {
  const found = all.indexOf(NEWLINE, at);
  return found < 0 ? all.length : found + 1;
}

/** Without the one blank line that stands before a separator. */
function trimmed(message: Buffer): Buffer {
  let end = message.length;
  for (let lines = 0; lines < 2 && end > 0 && message[end - 1] === NEWLINE; lines += 1) {
    end -= message[end - 2] === 0x0d ? 2 : 1;
  }
  return message.subarray(0, end);
}

function unquoted(message: Buffer): Uint8Array {
  if (!message.includes('>From ')) return message;
  return Buffer.from(message.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1');
}
