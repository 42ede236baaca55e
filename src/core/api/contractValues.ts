import { z } from 'zod';
import { ErrorValue } from '../model/appError';
import { Moment, PartialDate } from '../model/date';
import { Metadata, MetadataField } from '../model/document';
import { Highlight } from '../model/highlight';
import { Id } from '../model/id';
import { Tag } from '../model/tag';

/* What the calls of the contract take and give, beyond the records of the model. */

/** What a front end must know of the shell it runs in. */
export const ShellInfo = z.object({
  kind: z.enum(['desktop', 'browser', 'terminal']),
  version: z.string(),
  platform: z.string(),
  /** Folder under which "New library" puts a library when no place is chosen. */
  librariesFolder: z.string(),
  /** True where `shell.chooseFolder` can show a native dialog. */
  canChooseFolder: z.boolean(),
});
export type ShellInfo = z.infer<typeof ShellInfo>;

/** What opens a library that is protected with a passphrase. */
export const LibrarySecret = z.union([
  z.object({ passphrase: z.string() }),
  z.object({ recoveryCode: z.string() }),
]);
export type LibrarySecret = z.infer<typeof LibrarySecret>;

/** The open library, with its counts: what the status line and the start of every view need. */
export const LibraryStatus = z.object({
  id: Id,
  name: z.string(),
  location: z.string(),
  /** Protected with a passphrase: nothing of it may be kept outside its folder. */
  sealed: z.boolean(),
  /** Minutes without use after which it locks itself; null for never. */
  autoLockMinutes: z.number().int().nullable(),
  hasRecoveryCode: z.boolean(),
  documents: z.number().int(),
  trashed: z.number().int(),
  highlights: z.number().int(),
  notes: z.number().int(),
  briefs: z.number().int(),
  /** Grows by one with every edit; what a derived index compares itself with. */
  revision: z.number().int(),
  /** Why nothing can be changed, in a sentence; null while the library can be written. */
  readOnly: z.string().nullable(),
  /** Records that could not be read; the rest of the library works. Sentences. */
  problems: z.array(z.string()),
  /** Why the library should not lie where it does (a sync tool's folder, a network drive), in sentences; else null. */
  caution: z.string().nullable(),
});
export type LibraryStatus = z.infer<typeof LibraryStatus>;

/** A library that was open on this machine. */
export const RecentLibrary = z.object({
  /** Of a sealed library its folder's name: its own must not be kept in the clear. */
  name: z.string(),
  location: z.string(),
  openedAt: Moment,
  sealed: z.boolean().default(false),
});
export type RecentLibrary = z.infer<typeof RecentLibrary>;

/** A library that waits for its passphrase. `asked`: somebody tried to open it. `locked`, `idle`: it was open until then. */
export const LockedLibrary = z.object({ location: z.string(), reason: z.enum(['asked', 'locked', 'idle']) });
export type LockedLibrary = z.infer<typeof LockedLibrary>;

/** A row of the library table. */
export const DocumentSummary = z.object({
  id: Id,
  title: z.string(),
  publisher: z.string().nullable(),
  agency: z.string().nullable(),
  authors: z.array(z.string()),
  published: PartialDate.nullable(),
  language: z.string().nullable(),
  words: z.number().int(),
  highlights: z.number().int(),
  /** Distinct tags used in it. */
  tags: z.array(Id),
  fileName: z.string(),
  importedAt: Moment,
  trashedAt: Moment.nullable(),
});
export type DocumentSummary = z.infer<typeof DocumentSummary>;

/** What the library table and the details table can be sorted by. */
export const SortBy = z.enum([
  'title',
  'publisher',
  'published',
  'language',
  'words',
  'highlights',
  'importedAt',
  'agency',
  'authors',
  'updated',
  'address',
  'placeLine',
  'reliability',
  'guesses',
  /** How much of it stands in the document it has most of (reuse), as far as is known; too little to tell counts as none. */
  'shared',
]);
export type SortBy = z.infer<typeof SortBy>;

/** Which documents, in which order. */
export const DocumentQuestion = z.object({
  /** Keeps those whose title, outlet, author, file name, place line, grade or own fields have all its words. */
  text: z.string().default(''),
  trashed: z.boolean().default(false),
  tag: Id.nullable().default(null),
  /** Of these only; null for all. */
  only: z.array(Id).max(50_000).nullable().default(null),
  /** Only those with fields that import guessed and nobody looked at. */
  guesses: z.boolean().default(false),
  /** By a field, or by one of the analyst's own. */
  sort: z.object({ by: z.union([SortBy, z.object({ own: z.string() })]), descending: z.boolean() }),
});
export type DocumentQuestion = z.infer<typeof DocumentQuestion>;

/** All that is known of a document, for a row of the details table. */
export const DocumentKnown = z.object({
  id: Id,
  metadata: Metadata,
  guessed: z.array(MetadataField),
  evidence: z.partialRecord(MetadataField, z.string()),
  fileName: z.string(),
});
export type DocumentKnown = z.infer<typeof DocumentKnown>;

/** What became of one file of an import: given by the user, or come out of an archive or a message. */
export const ImportOutcome = z.object({
  /** The file's name as the user knows it; the terminal shell puts the path given. */
  path: z.string(),
  status: z.enum(['imported', 'duplicate', 'failed']),
  /** The new document, or the one already there; null when it failed. */
  id: Id.nullable(),
  title: z.string().nullable(),
  words: z.number().int().nullable(),
  /** A remark that is no failure: "read as EUC-KR", "3 bytes could not be read". */
  remark: z.string().nullable(),
  error: ErrorValue.nullable(),
  /** Which of the sources it is or came out of, counted from 0: an archive has a line for each file in it. */
  source: z.number().int().optional(),
  /**
   * There where another try with other options may succeed (`password-needed`, `scanned`, `encoding-unknown`): the id of the
   * bytes, which are kept. It goes to `imports.run` as an upload, with `options`; or to `imports.forget`.
   */
  retry: z.string().optional(),
});
export type ImportOutcome = z.infer<typeof ImportOutcome>;

/** What an import did: the fate of every file, and how often each. */
export const ImportReport = z.object({
  imported: z.number().int(),
  duplicates: z.number().int(),
  failed: z.number().int(),
  /** True when it was stopped: what is listed is kept, the rest was not touched. */
  cancelled: z.boolean(),
  outcomes: z.array(ImportOutcome),
});
export type ImportReport = z.infer<typeof ImportReport>;

/** How far an import has come, in files; `total` grows when archives are opened. */
export const ImportProgress = z.object({
  done: z.number().int(),
  total: z.number().int(),
  /** Name of the file being read. */
  current: z.string(),
});
export type ImportProgress = z.infer<typeof ImportProgress>;

/** What the user chose for one file and those in it. The password is never stored. */
export const ImportOptions = z.object({
  /** WHATWG label to read text as, `euc-kr`. */
  encoding: z.string().optional(),
  password: z.string().optional(),
  /** Recognise pages that have no text; takes minutes. Languages as their data is called, `eng`. */
  ocr: z.object({ languages: z.array(z.string()) }).optional(),
});
export type ImportOptions = z.infer<typeof ImportOptions>;

/** An import that began and did not end: its window or its machine went away. */
export const InterruptedImport = z.object({
  run: z.string(),
  startedAt: Moment,
  total: z.number().int(),
  /** What was not reached, as `importLog.begin` was told it. */
  missing: z.array(z.string()).readonly(),
});
export type InterruptedImport = z.infer<typeof InterruptedImport>;

/** A folder of this machine whose files come into the library by themselves. */
export const WatchedFolder = z.object({
  folder: z.string(),
  /** Documents that came from it since the library was opened, and files whose turn is still to come. */
  imported: z.number().int(),
  waiting: z.number().int(),
  /** Why nothing comes, in a sentence; null while it works. */
  problem: z.string().nullable(),
});
export type WatchedFolder = z.infer<typeof WatchedFolder>;

/** One thing to import. */
export const ImportSource = z.discriminatedUnion('kind', [
  /** Bytes sent before through the byte door (`POST /bytes/upload`), which answered with this id. */
  z.object({ kind: z.literal('upload'), upload: z.string(), options: ImportOptions.optional() }),
  /** Text from the clipboard; `html` where it was copied from a page, which is then read with its headings and lists. */
  z.object({
    kind: z.literal('pasted'),
    text: z.string(),
    title: z.string().nullable(),
    html: z.string().nullable().optional(),
  }),
]);
export type ImportSource = z.infer<typeof ImportSource>;

/** What a new version of a document is made from. */
export const VersionSource = z.discriminatedUnion('kind', [
  ...ImportSource.options,
  /** The same text with other words in one place: letters that were read wrongly, hyphens of a line's end. */
  z.object({
    kind: z.literal('corrected'),
    from: z.number().int().min(0),
    to: z.number().int().min(0),
    words: z.string(),
  }),
]);
export type VersionSource = z.infer<typeof VersionSource>;

/** What became of a document that was to be read anew. */
export const VersionReport = z.object({
  /** The new version; where nothing changed, the document itself. */
  id: Id,
  /** True where the text is what it was, so that no version was made. */
  sameText: z.boolean(),
  /** Highlights at their place in the new text, and those a person has to look at. */
  carried: z.number().int(),
  toCheck: z.number().int(),
  /** As of an import: "read as EUC-KR"; null where there is nothing to say. */
  remark: z.string().nullable(),
});
export type VersionReport = z.infer<typeof VersionReport>;

/** A tag with how often it is used; tags below it are not counted. */
export const TagWithCount = Tag.extend({
  /** Highlights that carry the tag itself. */
  highlights: z.number().int(),
  /** Documents those highlights are in. */
  documents: z.number().int(),
});
export type TagWithCount = z.infer<typeof TagWithCount>;

/** A highlight outside its reader: with enough of the document to be recognised. */
export const HighlightInContext = z.object({
  highlight: Highlight,
  title: z.string(),
  publisher: z.string().nullable(),
  published: PartialDate.nullable(),
  /** "paragraph 4"; null where the text has no blocks. */
  place: z.string().nullable(),
});
export type HighlightInContext = z.infer<typeof HighlightInContext>;

/** A row of the list of briefs. */
export const BriefSummary = z.object({
  id: Id,
  title: z.string(),
  author: z.string(),
  items: z.number().int(),
  quotations: z.number().int(),
  changedAt: Moment,
});
export type BriefSummary = z.infer<typeof BriefSummary>;

/** An exported brief, as it goes into a file. */
export const ExportedText = z.object({
  /** A name safe on every system, `asean-and-pyongyang.md`. */
  fileName: z.string(),
  text: z.string(),
  citations: z.number().int(),
  /** Evidence that could not be found any more, each a sentence; it is marked in the text too. */
  problems: z.array(z.string()),
});
export type ExportedText = z.infer<typeof ExportedText>;

/** One citation of an exported brief, held against the library. */
export const CitationCheck = z.object({
  /** The footnote's label, `3`. */
  citation: z.string(),
  /**
   * exact: the quotation stands at the recorded place. moved: it stands elsewhere in the document. altered: the words in
   * the brief are not those of the source. lost: document or passage cannot be found.
   */
  status: z.enum(['exact', 'moved', 'lost', 'altered']),
  document: Id.nullable(),
  from: z.number().int().nullable(),
  to: z.number().int().nullable(),
  /** A sentence for the reader of the report; null where the status says it all. */
  detail: z.string().nullable(),
});
export type CitationCheck = z.infer<typeof CitationCheck>;

/** What undo and redo would do, in words for the menu: "Merge tags". Null when there is nothing. */
export const HistoryState = z.object({ undo: z.string().nullable(), redo: z.string().nullable() });
export type HistoryState = z.infer<typeof HistoryState>;

/** An edit that was made, in this session or an earlier one. `seq` grows by one with each; `at` is the clock's word. */
export const PastEdit = z.object({ seq: z.number().int(), at: Moment, name: z.string() });
export type PastEdit = z.infer<typeof PastEdit>;

/** The last backup of a library made on this machine. */
export const LastBackup = z.object({ at: Moment, file: z.string(), bytes: z.number().int() });

/** How far backup, restore and check have come, in files or documents. `total` is 0 while nobody knows it. */
export const KeepingProgress = z.object({
  stage: z.enum(['copying', 'checking']),
  done: z.number().int(),
  total: z.number().int(),
});
export type KeepingProgress = z.infer<typeof KeepingProgress>;

/** Something that was deleted lately and can come back. */
export const Deleted = z.object({
  kind: z.enum(['note', 'brief', 'search', 'highlight']),
  id: Id,
  /** Of a highlight, its document; null for the others. */
  document: Id.nullable(),
  /** Its title, name, first words or quote; may be empty. */
  title: z.string(),
  /** When it was deleted. */
  at: Moment,
});
export type Deleted = z.infer<typeof Deleted>;

/** That a record is another now, or gone: what the change feed tells. */
export const Change = z.object({
  kind: z.enum(['document', 'annotations', 'note', 'brief', 'search', 'codebook', 'library']),
  /** The record's id; for annotations the document's; for the codebook and library the library's. */
  id: Id,
  /** Of a document: its blocks are others now. */
  blocks: z.literal(true).optional(),
});
export type Change = z.infer<typeof Change>;

/** A line of the log. */
export const LogEntry = z.object({
  at: Moment,
  level: z.enum(['info', 'warning', 'error']),
  /** Never holds text of a document. */
  message: z.string(),
});
export type LogEntry = z.infer<typeof LogEntry>;

/** The state of Dossier, for a report to somebody else: holds no text, no titles and no names of files or libraries. */
export const Diagnosis = z.object({
  sections: z.array(
    z.object({ title: z.string(), facts: z.array(z.object({ name: z.string(), value: z.string() })) }),
  ),
  /** The last lines of the log, of earlier sessions too. */
  log: z.array(z.string()),
});
export type Diagnosis = z.infer<typeof Diagnosis>;
