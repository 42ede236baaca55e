import type { Service, TagWithCount } from '../../core/api/contract';
import type { Annotations } from '../../core/model/highlight';
import { newId, type Id } from '../../core/model/id';
import {
  addTag,
  editTag,
  findTag,
  mergeTags,
  nextColour,
  removeTags,
  tagName,
  type Codebook,
  type Tag,
} from '../../core/model/tag';
import type { RecordChange } from '../library/library';
import type { Desk } from './desk';
import type { PartOf } from './partOf';

/** Calls on the codebook. What touches the highlights too is one step over all files it needs. */
export function tagCalls(desk: Desk): PartOf<Service, 'tags'> {
  return {
    'tags.list': () => Promise.resolve(countTags(desk)),
    'tags.add': async ({ name, parent, colour, description }) => {
      const codebook = desk.library.codebook();
      const tag: Tag = {
        id: newId(),
        name: tagName(name),
        parent,
        colour: colour ?? nextColour(codebook),
        description,
      };
      await desk.edit('Add tag', [saved(desk, addTag(codebook, tag))]);
      return tag;
    },
    'tags.edit': async ({ id, ...changes }) => {
      const codebook = desk.library.codebook();
      const given = Object.fromEntries(
        Object.entries(changes).filter(([, value]) => value !== undefined),
      ) as Partial<Tag>;
      if (given.name !== undefined) given.name = tagName(given.name);
      const after = editTag(codebook, id, given);
      if (after !== codebook) {
        const name =
          'name' in given
            ? 'Rename tag'
            : 'colour' in given
              ? 'Recolour tag'
              : 'parent' in given
                ? 'Move tag'
                : 'Describe tag';
        await desk.edit(name, [saved(desk, after)], 'description' in given ? `describe ${id}` : null);
      }
      return findTag(after, id);
    },
    'tags.merge': async ({ from, into }) => {
      const codebook = desk.library.codebook();
      const after = mergeTags(codebook, from, into);
      if (after === codebook) return findTag(codebook, into);
      const changes = await retag(desk, from, (tags) => tags.map((tag) => (tag === from ? into : tag)));
      await desk.edit('Merge tags', [saved(desk, after), ...changes]);
      return findTag(after, into);
    },
    'tags.remove': async ({ id }) => {
      findTag(desk.library.codebook(), id);
      const changes = await retag(desk, id, (tags) => tags.filter((tag) => tag !== id));
      await desk.edit('Delete tag', [saved(desk, removeTags(desk.library.codebook(), [id])), ...changes]);
      return null;
    },
  };
}

/** The codebook with how often each tag is used; documents in the trash do not count. */
function countTags(desk: Desk): TagWithCount[] {
  const highlights = new Map<Id, number>();
  const documents = new Map<Id, number>();
  for (const entry of desk.library.summaries()) {
    if (entry.trashedAt !== null) continue;
    for (const [tag, count] of Object.entries(entry.tagCounts)) {
      highlights.set(tag, (highlights.get(tag) ?? 0) + count);
      documents.set(tag, (documents.get(tag) ?? 0) + 1);
    }
  }
  return desk.library.codebook().tags.map((tag) => ({
    ...tag,
    highlights: highlights.get(tag.id) ?? 0,
    documents: documents.get(tag.id) ?? 0,
  }));
}

/** The changes that put other tags where `tag` stands, in every document that uses it, in the trash or not. */
async function retag(desk: Desk, tag: Id, change: (tags: Id[]) => Id[]): Promise<RecordChange[]> {
  const changes: RecordChange[] = [];
  for (const entry of desk.library.summaries()) {
    if (!entry.tags.includes(tag)) continue;
    const before = await desk.annotations(entry.id);
    const value: Annotations = {
      ...before,
      highlights: before.highlights.map((highlight) =>
        highlight.tags.includes(tag)
          ? { ...highlight, tags: [...new Set(change(highlight.tags))] }
          : highlight,
      ),
    };
    changes.push({ kind: 'annotations', id: entry.id, value });
  }
  return changes;
}

function saved(desk: Desk, value: Codebook): RecordChange {
  return { kind: 'codebook', id: desk.library.record.id, value };
}
