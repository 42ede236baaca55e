import { Id } from '../model/id';
import { Sha256 } from '../model/document';

/** What a footnote carries for machines: enough to find the quoted characters again and to see that nothing was changed. */
export type CitationRecord = {
  readonly document: Id;
  /** Half-open `[from, to)` in UTF-16 units of the document's text. */
  readonly from: number;
  readonly to: number;
  /** SHA-256 of the quotation in canonical form (see `canonicalText`). */
  readonly quoteSha256: string;
  /** SHA-256 of the whole text quoted from; null where it was not at hand at export. */
  readonly textSha256: string | null;
};

/** The record as an HTML comment: invisible where Markdown is shown, kept by editors and converters. */
export function writeCitationRecord(record: CitationRecord): string {
  const { document, from, to, quoteSha256, textSha256 } = record;
  const text = textSha256 === null ? '' : ` text-sha256=${textSha256}`;
  return `<!-- dossier: document=${document} from=${from} to=${to} quote-sha256=${quoteSha256}${text} -->`;
}

/**
 * A record from the fields of its comment, in any order, over any number of lines; fields that are not known are left
 * for newer versions. Null where a field is missing or cannot be right.
 */
export function parseCitationRecord(fields: string): CitationRecord | null {
  const values = new Map<string, string>();
  for (const [, name, value] of fields.matchAll(/(?<![\w-])([\w-]+)=(\S+)/g)) values.set(name!, value!);
  const document = Id.safeParse(values.get('document'));
  const quoteSha256 = Sha256.safeParse(values.get('quote-sha256'));
  const textSha256 = values.get('text-sha256') ?? null;
  const from = position(values.get('from'));
  const to = position(values.get('to'));
  if (!document.success || !quoteSha256.success || from === null || to === null || from > to) return null;
  if (textSha256 !== null && !Sha256.safeParse(textSha256).success) return null;
  return { document: document.data, from, to, quoteSha256: quoteSha256.data, textSha256 };
}

function position(value: string | undefined): number | null {
  const number = Number(value);
  return value !== undefined && /^\d+$/.test(value) && Number.isSafeInteger(number) ? number : null;
}
