/** The attributes of one element, in the order of the file; only for as long as the element is told. */
export interface XmlAttributes {
  readonly count: number;
  name(index: number): string;
  value(index: number): string;
}

/**
 * Is told of elements and text, with names as the file has them. False from `open` gives the reading up. Text behind the
 * last element that was told is told again by the parser that reads on.
 */
export type PlainXmlHandler = {
  open(name: string, attributes: XmlAttributes): boolean;
  close(): void;
  text(words: string): void;
};

/** As in `XmlOptions`. */
export type PlainXmlOptions = {
  readonly entities: Readonly<Record<string, string>>;
  readonly doctype: boolean;
};

/**
 * Reads XML 1.0 as programs write it, in a third of the time a whole parser takes: names of ASCII, attributes in quotes, no
 * definitions, nothing wrong. Null when it was read to its end. Otherwise how many elements were opened and closed before
 * something came that is rarer or wrong (CDATA, processing instructions, a fault): all before it was told, and what follows
 * is for a parser that knows all of XML. `source` has no carriage returns and none of the characters that XML cannot have.
 */
export function readPlainXml(
  source: string,
  handler: PlainXmlHandler,
  options: PlainXmlOptions,
): number | null {
  return new PlainXml(source, handler, options).read();
}

const DECLARATION =
  /^<\?xml[ \t\n]+version=(?:"1\.0"|'1\.0')(?:[ \t\n]+encoding=(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\n]+standalone=(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/;
const DOCTYPE = /<!DOCTYPE html>/y;
const SPACE = /^[ \t\n]*$/;

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const EQUALS = 0x3d;
const AND = 0x26;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

class PlainXml implements XmlAttributes {
  readonly #source: string;
  readonly #handler: PlainXmlHandler;
  readonly #options: PlainXmlOptions;
  #at = 0;
  /** Opened and closed so far. */
  #told = 0;
  readonly #open: string[] = [];
  #doctypes = 0;
  count = 0;
  readonly #names: string[] = [];
  /** Of each value: where it begins and ends. */
  readonly #places: number[] = [];
  /** Of a value with entities or white space: as it is meant; null of others. */
  readonly #values: (string | null)[] = [];

  constructor(source: string, handler: PlainXmlHandler, options: PlainXmlOptions) {
    this.#source = source;
    this.#handler = handler;
    this.#options = options;
  }

  name(index: number): string {
    return this.#names[index]!;
  }

  value(index: number): string {
    return this.#values[index] ?? this.#source.slice(this.#places[2 * index], this.#places[2 * index + 1]);
  }

  read(): number | null {
    const source = this.#source;
    // Only at the end of what other parsers read in another way.
    if (source.includes(']]>')) return 0;
    this.#at = DECLARATION.exec(source)?.[0].length ?? 0;
    while (this.#at < source.length) {
      const next = source.indexOf('<', this.#at);
      const to = next < 0 ? source.length : next;
      if (to > this.#at && !this.#text(to)) return this.#told;
      if (next < 0) break;
      this.#at = to + 1;
      const sign = source.charCodeAt(to + 1);
      const isRead = sign === SLASH ? this.#close() : sign === BANG ? this.#aside() : this.#element();
      if (!isRead) return this.#told;
    }
    return this.#open.length === 0 && this.#told > 0 ? null : this.#told;
  }

  /** Text up to there. All of these are false for what is not plain. */
  #text(to: number): boolean {
    const raw = this.#source.slice(this.#at, to);
    this.#at = to;
    if (this.#open.length === 0) return SPACE.test(raw);
    const words = raw.includes('&') ? this.#resolved(raw) : raw;
    if (words === null) return false;
    this.#handler.text(words);
    return true;
  }

  /** A comment, or a type of document without definitions. */
  #aside(): boolean {
    const source = this.#source;
    if (source.startsWith('!--', this.#at)) {
      const end = source.indexOf('--', this.#at + 3);
      if (end < 0 || source.charCodeAt(end + 2) !== GREATER) return false;
      this.#at = end + 3;
      return true;
    }
    DOCTYPE.lastIndex = this.#at - 1;
    if (!this.#options.doctype || this.#told > 0 || this.#doctypes > 0 || !DOCTYPE.test(source)) return false;
    this.#doctypes += 1;
    this.#at = DOCTYPE.lastIndex;
    return true;
  }

  #close(): boolean {
    const source = this.#source;
    const name = this.#open.at(-1);
    if (name === undefined || !source.startsWith(name, this.#at + 1)) return false;
    let at = this.#at + 1 + name.length;
    while (isSpace(source.charCodeAt(at))) at += 1;
    if (source.charCodeAt(at) !== GREATER) return false;
    this.#at = at + 1;
    this.#tellClose();
    return true;
  }

  #tellClose(): void {
    this.#open.pop();
    this.#told += 1;
    this.#handler.close();
  }

  #element(): boolean {
    const source = this.#source;
    if (this.#open.length === 0 && this.#told > 0) return false;
    const end = this.#nameEnd(this.#at);
    if (end === this.#at) return false;
    const name = source.slice(this.#at, end);
    if (!this.#readAttributes(end)) return false;
    const isEmpty = source.charCodeAt(this.#at) === SLASH;
    if (isEmpty) this.#at += 1;
    if (source.charCodeAt(this.#at) !== GREATER) return false;
    this.#at += 1;
    if (!this.#handler.open(name, this)) return false;
    this.#open.push(name);
    this.#told += 1;
    if (isEmpty) this.#tellClose();
    return true;
  }

  /** Up to `>` or `/`. */
  #readAttributes(from: number): boolean {
    const source = this.#source;
    this.count = 0;
    let at = from;
    for (;;) {
      const before = at;
      while (isSpace(source.charCodeAt(at))) at += 1;
      const sign = source.charCodeAt(at);
      if (sign === GREATER || sign === SLASH) {
        this.#at = at;
        return true;
      }
      const end = this.#nameEnd(at);
      if (at === before || end === at) return false;
      const name = source.slice(at, end);
      for (let other = 0; other < this.count; other += 1) if (this.#names[other] === name) return false;
      at = end;
      while (isSpace(source.charCodeAt(at))) at += 1;
      if (source.charCodeAt(at) !== EQUALS) return false;
      at += 1;
      while (isSpace(source.charCodeAt(at))) at += 1;
      const quote = source.charCodeAt(at);
      if (quote !== QUOTE && quote !== APOSTROPHE) return false;
      at += 1;
      const begin = at;
      let isPlain = true;
      for (let code = source.charCodeAt(at); code !== quote; code = source.charCodeAt(at)) {
        // Also at the end of the file, where there is no number.
        if (code === LESS || !(code >= 0)) return false;
        if (code === AND || code < 0x20) isPlain = false;
        at += 1;
      }
      const value = isPlain ? null : this.#resolved(source.slice(begin, at).replace(/[\t\n]/g, ' '));
      if (!isPlain && value === null) return false;
      if (this.count >= MANY_ATTRIBUTES) return false;
      this.#names[this.count] = name;
      this.#places[2 * this.count] = begin;
      this.#places[2 * this.count + 1] = at;
      this.#values[this.count] = value;
      this.count += 1;
      at += 1;
    }
  }

  #nameEnd(from: number): number {
    const source = this.#source;
    let at = from;
    for (let code = source.charCodeAt(at); isNameSign(code, at === from); code = source.charCodeAt(at))
      at += 1;
    return at;
  }

  /** With its entities as the characters they stand for; null where one is not known. */
  #resolved(raw: string): string | null {
    let words = '';
    let at = 0;
    for (let and = raw.indexOf('&'); and >= 0; and = raw.indexOf('&', at)) {
      const end = raw.indexOf(';', and);
      if (end < 0) return null;
      const character = this.#entity(raw.slice(and + 1, end));
      if (character === null) return null;
      words += raw.slice(at, and) + character;
      at = end + 1;
    }
    return words + raw.slice(at);
  }

  #entity(name: string): string | null {
    if (Object.hasOwn(FIVE, name)) return FIVE[name]!;
    if (Object.hasOwn(this.#options.entities, name)) return this.#options.entities[name]!;
    const [, hexadecimal, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
    if (hexadecimal === undefined && decimal === undefined) return null;
    const code = hexadecimal === undefined ? Number(decimal) : parseInt(hexadecimal, 16);
    return isCharacter(code) ? String.fromCodePoint(code) : null;
  }
}

/** Every two are compared; no program writes so many. */
const MANY_ATTRIBUTES = 200;

const FIVE: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x09;

/** Of names as they are mostly written; all but letters and `_` only behind the first. */
function isNameSign(code: number, isFirst: boolean): boolean {
  if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f) return true;
  return !isFirst && ((code >= 0x30 && code <= 0x3a) || code === 0x2d || code === 0x2e);
}

/** XML 1.0, production 2. */
const isCharacter = (code: number): boolean =>
  code === 0x09 ||
  code === 0x0a ||
  code === 0x0d ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x1_0000 && code <= 0x10_ffff);
