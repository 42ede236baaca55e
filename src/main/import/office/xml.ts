import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { SaxesParser } from 'saxes';
import { AppError } from '../../../core/model/appError';
import { readPlainXml, type PlainXmlHandler, type XmlAttributes } from './plainXml';

/** Deeper than any program writes: Word stops at a few dozen. */
export const MAX_XML_DEPTH = 256;

/**
 * What is told while XML is read. Names are `prefix:local` with the prefixes of `NAMESPACES`, whatever prefixes the file
 * uses; an element of another namespace is `?:local`, an attribute without a prefix is `local`. Every `open` has its
 * `close`, also where the file breaks off.
 */
export type XmlHandler = {
  open(name: string, attribute: (name: string) => string | null): void;
  close(name: string): void;
  text(words: string): void;
};

export type XmlOptions = {
  /** Names of entities besides the five of XML. */
  readonly entities?: Readonly<Record<string, string>>;
  /** Lets a DOCTYPE pass that only names a type and declares nothing, as web pages have it. */
  readonly doctype?: boolean;
  /** After how many faults it is given up. */
  readonly faults?: number;
};

/**
 * Reads XML from its beginning to its end, keeping nothing. False where it is not well-formed or breaks off: what could be
 * read was told. Throws AppError `file-damaged` for a DOCTYPE (entity expansion, fetched definitions), for nesting
 * beyond `MAX_XML_DEPTH`, and where there is no element. `label` names the file in these.
 */
export function readXml(
  bytes: Uint8Array,
  label: string,
  handler: XmlHandler,
  { entities = {}, doctype = false, faults: tolerated = MAX_FAULTS }: XmlOptions = {},
): boolean {
  const source = plainSource(bytes);
  if (source === null) return readAnyXml(bytes, label, handler, { entities, doctype, faults: tolerated });
  const open = new OpenElements(label, handler);
  const told = readPlainXml(source, open, { entities, doctype });
  if (told === null) return true;
  const rest = told === 0 ? handler : behind(handler, told);
  return readAnyXml(bytes, label, rest, { entities, doctype, faults: tolerated });
}

/** Larger files are read piece by piece: all at once would take too much memory. */
const LARGEST_PLAIN = 32 * 1024 * 1024;

/** A file in Unicode as one text; null of others. */
function plainSource(bytes: Uint8Array): string | null {
  if (bytes.length > LARGEST_PLAIN) return null;
  const encoding = encodingOf(bytes);
  if (!/^utf-(8|16[lb]e)$/.test(encoding)) return null;
  const source = sound(
    encoding === 'utf-8' && isUtf8(bytes) ? soundUtf8(bytes) : new TextDecoder(encoding).decode(bytes),
  );
  return source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
}

/** Half the time of a TextDecoder. */
function soundUtf8(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** The handler from so many opened and closed elements on. */
function behind(handler: XmlHandler, count: number): XmlHandler {
  let left = count;
  return {
    open(name, attribute) {
      if (left > 0) left -= 1;
      else handler.open(name, attribute);
    },
    close(name) {
      if (left > 0) left -= 1;
      else handler.close(name);
    },
    text(words) {
      if (left === 0) handler.text(words);
    },
  };
}

/** The elements that are open, and what their names mean. Tells the handler. */
class OpenElements implements PlainXmlHandler {
  readonly #label: string;
  readonly #handler: XmlHandler;
  readonly #names: string[] = [];
  #scope = scopeOf(null, null, new Map([['xml', XML]]));
  #attributes: XmlAttributes | null = null;
  /** Since the last element: told with the next. */
  #words: string[] = [];

  constructor(label: string, handler: XmlHandler) {
    this.#label = label;
    this.#handler = handler;
  }

  get depth(): number {
    return this.#names.length;
  }

  /** False, and nothing told, where the prefix of its name is declared nowhere. */
  open(raw: string, attributes: XmlAttributes): boolean {
    if (this.#names.length >= MAX_XML_DEPTH) {
      throw new AppError(
        'file-damaged',
        `“${this.#label}” is nested more than ${MAX_XML_DEPTH} levels deep, as no program writes it.`,
        'Open it in the program it came from and save it again.',
      );
    }
    const scope = scopeWith(attributes, this.#scope, this.#names.length);
    const name = elementName(raw, scope);
    if (name === null) return false;
    this.#enter(name, attributes, scope);
    return true;
  }

  /** Opens it whatever its prefix. */
  openAny(raw: string, attributes: XmlAttributes): boolean {
    if (this.open(raw, attributes)) return true;
    this.#enter(`?:${raw}`, attributes, scopeWith(attributes, this.#scope, this.#names.length));
    return false;
  }

  #enter(name: string, attributes: XmlAttributes, scope: Scope): void {
    this.#tellWords();
    this.#scope = scope;
    this.#attributes = attributes;
    this.#names.push(name);
    this.#handler.open(name, this.#attribute);
  }

  readonly #attribute = (wanted: string): string | null => {
    const attributes = this.#attributes!;
    const local = wanted.length - wanted.indexOf(':') - 1;
    for (let index = 0; index < attributes.count; index += 1) {
      const raw = attributes.name(index);
      // Its own part decides mostly, and needs no look into what prefixes mean.
      const begin = raw.length - local;
      if (begin < 0 || (begin > 0 && raw[begin - 1] !== ':') || raw.at(-1) !== wanted.at(-1)) continue;
      if (attributeName(raw, this.#scope) === wanted) return attributes.value(index);
    }
    return null;
  };

  close(): void {
    this.#tellWords();
    const name = this.#names.pop();
    if (name !== undefined) this.#handler.close(name);
    while (this.#scope.depth !== null && this.#scope.depth >= this.#names.length)
      this.#scope = this.#scope.outer!;
  }

  text(words: string): void {
    if (this.#names.length > 0) this.#words.push(words);
  }

  #tellWords(): void {
    if (this.#words.length === 0) return;
    const words = this.#words;
    this.#words = [];
    for (const one of words) this.#handler.text(one);
  }
}

/** As `readXml`, of any XML. */
function readAnyXml(
  bytes: Uint8Array,
  label: string,
  handler: XmlHandler,
  { entities, doctype, faults: tolerated }: Required<XmlOptions>,
): boolean {
  // Namespaces are ours to resolve: a name is looked up once in a file, where the parser does it each time.
  const parser = new SaxesParser({ xmlns: false, position: false });
  const open = new OpenElements(label, handler);
  let whole = true;
  let elements = 0;
  let faults = 0;
  Object.assign(parser.ENTITIES, entities);
  const fault = (): void => {
    whole = false;
    faults += 1;
  };
  parser.on('error', fault);
  parser.on('doctype', (declaration) => {
    if (doctype && !declaration.includes('[')) return;
    throw new AppError(
      'file-damaged',
      `“${label}” declares entities of its own (DOCTYPE), which no document needs and which can be made to fill the memory.`,
      'Open it in the program it came from and save it again.',
    );
  });
  parser.on('opentag', (tag) => {
    const attributes = tag.attributes as Readonly<Record<string, string>>;
    if (!open.openAny(tag.name, listed(attributes))) fault();
    elements += 1;
  });
  parser.on('closetag', () => open.close());
  parser.on('text', (words) => open.text(words));
  parser.on('cdata', (words) => open.text(words));
  for (const chunk of decoded(bytes)) {
    parser.write(chunk);
    // What is no XML gives an error for every other character.
    if (faults > tolerated) break;
  }
  if (faults <= tolerated) parser.close();
  if (elements === 0) {
    throw new AppError(
      'file-damaged',
      `“${label}” is no XML that Dossier can read.`,
      'Open it in the program it came from and save it again.',
    );
  }
  while (open.depth > 0) open.close();
  return whole;
}

function listed(attributes: Readonly<Record<string, string>>): XmlAttributes {
  const names = Object.keys(attributes);
  return {
    count: names.length,
    name: (index) => names[index]!,
    value: (index) => attributes[names[index]!]!,
  };
}

const MAX_FAULTS = 100;

/** In bytes; decoding all at once would take twice the memory of the file. */
const CHUNK = 1 << 18;

function* decoded(bytes: Uint8Array): Generator<string> {
  const encoding = encodingOf(bytes);
  if (!/^utf-(8|16[lb]e)$/.test(encoding)) {
    yield sound(iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), encoding));
    return;
  }
  const decoder = new TextDecoder(encoding);
  for (let at = 0; at < bytes.length; at += CHUNK) {
    yield sound(decoder.decode(bytes.subarray(at, at + CHUNK), { stream: at + CHUNK < bytes.length }));
  }
}

/** Characters that XML cannot have, but some programs write: nobody sees them. */
// eslint-disable-next-line no-control-regex -- these are what is looked for
const sound = (chunk: string): string => chunk.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '');

/** By byte-order mark, by the zero bytes of UTF-16, by the declaration; else UTF-8. */
function encodingOf(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return 'utf-16be';
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const named = /^[^<]{0,8}<\?xml[^>]{0,120}?encoding\s*=\s*["']([\w.-]{1,40})["']/.exec(head)?.[1];
  const known = named !== undefined && !/^utf-?(8|16)/i.test(named) && iconv.encodingExists(named);
  return known ? named.toLowerCase() : 'utf-8';
}

// ------------------------------------------------------------------------------------------------------------- names

/** Our prefix of each namespace. Word has two of each, one since it is a standard (ISO/IEC 29500 Strict). */
const NAMESPACES: Readonly<Record<string, string>> = {
  'http://schemas.openxmlformats.org/wordprocessingml/2006/main': 'w',
  'http://purl.oclc.org/ooxml/wordprocessingml/main': 'w',
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships': 'r',
  'http://purl.oclc.org/ooxml/officeDocument/relationships': 'r',
  'http://schemas.openxmlformats.org/package/2006/relationships': 'rel',
  'http://schemas.openxmlformats.org/officeDocument/2006/math': 'm',
  'http://purl.oclc.org/ooxml/officeDocument/math': 'm',
  'http://schemas.openxmlformats.org/drawingml/2006/main': 'a',
  'http://purl.oclc.org/ooxml/drawingml/main': 'a',
  'http://schemas.openxmlformats.org/presentationml/2006/main': 'p',
  'http://purl.oclc.org/ooxml/presentationml/main': 'p',
  'http://schemas.openxmlformats.org/spreadsheetml/2006/main': 'x',
  'http://purl.oclc.org/ooxml/spreadsheetml/main': 'x',
  'http://schemas.openxmlformats.org/markup-compatibility/2006': 'mc',
  'http://schemas.openxmlformats.org/package/2006/metadata/core-properties': 'cp',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://purl.org/dc/terms/': 'dcterms',
  'urn:oasis:names:tc:opendocument:xmlns:office:1.0': 'office',
  'urn:oasis:names:tc:opendocument:xmlns:text:1.0': 'text',
  'urn:oasis:names:tc:opendocument:xmlns:table:1.0': 'table',
  'urn:oasis:names:tc:opendocument:xmlns:style:1.0': 'style',
  'urn:oasis:names:tc:opendocument:xmlns:drawing:1.0': 'draw',
  'urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0': 'fo',
  'urn:oasis:names:tc:opendocument:xmlns:meta:1.0': 'meta',
  'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0': 'manifest',
  'urn:oasis:names:tc:opendocument:xmlns:container': 'container',
  'http://www.idpf.org/2007/opf': 'opf',
  'http://www.idpf.org/2007/ops': 'epub',
  'http://www.w3.org/1999/xhtml': 'h',
  'http://www.w3.org/1999/xlink': 'xlink',
  'http://www.w3.org/XML/1998/namespace': 'xml',
  'http://www.w3.org/2000/svg': 'svg',
  'http://www.w3.org/1998/Math/MathML': 'math',
};

const NAMES = new Map<string, Map<string, string>>();

/** The name of an element or attribute; names recur, so each is put together once. */
function nameOf(uri: string, local: string): string {
  let names = NAMES.get(uri);
  if (names === undefined) {
    const known = Object.hasOwn(NAMESPACES, uri);
    names = new Map();
    // A file may bring any number of namespaces; only those we know are kept.
    if (known) NAMES.set(uri, names);
  }
  let name = names.get(local);
  if (name === undefined) {
    const prefix = Object.hasOwn(NAMESPACES, uri) ? NAMESPACES[uri]! : '?';
    name = `${prefix}:${local}`;
    if (names.size < 2_000) names.set(local, name);
  }
  return name;
}

/** The namespaces that hold inside an element, and what names have turned out to be there. */
type Scope = {
  /** How many elements are around the one that declares; null of the outermost. */
  readonly depth: number | null;
  readonly outer: Scope | null;
  /** Prefix to address; `` is that of elements without a prefix. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly elements: Map<string, string | null>;
  readonly attributes: Map<string, string | null>;
};

const scopeOf = (
  depth: number | null,
  outer: Scope | null,
  addresses: ReadonlyMap<string, string>,
): Scope => ({ depth, outer, addresses, elements: new Map(), attributes: new Map() });

const XML = 'http://www.w3.org/XML/1998/namespace';

/** The scope of an element with these attributes; the one around it where they declare nothing new. */
function scopeWith(attributes: XmlAttributes, outer: Scope, depth: number): Scope {
  let addresses: Map<string, string> | null = null;
  for (let index = 0; index < attributes.count; index += 1) {
    const key = attributes.name(index);
    if (!key.startsWith('xmlns')) continue;
    const prefix = key === 'xmlns' ? '' : key.startsWith('xmlns:') ? key.slice(6) : null;
    if (prefix === null) continue;
    const address = attributes.value(index);
    if (outer.addresses.get(prefix) === address) continue;
    addresses ??= new Map(outer.addresses);
    addresses.set(prefix, address.trim());
  }
  return addresses === null ? outer : scopeOf(depth, outer, addresses);
}

/** Our name of an element; null where its prefix is declared nowhere. */
function elementName(raw: string, scope: Scope): string | null {
  return remembered(raw, scope.elements, () => {
    const colon = raw.indexOf(':');
    const address = scope.addresses.get(colon < 0 ? '' : raw.slice(0, colon)) ?? (colon < 0 ? '' : null);
    return address === null ? null : nameOf(address, raw.slice(colon + 1));
  });
}

/** Our name of an attribute; null where its prefix is declared nowhere. */
function attributeName(raw: string, scope: Scope): string | null {
  return remembered(raw, scope.attributes, () => {
    const colon = raw.indexOf(':');
    if (colon < 0) return raw;
    const address = scope.addresses.get(raw.slice(0, colon));
    return address === undefined ? null : nameOf(address, raw.slice(colon + 1));
  });
}

function remembered(
  raw: string,
  names: Map<string, string | null>,
  find: () => string | null,
): string | null {
  const known = names.get(raw);
  if (known !== undefined) return known;
  const name = find();
  if (names.size < 2_000) names.set(raw, name);
  return name;
}
