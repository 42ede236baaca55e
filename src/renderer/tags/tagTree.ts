import type { TagWithCount } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import type { Tag } from '../../core/model/tag';

/** A row of the tree: a tag at its depth, with what a reader of the screen says of it. */
export type TagRow = {
  readonly tag: TagWithCount;
  /** From 1. */
  readonly level: number;
  readonly hasChildren: boolean;
  readonly isOpen: boolean;
  /** Its place among its siblings, from 1, and how many they are. */
  readonly position: number;
  readonly size: number;
  /** Highlights of the tag and of all tags under it; one that carries two of them counts twice. */
  readonly total: number;
};

/**
 * The rows of the tree, parents before their children, siblings in the codebook's order. With a filter those tags are kept
 * whose name holds all its words, with their ancestors, all open. A tag whose parent is missing or goes round stands at
 * the top, so that none is ever out of reach.
 */
export function tagRows(tags: readonly TagWithCount[], closed: ReadonlySet<Id>, filter = ''): TagRow[] {
  const known = new Set(tags.map((tag) => tag.id));
  const parentOf = new Map(
    tags.map((tag) => [tag.id, tag.parent !== null && known.has(tag.parent) ? tag.parent : null]),
  );
  for (const tag of tags) {
    const seen = new Set<Id>();
    for (let at: Id | null = tag.id; at !== null; at = parentOf.get(at) ?? null) {
      if (seen.has(at)) {
        parentOf.set(tag.id, null);
        break;
      }
      seen.add(at);
    }
  }
  const children = new Map<Id | null, TagWithCount[]>();
  for (const tag of tags) {
    const parent = parentOf.get(tag.id) ?? null;
    children.set(parent, [...(children.get(parent) ?? []), tag]);
  }
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (tag: Tag): boolean => words.every((word) => tag.name.toLowerCase().includes(word));
  const kept = (tag: TagWithCount): boolean => matches(tag) || (children.get(tag.id) ?? []).some(kept);

  const rows: TagRow[] = [];
  const walk = (parent: Id | null, level: number): number => {
    const siblings = (children.get(parent) ?? []).filter((tag) => words.length === 0 || kept(tag));
    let sum = 0;
    siblings.forEach((tag, index) => {
      const hasChildren = (children.get(tag.id) ?? []).length > 0;
      const isOpen = hasChildren && (words.length > 0 || !closed.has(tag.id));
      const at = rows.length;
      rows.push({ tag, level, hasChildren, isOpen, position: index + 1, size: siblings.length, total: 0 });
      const under = walk(tag.id, level + 1);
      const total = tag.highlights + under;
      rows[at] = { ...rows[at]!, total };
      if (!isOpen) rows.length = at + 1;
      sum += total;
    });
    return sum;
  };
  walk(null, 1);
  return rows;
}

/** Index of the row that holds the given one's parent; -1 at the top. */
export function parentRow(rows: readonly TagRow[], index: number): number {
  const level = rows[index]?.level ?? 1;
  for (let at = index - 1; at >= 0; at -= 1) if (rows[at]!.level < level) return at;
  return -1;
}
