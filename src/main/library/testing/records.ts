import { createHash } from 'node:crypto';
import type { Brief } from '../../../core/model/brief';
import type { Document, DocumentText } from '../../../core/model/document';
import type { Annotations } from '../../../core/model/highlight';
import { describe } from '../../../core/model/anchor';
import type { Id } from '../../../core/model/id';
import type { Note } from '../../../core/model/note';
import type { SavedSearch } from '../../../core/model/savedSearch';
import type { Codebook } from '../../../core/model/tag';
import type { Library, RecordChange } from '../library';

/** Records for the library's tests, each made from a number, so that a case is one line. */

const AT = '2026-01-02T03:04:05.000Z';

/** The id number n of a kind: valid, and spread over the shards. */
export function id(n: number, kind = 0): Id {
  const digits = createHash('sha256').update(`${kind}/${n}`).digest('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

export const tagId = (n: number): Id => id(n, 1);

export const sentence = (n: number): string =>
  `Bulletin ${n}: the port office counted ${n} barges at dawn.\n`;

export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

export function document(n: number, title = `Bulletin ${n}`): Document {
  const text = sentence(n);
  return {
    version: 2,
    id: id(n),
    importedAt: AT,
    original: {
      name: `bulletin-${n}.txt`,
      bytes: Buffer.byteLength(text),
      sha256: sha256(text),
      mediaType: 'text/plain',
      encoding: 'utf-8',
    },
    metadata: {
      title,
      publisher: 'Harbour Gazette',
      agency: null,
      authors: ['Ann Lee'],
      published: '2026-01',
      updated: null,
      language: 'en',
      address: null,
      placeLine: null,
      reliability: null,
      custom: {},
    },
    guessed: ['title'],
    layers: [],
    length: text.length,
    words: 9,
    textSha256: sha256(text),
    trashedAt: null,
  };
}

export function documentText(n: number): DocumentText {
  const text = sentence(n);
  return {
    version: 1,
    id: id(n),
    text,
    blocks: [{ kind: 'paragraph', from: 0, to: text.length - 1 }],
  };
}

/** One highlight for each list of tags. */
export function annotations(n: number, ...tags: number[][]): Annotations {
  const text = sentence(n);
  return {
    version: 1,
    document: id(n),
    highlights: tags.map((list, index) => ({
      id: id(index, n + 100),
      document: id(n),
      anchor: describe(text, { from: index, to: index + 8 }),
      tags: list.map(tagId),
      comment: '',
      createdAt: AT,
      changedAt: AT,
    })),
  };
}

export function note(n: number, text = `Remember ${n}`): Note {
  return { version: 1, id: id(n, 2), subject: { kind: 'library' }, text, createdAt: AT, changedAt: AT };
}

export function brief(n: number, title = `Brief ${n}`): Brief {
  return { version: 1, id: id(n, 3), title, author: '', items: [], createdAt: AT, changedAt: AT };
}

export function search(n: number, query = `barges AND ${n}`): SavedSearch {
  return {
    version: 1,
    id: id(n, 4),
    name: `Search ${n}`,
    query,
    choices: [],
    sort: 'relevance',
    notebook: 'Searches',
    order: n,
    seen: '',
    reviewed: [id(n)],
    createdAt: AT,
    changedAt: AT,
  };
}

export function codebook(...names: string[]): Codebook {
  return {
    version: 1,
    tags: names.map((name, n) => ({ id: tagId(n), name, colour: 'blue', description: '', parent: null })),
  };
}

/** What an import puts in one edit. */
export const imported = (n: number): RecordChange[] => [
  { kind: 'document', id: id(n), value: document(n) },
  { kind: 'text', id: id(n), value: documentText(n) },
];

/** Everything a library holds, in one comparable value. */
export async function everything(library: Library): Promise<unknown> {
  const byId = <T extends { id: Id }>(items: readonly T[]): T[] =>
    [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
  const summaries = byId(library.summaries());
  return {
    name: library.record.name,
    codebook: library.codebook(),
    notes: byId(library.notes()),
    briefs: byId(library.briefs()),
    searches: byId(library.searches()),
    summaries,
    records: await Promise.all(
      summaries.map(async (summary) => [
        await library.get('document', summary.id),
        await library.get('text', summary.id),
        await library.get('annotations', summary.id),
      ]),
    ),
  };
}
