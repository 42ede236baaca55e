import type { Id } from '../../core/model/id';

/** A `move` of a brief's items; `before: null` is the end. */
export type ItemMove = { readonly items: Id[]; readonly before: Id | null };

/** The chosen items one place up (-1) or down (1), together and in order. Null where they cannot go further. */
export function moveItems(order: readonly Id[], chosen: ReadonlySet<Id>, by: -1 | 1): ItemMove | null {
  const items = order.filter((id) => chosen.has(id));
  if (items.length === 0) return null;
  const first = order.indexOf(items[0]!);
  const last = order.indexOf(items.at(-1)!);
  // Scattered items gather where the step takes the foremost of them.
  if (by < 0) return first === 0 ? null : { items, before: order[first - 1]! };
  return last === order.length - 1 ? null : { items, before: order[last + 2] ?? null };
}

/** Items dropped before or after another. Null where nothing would change. */
export function dropItems(
  order: readonly Id[],
  dropped: ReadonlySet<Id>,
  target: Id,
  position: 'before' | 'after',
): ItemMove | null {
  const items = order.filter((id) => dropped.has(id));
  let at = order.indexOf(target) + (position === 'after' ? 1 : 0);
  while (at < order.length && dropped.has(order[at]!)) at += 1;
  const before = order[at] ?? null;
  const rest = order.filter((id) => !dropped.has(id));
  const place = before === null ? rest.length : rest.indexOf(before);
  const after = [...rest.slice(0, place), ...items, ...rest.slice(place)];
  return items.length === 0 || after.every((id, index) => id === order[index]) ? null : { items, before };
}
