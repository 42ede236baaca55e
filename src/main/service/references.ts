import type { Service } from '../../core/api/contract';
import { itemOfMetadata, metadataOfItem, type CslItem } from '../../core/interchange/csl';
import {
  matchReferences,
  readReferences,
  writeReferences,
  type Candidate,
} from '../../core/interchange/references';
import { AppError } from '../../core/model/appError';
import type { Document, Metadata, MetadataField } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import type { Desk } from './desk';
import type { PartOf } from './partOf';

/** Calls that attach references from a reference manager to documents, and give documents out as references. */
export function referenceCalls(desk: Desk): PartOf<Service, 'references'> {
  return {
    'references.match': ({ text }) => {
      const { items, problems } = readReferences(text);
      const matches = matchReferences(items, candidates(desk));
      const named = [...new Set(matches.flatMap(({ documents }) => documents))].map((id) => {
        const { title, publisher, published } = desk.library.summary(id)!;
        return { id, title, publisher, published };
      });
      return Promise.resolve({ matches, documents: named, problems: [...problems] });
    },
    'references.attach': async ({ text, choices }) => {
      const { items } = readReferences(text);
      const chosen = new Map<Id, CslItem>();
      for (const { item, document } of choices) {
        const reference = items[item];
        if (!reference)
          throw new AppError('not-found', `The file has no reference ${item + 1}.`, 'Choose the file again.');
        if (chosen.has(document)) {
          throw new AppError(
            'conflict',
            `Two references are to go to “${desk.library.summary(document)?.title ?? document}”.`,
            'Choose one of them.',
          );
        }
        chosen.set(document, reference);
      }
      let fields = 0;
      const count = chosen.size;
      await desk.changeDocuments(
        count === 1 ? 'Attach reference' : `Attach ${count} references`,
        [...chosen.keys()],
        (document) => {
          const { after, filled } = withReference(document, chosen.get(document.id)!);
          fields += filled;
          return after;
        },
      );
      return { documents: count, fields };
    },
    'references.export': async ({ ids, format }) => {
      const named =
        ids ?? desk.library.summaries().flatMap(({ id, trashedAt }) => (trashedAt === null ? id : []));
      const items: CslItem[] = [];
      for (const id of named) {
        const { metadata, reference } = await desk.record('document', id);
        // What is stored was read as an item.
        items.push(itemOfMetadata(id, metadata, reference ?? null));
      }
      return {
        fileName: format === 'csl' ? 'references.json' : 'references.ris',
        text: writeReferences(items, format),
        items: items.length,
      };
    },
  };
}

const EVIDENCE = 'the attached reference';

/**
 * The document with a reference attached: what it says fills fields that are empty or hold a guess, and nothing an analyst
 * or the file itself wrote. `filled` counts those fields.
 */
function withReference(document: Document, reference: CslItem): { after: Document; filled: number } {
  const { metadata } = document;
  const said = metadataOfItem(reference);
  const fields = (Object.keys(said) as (keyof Metadata)[]).filter(
    (field) => field !== 'custom' && isOpen(document, field),
  );
  const own = Object.entries(said.custom ?? {}).filter(([name]) => !Object.hasOwn(metadata.custom, name));
  const isFilled = (field: MetadataField): boolean => (fields as string[]).includes(field);
  const evidence = {
    ...document.evidence,
    ...Object.fromEntries(
      fields.filter((field) => field !== 'reliability').map((field) => [field, EVIDENCE]),
    ),
  };
  return {
    after: {
      ...document,
      metadata: {
        ...metadata,
        ...Object.fromEntries(fields.map((field) => [field, said[field]])),
        custom: { ...metadata.custom, ...Object.fromEntries(own) },
      },
      guessed: document.guessed.filter((field) => !isFilled(field)),
      ...(Object.keys(evidence).length > 0 && { evidence }),
      reference: { ...reference },
    },
    filled: fields.length + own.length,
  };
}

function isOpen({ metadata, guessed }: Document, field: keyof Metadata): boolean {
  const value = metadata[field];
  return (
    value === null || (Array.isArray(value) && value.length === 0) || (guessed as string[]).includes(field)
  );
}

function candidates(desk: Desk): Candidate[] {
  return desk.library.summaries().flatMap(({ id, title, address, own, published, trashedAt }) => {
    if (trashedAt !== null) return [];
    const doi = Object.entries(own ?? {}).find(([name]) => name.toLowerCase() === 'doi')?.[1] ?? null;
    return { id, title, address, doi, published };
  });
}
