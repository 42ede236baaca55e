import { MetadataField, type Block, type Layer, type Metadata } from '../../core/model/document';
import { messageHead } from '../../core/model/messageFields';
import { creditsOf } from './credits';
import { databaseFields } from './databaseFields';
import { numericOrder } from './dates';
import { foldLine } from './furnitureLines';
import { blockLine, firstGuess, type BlockLine, type Guess } from './guess';
import { isProse } from './line';
import { publicationOf } from './publication';
import { selfNaming } from './selfNaming';
import { sourceLine } from './sourceLine';
import { boundedTitle, madeTitle, titleOf } from './titles';

/** What a file says of itself in fields made for it (front matter): taken as it is, not a guess. */
export type Declared = { -readonly [Field in keyof Metadata]?: NonNullable<Metadata[Field]> };

/** Guesses of a format's reader, which knows how the original looked. */
export type Told = {
  readonly [Field in 'publisher' | 'authors' | 'published' | 'updated' | 'address']?: Guess<
    NonNullable<Metadata[Field]>
  > | null;
};

export type Reading = {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly layers: readonly Layer[];
  readonly declared: Declared;
  readonly told?: Told | undefined;
  /** The outlet as page furniture names it. */
  readonly publisher: string | null;
  /** BCP 47; null where it cannot be told. */
  readonly language: string | null;
  /** A message has no address of its own: what stands in a line of it is a link. */
  readonly isMessage?: boolean | undefined;
  /** The file's name: the last resort for a title. */
  readonly name: string;
};

export type CompletedMetadata = {
  readonly metadata: Metadata;
  readonly guessed: MetadataField[];
  /** What each guess rests on, in words that follow "from": "the line above the text". */
  readonly evidence: Partial<Record<MetadataField, string>>;
  /** The block of plain text that is the title; null where none is, or it is marked as a heading already. */
  readonly titleBlock: Block | null;
  /** The whole title where it was too long for one; else null. */
  readonly cutTitle: string | null;
};

/** Blocks among which a page's title, byline and date are looked for. */
const HEAD = 8;
/** So much of a text is looked at for the way it writes dates. */
const DATES_WITHIN = 40_000;

type Guesses = { readonly [Field in MetadataField]: Guess<NonNullable<Metadata[Field]>> | null };

/**
 * Declared metadata completed by what stands plainly at the head or the end of the text. What is not found is null;
 * only the title always has a value: a heading, a title line, the first sentence shortened, the file's name.
 */
export function completeMetadata(reading: Reading): CompletedMetadata {
  const { text, declared, told = {} } = reading;
  const shown = unfolded(reading);
  const read = (block: Block): BlockLine => blockLine(text, block);
  const lines = shown.slice(0, 16).map(read);
  const firstProse = lines.findIndex(({ block, words }) => block.kind === 'paragraph' && isProse(words));
  const head = firstProse < 0 ? lines : lines.slice(0, firstProse);
  const last = shown.slice(Math.max(head.length, shown.length - 5)).map(read);
  // A standfirst may stand above the byline and the date; what no running text follows stands below it.
  const lastProse = lines.findLastIndex(({ words }) => isProse(words));
  const short = lines.slice(head.length, HEAD).filter((line) => !isProse(line.words));
  const above = [...head, ...short.filter((line) => lines.indexOf(line) < lastProse)];
  const below = [...short, ...last.filter((line) => !isProse(line.words))].filter(
    ({ block }, at, all) =>
      !above.some((line) => line.block === block) && all.findIndex((line) => line.block === block) === at,
  );
  const edges = [...above, ...below];

  const order = numericOrder(text.slice(0, DATES_WITHIN), reading.language);
  const { fields, lines: ofDatabase } = databaseFields(head, order);
  // From, To and Date of a message without a subject are no title.
  const ofMessage = reading.isMessage === true ? messageHead(text, reading.blocks) : null;
  const isField = ({ block }: BlockLine): boolean =>
    ofMessage !== null && block.kind === 'paragraph' && block.to <= ofMessage.to;
  const taken = new Set([...ofDatabase, ...lines.filter(isField)]);
  const sources = above.flatMap((line) => {
    const source = line.block.kind === 'paragraph' && !taken.has(line) ? sourceLine(line.words, order) : null;
    return source === null ? [] : [{ line, source }];
  });
  const source = sources[0]?.source ?? null;
  const title =
    fields.title === undefined
      ? titleOf(head, new Set([...taken, ...sources.map(({ line }) => line)]))
      : null;
  const body = lines.slice(head.length).filter(({ words }) => isProse(words));
  const credits = creditsOf({ text, body, head: above, edges, last });
  const own = selfNaming(text, body, last);
  const address = reading.isMessage === true ? null : (fields.address ?? told.address ?? addressOf(edges));
  const { published, updated } = publicationOf({
    edges,
    head: above.length,
    opening: body[0]?.words ?? '',
    address: declared.address ?? address?.value ?? null,
    name: reading.name,
    order,
    named: ofLine(source?.published),
  });
  const guesses: Guesses = {
    title:
      firstGuess(fields.title, title) ??
      madeTitle(
        lines.filter((line) => !isField(line)),
        reading.name,
      ),
    publisher: firstGuess(
      fields.publisher,
      told.publisher,
      title?.publisher,
      ofLine(source?.publisher),
      reading.publisher === null ? null : { value: reading.publisher, evidence: 'a line of page furniture' },
      credits.publisher,
      own.publisher,
    ),
    agency: firstGuess(fields.agency, credits.agency, ofLine(source?.agency), own.agency),
    authors: firstGuess(fields.authors, told.authors, credits.authors, ofLine(source?.authors), own.authors),
    published: firstGuess(fields.published, told.published, published, own.published),
    updated: firstGuess(fields.updated, told.updated, updated),
    language:
      reading.language === null ? null : { value: reading.language, evidence: 'the words of the text' },
    address,
    placeLine: firstGuess(fields.placeLine, credits.placeLine),
  };
  return {
    ...completed(declared, guesses),
    titleBlock: title?.block.kind === 'paragraph' ? title.block : null,
  };
}

const ofLine = <T>(value: T | null | undefined): Guess<T> | null =>
  value === null || value === undefined ? null : { value, evidence: 'the line with the outlet and the date' };

function completed(declared: Declared, guesses: Guesses): Omit<CompletedMetadata, 'titleBlock'> {
  const guessed = MetadataField.options.filter((field) => !(field in declared) && guesses[field] !== null);
  const metadata: Metadata = {
    title: guesses.title?.value ?? '',
    publisher: guesses.publisher?.value ?? null,
    agency: guesses.agency?.value ?? null,
    authors: guesses.authors?.value ?? [],
    published: guesses.published?.value ?? null,
    updated: guesses.updated?.value ?? null,
    language: guesses.language?.value ?? null,
    address: guesses.address?.value ?? null,
    placeLine: guesses.placeLine?.value ?? null,
    reliability: null,
    custom: {},
    ...declared,
  };
  metadata.title = withoutOutlet(metadata.title, metadata.publisher);
  const whole = metadata.title;
  metadata.title = boundedTitle(whole);
  const evidence = Object.fromEntries(guessed.map((field) => [field, guesses[field]!.evidence]));
  const cutTitle = metadata.title === whole ? null : whole;
  return { metadata, guessed, evidence, cutTitle };
}

/** A title without the name of its own outlet behind it: `Ferry halted - The Post`, as windows and printers call pages. */
function withoutOutlet(title: string, publisher: string | null): string {
  const found = publisher === null ? null : /^(.*\S) (?:[-|–—·»•]|::) (\S.*)$/u.exec(title);
  return found !== null && foldLine(found[2]!) === foldLine(publisher!) ? found[1]! : title;
}

/** The blocks that lie in no layer. Both lists are in order. */
function unfolded({ blocks, layers }: Reading): Block[] {
  let next = 0;
  return blocks.filter((block) => {
    while (next < layers.length && layers[next]!.to <= block.from) next += 1;
    const folded = next < layers.length && layers[next]!.from <= block.from;
    return !folded && block.kind !== 'rule' && block.kind !== 'page-break';
  });
}

function addressOf(edges: readonly BlockLine[]): Guess<string> | null {
  for (const { words } of edges) {
    const found = /^(?:(?:source|url|link|original|from)\s?: ?)?(https?:\/\/[^\s<>"]{4,500})$/iu.exec(words);
    if (found) return { value: found[1]!, evidence: 'the line that is an address' };
  }
  return null;
}
