import { sha256 } from '../text/sha256';
import { canonicalText } from './canonicalText';
import { parseCitationRecord, type CitationRecord } from './citationRecord';
import { readInline, type InlinePart } from './readInline';

/** A citation as it stands in a file. */
export type CitationInFile = {
  /** The footnote's label, `3`; `?` for a record that stands in no footnote. */
  readonly label: string;
  /**
   * The words the file gives as quoted, in canonical form. Null where there are none: the author removed the quotation
   * or wrote it in their own words, or nothing refers to the footnote.
   */
  readonly quotation: string | null;
} & (CitationRecord | { /** The record cannot be read. */ readonly document: null });

/**
 * The citations of any Markdown that carries Dossier's records, in the order of their quotations in the file, those
 * without one last. Reads what an author's editing leaves: reflowed lines, other labels and order, other line ends,
 * quotations moved or turned from block quotes into words in quotation marks. A quotation is the block quote a reference
 * stands in, or the words in quotation marks before it; where several could be meant, the one with the recorded hash. A
 * label that quotes twice gives two citations. Never throws; the empty list for Markdown without records.
 */
export function readCitations(markdown: string): CitationInFile[] {
  const { body, footnotes } = takeFootnotes(withoutFrontMatter(markdown.replace(/\r\n?/g, '\n')));
  if (footnotes.length === 0) return [];
  const unquoted = new Set(footnotes);
  const citations: CitationInFile[] = [];
  for (const place of quotedPlaces(body, new Set(footnotes.map((footnote) => footnote.label)))) {
    // Of two footnotes with one label, as two exports put into one file have, each gets a quotation of its own.
    const candidates = footnotes
      .filter((footnote) => footnote.label === place.label)
      .sort((a, b) => Number(unquoted.has(b)) - Number(unquoted.has(a)));
    const match = candidates.flatMap((footnote) => {
      const found = place.readings.find((reading) => sha256(reading) === footnote.record?.quoteSha256);
      return found === undefined ? [] : [{ footnote, quotation: found }];
    })[0];
    const quotation = match?.quotation ?? place.fallback;
    const footnote = match?.footnote ?? candidates[0];
    if (quotation === null || !footnote) continue;
    unquoted.delete(footnote);
    citations.push(citation(footnote, quotation));
  }
  return [...citations, ...Array.from(unquoted, (footnote) => citation(footnote, null))];
}

type Footnote = { readonly label: string; readonly record: CitationRecord | null };

function citation({ label, record }: Footnote, quotation: string | null): CitationInFile {
  return { label, quotation, ...(record ?? { document: null }) };
}

// ------------------------------------------------------------------------------------------------------- footnotes

const DEFINITION = /^[ \t>]*\[\^([^\]\s]+)\]:/;
// `\<` is text that an export escaped; without `<` and `>` inside, no comment can run into another.
const RECORD = /(?<!\\)<!--\s*dossier:([^<>]*?)-->/g;

/** The footnotes with a record, and the lines that belong to no footnote. */
function takeFootnotes(markdown: string): { body: string[]; footnotes: Footnote[] } {
  const body: string[] = [];
  const footnotes: Footnote[] = [];
  const seen = new Set<string>();
  const take = (label: string, text: string): void => {
    for (const [, fields] of text.matchAll(RECORD)) {
      const key = `${label} ${fields!.trim().replace(/\s+/g, ' ')}`;
      // The same passage pasted twice brings the same footnote twice.
      if (seen.has(key)) continue;
      seen.add(key);
      footnotes.push({ label, record: parseCitationRecord(fields!) });
    }
  };
  let definition: { label: string; lines: string[] } | null = null;
  let stray = '';
  const close = (): void => {
    if (definition) take(definition.label, definition.lines.join('\n'));
    definition = null;
  };
  let blank = false;
  for (const line of markdown.split('\n')) {
    const label = DEFINITION.exec(line)?.[1];
    if (label !== undefined) {
      close();
      definition = { label, lines: [line] };
      body.push('');
    } else if (definition && (continues(line, blank) || inComment(definition.lines))) {
      definition.lines.push(line);
    } else {
      close();
      body.push(line);
      stray += `${line}\n`;
    }
    blank = line.trim() === '';
  }
  close();
  take('?', stray);
  return { body, footnotes };
}

/** After a blank line a footnote goes on while lines are indented; before it, until another kind of block begins. */
function continues(line: string, afterBlank: boolean): boolean {
  return line.trim() === '' || /^[ \t]/.test(line) || (!afterBlank && !/^(?:>|#{1,6}[ \t])/.test(line));
}

function inComment(lines: readonly string[]): boolean {
  const text = lines.join('\n');
  return (
    text.lastIndexOf('<!--') > text.lastIndexOf('-->') &&
    !/\n\s*\n/.test(text.slice(text.lastIndexOf('<!--')))
  );
}

function withoutFrontMatter(markdown: string): string {
  return markdown.replace(/^\ufeff?---[ \t]*\n(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|$)/, '');
}

// ------------------------------------------------------------------------------------------------------ quotations

/** Words in the file that a reference may stand for. */
type QuotedPlace = {
  readonly label: string;
  /** All that could be meant, likeliest first, canonical. */
  readonly readings: readonly string[];
  /** What is meant when none has the recorded hash; null for a reference without a quotation. */
  readonly fallback: string | null;
};

/** A block quote or a run of other lines, each read by itself: nothing left open elsewhere can swallow it. */
type Chunk = { readonly kind: 'quote' | 'prose'; readonly paragraphs: readonly string[] };

const QUOTE_MARK = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:>[ \t]?)+/;
const PARAGRAPH_BREAK = '\n\n';
/** Readings tried at one place: a paragraph full of quotation marks must not cost more than it is worth. */
const MOST_READINGS = 100;
/** Block quotes in a row that may be one quotation. */
const MOST_BEFORE = 8;

function quotedPlaces(body: readonly string[], labels: ReadonlySet<string>): QuotedPlace[] {
  const places: QuotedPlace[] = [];
  /** Block quotes right before, without a reference: parts of the next one, when an editor cut it at an empty line. */
  let before: string[] = [];
  for (const chunk of chunksOf(body)) {
    if (chunk.kind === 'prose' && !chunk.paragraphs.some((paragraph) => paragraph.includes('[^'))) {
      before = [];
      continue;
    }
    const parts = chunk.paragraphs.flatMap((paragraph): InlinePart[] => [
      ...readInline(paragraph),
      { kind: 'text', text: PARAGRAPH_BREAK },
    ]);
    let sinceLast = '';
    let references = 0;
    for (const part of parts) {
      if (part.kind === 'text') {
        sinceLast += part.text;
        continue;
      }
      references += 1;
      if (labels.has(part.label)) {
        places.push(
          chunk.kind === 'quote'
            ? placeInBlockQuote(part.label, sinceLast, textOf(parts), before)
            : placeInProse(part.label, sinceLast, before),
        );
      }
      sinceLast = '';
    }
    before = chunk.kind === 'quote' && references === 0 ? [...before, textOf(parts)].slice(-MOST_BEFORE) : [];
  }
  return places;
}

function placeInBlockQuote(
  label: string,
  sinceLast: string,
  whole: string,
  before: readonly string[],
): QuotedPlace {
  const lastParagraph = sinceLast.lastIndexOf(PARAGRAPH_BREAK);
  const readings = [
    sinceLast,
    whole,
    // The reference on a line of its own under the quotation, with who said it; or the other way about.
    sinceLast.slice(0, Math.max(0, lastParagraph)),
    sinceLast.slice(lastParagraph + 1),
    ...before.map((_, from) => [...before.slice(from), sinceLast].join('\n')),
    ...quotedSpans(sinceLast),
  ].map(canonicalText);
  return { label, readings, fallback: readings[0] === '' ? readings[1]! : readings[0]! };
}

function placeInProse(label: string, sinceLast: string, before: readonly string[]): QuotedPlace {
  const spans = quotedSpans(sinceLast);
  const others = [sinceLast, ...before.map((_, from) => before.slice(from).join('\n'))];
  const meant = spans.find((span) => isQuotation(span, sinceLast));
  return {
    label,
    readings: [...spans, ...others].map(canonicalText),
    fallback: meant === undefined ? null : canonicalText(meant),
  };
}

/**
 * Whether words in quotation marks are what a reference after them quotes, and not a term or a title on the way: they
 * end at the reference, or are more than three. Single marks are too often apostrophes to tell.
 */
function isQuotation(span: string, sentence: string): boolean {
  const at = sentence.lastIndexOf(span);
  const closing = sentence[at + span.length] ?? '';
  const atEnd = /^[\s\p{P}]*$/u.test(sentence.slice(at + span.length));
  const nested = (span.match(/“/g)?.length ?? 0) === (span.match(/”/g)?.length ?? 0);
  return !/['’]/.test(closing) && nested && (atEnd || span.trim().split(/\s+/).length > 3);
}

function textOf(parts: readonly InlinePart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

function chunksOf(lines: readonly string[]): Chunk[] {
  const chunks: { kind: Chunk['kind']; paragraphs: string[] }[] = [];
  let chunk: { kind: Chunk['kind']; paragraphs: string[] } | null = null;
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    if (paragraph.length > 0) chunk?.paragraphs.push(paragraph.join('\n'));
    paragraph = [];
  };
  for (const line of lines) {
    const mark = QUOTE_MARK.exec(line)?.[0];
    const text = trimSpaces(line.slice(mark?.length ?? 0));
    if (mark === undefined && text === '') {
      endParagraph();
      chunk = null;
      continue;
    }
    // A line without `>` after quoted words goes on with them (CommonMark's lazy continuation).
    if (!chunk || (mark !== undefined && chunk.kind === 'prose')) {
      endParagraph();
      chunk = { kind: mark === undefined ? 'prose' : 'quote', paragraphs: [] };
      chunks.push(chunk);
    }
    if (text === '') endParagraph();
    else paragraph.push(text);
  }
  endParagraph();
  return chunks;
}

function trimSpaces(line: string): string {
  return line.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, '');
}

const QUOTATION_MARKS: readonly (readonly [opening: string, closing: string])[] = [
  ['“', '”'], ['"', '"'], ['„', '“'], ['„', '”'], ['«', '»'], ['»', '«'], ['‹', '›'], ['「', '」'], ['『', '』'],
  ['《', '》'], ['‘', '’'], ["'", "'"],
]; // prettier-ignore

/** All that stands in quotation marks, nearest to the end first; of spans with one end, the shortest first. */
function quotedSpans(text: string): string[] {
  const spans: string[] = [];
  for (let to = text.length - 1; to > 0 && spans.length < MOST_READINGS; to -= 1) {
    for (const [opening, closing] of QUOTATION_MARKS) {
      if (text[to] !== closing) continue;
      for (
        let from = text.lastIndexOf(opening, to - 1);
        from >= 0 && spans.length < MOST_READINGS;
        from = from === 0 ? -1 : text.lastIndexOf(opening, from - 1)
      ) {
        spans.push(text.slice(from + 1, to));
      }
    }
  }
  return spans;
}
