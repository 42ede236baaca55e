import { z } from 'zod';
import { Anchor } from '../model/anchor';
import { ErrorValue } from '../model/appError';
import { Brief, BriefEdit } from '../model/brief';
import { Moment } from '../model/date';
import { BlockRepair, Document, DocumentText, Metadata, Sha256 } from '../model/document';
import { Highlight } from '../model/highlight';
import { Id } from '../model/id';
import { LibraryFault } from '../model/libraryFault';
import { MetadataEdit, OwnFieldName } from '../model/metadataEdit';
import { Note, NoteSubject } from '../model/note';
import { Range } from '../model/range';
import {
  MetSentence,
  NamedDocument,
  RepeatedPassage,
  ReuseArrow,
  ReusePartner,
  ReuseState,
  ReuseSummary,
  SharedQuotation,
} from '../model/reuse';
import { ReferenceFormat, ReferenceMatch } from '../model/reference';
import { DocumentSet, SavedSearch, SearchWish } from '../model/savedSearch';
import { FeedItem } from '../model/search';
import { Tag, TagColour } from '../model/tag';
import {
  ShellInfo,
  LibrarySecret,
  LibraryStatus,
  RecentLibrary,
  LockedLibrary,
  DocumentSummary,
  DocumentQuestion,
  DocumentKnown,
  ImportReport,
  ImportProgress,
  InterruptedImport,
  WatchedFolder,
  ImportSource,
  VersionSource,
  VersionReport,
  TagWithCount,
  HighlightInContext,
  BriefSummary,
  ExportedText,
  CitationCheck,
  HistoryState,
  PastEdit,
  LastBackup,
  KeepingProgress,
  Deleted,
  Change,
  LogEntry,
  Diagnosis,
} from './contractValues';

export * from './contractValues';

/**
 * The contract: every call and event between the shells' front ends and the one service behind them. The transports
 * (Electron IPC, loopback HTTP, MessagePort, direct call) know nothing of it; `serve` and `connect` parse by it on both
 * sides. Nothing here assumes a local folder, so that a team server could stand behind the same calls.
 */

// --------------------------------------------------------------------------------------------------------- methods

type Method<I extends z.ZodType, O extends z.ZodType, P extends z.ZodType> = {
  readonly input: I;
  readonly output: O;
  /** What `onProgress` gets while the call runs. */
  readonly progress: P;
};

function method<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Method<I, O, z.ZodNever>;
function method<I extends z.ZodType, O extends z.ZodType, P extends z.ZodType>(
  input: I,
  output: O,
  progress: P,
): Method<I, O, P>;
function method(input: z.ZodType, output: z.ZodType, progress: z.ZodType = z.never()) {
  return { input, output, progress };
}

/** Passages one call tags at most. */
export const MOST_PASSAGES = 5_000;

const nothing = z.object({});
const done = z.null();
const Ids = z.array(Id).min(1);

/**
 * Every call. All but `shell.*` and `library.*` fail with `no-library-open` while none is open. A call that changes
 * something resolves when the change is safely on disk, fails with `read-only` in a library that cannot be written, and
 * enters the history under the name given in its comment.
 */
export const methods = {
  'shell.info': method(nothing, ShellInfo),
  /** Native folder dialog. Null when the user closes it; `unsupported-here` in the browser and the terminal. */
  'shell.chooseFolder': method(z.object({ purpose: z.enum(['open', 'create']) }), z.string().nullable()),
  'shell.log': method(nothing, z.array(LogEntry)),
  'shell.diagnosis': method(nothing, Diagnosis),

  /** Null while no library is open. */
  'library.status': method(nothing, LibraryStatus.nullable()),
  'library.recent': method(nothing, z.array(RecentLibrary)),
  /**
   * Makes a new library and opens it. `location: null` puts it under the libraries folder, named after it; one with a
   * passphrase gets a folder whose name says nothing.
   */
  'library.create': method(
    z.object({
      name: z.string(),
      location: z.string().nullable(),
      passphrase: z.string().optional(),
    }),
    LibraryStatus,
  ),
  /**
   * `not-a-library`, `library-too-new`, `library-damaged`, `permission`. Locked by another process: opens read-only.
   * `library-sealed` when it has a passphrase and no secret was given (it is then what `library.locked` tells),
   * `wrong-passphrase`.
   */
  'library.open': method(z.object({ location: z.string(), secret: LibrarySecret.optional() }), LibraryStatus),
  /** Copies the sample library to the libraries folder at first, opens that copy. */
  'library.openSample': method(nothing, LibraryStatus),
  /** "Rename library" */
  'library.rename': method(z.object({ name: z.string() }), LibraryStatus),
  'library.close': method(nothing, done),

  /** The library that waits for its passphrase; null when none does. */
  'library.locked': method(nothing, LockedLibrary.nullable()),
  /** Nobody wants to open the library that waits for its passphrase. */
  'library.stopAsking': method(nothing, done),
  /** Closes a sealed library and takes its key out of memory; `library.locked` tells of it then. */
  'library.lock': method(nothing, done),
  /** Somebody is here, reading: the library does not lock itself yet. Every call but those that only ask says so too. */
  'library.stay': method(nothing, done),
  /** Minutes without use after which the library locks itself; null for never. */
  'library.autoLock': method(z.object({ minutes: z.number().int().nullable() }), LibraryStatus),
  /** Another passphrase from now on. Asks for the present one, or the recovery code. `wrong-passphrase`, `bad-input`. */
  'library.changePassphrase': method(z.object({ secret: LibrarySecret, passphrase: z.string() }), done),
  /** Makes a recovery code, told this once; an earlier one opens nothing any more. */
  'library.recoveryCode': method(z.object({ secret: LibrarySecret }), z.object({ code: z.string() })),
  /**
   * Copies the library into a new or empty folder, there with this passphrase; null: without any. The library itself stays
   * as it is: nothing is ever half converted. Stopping leaves nothing behind.
   */
  'library.copy': method(
    z.object({ location: z.string(), passphrase: z.string().nullable() }),
    z.object({
      location: z.string(),
      files: z.number().int(),
      /** What could not be taken along, each a sentence. */
      leftOut: z.array(z.string()),
      /** Of a copy with a passphrase; told this once. */
      recoveryCode: z.string().nullable(),
    }),
    z.object({ done: z.number().int(), total: z.number().int() }),
  ),

  /** A window of the library table. */
  'documents.list': method(
    DocumentQuestion.extend({
      from: z.number().int().min(0),
      count: z.number().int().min(0).max(1000),
      /**
       * The `order` of an earlier answer to the same question, for a table whose rows must not move: what was in the library
       * then, where it was. One that is not kept any more counts as left out.
       */
      order: z.string().optional(),
      /** Documents whose places are asked for. */
      places: z.array(Id).max(10).optional(),
    }),
    z.object({
      total: z.number().int(),
      rows: z.array(DocumentSummary),
      /** As asked, unless a row of it went or came back: those below it moved. */
      order: z.string(),
      /** Documents that fit and are left out, since they came into the library after `order` was made. */
      later: z.number().int(),
      /** Of those in `places` their row numbers; null for one that is not there. */
      places: z.array(z.number().int().nullable()).optional(),
    }),
  ),
  'documents.get': method(z.object({ id: Id }), Document),
  /** What a document belongs with. What is in the trash is not among it. */
  'documents.belongings': method(
    z.object({ id: Id }),
    z.object({
      /** The message it is attached to. */
      parent: DocumentSummary.nullable(),
      attachments: z.array(DocumentSummary),
      /** The messages of its thread by date, itself among them; empty for one that stands alone. */
      thread: z.array(DocumentSummary),
      /** Its copies: other files with exactly its text. */
      sameText: z.array(DocumentSummary),
      /** The archive or mailbox it lay in, with the folders there. */
      within: z.string().nullable(),
    }),
  ),
  'documents.text': method(z.object({ id: Id }), DocumentText),
  /** The SHA-256 of each document's text, in the order asked; null where there is no such document. */
  'documents.checksums': method(z.object({ ids: z.array(Id).max(10_000) }), z.array(Sha256.nullable())),
  /** "Edit details" */
  'documents.edit': method(z.object({ id: Id, changes: Metadata.partial() }), Document),
  /** "Fold part" / "Unfold part": switches the layers with exactly these ranges; all of them or none. */
  'documents.fold': method(z.object({ id: Id, parts: z.array(Range).min(1), active: z.boolean() }), Document),
  /**
   * "Fold as page furniture" / "Show as part of the article": says of the blocks in a range what they are, for good. Layers
   * there are switched; blocks in none get one of their own.
   */
  'documents.markFurniture': method(
    z.object({
      id: Id,
      from: z.number().int().min(0),
      to: z.number().int().min(0),
      furniture: z.boolean(),
    }),
    Document,
  ),
  /**
   * "Fold in all documents of an outlet" / "Never fold this line": the same for every document of the outlet that has these
   * lines, and for those that come later; `document` says it of this one only. How many documents changed. `bad-input` where
   * no outlet is known, or nothing in the range is a line.
   */
  'documents.teachFurniture': method(
    z.object({
      id: Id,
      from: z.number().int().min(0),
      to: z.number().int().min(0),
      furniture: z.boolean(),
      scope: z.enum(['document', 'outlet']),
    }),
    z.object({ documents: z.number().int() }),
  ),
  /** The outlet of a document, and how many documents are of it, those in the trash not counted; null where none is known. */
  'documents.outlet': method(
    z.object({ id: Id }),
    z.object({ name: z.string(), documents: z.number().int() }).nullable(),
  ),
  /** "Repair structure": adds repairs of blocks; the contrary of an earlier one takes it back. */
  'documents.repairStructure': method(z.object({ id: Id, repairs: z.array(BlockRepair).min(1) }), Document),
  /**
   * "Replace document", "Correct text": another text is another document, which replaces this one; this one goes to the
   * trash, where what was cited from it can be verified. What the analyst did comes over: details, folds, repairs,
   * highlights (those without a sure place to be checked), notes, quotations in briefs, marks of searches. `conflict` where
   * the file is another document of the library, or this one is in the trash.
   */
  'documents.replace': method(z.object({ id: Id, source: VersionSource }), VersionReport),
  /**
   * "Read as EUC-KR": reads the kept original again, in another encoding (null: as it is told from the bytes), as a new
   * version like `documents.replace`. The same text after all: only the record of the encoding changes.
   */
  'documents.reread': method(
    z.object({ id: Id, encoding: z.string().nullable(), password: z.string().optional() }),
    VersionReport,
  ),
  /** How the original begins in an encoding; null: in the one told from the bytes. `bad-input` for what is no text. */
  'documents.previewEncoding': method(
    z.object({ id: Id, encoding: z.string().nullable() }),
    z.object({
      encoding: z.string(),
      text: z.string(),
      /** Characters in it that could not be read. */
      unread: z.number().int(),
    }),
  ),
  /** The original as text, its lines as they lie; null for formats that are no text. */
  'documents.source': method(z.object({ id: Id }), z.string().nullable()),
  /** Every document that fits, in order, by its id alone. */
  'details.order': method(DocumentQuestion, z.array(Id)),
  /** What is known of documents, in the order asked; null where there is no such document. */
  'details.read': method(z.object({ ids: z.array(Id).max(500) }), z.array(DocumentKnown.nullable())),
  /**
   * "Edit details", "Edit details of 12 documents"; "Accept guesses" where that is all. Of edits of one document the later
   * comes on top of the earlier. All in one step or nothing.
   */
  'details.edit': method(
    z.object({
      edits: z
        .array(MetadataEdit.extend({ ids: Ids }))
        .min(1)
        .max(50_000),
    }),
    z.object({ documents: z.number().int() }),
  ),
  /** The analyst's own fields: what most documents have first, with the values most used. */
  'details.ownFields': method(
    nothing,
    z.array(z.object({ name: z.string(), documents: z.number().int(), values: z.array(z.string()) })),
  ),
  /** "Rename field Desk": in every document. `conflict` where one has a field of the new name. */
  'details.renameOwnField': method(
    z.object({ from: z.string(), to: OwnFieldName }),
    z.object({ documents: z.number().int() }),
  ),

  /** What the references of a file (CSL-JSON or RIS) may belong to; changes nothing. `bad-input` for other files. */
  'references.match': method(
    z.object({ text: z.string().max(50_000_000) }),
    z.object({
      matches: z.array(ReferenceMatch),
      /** The documents that are named in them. */
      documents: z.array(DocumentSummary.pick({ id: true, title: true, publisher: true, published: true })),
      /** Items that were left out, each a sentence. */
      problems: z.array(z.string()),
    }),
  ),
  /**
   * "Attach 12 references": keeps each with its document, and fills fields that are empty or guessed. What an analyst wrote
   * is never overwritten. `conflict` where two are to go to one document.
   */
  'references.attach': method(
    z.object({
      text: z.string().max(50_000_000),
      choices: z.array(z.object({ item: z.number().int().min(0), document: Id })).min(1),
    }),
    z.object({ documents: z.number().int(), fields: z.number().int() }),
  ),
  /** Documents as references; null for all that are not in the trash. */
  'references.export': method(
    z.object({ ids: Ids.nullable().default(null), format: ReferenceFormat }),
    z.object({ fileName: z.string(), text: z.string(), items: z.number().int() }),
  ),

  /** "Move to trash": nothing is deleted. */
  'documents.trash': method(z.object({ ids: Ids }), done),
  /** "Restore from trash" */
  'documents.restore': method(z.object({ ids: Ids }), done),

  /**
   * Imports one after the other in the order given; a bad one never stops the rest. Stopping keeps what was reported.
   * "Import" (undo puts the documents in the trash). Calls that name the same `run`, one after the other, are one step of
   * the history: how a window imports a thousand files in small calls.
   */
  'imports.run': method(
    z.object({ sources: z.array(ImportSource), run: z.string().nullable().default(null) }),
    ImportReport,
    ImportProgress,
  ),
  /** Lets go of files that were kept for another try (`retry`). Those nobody lets go of stay until Dossier ends. */
  'imports.forget': method(z.object({ retries: z.array(z.string()).max(10_000) }), done),

  /**
   * Notes what a run of `imports.run` calls is to bring, so that it can go on after a crash. Stays unanswered until the caller
   * takes it back: when a window goes away, so does its call, and its run counts as interrupted.
   */
  'importLog.begin': method(
    z.object({ run: z.string().regex(/^[a-z0-9-]{1,60}$/), files: z.array(z.string()).max(100_000) }),
    done,
  ),
  /** So many files of the run, in its order, have a fate now. */
  'importLog.advance': method(z.object({ run: z.string(), done: z.number().int().min(0) }), done),
  /** The run is over, or nobody wants it to go on. */
  'importLog.end': method(z.object({ run: z.string() }), done),
  /** The latest run that was cut off; null when all came to their end. */
  'importLog.interrupted': method(nothing, InterruptedImport.nullable()),

  'watching.list': method(nothing, z.array(WatchedFolder)),
  /**
   * Brings in what is in a folder and what will come, while the library is open on this machine. `not-found`, `conflict`,
   * `bad-input` for a folder that holds the library. Not a step of the history; what is imported is.
   */
  'watching.add': method(z.object({ folder: z.string() }), z.array(WatchedFolder)),
  'watching.remove': method(z.object({ folder: z.string() }), z.array(WatchedFolder)),

  /** In reading order. */
  'highlights.ofDocument': method(z.object({ document: Id }), z.array(Highlight)),
  /** Passages with a tag (and, when asked, the tags under it), or all; ordered by document title, then place. */
  'highlights.list': method(
    z.object({
      tag: Id.nullable(),
      withDescendants: z.boolean().default(true),
      from: z.number().int().min(0),
      count: z.number().int().min(0).max(1000),
    }),
    z.object({ total: z.number().int(), rows: z.array(HighlightInContext) }),
  ),
  /** "Highlight" */
  'highlights.add': method(
    z.object({
      document: Id,
      from: z.number().int().min(0),
      to: z.number().int().min(0),
      tags: z.array(Id).default([]),
      comment: z.string().default(''),
    }),
    Highlight,
  ),
  /**
   * Tags many passages in one step: "Tag 12 passages"; without tags highlights them. A passage that is a highlight already
   * gets the tags it lacks instead of a second highlight. `paragraph` tags whole paragraphs around the passages, each once.
   * All or nothing.
   */
  'highlights.addMany': method(
    z.object({
      passages: z
        .array(z.object({ document: Id, from: z.number().int().min(0), to: z.number().int().min(0) }))
        .min(1)
        .max(MOST_PASSAGES),
      extent: z.enum(['passage', 'paragraph']).default('passage'),
      tags: z.array(Id),
    }),
    z.object({
      /** Highlights made, highlights that got a tag, highlights that had all of them. */
      added: z.number().int(),
      tagged: z.number().int(),
      unchanged: z.number().int(),
    }),
    /** Documents prepared. */
    z.object({ done: z.number().int(), total: z.number().int() }),
  ),
  /** "Change highlight bounds", "Tag highlight", "Comment" */
  'highlights.edit': method(
    z.object({
      document: Id,
      id: Id,
      bounds: z.object({ from: z.number().int().min(0), to: z.number().int().min(0) }).optional(),
      tags: z.array(Id).optional(),
      comment: z.string().optional(),
    }),
    Highlight,
  ),
  /**
   * "Check highlight": says where a highlight that waits to be checked stands; null removes it. `not-found` where it does not
   * wait.
   */
  'highlights.settle': method(
    z.object({
      document: Id,
      id: Id,
      bounds: z.object({ from: z.number().int().min(0), to: z.number().int().min(0) }).nullable(),
    }),
    Highlight.nullable(),
  ),
  /** "Remove highlight" */
  'highlights.remove': method(z.object({ document: Id, ids: Ids }), done),

  /** In the codebook's order. */
  'tags.list': method(nothing, z.array(TagWithCount)),
  /** "Add tag". Without a colour the one used least is taken. */
  'tags.add': method(
    z.object({
      name: z.string(),
      parent: Id.nullable().default(null),
      colour: TagColour.nullable().default(null),
      description: z.string().default(''),
    }),
    Tag,
  ),
  /** "Rename tag", "Recolour tag", "Describe tag", "Move tag" */
  'tags.edit': method(
    z.object({
      id: Id,
      name: z.string().optional(),
      colour: TagColour.optional(),
      description: z.string().optional(),
      parent: Id.nullable().optional(),
    }),
    Tag,
  ),
  /** "Merge tags": every highlight of `from` gets `into` instead, children move under `into`, `from` is removed. */
  'tags.merge': method(z.object({ from: Id, into: Id }), Tag),
  /** "Delete tag": highlights stay, without it; its children move up. */
  'tags.remove': method(z.object({ id: Id }), done),

  /** Newest first. `subject: null` gives all notes; a document gives those on its highlights too. */
  'notes.list': method(z.object({ subject: NoteSubject.nullable() }), z.array(Note)),
  'notes.get': method(z.object({ id: Id }), Note),
  /** "Add note" */
  'notes.add': method(z.object({ subject: NoteSubject, text: z.string() }), Note),
  /** "Edit note"; quick edits of one note count as one step of the history. */
  'notes.edit': method(z.object({ id: Id, text: z.string() }), Note),
  /** "Delete note" */
  'notes.remove': method(z.object({ id: Id }), done),

  'briefs.list': method(nothing, z.array(BriefSummary)),
  'briefs.get': method(z.object({ id: Id }), Brief),
  /** "New brief" */
  'briefs.add': method(z.object({ title: z.string() }), Brief),
  /** "Edit brief"; quick edits of one item count as one step of the history. */
  'briefs.edit': method(z.object({ id: Id, edit: BriefEdit }), Brief),
  /** Puts a passage at the end of a brief. "Add to brief" */
  'briefs.addPassage': method(
    z.object({
      id: Id,
      document: Id,
      from: z.number().int().min(0),
      to: z.number().int().min(0),
      highlight: Id.nullable(),
    }),
    Brief,
  ),
  /** "Delete brief" */
  'briefs.remove': method(z.object({ id: Id }), done),
  'briefs.export': method(z.object({ id: Id, format: z.enum(['md']) }), ExportedText),
  /** Holds every citation of an exported brief against the library. */
  'briefs.verify': method(z.object({ markdown: z.string() }), z.array(CitationCheck)),

  /** A passage ready to be pasted elsewhere: quotation and footnote in Markdown. */
  'passages.cite': method(
    z.object({ document: Id, from: z.number().int().min(0), to: z.number().int().min(0) }),
    z.object({ markdown: z.string(), anchor: Anchor, textSha256: Sha256 }),
  ),

  /** By notebook, then in order. */
  'searches.list': method(nothing, z.array(SavedSearch)),
  /** "Save search", "Save 12 searches": at the end of their notebooks. What they find now is `seen`. */
  'searches.add': method(
    z.object({
      searches: z
        .array(SearchWish.extend({ seen: DocumentSet.default('') }))
        .min(1)
        .max(500),
    }),
    z.array(SavedSearch),
  ),
  /** "Rename search", "Change search", "Move search", "Mark as seen" */
  'searches.edit': method(
    SearchWish.partial().extend({
      id: Id,
      seen: DocumentSet.optional(),
      /** The search of the same notebook to stand before; null for the end. */
      before: Id.nullable().optional(),
    }),
    SavedSearch,
  ),
  /** "Mark as reviewed", "Mark as not reviewed": documents of one search. */
  'searches.review': method(z.object({ id: Id, documents: Ids, reviewed: z.boolean() }), SavedSearch),
  /** "Rename notebook": into one that is there already its searches follow those. */
  'searches.renameNotebook': method(z.object({ from: z.string(), to: SearchWish.shape.notebook }), done),
  /** "Delete search", "Delete 12 searches" */
  'searches.remove': method(z.object({ ids: Ids }), done),

  'history.state': method(nothing, HistoryState),
  /** Names what was undone; null when there is nothing. `conflict` when the thing changed in the meantime. */
  'history.undo': method(nothing, z.object({ name: z.string() }).nullable()),
  'history.redo': method(nothing, z.object({ name: z.string() }).nullable()),
  /**
   * What was done, newest first: the last edit of each step, numbered below `before` (null: the last ones). Fewer where fewer
   * are kept.
   */
  'history.list': method(
    z.object({ before: z.number().int().nullable(), count: z.number().int().min(1).max(1000) }),
    z.array(PastEdit),
  ),
  /**
   * "Restore to 2026-01-31 14:05": every record as it was then, in one step that can be undone. Documents that came later go
   * to the trash. `not-found` when the edits kept do not reach back that far. `records` may be 0: nothing had changed.
   */
  'history.restore': method(
    z.object({ at: Moment }),
    z.object({ name: z.string(), records: z.number().int() }),
  ),

  'keeping.state': method(
    nothing,
    z.object({
      /** Null where none is known: none was made on this machine. */
      lastBackup: LastBackup.nullable(),
      /** Where a backup goes when no place is chosen. */
      backupsFolder: z.string(),
      /** When the library was made. */
      createdAt: Moment,
      /** Snapshots of all records that the library keeps, newest first: their days (`2026-01-31`) and moments. */
      snapshots: z.array(z.object({ day: z.string(), at: Moment })),
    }),
  ),
  /** What `history.restore` would change, without changing it; it fails like that. */
  'keeping.recordsSince': method(
    z.object({ at: Moment }),
    z.object({
      records: z.number().int(),
      /** Of which kinds, those there are none of left out. */
      kinds: z.array(z.object({ kind: Change.shape.kind, records: z.number().int() })),
    }),
  ),
  /** Notes, briefs, saved searches and highlights deleted in the last 30 days, the latest first; 200 at most. */
  'keeping.deleted': method(nothing, z.array(Deleted)),
  /** "Restore note": brings one of these back, in one step that can be undone. `not-found` when it is not among them. */
  'keeping.restoreDeleted': method(z.object({ id: Id }), z.object({ name: z.string() })),
  /**
   * Writes the library into one file while it stays open. `to` is a folder (null: the usual one), `name` a file name
   * (null: made from the library's name and the day). `conflict` when the file is there; stopping leaves nothing behind.
   */
  'keeping.backup': method(
    z.object({ to: z.string().nullable(), name: z.string().nullable().default(null) }),
    z.object({
      file: z.string(),
      files: z.number().int(),
      bytes: z.number().int(),
      /** What is in the library's folder and could not be taken, each a sentence. */
      leftOut: z.array(z.string()).readonly(),
    }),
    KeepingProgress,
  ),
  /**
   * Makes a library from a backup in a new or empty folder; needs no open library, and opens none. `backup-damaged` names
   * the bad files; with `partial` the sound ones are restored.
   */
  'keeping.restore': method(
    z.object({ file: z.string(), to: z.string(), partial: z.boolean().default(false) }),
    z.object({
      folder: z.string(),
      name: z.string(),
      createdAt: Moment,
      files: z.number().int(),
      /** It opens with its passphrase only, and was not opened. */
      sealed: z.boolean(),
      /** Files of the backup that were bad and are missing now. */
      faults: z.array(z.object({ file: z.string(), fault: z.string() })),
      /** What the restored library says of itself when it is opened. */
      problems: z.array(z.string()),
    }),
    KeepingProgress,
  ),
  /** Lists every fault of the open library; changes nothing. */
  'keeping.check': method(
    nothing,
    z.object({
      documents: z.number().int(),
      notes: z.number().int(),
      briefs: z.number().int(),
      faults: z.array(LibraryFault),
    }),
    KeepingProgress,
  ),
  /**
   * Puts right what a check called repairable: texts are read again from sound originals, and count only when they are the
   * ones that were imported; other records are made anew from the last edit of them that is kept. `files` are those of the
   * faults. What cannot be repaired is as it was, and `remark` says why. Broken files go to quarantine.
   */
  'keeping.repair': method(
    z.object({ files: z.array(z.string()) }),
    z.array(z.object({ file: z.string(), repaired: z.boolean(), remark: z.string() })),
    KeepingProgress,
  ),
  /**
   * Takes documents that are in the trash away, with their originals, highlights and notes. Not a step of the history:
   * it cannot be undone. `conflict` for a document that is not in the trash.
   */
  'keeping.deleteForGood': method(
    z.object({ ids: Ids }),
    z.object({ documents: z.number().int(), notes: z.number().int() }),
  ),

  /** How far it is known what documents share. Asking for any of this begins the looking. */
  'reuse.state': method(nothing, ReuseState),
  /** Resolves when everything in the library was looked at. */
  'reuse.settled': method(nothing, ReuseState, ReuseState),
  /**
   * Of each document the partner it has most of, from a tenth on; the others are left out. Answers with what is known, and
   * with `wait` at most so many milliseconds later, when these documents were looked at.
   */
  'reuse.summary': method(
    z.object({
      ids: z.array(Id).max(1000),
      wait: z.number().int().min(0).max(30_000).default(0),
    }),
    z.array(ReuseSummary),
  ),
  /** Documents that share passages with one, those of which it has most first; and what it has twice itself. */
  'reuse.ofDocument': method(
    z.object({ id: Id, minWords: z.number().int().min(4).default(12) }),
    z.object({ partners: z.array(ReusePartner), repeats: z.array(RepeatedPassage) }),
  ),
  /** "Fold the second copy away": the blocks in a range, which the text has once before, as a repeated body. */
  'reuse.foldRepeat': method(
    z.object({ id: Id, from: z.number().int().min(0), to: z.number().int().min(0) }),
    Document,
  ),
  /** Sentences that stand in a document which came earlier, of how many; `documents` are those named. */
  'reuse.novel': method(
    z.object({ id: Id }),
    z.object({
      sentences: z.number().int(),
      met: z.array(MetSentence),
      documents: z.array(NamedDocument),
    }),
  ),
  /** The documents of one story in the order of time, and who took from whom; `cut` where there are more. */
  'reuse.lineage': method(
    z.object({ id: Id }),
    z.object({ documents: z.array(NamedDocument), arrows: z.array(ReuseArrow), cut: z.boolean() }),
  ),
  /** Copies, each group from the earliest on, and quotations of otherwise different documents, the most spread first. */
  'reuse.groups': method(
    nothing,
    z.object({
      copies: z.array(z.array(NamedDocument)),
      quotations: z.array(SharedQuotation),
      cut: z.boolean(),
    }),
  ),

  /**
   * What a search index must know, in batches of about `characters` characters of text. Start with `after: null`, go on
   * with `next` until it is null. `revision` is that of the library at the time of the answer.
   */
  'feed.read': method(
    z.object({ after: z.string().nullable(), characters: z.number().int().min(1) }),
    z.object({
      items: z.array(FeedItem),
      next: z.string().nullable(),
      revision: z.number().int(),
      /** Documents in the library: what progress is measured against. */
      total: z.number().int(),
    }),
  ),
  /** The same for some things, after a `changed` event; what is gone or in the trash comes as `gone`. */
  'feed.items': method(z.object({ changes: z.array(Change) }), z.array(FeedItem)),
  /**
   * What changed after an edit, for an index that was kept: `changes` goes to `feed.items`; null where it cannot be told any
   * more, or is so much that reading everything is as good. `edit` is the number of the last edit, which outlasts the
   * library's closing, as `revision` does not; `things` are the documents and notes there are.
   */
  'feed.since': method(
    z.object({ edit: z.number().int().min(0).nullable() }),
    z.object({
      edit: z.number().int(),
      revision: z.number().int(),
      things: z.number().int(),
      changes: z.array(Change).nullable(),
    }),
  ),
  /** Names of what windows left to be kept beside the library, given out and taken in through the byte door. */
  'feed.caches': method(nothing, z.array(z.string())),
  'feed.dropCaches': method(z.object({ names: z.array(z.string()) }), done),
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
/** What a caller may pass: fields with a default may be left out. */
export type Input<M extends MethodName> = z.input<Methods[M]['input']>;
/** What the service gets: defaults filled in. */
export type ParsedInput<M extends MethodName> = z.output<Methods[M]['input']>;
export type Output<M extends MethodName> = z.output<Methods[M]['output']>;
export type Progress<M extends MethodName> = z.output<Methods[M]['progress']>;

// ---------------------------------------------------------------------------------------------------------- events

/** What the service tells by itself. One that nobody listened to is not told again: state is asked for by a call. */
export const events = {
  /** The library changed, on disk. `name` is the step's name in the history: "Merge tags", "Undo Merge tags". */
  changed: z.object({
    revision: z.number().int(),
    name: z.string(),
    changes: z.array(Change),
    history: HistoryState,
  }),
  /** A library was opened, closed or replaced by another. */
  library: LibraryStatus.nullable(),
  /** What `library.locked` tells from now on. */
  locked: LockedLibrary.nullable(),
  /** Files came from a watched folder. */
  watched: z.object({ folder: z.string(), report: ImportReport }),
  /** Truth for the status line: `saved` only when everything acknowledged is on disk. */
  saving: z.object({ state: z.enum(['saved', 'saving', 'not-saved']), problem: ErrorValue.nullable() }),
  /** The native menu asks for a command of the renderer's command table. */
  command: z.object({ id: z.string() }),
  /** More is known of what documents share. */
  reuse: ReuseState,
  /** A new entry of the log. */
  log: LogEntry,
} as const;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventValue<E extends EventName> = z.output<Events[E]>;

// ------------------------------------------------------------------------------------------------ the two ends of it

export type CallContext<M extends MethodName> = {
  /** Aborted when the caller gives up or goes away. */
  readonly signal: AbortSignal;
  readonly progress: (value: Progress<M>) => void;
};

/** The service side: one function for each method. Rejects with AppError for what a user can meet. */
export type Service = {
  readonly [M in MethodName]: (input: ParsedInput<M>, context: CallContext<M>) => Promise<Output<M>>;
};

export type CallOptions<M extends MethodName> = {
  /**
   * Asks the service to stop. The call ends when the service says so: most reject with `cancelled`, an import resolves with
   * what it has done.
   */
  readonly signal?: AbortSignal;
  readonly onProgress?: (value: Progress<M>) => void;
};

/** The calling side, the same over every transport. Rejects with AppError. */
export type Client = {
  call<M extends MethodName>(name: M, input: Input<M>, options?: CallOptions<M>): Promise<Output<M>>;
  /** Returns the function that stops listening. */
  on<E extends EventName>(name: E, listener: (value: EventValue<E>) => void): () => void;
};
