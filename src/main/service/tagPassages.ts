import type { CallContext, Output, ParsedInput } from '../../core/api/contract';
import { describe } from '../../core/model/anchor';
import { AppError } from '../../core/model/appError';
import type { DocumentText } from '../../core/model/document';
import { inReadingOrder, type Highlight } from '../../core/model/highlight';
import { newId, type Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';
import { findTag } from '../../core/model/tag';
import type { RecordChange } from '../library/library';
import type { Desk } from './desk';

/** Tags passages of many documents in one step; see the contract's `highlights.addMany`. */
export async function tagPassages(
  desk: Desk,
  { passages, extent, tags }: ParsedInput<'highlights.addMany'>,
  { signal, progress }: CallContext<'highlights.addMany'>,
): Promise<Output<'highlights.addMany'>> {
  const codebook = desk.library.codebook();
  for (const tag of tags) findTag(codebook, tag);
  const byDocument = new Map<Id, Range[]>();
  for (const { document, from, to } of passages) {
    byDocument.set(document, [...(byDocument.get(document) ?? []), { from, to }]);
  }
  const counts = { added: 0, tagged: 0, unchanged: 0 };
  const changes: RecordChange[] = [];
  let done = 0;
  for (const [document, ranges] of byDocument) {
    signal.throwIfAborted();
    const text = await desk.record('text', document);
    const before = await desk.annotations(document);
    const highlights = [...before.highlights];
    for (const range of apart(ranges.map((range) => extended(text, range, extent)))) {
      const anchor = describe(text.text, range);
      const at = highlights.findIndex(
        ({ anchor: { from, to }, check }) => !check && from === anchor.from && to === anchor.to,
      );
      const now = new Date().toISOString();
      const old = highlights[at];
      if (!old) {
        counts.added += 1;
        const id = newId();
        highlights.push({
          id,
          document,
          anchor,
          tags: [...new Set(tags)],
          comment: '',
          createdAt: now,
          changedAt: now,
        } satisfies Highlight);
      } else if (tags.every((tag) => old.tags.includes(tag))) counts.unchanged += 1;
      else {
        counts.tagged += 1;
        highlights[at] = { ...old, tags: [...new Set([...old.tags, ...tags])], changedAt: now };
      }
    }
    changes.push({
      kind: 'annotations',
      id: document,
      value: { ...before, highlights: highlights.sort(inReadingOrder) },
    });
    done += 1;
    progress({ done, total: byDocument.size });
  }
  const changed = counts.added + counts.tagged;
  const verb = tags.length === 0 ? 'Highlight' : 'Tag';
  if (changed > 0) await desk.edit(`${verb} ${changed} ${changed === 1 ? 'passage' : 'passages'}`, changes);
  return counts;
}

/** The range, or the blocks with text that it touches. Throws `bad-input` for what is no passage of the text. */
function extended({ id, text, blocks }: DocumentText, range: Range, extent: 'passage' | 'paragraph'): Range {
  if (range.from >= range.to || range.to > text.length) {
    throw new AppError(
      'bad-input',
      `[${range.from}, ${range.to}) is not a passage of document ${id}, which has ${text.length} characters.`,
      'Search again: the places found are from another text.',
    );
  }
  if (extent === 'passage') return range;
  const touched = blocks.filter(
    (block) => block.from < block.to && block.from < range.to && range.from < block.to,
  );
  return {
    from: Math.min(range.from, ...touched.map((block) => block.from)),
    to: Math.max(range.to, ...touched.map((block) => block.to)),
  };
}

/** Each range once, in order. */
function apart(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a.from - b.from || a.to - b.to);
  return sorted.filter(({ from, to }, at) => from !== sorted[at - 1]?.from || to !== sorted[at - 1]?.to);
}
