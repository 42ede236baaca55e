import { useEffect, useMemo, useRef, useState } from 'react';
import type { Document } from '../../../core/model/document';
import { inReadingOrder, type Highlight } from '../../../core/model/highlight';
import type { Id } from '../../../core/model/id';
import type { Range } from '../../../core/model/range';
import type { Tag } from '../../../core/model/tag';
import { showMessage } from '../messages';
import { goTo } from '../navigation';
import { act, useRemember } from '../session';
import type { Target } from './target';
import type { ShownHighlight } from './shownHighlights';

/** The tag set last in this window, for “tag again”. */
let lastTag: Id | null = null;
let lastBrief: Id | null = null;

/**
 * Everything that is done to a passage. Each resolves to the highlight's id when it is saved, null when it could not be
 * (the user was told why). `made` is called with a highlight that came to be.
 */
export function useHighlighting(
  { id: documentId }: Document,
  tags: readonly Tag[],
  highlights: readonly Highlight[],
  made: (highlight: Highlight) => void,
) {
  const [again, setAgain] = useState(lastTag);
  const keep = useRemember();
  const latest = useRef(highlights);
  const making = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => {
    latest.current = highlights;
  });
  return useMemo(() => {
    // The answer is what the list will say when it is read again: shown at once, nothing blinks.
    const put = (highlight: Highlight): void => {
      latest.current = [...latest.current.filter((one) => one.id !== highlight.id), highlight].sort(
        inReadingOrder,
      );
      keep('highlights.ofDocument', { document: documentId }, latest.current as Highlight[]);
    };
    // One after the other, so that H and T in quick succession make one highlight with a tag, not two of one passage.
    const add = (range: Range, given: { tags?: Id[]; comment?: string } = {}): Promise<Id | null> => {
      const run = making.current.then(() => addOrJoin(range, given));
      making.current = run.catch(() => null);
      return run;
    };
    const addOrJoin = async (
      range: Range,
      { tags: more = [], comment = '' }: { tags?: Id[]; comment?: string },
    ): Promise<Id | null> => {
      const same = latest.current.find(
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
        return edit(same.id, { tags: [...same.tags, ...added], ...(comment !== '' && { comment }) });
      }
      const added = await act('highlights.add', { document: documentId, ...range, tags: more, comment });
      if (!added) return null;
      put(added);
      made(added);
      return added.id;
    };
    const edit = async (
      id: Id,
      changes: { tags?: Id[]; comment?: string; bounds?: Range },
    ): Promise<Id | null> => {
      const edited = await act('highlights.edit', { document: documentId, id, ...changes });
      if (edited) put(edited);
      return edited?.id ?? null;
    };
    const setLast = (id: Id): void => {
      lastTag = id;
      setAgain(id);
    };
    const tag = async (target: Target, id: Id): Promise<Id | null> => {
      setLast(id);
      if (!target.highlight) return add(target.range, { tags: [id] });
      const own = target.highlight.highlight.tags;
      return own.includes(id) ? target.highlight.id : edit(target.highlight.id, { tags: [...own, id] });
    };
    return {
      /** The tag for “tag again”; null before the first, or when it is gone. */
      again: tags.find((one) => one.id === again) ?? null,
      /** Makes it the tag for “tag again”, where the tagging is done elsewhere. */
      setLast,
      highlight: add,
      edit,
      tag,
      untag: (target: ShownHighlight, id: Id) =>
        edit(target.id, { tags: target.highlight.tags.filter((other) => other !== id) }),
      newTag: async (target: Target, name: string): Promise<Id | null> => {
        const added = await act('tags.add', { name });
        return added ? tag(target, added.id) : null;
      },
      comment: (target: Target, comment: string): Promise<Id | null> => {
        if (target.highlight) {
          return comment === target.highlight.highlight.comment
            ? Promise.resolve(target.highlight.id)
            : edit(target.highlight.id, { comment });
        }
        return comment.trim() === '' ? Promise.resolve(null) : add(target.range, { comment });
      },
      remove: async (ids: Id[]): Promise<void> => {
        await act('highlights.remove', { document: documentId, ids });
      },
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
  }, [documentId, tags, again, made, keep]);
}
