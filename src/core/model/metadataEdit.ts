import { z } from 'zod';
import { Metadata, MetadataField, type Document } from './document';

/** The name of a field of the analyst's own. */
export const OwnFieldName = z
  .string()
  .trim()
  .min(1, 'a field needs a name')
  .max(60, 'a field’s name has 60 characters at most')
  // JSON written and read again would lose it.
  .refine((name) => name !== '__proto__', 'no field can be called that');

/** What is to be changed of a document's metadata; what is left out stays. */
export const MetadataEdit = z.object({
  changes: Metadata.omit({ custom: true }).partial().default({}),
  /** Fields of the analyst's own; null, or nothing but white space, takes one away. */
  own: z.record(OwnFieldName, z.string().nullable()).default({}),
  /** Guesses that are right: their values stay and are guesses no more. */
  accept: z.array(MetadataField).default([]),
});
export type MetadataEdit = z.infer<typeof MetadataEdit>;

/** The document after the edit; the same value when nothing differs. An edited value is no guess, and has no evidence. */
export function applyMetadataEdit(document: Document, { changes, own, accept }: MetadataEdit): Document {
  const { metadata } = document;
  const edited = (Object.keys(changes) as (keyof typeof changes)[]).filter(
    (field) =>
      changes[field] !== undefined && JSON.stringify(changes[field]) !== JSON.stringify(metadata[field]),
  );
  const custom = editOwn(metadata.custom, own);
  const accepted = accept.filter((field) => document.guessed.includes(field));
  if (edited.length === 0 && custom === metadata.custom && accepted.length === 0) return document;
  const names: readonly string[] = edited;
  const { evidence: before, ...rest } = document;
  const evidence = Object.entries(before ?? {}).filter(([field]) => !names.includes(field));
  return {
    ...rest,
    metadata: {
      ...metadata,
      ...Object.fromEntries(edited.map((field) => [field, changes[field]])),
      custom,
    },
    guessed: document.guessed.filter((field) => !names.includes(field) && !accepted.includes(field)),
    ...(evidence.length > 0 && { evidence: Object.fromEntries(evidence) }),
  };
}

/** The same record when nothing differs. A field keeps its place among the others. */
function editOwn(custom: Metadata['custom'], own: MetadataEdit['own']): Metadata['custom'] {
  const after = new Map(Object.entries(custom));
  for (const [name, value] of Object.entries(own)) {
    const text = value?.trim() ?? '';
    if (text === '') after.delete(name);
    else after.set(name, text);
  }
  const isSame =
    after.size === Object.keys(custom).length &&
    [...after].every(([name, value]) => Object.hasOwn(custom, name) && custom[name] === value);
  return isSame ? custom : Object.fromEntries(after);
}

/** The document with a field of the analyst's own under another name, in its place; the same value where it has none. */
export function renameOwnField(document: Document, from: string, to: string): Document {
  const { custom } = document.metadata;
  if (!Object.hasOwn(custom, from) || from === to) return document;
  const entries = Object.entries(custom).filter(([name]) => name !== to);
  return {
    ...document,
    metadata: {
      ...document.metadata,
      custom: Object.fromEntries(entries.map(([name, value]) => [name === from ? to : name, value])),
    },
  };
}
