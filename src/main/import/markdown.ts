import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { parse as parseYaml } from 'yaml';
import { PartialDate } from '../../core/model/date';
import { normalise } from './normalise';
import type { Declared } from './metadata';
import { plainTextBlocks } from './plainText';
import { SourceWriter, type ReadSource } from './readSource';

/**
 * A Markdown source as the text a reader of it sees: signs of formatting gone, markers of lists kept, blocks apart by a
 * blank line, items and rows by a line end. Links keep their words. Front matter (YAML between `---`) is no text; what
 * it says is returned. A source nested deeper than any person writes is kept as the plain text it is.
 */
export function readMarkdown(source: string): Pick<ReadSource, 'text' | 'blocks' | 'declared'> {
  const { matter, body } = splitFrontMatter(source);
  const declared = declaredIn(matter);
  // No rendering happens and nothing is fetched: raw HTML is kept as text, addresses are not made links.
  const tokens = new MarkdownIt({ html: false, linkify: false }).parse(body, {});
  // The parser drops what lies below its limit.
  if (tokens.some((token) => token.level >= MAX_NESTING - 1)) {
    return { text: body, blocks: plainTextBlocks(body), declared };
  }
  const writer = new SourceWriter();
  write(tokens, writer);
  return { text: writer.text, blocks: writer.blocks, declared };
}

/** Where markdown-it's default preset stops. */
const MAX_NESTING = 100;

type List = { ordered: boolean; next: number };

function write(tokens: readonly Token[], writer: SourceWriter): void {
  const lists: List[] = [];
  let quotes = 0;
  /** Set at the start of an item: its first paragraph carries the marker. */
  let marker: string | null = null;
  let afterItem = false;
  let row: string[] | null = null;
  let rows = 0;

  for (const [index, token] of tokens.entries()) {
    switch (token.type) {
      case 'bullet_list_open':
        lists.push({ ordered: false, next: 1 });
        break;
      case 'ordered_list_open':
        lists.push({ ordered: true, next: Number(token.attrGet('start') ?? 1) });
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        lists.pop();
        if (lists.length === 0) afterItem = false;
        break;
      case 'list_item_open': {
        const list = lists.at(-1)!;
        marker = list.ordered ? `${list.next}.` : '•';
        list.next += 1;
        break;
      }
      case 'list_item_close':
        // An empty item leaves its marker behind.
        marker = null;
        break;
      case 'blockquote_open':
        quotes += 1;
        break;
      case 'blockquote_close':
        quotes -= 1;
        break;
      case 'table_open':
        rows = 0;
        break;
      case 'tr_open':
        row = [];
        break;
      case 'tr_close':
        writer.add({ kind: 'table-row' }, (row ?? []).join('\t'), { close: rows > 0 });
        rows += 1;
        row = null;
        break;
      case 'inline': {
        const words = inlineText(token.children ?? []);
        if (row !== null) {
          row.push(words.replace(/\s+/g, ' ').trim());
          break;
        }
        const opener = tokens[index - 1];
        if (opener?.type === 'heading_open') {
          writer.add({ kind: 'heading', level: Number(opener.tag.slice(1)) }, words, { close: false });
        } else if (marker !== null) {
          const indent = 2 * (lists.length - 1);
          writer.add({ kind: 'list-item', level: lists.length, marker }, `${marker} ${words}`, {
            close: afterItem,
            indent,
          });
          afterItem = true;
        } else {
          writer.add({ kind: quotes > 0 ? 'quote' : 'paragraph' }, words, { close: false });
        }
        marker = null;
        break;
      }
      case 'fence':
      case 'code_block':
        writer.add({ kind: 'code' }, token.content, { close: false });
        marker = null;
        break;
      case 'hr':
        writer.add({ kind: 'rule' }, '* * *', { close: false });
        break;
      default:
        break;
    }
  }
}

/** The words of inline Markdown: no signs, links by their words, images by their description. */
function inlineText(tokens: readonly Token[]): string {
  let words = '';
  for (const token of tokens) {
    if (token.type === 'softbreak' || token.type === 'hardbreak') words += '\n';
    else if (token.type === 'image') words += inlineText(token.children ?? []);
    else words += token.content;
  }
  return words;
}

/** More is no description of a text: and the YAML parser compares each key with every other. In UTF-16 units. */
const LONGEST_MATTER = 20_000;

function splitFrontMatter(source: string): { matter: unknown; body: string } {
  const found = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(source);
  if (found === null || found[1]!.length > LONGEST_MATTER) return { matter: null, body: source };
  try {
    // Aliases could make a small file a huge value.
    const matter: unknown = parseYaml(found[1]!, { maxAliasCount: 0 });
    // A rule, prose, another rule: no front matter.
    if (typeof matter !== 'object' || matter === null || Array.isArray(matter))
      return { matter: null, body: source };
    return { matter, body: source.slice(found[0].length) };
  } catch {
    return { matter: null, body: source };
  }
}

function declaredIn(matter: unknown): Declared {
  const fields = new Map(
    Object.entries((matter ?? {}) as Record<string, unknown>).map(([key, value]) => [
      key.toLowerCase(),
      value,
    ]),
  );
  const words = (...keys: string[]): string | null => {
    for (const key of keys) {
      const value = fields.get(key);
      if ((typeof value === 'string' || typeof value === 'number') && String(value).trim() !== '')
        return normalise(String(value)).replace(/\s+/g, ' ').trim();
    }
    return null;
  };
  const date = (...keys: string[]): string | null => {
    const value = words(...keys);
    const day = value === null ? null : (/^\d{4}(-\d\d(-\d\d)?)?/.exec(value)?.[0] ?? null);
    return day !== null && PartialDate.safeParse(day).success ? day : null;
  };
  const people = (...keys: string[]): string[] => {
    for (const key of keys) {
      const value = fields.get(key);
      const list = Array.isArray(value)
        ? value
        : typeof value === 'string'
          ? value.split(/(?<!\s)\s*(?:;|,| and )\s*/)
          : [];
      const names = list.filter((name): name is string => typeof name === 'string' && name.trim() !== '');
      if (names.length > 0) return names.map((name) => normalise(name).trim());
    }
    return [];
  };
  const declared: Declared = {};
  const title = words('title', 'headline');
  if (title !== null) declared.title = title;
  const publisher = words('publisher', 'outlet', 'publication', 'site');
  if (publisher !== null) declared.publisher = publisher;
  const agency = words('agency');
  if (agency !== null) declared.agency = agency;
  const authors = people('authors', 'author', 'by');
  if (authors.length > 0) declared.authors = authors;
  const published = date('published', 'date', 'created');
  if (published !== null) declared.published = published;
  const updated = date('updated', 'modified', 'lastmod');
  if (updated !== null) declared.updated = updated;
  const language = words('language', 'lang');
  if (language !== null && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language)) declared.language = language;
  const address = words('address', 'url', 'link', 'source');
  if (address !== null && /^https?:\/\//.test(address)) declared.address = address;
  return declared;
}
