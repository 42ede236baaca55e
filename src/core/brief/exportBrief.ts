import { stringify } from 'yaml';
import type { Brief, BriefItem } from '../model/brief';
import { placeOf, type Document, type DocumentText } from '../model/document';
import type { Id } from '../model/id';
import type { Note } from '../model/note';
import { sha256 } from '../text/sha256';
import { canonicalText } from './canonicalText';
import { footnote, writtenSource } from './footnote';
import { escapeMarkdownLine } from '../text/escapeMarkdown';
import { closedMarkdown, quotationBlock } from './markdownText';
import { quotedParagraphs } from './quotedParagraphs';

/** What a brief may quote from. Null means "not in the library". */
export type BriefSources = {
  /** The library's name. */
  readonly library: string;
  /**
   * Also documents in the trash: they are quoted, and named as a problem. `text` is null where its file is damaged: what
   * the brief itself holds is then quoted, and that named.
   */
  document(id: Id): { readonly document: Document; readonly text: DocumentText | null } | null;
  note(id: Id): Note | null;
};

/** A brief as a file. */
export type ExportedText = {
  /** A name safe on every system: `asean-and-pyongyang.md`. */
  fileName: string;
  text: string;
  /** Quotations with a footnote. */
  citations: number;
  /** Evidence that could not be found any more, each a sentence; it is marked in the text too. */
  problems: string[];
};

/**
 * A brief as Markdown (CommonMark with footnotes), in the form docs/citations.md describes: front matter, the author's
 * prose and notes verbatim, each quotation as a block quote with a footnote of its own, then the footnotes and the
 * sources. Every citation can be held against the library again by `verifyCitations`, also after the prose around it was
 * edited. The same brief and sources give the same bytes.
 */
export function exportBrief(brief: Brief, sources: BriefSources): ExportedText {
  const writing = new Writing(sources, labelsIn(brief, sources));
  for (const item of brief.items) writing.add(item);
  const { body, footnotes, problems } = writing;
  const frontMatter = stringify(
    {
      title: brief.title,
      ...(brief.author === '' ? {} : { author: brief.author }),
      date: brief.changedAt.slice(0, 10),
      library: sources.library,
      generator: 'Dossier',
      citations: footnotes.length,
    },
    { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 },
  );
  const parts = [
    `---\n${frontMatter}---`,
    `# ${escapeMarkdownLine(brief.title)}`,
    ...body,
    ...footnotes,
    ...writing.sourceList(),
  ];
  return {
    fileName: fileNameOf(brief.title),
    text: `${parts.filter((part) => part !== '').join('\n\n')}\n`,
    citations: footnotes.length,
    problems,
  };
}

/** A file name from a title: letters and digits of any script, hyphens between, `.md`. Never one Windows reserves. */
export function fileNameOf(title: string): string {
  const words =
    title
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const joined = Array.from(words.join('-')).slice(0, 60).join('').replace(/-+$/, '');
  if (joined === '') return 'brief.md';
  return /^(con|prn|aux|nul|com\d|lpt\d)$/.test(joined) ? `${joined}-brief.md` : `${joined}.md`;
}

/** Collects the parts of the file while the items go by. */
class Writing {
  readonly body: string[] = [];
  readonly footnotes: string[] = [];
  readonly problems: string[] = [];
  private readonly cited = new Map<Id, Document>();
  private nextLabel = 1;

  constructor(
    private readonly sources: BriefSources,
    private readonly taken: ReadonlySet<string>,
  ) {}

  add(item: BriefItem): void {
    switch (item.kind) {
      case 'heading':
        this.body.push(`${'#'.repeat(item.level)} ${escapeMarkdownLine(item.text)}`.trimEnd());
        return;
      case 'prose':
        this.body.push(closedMarkdown(item.markdown));
        return;
      case 'note': {
        const note = this.sources.note(item.note);
        if (note) this.body.push(closedMarkdown(note.text));
        else this.mark('A note of this brief is not in the library any more.');
        return;
      }
      case 'quotation':
        this.quote(item);
    }
  }

  /** The list of what was cited, each document once; empty when nothing was. */
  sourceList(): string[] {
    if (this.cited.size === 0) return [];
    const lines = Array.from(this.cited.values(), ({ metadata, original }) => {
      const address = metadata.address === null ? '' : ` ${escapeMarkdownLine(metadata.address)}`;
      const file = `File: ${escapeMarkdownLine(original.name)}, SHA-256: \`${original.sha256}\``;
      return `- ${writtenSource(metadata)}.${address} ${file}`;
    });
    return ['## Sources', lines.join('\n')];
  }

  private quote({ document: id, anchor }: BriefItem & { kind: 'quotation' }): void {
    const label = this.label();
    const found = this.sources.document(id);
    const text = found?.text ?? null;
    const stands = text?.text.slice(anchor.from, anchor.to) === anchor.quote;
    const paragraphs =
      text && stands ? quotedParagraphs(text.text, anchor, text.blocks) : anchor.quote.split(/\n\s*\n/);
    this.body.push(quotationBlock(paragraphs, label));

    const place = found && text && stands ? placeOf(anchor.from, text.blocks, found.document.layers) : null;
    this.footnotes.push(
      footnote(label, found && { document: found.document, place }, {
        document: id,
        from: anchor.from,
        to: anchor.to,
        quoteSha256: sha256(canonicalText(anchor.quote)),
        textSha256: found?.document.textSha256 ?? null,
      }),
    );
    if (found) this.cited.set(id, found.document);

    if (!found) {
      this.mark(`The document of citation ${label} is not in the library any more.`);
    } else if (!text) {
      this.mark(`The text of “${found.document.metadata.title}”, citation ${label}, cannot be read.`);
    } else if (!stands) {
      this.mark(
        `The words of citation ${label} do not stand at their place in “${found.document.metadata.title}” any more.`,
      );
    } else if (found.document.trashedAt !== null) {
      this.mark(`The document of citation ${label}, “${found.document.metadata.title}”, is in the trash.`);
    }
  }

  private mark(problem: string): void {
    this.problems.push(problem);
    this.body.push(`**\\[To check: ${escapeMarkdownLine(problem)}\\]**`);
  }

  private label(): string {
    while (this.taken.has(String(this.nextLabel))) this.nextLabel += 1;
    return String(this.nextLabel++);
  }
}

/** Labels of footnotes the author wrote: ours must not answer to them. */
function labelsIn(brief: Brief, sources: BriefSources): Set<string> {
  const labels = new Set<string>();
  for (const item of brief.items) {
    const markdown =
      item.kind === 'prose'
        ? item.markdown
        : item.kind === 'note'
          ? (sources.note(item.note)?.text ?? '')
          : '';
    for (const [, label] of markdown.matchAll(/\[\^([^\]\s]{1,200})\]/g)) labels.add(label!);
  }
  return labels;
}
