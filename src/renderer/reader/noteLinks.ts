import type { Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';

/** A link of a note into the library. */
export type NoteLink =
  | { readonly kind: 'document'; readonly words: string; readonly id: Id; readonly at: Range | null }
  | { readonly kind: 'highlight'; readonly words: string; readonly id: Id };

const LINK = /\[([^\]]+)\]\(dossier:(document|highlight)\/([0-9a-f-]{36})(?:#(\d+)-(\d+))?\)/g;

/** The links of a Markdown text that lead to passages, in order; see core/model/note. */
export function dossierLinks(markdown: string): NoteLink[] {
  return [...markdown.matchAll(LINK)].map(([, words, kind, id, from, to]): NoteLink => {
    if (kind === 'highlight') return { kind, words: words!, id: id! };
    const at =
      from !== undefined && Number(from) < Number(to) ? { from: Number(from), to: Number(to) } : null;
    return { kind: 'document', words: words!, id: id!, at };
  });
}
