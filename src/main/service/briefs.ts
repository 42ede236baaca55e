import type { Service } from '../../core/api/contract';
import type { BriefSources } from '../../core/brief/exportBrief';
import { AppError } from '../../core/model/appError';
import { editBrief, type Brief, type BriefItem } from '../../core/model/brief';
import type { Document, DocumentText } from '../../core/model/document';
import { newId, type Id } from '../../core/model/id';
import type { Note } from '../../core/model/note';
import type { Desk } from './desk';
import { passage } from './highlights';
import { newestFirst } from './newestFirst';
import type { PartOf } from './partOf';

/** Calls on briefs and citations. What reads and writes Markdown is loaded by the calls that need it. */
export function briefCalls(desk: Desk): PartOf<Service, 'briefs' | 'passages'> {
  const change = async (before: Brief, after: Brief, mergeKey: string | null): Promise<Brief> => {
    if (after === before) return before;
    const value: Brief = { ...after, changedAt: new Date().toISOString() };
    await desk.edit('Edit brief', [{ kind: 'brief', id: value.id, value }], mergeKey);
    return value;
  };
  return {
    'briefs.list': () =>
      Promise.resolve(
        [...desk.library.briefs()].sort(newestFirst).map(({ id, title, author, items, changedAt }) => ({
          id,
          title,
          author,
          items: items.length,
          quotations: items.filter((item) => item.kind === 'quotation').length,
          changedAt,
        })),
      ),
    'briefs.get': ({ id }) => desk.record('brief', id),
    'briefs.add': async ({ title }) => {
      const now = new Date().toISOString();
      const brief: Brief = {
        version: 1,
        id: newId(),
        title: title.trim() || 'Untitled brief',
        author: '',
        items: [],
        createdAt: now,
        changedAt: now,
      };
      await desk.edit('New brief', [{ kind: 'brief', id: brief.id, value: brief }]);
      return brief;
    },
    'briefs.edit': async ({ id, edit }) => {
      const before = await desk.record('brief', id);
      if (edit.kind === 'insert') await checkPlaces(desk, edit.items);
      const typing =
        edit.kind === 'change'
          ? `brief item ${edit.item.id}`
          : edit.kind === 'retitle'
            ? `brief ${id}`
            : null;
      return change(before, editBrief(before, edit), typing);
    },
    'briefs.addPassage': async ({ id, document, from, to, highlight }) => {
      const before = await desk.record('brief', id);
      const anchor = await passage(desk, document, from, to);
      const item: BriefItem = { id: newId(), kind: 'quotation', document, anchor, highlight };
      await checkPlaces(desk, [item]);
      const after = editBrief(before, { kind: 'insert', items: [item], before: null });
      const value: Brief = { ...after, changedAt: new Date().toISOString() };
      await desk.edit('Add to brief', [{ kind: 'brief', id, value }]);
      return value;
    },
    'briefs.remove': async ({ id }) => {
      await desk.record('brief', id);
      await desk.edit('Delete brief', [{ kind: 'brief', id, value: null }]);
      return null;
    },
    'briefs.export': async ({ id }) => {
      const brief = await desk.record('brief', id);
      const { exportBrief } = await import('../../core/brief/exportBrief');
      return exportBrief(brief, await sourcesOf(desk, brief));
    },
    'briefs.verify': async ({ markdown }) => {
      const [{ readCitations }, { verifyCitations }] = await Promise.all([
        import('../../core/brief/readCitations'),
        import('../../core/brief/verifyCitations'),
      ]);
      const cited = new Set(readCitations(markdown).map((citation) => citation.document));
      const texts = new Map<Id, { text: string; textSha256: string } | 'damaged'>();
      for (const { id, textSha256 } of desk.library.summaries()) {
        if (!cited.has(id)) continue;
        const text = await desk.readable('text', id);
        texts.set(id, text === null ? 'damaged' : { text: text.text, textSha256 });
      }
      return verifyCitations(markdown, (document) => texts.get(document) ?? null);
    },
    'passages.cite': async ({ document, from, to }) => {
      const record = await desk.record('document', document);
      const text = await desk.record('text', document);
      const anchor = await passage(desk, document, from, to);
      const { citePassage } = await import('../../core/brief/citePassage');
      return { markdown: citePassage(record, text, anchor), anchor, textSha256: record.textSha256 };
    },
  };
}

/** Everything an export may quote, read before: writing the Markdown is pure and has no waits in it. */
async function sourcesOf(desk: Desk, brief: Brief): Promise<BriefSources> {
  const documents = new Map<Id, { document: Document; text: DocumentText | null }>();
  const notes = new Map<Id, Note>();
  for (const item of brief.items) {
    if (item.kind === 'quotation' && !documents.has(item.document)) {
      const document = await desk.readable('document', item.document);
      const text = await desk.readable('text', item.document);
      if (document) documents.set(item.document, { document, text });
    }
    if (item.kind === 'note') {
      const note = await desk.readable('note', item.note);
      if (note) notes.set(item.note, note);
    }
  }
  return {
    library: desk.library.record.name,
    document: (id) => documents.get(id) ?? null,
    note: (id) => notes.get(id) ?? null,
  };
}

/** Throws `conflict` for a quotation of a highlight that waits to be checked: its passage is that of another version. */
async function checkPlaces(desk: Desk, items: readonly BriefItem[]): Promise<void> {
  for (const item of items) {
    if (item.kind !== 'quotation' || item.highlight === null) continue;
    const annotations = await desk.readable('annotations', item.document);
    if (!annotations?.highlights.some(({ id, check }) => id === item.highlight && check)) continue;
    throw new AppError(
      'conflict',
      `The highlight “${item.anchor.quote.slice(0, 80)}” waits to be checked: nobody has said where it stands in this version.`,
      'Check it in its document, in the list of highlights; then quote it.',
    );
  }
}
