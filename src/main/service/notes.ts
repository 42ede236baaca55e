import type { Service } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { newId } from '../../core/model/id';
import type { Note, NoteSubject } from '../../core/model/note';
import type { Desk } from './desk';
import { newestFirst } from './newestFirst';
import type { PartOf } from './partOf';

/** Calls on notes. */
export function noteCalls(desk: Desk): PartOf<Service, 'notes'> {
  return {
    'notes.list': ({ subject }) => {
      const chosen = desk.library
        .notes()
        .filter((note) => subject === null || isAbout(note.subject, subject));
      return Promise.resolve([...chosen].sort(newestFirst));
    },
    'notes.get': ({ id }) => desk.record('note', id),
    'notes.add': async ({ subject, text }) => {
      await checkSubject(desk, subject);
      const now = new Date().toISOString();
      const note: Note = { version: 1, id: newId(), subject, text, createdAt: now, changedAt: now };
      await desk.edit('Add note', [{ kind: 'note', id: note.id, value: note }]);
      return note;
    },
    'notes.edit': async ({ id, text }) => {
      const before = await desk.record('note', id);
      if (before.text === text) return before;
      const value: Note = { ...before, text, changedAt: new Date().toISOString() };
      await desk.edit('Edit note', [{ kind: 'note', id, value }], `note ${id}`);
      return value;
    },
    'notes.remove': async ({ id }) => {
      await desk.record('note', id);
      await desk.edit('Delete note', [{ kind: 'note', id, value: null }]);
      return null;
    },
  };
}

function isAbout(subject: NoteSubject, asked: NoteSubject): boolean {
  if (asked.kind === 'library') return subject.kind === 'library';
  if (subject.kind === 'library') return false;
  if (asked.kind === 'document') return subject.document === asked.document;
  return subject.kind === 'highlight' && subject.highlight === asked.highlight;
}

async function checkSubject(desk: Desk, subject: NoteSubject): Promise<void> {
  if (subject.kind === 'library') return;
  const { highlights } = await desk.annotations(subject.document);
  if (subject.kind === 'highlight' && !highlights.some((highlight) => highlight.id === subject.highlight)) {
    throw new AppError(
      'not-found',
      `The document has no highlight ${subject.highlight}.`,
      'Reload the document.',
    );
  }
}
