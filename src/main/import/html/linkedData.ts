/** What the data for search engines inside a page says of the article (https://schema.org/Article). */
export type LinkedData = {
  readonly headline: string | null;
  readonly authors: readonly string[];
  readonly published: string | null;
  readonly updated: string | null;
  readonly publisher: string | null;
  readonly address: string | null;
  readonly language: string | null;
  /** A board of questions or posts, where no one text is the article. */
  readonly isBoard: boolean;
};

const ARTICLE =
  /(?:Article|NewsArticle|BlogPosting|Report|Posting|Review|OpinionPiece|Legislation|PressRelease)$/;
const BOARD = /^(?:DiscussionForumPosting|QAPage|FAQPage|CollectionPage|SearchResultsPage)$/;
/** More is no description of a page. */
const MAX_NODES = 2_000;
const MAX_SOURCE = 2_000_000;

type Item = Readonly<Record<string, unknown>>;

/**
 * What the scripts of type `application/ld+json` say, the article first wherever it is nested. What is not of the expected
 * shape is as if it were not there.
 */
export function linkedData(sources: readonly string[]): LinkedData {
  const items = sources.flatMap(itemsIn);
  const article = items.find((item) => types(item).some((type) => ARTICLE.test(type) && !BOARD.test(type)));
  const publisher = article?.publisher ?? article?.sourceOrganization;
  return {
    headline: words(article?.headline) ?? words(article?.name),
    authors: people(article?.author ?? article?.creator),
    published: words(article?.datePublished),
    updated: words(article?.dateModified),
    publisher: nameOf(publisher, items),
    address:
      words(article?.url) ??
      words(article?.mainEntityOfPage) ??
      words(record(article?.mainEntityOfPage)?.['@id']),
    language: words(article?.inLanguage),
    isBoard: items.some((item) => types(item).some((type) => BOARD.test(type))),
  };
}

/** All items of a source that have a type, however nested, breadth first. */
function itemsIn(source: string): Item[] {
  if (source.length > MAX_SOURCE) return [];
  let root: unknown;
  try {
    root = JSON.parse(
      source
        // Line ends inside of strings, which writers of pages do not escape.
        .replace(/\s+/g, ' ')
        .replace(/^ ?(?:<!--|\/\*<!\[CDATA\[\*\/|<!\[CDATA\[)/, '')
        .replace(/(?:-->|\/\*\]\]>\*\/|\]\]>) ?$/, ''),
    );
  } catch {
    return [];
  }
  const found: Item[] = [];
  const queue: unknown[] = [root];
  for (let at = 0; at < queue.length && at < MAX_NODES; at += 1) {
    const value = queue[at];
    if (Array.isArray(value)) {
      for (const entry of value.slice(0, MAX_NODES)) queue.push(entry);
      continue;
    }
    const item = record(value);
    if (item === null) continue;
    if (types(item).length > 0) found.push(item);
    for (const inner of Object.values(item))
      if (typeof inner === 'object' && inner !== null) queue.push(inner);
  }
  return found;
}

const record = (value: unknown): Item | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Item) : null;

function types(item: Item): string[] {
  const type = item['@type'];
  return (Array.isArray(type) ? type : [type]).filter((name): name is string => typeof name === 'string');
}

function words(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first.trim() !== '' ? first.trim().slice(0, 2_000) : null;
}

/** An organization by its name, also where it is only referred to. */
function nameOf(value: unknown, items: readonly Item[]): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'string') return words(first);
  const item = record(first);
  const named = words(item?.name);
  if (named !== null || item === null) return named;
  const id = item['@id'];
  return typeof id === 'string'
    ? words(items.find((other) => other['@id'] === id && other.name !== undefined)?.name)
    : null;
}

function people(value: unknown): string[] {
  return (Array.isArray(value) ? value.slice(0, 50) : [value]).flatMap((entry: unknown) => {
    if (typeof entry === 'string') return [entry];
    const item = record(entry);
    if (item === null || types(item).some((type) => type.endsWith('Organization'))) return [];
    const name = item.name;
    return Array.isArray(name)
      ? name.filter((one): one is string => typeof one === 'string')
      : typeof name === 'string'
        ? [name]
        : [];
  });
}
