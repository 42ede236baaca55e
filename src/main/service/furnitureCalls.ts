import type { CallContext, Output, ParsedInput, Service } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import type { Document, DocumentText } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { markFurniture } from '../../core/model/layers';
import { applyTaught, outletOf, teachable, type Outlet } from '../../core/model/outletLines';
import { contains, overlaps, type Range } from '../../core/model/range';
import { forget, teach, type TaughtLine } from '../../core/model/taughtLine';
import type { Library, RecordChange } from '../library/library';
import type { Desk } from './desk';
import { layerChanges, readTogether, type LayersOf } from './outletFurniture';

/** Calls on what is page furniture, in one document or in all of its outlet. */
export type FurnitureCall = 'documents.markFurniture' | 'documents.teachFurniture' | 'documents.outlet';

export function furnitureCalls(desk: Desk): Pick<Service, FurnitureCall> {
  return {
    'documents.markFurniture': (input) => mark(desk, input),
    'documents.teachFurniture': async ({ scope, ...input }, context) => {
      if (scope === 'outlet') return { documents: await teachOutlet(desk, input, context) };
      const before = await desk.record('document', input.id);
      const after = await desk.inTurn(() => mark(desk, input));
      return { documents: after.layers === before.layers ? 0 : 1 };
    },
    'documents.outlet': async ({ id }) => {
      const outlet = outletOf((await desk.record('document', id)).metadata);
      return outlet && { name: outlet.name, documents: documentsOf(desk.library, outlet).length };
    },
  };
}

type Mark = ParsedInput<'documents.markFurniture'>;

/**
 * Says what blocks of one document are. A line that was folded because its outlet repeats it, and is part of the article,
 * is remembered: the outlet's later documents keep it.
 */
async function mark(desk: Desk, { id, from, to, furniture }: Mark): Promise<Document> {
  const { text, blocks } = await desk.record('text', id);
  const before = await desk.record('document', id);
  const layers = markFurniture(before.layers, blocks, { from, to }, furniture);
  const after = layers === before.layers ? before : { ...before, layers: [...layers] };
  const outlet = outletOf(before.metadata);
  const ofOutlet = before.layers.filter((layer) => layer.by === 'outlet' && layer.active !== furniture);
  const lines = linesIn(text, blocks, { from, to }).filter(({ block }) =>
    ofOutlet.some((layer) => contains(layer, block)),
  );
  const changes: RecordChange[] = [{ kind: 'document', id, value: after }];
  if (outlet && lines.length > 0) {
    const said = lines.map(({ words }) => words);
    const taught = desk.library.record.taught ?? [];
    const next = furniture ? forget(taught, outlet.key, said) : taughtIfRoom(taught, outlet, said);
    changes.push(withTaught(desk.library, next));
  }
  await desk.edit(furniture ? 'Fold as page furniture' : 'Show as part of the article', changes);
  return after;
}

/** The document in hand is what was decided about; that its outlet is not remembered for it must not stand in the way. */
function taughtIfRoom(taught: readonly TaughtLine[], outlet: Outlet, lines: readonly string[]): TaughtLine[] {
  try {
    return teach(taught, outlet.key, lines, false);
  } catch (thrown) {
    if (thrown instanceof AppError) return [...taught];
    throw thrown;
  }
}

/** Says it of every document of the outlet that has such lines, and of those to come, in one step. */
async function teachOutlet(
  desk: Desk,
  { id, from, to, furniture }: Mark,
  { signal }: CallContext<'documents.teachFurniture'>,
): Promise<Output<'documents.teachFurniture'>['documents']> {
  const { library } = desk;
  if (library.readOnly !== null)
    throw new AppError('read-only', library.readOnly, 'Open a library that can be written.');
  const { text, blocks } = await desk.record('text', id);
  const { metadata } = await desk.record('document', id);
  const outlet = outletOf(metadata);
  if (!outlet) {
    throw new AppError(
      'bad-input',
      `No outlet is known of “${metadata.title}”.`,
      'Give its outlet in the details, or fold it in this document only.',
    );
  }
  const lines = linesIn(text, blocks, { from, to }).map(({ words }) => words);
  if (lines.length === 0) {
    throw new AppError(
      'bad-input',
      'There is no line here that other documents could have.',
      'Select whole lines of the page, each of at most 600 characters.',
    );
  }
  const said = new Map(lines.map((words) => [words, furniture]));
  const planned: LayersOf[] = [];
  await readTogether(library, documentsOf(library, outlet), (read) => {
    signal.throwIfAborted();
    const { layers } = read.document;
    const isHere = read.document.id === id;
    const marked = isHere ? markFurniture(layers, blocks, { from, to }, furniture) : layers;
    const after = applyTaught({ ...read.text, layers: marked }, said, outlet.name);
    if (after !== layers) planned.push({ id: read.document.id, before: layers, after });
  });
  return desk.inTurn(async () => {
    if (!desk.isUsing(library)) throw new AppError('cancelled', 'The library was closed.');
    const changes = await layerChanges(library, planned);
    const taught = teach(library.record.taught ?? [], outlet.key, [...new Set(lines)], furniture);
    const name = furniture
      ? `Fold in all documents of ${outlet.name}`
      : `Never fold this line of ${outlet.name}`;
    await desk.edit(name, [withTaught(library, taught), ...changes]);
    return changes.length;
  });
}

const linesIn = (
  text: string,
  blocks: DocumentText['blocks'],
  range: Range,
): ReturnType<typeof teachable> extends Generator<infer Line> ? Line[] : never =>
  [...teachable(text, blocks)].filter(({ block }) => overlaps(block, range));

function withTaught({ record }: Library, taught: readonly TaughtLine[]): RecordChange {
  const rest = { ...record };
  delete rest.taught;
  const value = taught.length === 0 ? rest : { ...rest, taught: [...taught] };
  return { kind: 'library', id: record.id, value };
}

function documentsOf(library: Library, { key }: Outlet): Id[] {
  return library
    .summaries()
    .flatMap((entry) => (entry.trashedAt === null && outletOf(entry)?.key === key ? entry.id : []));
}
