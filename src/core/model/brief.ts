import { z } from 'zod';
import { Anchor } from './anchor';
import { AppError } from './appError';
import { Moment } from './date';
import { Id } from './id';
import { defineStored } from './stored';

/**
 * One piece of a brief. Evidence keeps its own copy of the anchor: a quotation stays in the brief when the highlight it
 * came from is removed.
 */
export const BriefItem = z.discriminatedUnion('kind', [
  z.object({ id: Id, kind: z.literal('heading'), level: z.number().int().min(2).max(4), text: z.string() }),
  z.object({ id: Id, kind: z.literal('prose'), markdown: z.string() }),
  z.object({
    id: Id,
    kind: z.literal('quotation'),
    document: Id,
    anchor: Anchor,
    /** The highlight it came from; null for a passage cited directly. */
    highlight: Id.nullable(),
  }),
  z.object({ id: Id, kind: z.literal('note'), note: Id }),
]);
export type BriefItem = z.infer<typeof BriefItem>;

/** An ordered piece of writing with evidence. */
export const Brief = z.object({
  version: z.literal(1),
  id: Id,
  title: z.string().trim().min(1),
  /** Who signs it; the empty string means nobody is named. */
  author: z.string(),
  items: z.array(BriefItem),
  createdAt: Moment,
  changedAt: Moment,
});
export type Brief = z.infer<typeof Brief>;

export const storedBrief = defineStored<Brief>({ kind: 'brief', version: 1, schema: Brief, migrations: {} });

/** One step of composing. `before: null` means at the end. */
export const BriefEdit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('retitle'), title: z.string().trim().min(1), author: z.string() }),
  z.object({ kind: z.literal('insert'), items: z.array(BriefItem).min(1), before: Id.nullable() }),
  z.object({ kind: z.literal('change'), item: BriefItem }),
  z.object({ kind: z.literal('move'), items: z.array(Id).min(1), before: Id.nullable() }),
  z.object({ kind: z.literal('remove'), items: z.array(Id).min(1) }),
]);
export type BriefEdit = z.infer<typeof BriefEdit>;

/**
 * The brief after one edit; the same value when nothing differs. Throws `not-found` for an item that is not there,
 * `conflict` for one inserted twice.
 */
export function editBrief(brief: Brief, edit: BriefEdit): Brief {
  switch (edit.kind) {
    case 'retitle':
      return edit.title === brief.title && edit.author === brief.author
        ? brief
        : { ...brief, title: edit.title, author: edit.author };
    case 'insert': {
      const known = new Set(brief.items.map((item) => item.id));
      const twice = edit.items.find((item) => known.has(item.id));
      if (twice) throw new AppError('conflict', `The brief already has the item ${twice.id}.`);
      return { ...brief, items: insertBefore(brief.items, edit.items, edit.before) };
    }
    case 'change': {
      const before = findItem(brief, edit.item.id);
      if (JSON.stringify(before) === JSON.stringify(edit.item)) return brief;
      return { ...brief, items: brief.items.map((item) => (item.id === edit.item.id ? edit.item : item)) };
    }
    case 'move': {
      const moving = edit.items.map((id) => findItem(brief, id));
      if (edit.before !== null && edit.items.includes(edit.before)) return brief;
      const rest = brief.items.filter((item) => !edit.items.includes(item.id));
      const items = insertBefore(rest, moving, edit.before);
      return items.every((item, index) => item === brief.items[index]) ? brief : { ...brief, items };
    }
    case 'remove': {
      edit.items.forEach((id) => findItem(brief, id));
      return { ...brief, items: brief.items.filter((item) => !edit.items.includes(item.id)) };
    }
  }
}

function findItem(brief: Brief, id: Id): BriefItem {
  const item = brief.items.find((candidate) => candidate.id === id);
  if (!item)
    throw new AppError('not-found', `The brief “${brief.title}” has no item ${id}.`, 'Open the brief again.');
  return item;
}

function insertBefore(
  items: readonly BriefItem[],
  added: readonly BriefItem[],
  before: Id | null,
): BriefItem[] {
  const at = before === null ? items.length : items.findIndex((item) => item.id === before);
  if (at < 0)
    throw new AppError('not-found', `The brief has no item ${before ?? ''}.`, 'Open the brief again.');
  return [...items.slice(0, at), ...added, ...items.slice(at)];
}
