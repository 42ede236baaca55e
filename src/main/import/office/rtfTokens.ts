/** What stands next: a group opens or closes, a control word, a control symbol, a byte of text, a character by its number. */
export type RtfToken = 'open' | 'close' | 'word' | 'symbol' | 'byte' | 'character' | 'end';

/**
 * The tokens of an RTF file (RTF 1.9.1, "Basic Entities"), one after another; what a token says stands in the fields below
 * until the next one. Escaped bytes (`\'e4`, `\{`) come as bytes; line ends between tokens are none.
 */
export class RtfTokens {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** Of a byte of text, or of a symbol. */
  byte = 0;
  /** Of a control word, without its number. */
  word = '';
  /** The number of a control word, null without; of a character. */
  value: number | null = null;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  next(): RtfToken {
    const bytes = this.#bytes;
    while (this.#at < bytes.length) {
      const byte = bytes[this.#at]!;
      this.#at += 1;
      switch (byte) {
        case OPEN:
          return 'open';
        case CLOSE:
          return 'close';
        case BACKSLASH: {
          const token = this.#control();
          if (token !== null) return token;
          break;
        }
        case 0x0a:
        case 0x0d:
        case 0x00:
          break;
        default:
          this.byte = byte;
          return 'byte';
      }
    }
    return 'end';
  }

  /** Passes over raw bytes, as behind `\bin`. */
  skip(count: number): void {
    this.#at += count;
  }

  /** Passes over what stands behind a character for readers that know no Unicode: so many bytes, symbols or words. */
  skipStandIns(count: number): void {
    const bytes = this.#bytes;
    for (let left = count; left > 0 && this.#at < bytes.length; left -= 1) {
      while (bytes[this.#at] === 0x0a || bytes[this.#at] === 0x0d) this.#at += 1;
      const byte = bytes[this.#at];
      if (byte === OPEN || byte === CLOSE) return;
      if (byte !== BACKSLASH) {
        this.#at += 1;
        continue;
      }
      const next = bytes[this.#at + 1];
      if (next === APOSTROPHE) this.#at += 4;
      // Another character: nothing stands in for the one before.
      else if (next === 0x75 && (isDigit(bytes[this.#at + 2]) || bytes[this.#at + 2] === MINUS)) return;
      else if (next !== undefined && isLetter(next)) {
        this.#at += 1;
        while (isLetter(bytes[this.#at] ?? 0)) this.#at += 1;
        if (bytes[this.#at] === MINUS) this.#at += 1;
        while (isDigit(bytes[this.#at])) this.#at += 1;
        if (bytes[this.#at] === 0x20) this.#at += 1;
      } else this.#at += 2;
    }
  }

  /** Whether the control word read last came first in its group. */
  beganGroup(): boolean {
    let at = this.#at - 1;
    while (at >= 0 && this.#bytes[at] !== BACKSLASH) at -= 1;
    at -= 1;
    while (at >= 0 && (this.#bytes[at] === 0x0a || this.#bytes[at] === 0x0d || this.#bytes[at] === 0x20))
      at -= 1;
    return this.#bytes[at] === OPEN;
  }

  /** Behind a backslash. Null where it says nothing. */
  #control(): RtfToken | null {
    const bytes = this.#bytes;
    const first = bytes[this.#at];
    if (first === undefined) return null;
    if (!isLetter(first)) {
      this.#at += 1;
      return this.#symbol(first);
    }
    const from = this.#at;
    while (this.#at < bytes.length && this.#at - from < 32 && isLetter(bytes[this.#at]!)) this.#at += 1;
    this.word = Buffer.from(bytes.buffer, bytes.byteOffset + from, this.#at - from).toString('latin1');
    let value: number | null = null;
    const sign = bytes[this.#at] === MINUS && isDigit(bytes[this.#at + 1]) ? -1 : 1;
    if (sign < 0) this.#at += 1;
    for (let digits = 0; digits < 10 && isDigit(bytes[this.#at]); digits += 1) {
      value = (value ?? 0) * 10 + (bytes[this.#at]! - 0x30);
      this.#at += 1;
    }
    if (bytes[this.#at] === 0x20) this.#at += 1;
    this.value = value === null ? null : sign * value;
    return this.word === 'u' && value !== null ? 'character' : 'word';
  }

  #symbol(sign: number): RtfToken | null {
    this.byte = sign;
    if (sign === BACKSLASH || sign === OPEN || sign === CLOSE) return 'byte';
    if (sign !== APOSTROPHE) return 'symbol';
    const digits = Buffer.from(this.#bytes.subarray(this.#at, this.#at + 2)).toString('latin1');
    this.#at += 2;
    const code = parseInt(digits, 16);
    if (Number.isNaN(code)) return null;
    this.byte = code;
    return 'byte';
  }
}

const OPEN = 0x7b;
const CLOSE = 0x7d;
const BACKSLASH = 0x5c;
const APOSTROPHE = 0x27;
const MINUS = 0x2d;
const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
