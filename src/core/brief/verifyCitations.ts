import type { Id } from '../model/id';
import { sha256 } from '../text/sha256';
import { canonicalText, findCanonical } from './canonicalText';
import { readCitations, type CitationInFile } from './readCitations';
import type { CitationRecord } from './citationRecord';

/** One citation held against the library; what each status means stands in docs/citations.md. */
export type CitationCheck = {
  /** The footnote's label, `3`. */
  citation: string;
  status: 'exact' | 'moved' | 'lost' | 'altered';
  /** Null where the file's record cannot be read. */
  document: Id | null;
  /** Where the passage stands now; null where that is not known. */
  from: number | null;
  to: number | null;
  /** A sentence for the reader of the report; null where the status says it all. */
  detail: string | null;
};

/** What a citation is held against; null where the library has no such document, `damaged` where it cannot be read. */
export type CitedDocument = (
  id: Id,
) => { readonly text: string; readonly textSha256: string } | 'damaged' | null;

/**
 * Holds every citation of a Markdown file against the library, in the order of `readCitations`. Quotations are compared
 * in canonical form. Never throws on any Markdown.
 */
export function verifyCitations(markdown: string, document: CitedDocument): CitationCheck[] {
  return readCitations(markdown).map((citation) => check(citation, document));
}

function check(citation: CitationInFile, document: CitedDocument): CitationCheck {
  if (citation.document === null) {
    return {
      citation: citation.label,
      status: 'lost',
      document: null,
      from: null,
      to: null,
      detail: 'Its record in the footnote is damaged: nothing says which document it is from.',
    };
  }
  const answer = (status: CitationCheck['status'], range: Place | null, detail: string | null) => ({
    citation: citation.label,
    status,
    document: citation.document,
    from: range?.from ?? null,
    to: range?.to ?? null,
    detail,
  });
  const source = document(citation.document);
  if (!source) return answer('lost', null, 'Its document is not in this library.');
  if (source === 'damaged') return answer('lost', null, 'Its document is damaged: the text cannot be read.');

  const { quotation, quoteSha256, from, to } = citation;
  const recorded = canonicalText(source.text.slice(from, to));
  const stands = to <= source.text.length && sha256(recorded) === quoteSha256;
  if (quotation === null) {
    return stands
      ? answer('altered', citation, 'The file has no quotation for it; the passage stands in the document.')
      : answer(
          'altered',
          null,
          'The file has no quotation for it, and its record does not fit the document.',
        );
  }
  const untouched = sha256(quotation) === quoteSha256;
  if (stands && untouched) return answer('exact', citation, textRemark(citation, source.textSha256));
  if (stands) return answer('altered', citation, difference(quotation, recorded));
  if (!untouched) {
    return answer(
      'altered',
      null,
      'Neither the words in the file nor those in the document are the recorded ones.',
    );
  }
  const found = findCanonical(source.text, quotation, from);
  return found
    ? answer('moved', found, `It stands at ${found.from}–${found.to} of the text, not at ${from}–${to}.`)
    : answer('lost', null, 'The document does not hold these words.');
}

type Place = { readonly from: number; readonly to: number };

function textRemark(record: CitationRecord, textSha256: string): string | null {
  return record.textSha256 === null || record.textSha256 === textSha256
    ? null
    : 'The document’s text changed elsewhere since the export.';
}

/** Characters of either side that a sentence about a difference shows. */
const SHOWN = 40;

/** Where the words of the file part from those of the source, in a sentence. Both are canonical and differ. */
function difference(quotation: string, source: string): string {
  if (quotation === '') return 'The quotation in the file is empty.';
  if (source.includes(quotation)) return 'The file quotes only a part of the passage.';
  if (quotation.startsWith(source)) {
    return `The file goes on with “${excerpt(quotation, source.length).trim()}”`;
  }
  let at = 0;
  while (at < quotation.length && quotation[at] === source[at]) at += 1;
  const start = wordStart(source.slice(0, at));
  const inFile = excerpt(quotation, start);
  const inSource = excerpt(source, start);
  return `The file has “${inFile}” where the source has “${inSource}”`;
}

/** The start of the last word, or of the last few characters in a script without spaces. */
function wordStart(text: string): number {
  const space = text.lastIndexOf(' ') + 1;
  return text.length - space <= SHOWN / 2 ? space : wholeFrom(text, text.length - SHOWN / 4);
}

function excerpt(text: string, from: number): string {
  const rest = text.slice(from);
  if (rest.length <= SHOWN) return rest;
  const space = rest.lastIndexOf(' ', SHOWN);
  return `${rest.slice(0, space > SHOWN / 2 ? space : wholeFrom(rest, SHOWN))}…`;
}

/** The position, or the one before where it would cut a character in two. */
function wholeFrom(text: string, at: number): number {
  return /^[\udc00-\udfff]/.test(text.slice(at)) ? at - 1 : at;
}
