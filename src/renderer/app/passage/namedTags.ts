import { useMemo } from 'react';
import { create } from 'zustand';
import { newId, type Id } from '../../../core/model/id';
import { nextColour, type Tag } from '../../../core/model/tag';
import { inTurn } from '../inTurn';
import { act, recallAnswer, rememberAnswer } from '../session';

/** Tags that were named here and are on their way to the library, under ids of this window's own. */
const useNamed = create<readonly Tag[]>(() => []);

/** The library's ids by those of this window: who holds one of these may use it for good. */
const given = new Map<Id, Promise<Id | null>>();

/** The tag set last in this window, for “tag again”. */
const useLast = create<Id | null>(() => null);

/** Makes a tag; it is among those of `useWithNamed` at once. A failure is told, and takes it away again. */
export function nameTag(name: string): Tag {
  const tags = recallAnswer('tags.list', {}) ?? [];
  const colour = nextColour({ version: 1, tags: [...tags, ...useNamed.getState()] });
  const tag: Tag = { id: newId(), name, colour, description: '', parent: null };
  const coming = inTurn(async () => {
    const added = await act('tags.add', { name });
    const listed = recallAnswer('tags.list', {});
    if (added && listed && !listed.some(({ id }) => id === added.id)) {
      rememberAnswer('tags.list', {}, [...listed, { ...added, highlights: 0, documents: 0 }]);
    }
    useNamed.setState((named) => named.filter((one) => one !== tag), true);
    useLast.setState((last) => (last === tag.id ? (added?.id ?? null) : last), true);
    return added?.id ?? null;
  });
  given.set(tag.id, coming);
  useNamed.setState((named) => [...named, tag], true);
  return tag;
}

/** The library's id of a tag; null where it could not be made. */
export const idOfTag = (id: Id): Promise<Id | null> => given.get(id) ?? Promise.resolve(id);

/** These tags of the library, and those that were named and are on their way to it. */
export function useWithNamed(tags: readonly Tag[]): readonly Tag[] {
  const named = useNamed();
  return useMemo(() => {
    // The library may tell of it before it answers.
    const names = new Set(tags.map(({ name }) => name.toLowerCase()));
    const coming = named.filter(({ name }) => !names.has(name.toLowerCase()));
    return coming.length === 0 ? tags : [...tags, ...coming];
  }, [tags, named]);
}

/** The tag for “tag again”, of these; null before the first, or when it is gone. */
export function useTagAgain(tags: readonly Tag[]): Tag | null {
  const last = useLast();
  const named = useNamed();
  return [...tags, ...named].find(({ id }) => id === last) ?? null;
}

/** Makes it the tag for “tag again”. */
export const setTagAgain = (id: Id): void => useLast.setState(id, true);
