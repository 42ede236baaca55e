import { z } from 'zod';
import { AppError } from './appError';
import { Id } from './id';
import { defineStored } from './stored';

/**
 * Colours of tags by name: each has a light, a dark and a high-contrast form in the interface's tokens, so a tag is
 * legible in every theme. Names, not values, are stored.
 */
export const TAG_COLOURS = [
  'yellow', 'orange', 'red', 'pink', 'violet', 'blue', 'teal', 'green', 'olive', 'grey',
] as const; // prettier-ignore
export const TagColour = z.enum(TAG_COLOURS);
export type TagColour = z.infer<typeof TagColour>;

const LONGEST_NAME = 200;

/** An entry of the codebook; what qualitative researchers call a code. */
export const Tag = z.object({
  id: Id,
  /** Unique among its siblings, compared without regard to case. */
  name: z.string().trim().min(1).max(LONGEST_NAME),
  colour: TagColour,
  description: z.string(),
  /** Null at the top of the tree. */
  parent: Id.nullable(),
});
export type Tag = z.infer<typeof Tag>;

/** All tags of the library, in the order the analyst gave them. */
export const Codebook = z.object({ version: z.literal(1), tags: z.array(Tag) });
export type Codebook = z.infer<typeof Codebook>;

export const storedCodebook = defineStored<Codebook>({
  kind: 'codebook',
  version: 1,
  schema: Codebook,
  migrations: {},
});

export const emptyCodebook: Codebook = { version: 1, tags: [] };

/**
 * A tag's name from what was typed or pasted: one line, single spaces, none at the ends. Throws `bad-input` when nothing
 * is left, or more than a name can hold.
 */
export function tagName(typed: string): string {
  const name = typed.replace(/\s+/gu, ' ').trim();
  if (name === '') throw new AppError('bad-input', 'The tag has no name.', 'Type at least one letter.');
  if (name.length > LONGEST_NAME) {
    throw new AppError(
      'bad-input',
      `“${name.slice(0, 30)}…” has ${name.length} characters; a tag’s name has up to ${LONGEST_NAME}.`,
      'Shorten it, and put the rest into the description.',
    );
  }
  return name;
}

/** The colour for the next new tag: the one used least, earliest in the list on a tie. */
export function nextColour(codebook: Codebook): TagColour {
  const uses = (colour: TagColour): number => codebook.tags.filter((tag) => tag.colour === colour).length;
  const named = TAG_COLOURS.filter((colour) => colour !== 'grey');
  return named.reduce((best, colour) => (uses(colour) < uses(best) ? colour : best));
}

/** Adds a tag. Throws `conflict` when a sibling has the name, `not-found` when the parent is missing. */
export function addTag(codebook: Codebook, tag: Tag): Codebook {
  checkPlace(codebook, tag);
  return { ...codebook, tags: [...codebook.tags, tag] };
}

/** Changes name, colour, description or parent; the same value when nothing differs. Errors as `addTag`. */
export function editTag(codebook: Codebook, id: Id, changes: Partial<Omit<Tag, 'id'>>): Codebook {
  const before = findTag(codebook, id);
  const after = { ...before, ...changes };
  if (JSON.stringify(after) === JSON.stringify(before)) return codebook;
  checkPlace(codebook, after);
  return { ...codebook, tags: codebook.tags.map((tag) => (tag.id === id ? after : tag)) };
}

/**
 * Removes tags. Children of a removed tag move up to the nearest ancestor that stays; where a name then stands twice
 * among siblings, the moved one gets a number behind it.
 */
export function removeTags(codebook: Codebook, ids: readonly Id[]): Codebook {
  const gone = new Set(ids);
  if (!codebook.tags.some((tag) => gone.has(tag.id))) return codebook;
  const byId = new Map(codebook.tags.map((tag) => [tag.id, tag]));
  const staying = (parent: Id | null): Id | null => {
    let at = parent;
    while (at !== null && gone.has(at)) at = byId.get(at)?.parent ?? null;
    return at;
  };
  let result: Codebook = {
    ...codebook,
    tags: codebook.tags.filter((tag) => !gone.has(tag.id) && !gone.has(tag.parent ?? '')),
  };
  const rank = new Map(codebook.tags.map((tag, index) => [tag.id, index]));
  for (const orphan of codebook.tags.filter(
    (tag) => !gone.has(tag.id) && tag.parent !== null && gone.has(tag.parent),
  )) {
    const parent = staying(orphan.parent);
    const name = freeName(result, orphan, parent);
    result = { ...result, tags: [...result.tags, { ...orphan, name, parent }] };
  }
  return { ...result, tags: [...result.tags].sort((a, b) => rank.get(a.id)! - rank.get(b.id)!) };
}

/**
 * The codebook without the tag `from`, whose children stand under `into` from then on; those above `into` move up, as in
 * `removeTags`. A name that would stand twice among siblings gets a number behind it. Throws `not-found`.
 */
export function mergeTags(codebook: Codebook, from: Id, into: Id): Codebook {
  findTag(codebook, from);
  findTag(codebook, into);
  if (from === into) return codebook;
  let merged = codebook;
  // Before `from` goes: a child that moved up first would be numbered for siblings it has no more.
  for (const child of codebook.tags.filter((tag) => tag.parent === from)) {
    if (withDescendants(codebook, child.id).has(into)) continue;
    merged = editTag(merged, child.id, { parent: into, name: freeName(merged, child, into) });
  }
  return removeTags(merged, [from]);
}

/** The tag of that id. Throws `not-found`. */
export function findTag(codebook: Codebook, id: Id): Tag {
  const tag = codebook.tags.find((candidate) => candidate.id === id);
  if (!tag)
    throw new AppError('not-found', `There is no tag ${id} in this library.`, 'Reload the list of tags.');
  return tag;
}

/** `Sanctions / Evasion`: the tag's name with its ancestors'. */
export function tagPath(codebook: Codebook, id: Id): string {
  const names: string[] = [];
  const seen = new Set<Id>();
  for (let at: Id | null = id; at !== null && !seen.has(at);) {
    seen.add(at);
    const tag = codebook.tags.find((candidate) => candidate.id === at);
    if (!tag) break;
    names.unshift(tag.name);
    at = tag.parent;
  }
  return names.join(' / ');
}

/** The tag and everything under it. */
export function withDescendants(codebook: Codebook, id: Id): Set<Id> {
  const found = new Set<Id>([id]);
  for (let grew = true; grew;) {
    grew = false;
    for (const tag of codebook.tags) {
      if (tag.parent !== null && found.has(tag.parent) && !found.has(tag.id)) {
        found.add(tag.id);
        grew = true;
      }
    }
  }
  return found;
}

/** The tag's name under a parent: with a number behind it where a sibling has it there already. */
function freeName(codebook: Codebook, { id, name }: Tag, parent: Id | null): string {
  let free = name;
  for (let number = 2; siblingNamed(codebook, free, parent, id); number += 1) {
    const behind = ` ${number}`;
    free = name.slice(0, LONGEST_NAME - behind.length).replace(/[\ud800-\udbff]$/, '') + behind;
  }
  return free;
}

function siblingNamed(codebook: Codebook, name: string, parent: Id | null, except: Id): Tag | undefined {
  const key = name.trim().toLowerCase();
  return codebook.tags.find(
    (tag) => tag.id !== except && tag.parent === parent && tag.name.toLowerCase() === key,
  );
}

function checkPlace(codebook: Codebook, tag: Tag): void {
  if (siblingNamed(codebook, tag.name, tag.parent, tag.id)) {
    throw new AppError(
      'conflict',
      `There is already a tag “${tag.name}” here.`,
      'Choose another name, or merge the two tags.',
    );
  }
  if (tag.parent === null) return;
  findTag(codebook, tag.parent);
  if (withDescendants(codebook, tag.id).has(tag.parent)) {
    throw new AppError(
      'conflict',
      `“${tag.name}” cannot be put under itself.`,
      'Choose a tag outside its own branch.',
    );
  }
}
