import { useMemo } from 'react';
import type { Document } from '../../../core/model/document';
import { inReadingOrder, type Highlight } from '../../../core/model/highlight';
import type { Id } from '../../../core/model/id';
import type { Range } from '../../../core/model/range';
import { inTurn } from '../inTurn';
import { showMessage } from '../messages';
import { goTo } from '../navigation';
import { act, readAgain, recallAnswer, rememberAnswer } from '../session';
import { idOfTag, setTagAgain } from './namedTags';
import type { Target } from './target';
import type { ShownHighlight } from './shownHighlights';

let lastBrief: Id | null = null;

type Edit = { tags?: Id[]; comment?: string; bounds?: Range };

/**
 * Everything that is done to a passage of a document whose highlights are being read. Each resolves to the highlight's id
 * when it is saved, null when it could not be (the user was told why). One comes after the other, so that H and T in quick
 * succession make one highlight with a tag, not two of one passage, and a second tag does not take the first away. `made`
 * is called with a highlight that came to be.
 */
export function useHighlighting({ id: documentId }: Document, made: (highlight: Highlight) => void) {
  return useMemo(() => {
    const input = { document: documentId };
    const kept = (): readonly Highlight[] => recallAnswer('highlights.ofDocument', input) ?? [];
    // The answer is what the list will say when it is read again: shown at once, nothing blinks.
    const keep = (change: (highlights: readonly Highlight[]) => Highlight[]): void => {
      const before = recallAnswer('highlights.ofDocument', input);
      if (before) rememberAnswer('highlights.ofDocument', input, change(before));
    };
    const put = (highlight: Highlight): void =>
      keep((before) => [...before.filter((one) => one.id !== highlight.id), highlight].sort(inReadingOrder));
    const editNow = async (id: Id, changes: Edit): Promise<Id | null> => {
      const edited = await act('highlights.edit', { document: documentId, id, ...changes });
      if (edited) put(edited);
      return edited?.id ?? null;
    };
    const tagsOf = (id: Id): readonly Id[] => kept().find((one) => one.id === id)?.tags ?? [];
    const tagNow = (id: Id, tag: Id): Promise<Id | null> => {
      const own = tagsOf(id);
      return own.includes(tag) ? Promise.resolve(id) : editNow(id, { tags: [...own, tag] });
    };
    const addNow = async (
      range: Range,
      { tags: more = [], comment = '' }: { tags?: Id[]; comment?: string } = {},
    ): Promise<Id | null> => {
      const same = kept().find(
        ({ anchor, ...one }) =>
          !one.check &&
          anchor.from === range.from &&
          anchor.to === range.to &&
          (comment === '' || one.comment === ''),
      );
      if (same) {
        made(same);
        const added = more.filter((id) => !same.tags.includes(id));
        if (added.length === 0 && comment === '') return same.id;
        return editNow(same.id, { tags: [...same.tags, ...added], ...(comment !== '' && { comment }) });
      }
      const added = await act('highlights.add', { document: documentId, ...range, tags: more, comment });
      if (!added) return null;
      put(added);
      made(added);
      return added.id;
    };
    return {
      highlight: (range: Range) => inTurn(() => addNow(range)),
      edit: (id: Id, changes: Edit) => inTurn(() => editNow(id, changes)),
      tag: (target: Target, tag: Id): Promise<Id | null> => {
        setTagAgain(tag);
        return inTurn(async () => {
          const id = await idOfTag(tag);
          if (id === null) return null;
          return target.highlight ? tagNow(target.highlight.id, id) : addNow(target.range, { tags: [id] });
        });
      },
      untag: (target: ShownHighlight, tag: Id) =>
        inTurn(() => editNow(target.id, { tags: tagsOf(target.id).filter((other) => other !== tag) })),
      comment: (target: Target, comment: string): Promise<Id | null> => {
        const own = target.highlight;
        if (own) {
          return inTurn(() =>
            kept().find(({ id }) => id === own.id)?.comment === comment
              ? Promise.resolve(own.id)
              : editNow(own.id, { comment }),
          );
        }
        return comment.trim() === ''
          ? Promise.resolve(null)
          : inTurn(() => addNow(target.range, { comment }));
      },
      remove: (ids: Id[]): Promise<void> =>
        inTurn(async () => {
          // Delete pressed twice takes nothing away twice.
          const there = kept().flatMap(({ id }) => (ids.includes(id) ? [id] : []));
          if (there.length === 0) return;
          await act('highlights.remove', { document: documentId, ids: there });
          keep((before) => before.filter(({ id }) => !there.includes(id)));
          // They come back where they could not be removed.
          readAgain('highlights.ofDocument', input);
        }),
      cite: async (range: Range): Promise<void> => {
        const cited = await act('passages.cite', { document: documentId, ...range });
        if (!cited) return;
        try {
          await navigator.clipboard.writeText(cited.markdown);
          showMessage({ kind: 'info', text: 'Copied with its citation, as Markdown.' });
        } catch {
          showMessage({
            kind: 'error',
            text: 'The clipboard could not be used.',
            next: 'Allow clipboard access for this page, or copy the text with Ctrl C.',
          });
        }
      },
      /** Brief offered first. */
      lastBrief: () => lastBrief,
      addToBrief: async (target: Target, brief: Id | { title: string }): Promise<void> => {
        const into = typeof brief === 'string' ? brief : (await act('briefs.add', brief))?.id;
        if (into === undefined) return;
        const changed = await act('briefs.addPassage', {
          id: into,
          document: documentId,
          ...target.range,
          highlight: target.highlight?.id ?? null,
        });
        if (!changed) return;
        lastBrief = into;
        showMessage({
          kind: 'info',
          text: `Added to “${changed.title}”.`,
          action: { label: 'Open brief', run: () => goTo({ view: 'briefs', brief: into }) },
        });
      },
    };
  }, [documentId, made]);
}
