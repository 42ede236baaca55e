import { z } from 'zod';
import { Moment } from './date';
import { Id } from './id';
import { defineStored } from './stored';

/** What a note is attached to. */
export const NoteSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('library') }),
  z.object({ kind: z.literal('document'), document: Id }),
  z.object({ kind: z.literal('highlight'), document: Id, highlight: Id }),
]);
export type NoteSubject = z.infer<typeof NoteSubject>;

/**
 * Markdown text attached to the library, a document or a highlight. A link to a passage is written
 * `[words](dossier:document/ID#from-to)` or `[words](dossier:highlight/ID)`.
 */
export const Note = z.object({
  version: z.literal(1),
  id: Id,
  subject: NoteSubject,
  text: z.string(),
  createdAt: Moment,
  changedAt: Moment,
});
export type Note = z.infer<typeof Note>;

export const storedNote = defineStored<Note>({ kind: 'note', version: 1, schema: Note, migrations: {} });

/** The note's first line without Markdown signs, at most 80 characters: what lists show. Empty for an empty note. */
export function noteTitle(note: Pick<Note, 'text'>): string {
  const line = note.text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  const plain = line
    .replace(/^\s*(#{1,6}|[-*>])\s+/, '')
    .replace(/[*_`]/g, '')
    .trim();
  return plain.length > 80 ? `${plain.slice(0, 79).trimEnd()}…` : plain;
}
