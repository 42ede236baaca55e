import type { Input, MethodName, EventValue } from '../../core/api/contract';

export type LibraryChange = EventValue<'changed'>['changes'][number];

/**
 * Whether a change of the library may change the answer to a call. Answers that never change (the words of a document's text) and
 * those of other origin (`shell.*`) are never asked for again.
 */
export function mayTouch(name: MethodName, input: unknown, change: LibraryChange): boolean {
  const { kind, id } = change;
  switch (name) {
    case 'library.status':
    case 'history.state':
    case 'history.list':
      return true;
    // What else it tells changes with no edit.
    case 'keeping.state':
      return kind === 'library';
    case 'documents.belongings':
      return kind === 'document';
    case 'documents.list':
      return kind === 'document' || kind === 'annotations';
    case 'details.order':
      // What is sorted by what was edited must not jump away under the cursor: only what comes and goes counts, which
      // the total of `documents.list` tells.
      return false;
    case 'details.read':
      return kind === 'document' && (input as Input<'details.read'>).ids.includes(id);
    case 'details.ownFields':
    case 'documents.outlet':
      return kind === 'document';
    case 'documents.get':
      return kind === 'document' && id === (input as Input<'documents.get'>).id;
    // Words never change, blocks only by repairs.
    case 'documents.text':
      return kind === 'document' && change.blocks === true && id === (input as Input<'documents.text'>).id;
    case 'highlights.ofDocument':
      return kind === 'annotations' && id === (input as Input<'highlights.ofDocument'>).document;
    case 'highlights.list':
      return kind === 'annotations' || kind === 'document' || kind === 'codebook';
    case 'tags.list':
      return kind === 'codebook' || kind === 'annotations' || kind === 'document';
    // A note on a document in the trash goes with it, and comes back with it.
    case 'notes.list':
      return kind === 'note' || kind === 'document';
    case 'notes.get':
      return kind === 'note' && id === (input as Input<'notes.get'>).id;
    case 'keeping.deleted':
      return kind !== 'codebook' && kind !== 'library';
    case 'keeping.recordsSince':
      return true;
    case 'briefs.list':
      return kind === 'brief';
    case 'briefs.get':
      return kind === 'brief' && id === (input as Input<'briefs.get'>).id;
    case 'briefs.export':
      return kind === 'brief' || kind === 'note' || kind === 'document';
    case 'briefs.verify':
      return kind === 'document';
    case 'searches.list':
      return kind === 'search';
    case 'passages.cite':
      return kind === 'document' && id === (input as Input<'passages.cite'>).document;
    // Names of documents; what is found in them tells of itself by an event of its own.
    case 'reuse.summary':
    case 'reuse.ofDocument':
    case 'reuse.novel':
    case 'reuse.lineage':
    case 'reuse.groups':
      return kind === 'document';
    default:
      return false;
  }
}
