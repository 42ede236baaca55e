import type { PartialDate } from '../model/date';
import type { Id } from '../model/id';
import type { ReferenceFormat, ReferenceMatch } from '../model/reference';
import { fold } from '../text/words';
import { metadataOfItem, readCsl, writeCsl, type CslItem, type ReferencesRead } from './csl';
import { readRis, writeRis } from './ris';

/** The text of a file of references: by its byte-order mark, else UTF-8, else Windows-1252, which older programs write. */
export function referenceText(bytes: Uint8Array): string {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : null;
  if (mark !== null) return new TextDecoder(mark).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Reads a file in the format it turns out to have. Throws `bad-input` for neither. */
export const readReferences = (text: string): ReferencesRead =>
  /^\uFEFF?\s*[[{]/.test(text) ? readCsl(text) : readRis(text);

export const writeReferences = (items: readonly CslItem[], format: ReferenceFormat): string =>
  format === 'csl' ? writeCsl(items) : writeRis(items);

/** What a document is known by. */
export type Candidate = {
  readonly id: Id;
  readonly title: string;
  readonly address: string | null;
  readonly doi: string | null;
  readonly published: PartialDate | null;
};

/**
 * Matches references to documents: by DOI, else by address, else by the words of the title. Of several documents with one
 * title those stay whose date does not contradict; one whose date does is left for a person to decide.
 */
export function matchReferences(
  items: readonly CslItem[],
  candidates: readonly Candidate[],
): ReferenceMatch[] {
  const index = <K>(keyOf: (candidate: Candidate) => K | null): Map<K, Candidate[]> => {
    const found = new Map<K, Candidate[]>();
    for (const candidate of candidates) {
      const key = keyOf(candidate);
      if (key === null) continue;
      const list = found.get(key);
      if (list) list.push(candidate);
      else found.set(key, [candidate]);
    }
    return found;
  };
  const byDoi = index(({ doi, address }) => doiKey(doi) ?? doiKey(address));
  const byAddress = index(({ address }) => addressKey(address));
  const byTitle = index(({ title }) => titleKey(title));

  const matches = items.map((item, at): ReferenceMatch => {
    const known = metadataOfItem(item);
    const named = { item: at, title: known.title ?? known.address ?? `Reference ${at + 1}` };
    const ways = [
      ['doi', byDoi, doiKey(known.custom?.DOI ?? null) ?? doiKey(known.address ?? null)],
      ['address', byAddress, addressKey(known.address ?? null)],
      ['title', byTitle, titleKey(known.title ?? '')],
    ] as const;
    for (const [by, table, key] of ways) {
      const found = key === null ? undefined : table.get(key);
      if (!found) continue;
      const agreeing = found.filter(({ published }) => agree(published, known.published ?? null));
      const documents = (by === 'title' && agreeing.length > 0 ? agreeing : found).map(({ id }) => id);
      const sure = documents.length === 1 && (by !== 'title' || agreeing.length > 0);
      return { ...named, by, status: sure ? 'matched' : 'ambiguous', documents };
    }
    return { ...named, by: null, status: 'unmatched', documents: [] };
  });
  const claims = new Map<Id, number>();
  for (const { status, documents } of matches)
    if (status === 'matched') claims.set(documents[0]!, (claims.get(documents[0]!) ?? 0) + 1);
  return matches.map((match) =>
    match.status === 'matched' && claims.get(match.documents[0]!)! > 1
      ? { ...match, status: 'ambiguous' }
      : match,
  );
}

/** Neither says something the other does not leave open. */
const agree = (a: PartialDate | null, b: PartialDate | null): boolean =>
  a === null || b === null || a.startsWith(b) || b.startsWith(a);

const doiKey = (text: string | null): string | null =>
  /(?:^|doi\.org\/|doi:\s?)(10\.\d{4,9}\/\S+)$/i.exec(text?.trim() ?? '')?.[1]?.toLowerCase() ?? null;

/** An address without what differs between two visits: scheme, `www.`, fragment, marks of campaigns, the last slash. */
function addressKey(address: string | null): string | null {
  const found = /^https?:\/\/(?:www\.|m\.)?([^/?#\s]+)([^?#\s]*)(\?[^#\s]*)?/i.exec(address?.trim() ?? '');
  if (!found) return null;
  const query = (found[3] ?? '')
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !/^(?:utm_\w+|fbclid|gclid|ref|cmpid)(?:=|$)/i.test(part))
    .sort()
    .join('&');
  return `${found[1]!.toLowerCase()}${found[2]!.replace(/\/+$/, '')}${query && `?${query}`}`;
}

/** The letters and digits of a title, folded; null for one too short to tell a source by. */
function titleKey(title: string): string | null {
  const key = fold(title)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return key.length < 4 ? null : key;
}
