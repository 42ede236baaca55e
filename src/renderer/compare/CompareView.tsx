import { ChevronDown, ChevronUp, Download, History, RectangleVertical } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type CSSProperties } from 'react';
import { CHANGE_CLASSES, changeClass, type ChangeClass } from '../../core/compare/changeClass';
import { NoiseKind, type CompareOptions } from '../../core/model/comparison';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { counted, writtenNumber } from '../../core/text/writtenNumber';
import { useCommands } from '../app/commands';
import { useNavigation } from '../app/navigation';
import { isFocusAdrift } from '../app/useStartFocus';
import { EmptyState, ErrorNote, IconButton, Menu, Select, Switch } from '../ui';
import { ColumnHeads } from './ColumnHeads';
import type { ColumnsHandle } from './Columns';
import { Comparing } from './Comparing';
import { exportShown } from './exportShown';
import { columnName, listChanges, MOST_COLUMNS, placeOfChange, type Change } from './compareRows';
import { changeCompareSettings, toggleIgnore, useCompareSettings } from './compareSettings';
import styles from './CompareView.module.css';
import { shareOf } from './shareOf';
import { NAMES, NoiseDial } from './NoiseDial';
import { suggestedVersions } from './suggestedVersions';
import { useColumns, useComparison, type ShownComparison } from './useComparison';
import { inOrderOfPublication } from './versionOrder';
import { VersionSlider } from './VersionSlider';

export type CompareViewProps = {
  a?: Id;
  b?: Id;
  /** Third and further documents against `a`. */
  more?: readonly Id[];
  unified?: boolean;
  /** All documents are versions of one story; the one that is shown, by order of publication from 1. */
  version?: number;
  /** The version is shown against the first, not against the one before. */
  againstFirst?: boolean;
};

/** Documents side by side, paragraph against paragraph: two, several against one base, or the versions of a story. */
export function CompareView(props: CompareViewProps) {
  const { a, b, more = NOTHING, version, againstFirst = false } = props;
  const { go, location } = useNavigation();
  const present = useRef<typeof location | null>(null);
  useLayoutEffect(() => {
    present.current = location;
    return () => {
      present.current = null;
    };
  }, [location]);
  const chosen = [a, b, ...more];
  const ids = chosen.filter((id) => id !== undefined);
  const states = useColumns(ids);
  const known = states.flatMap(({ document }) => document ?? []);
  const versions = known.length === ids.length && ids.length > 2 ? inOrderOfPublication(known) : null;
  const slides = version !== undefined && ids.length > 2;
  const place = Math.min(Math.max(version ?? 1, 1), ids.length - 1);
  const pair = slides
    ? versions
      ? [versions[againstFirst ? 0 : place - 1]!.id, versions[place]!.id]
      : NOTHING
    : ids;
  const columns = pair.map((id) => states[ids.indexOf(id)]!);
  const unified = props.unified === true && pair.length === 2;

  const { ignore, skipFurniture, onlyChanges, only } = useCompareSettings();
  const options: CompareOptions = { ignore: [...ignore], skipLayers: skipFurniture };
  const { shown, working, error } = useComparison(
    columns.map(({ compared }) => compared),
    options,
  );
  const rows = shown?.rows ?? NOTHING;
  const sorted = useMemo(() => (shown ? sortChanges(listChanges(shown.rows), shown) : []), [shown]);
  const changes = useMemo(
    () => sorted.filter((one) => only === null || one.sort === only).map((one) => one.change),
    [sorted, only],
  );
  const [current, setCurrent] = useState<Change | null>(null);
  const [adding, setAdding] = useState(false);
  const at = current === null ? -1 : changes.indexOf(current);

  // ------------------------------------------------------------------------------------- which documents
  type Shape = Pick<CompareViewProps, 'unified' | 'version' | 'againstFirst'>;
  const oneColumn: Shape = props.unified ? { unified: true } : {};
  const slideShape: Shape = {
    ...(version !== undefined && { version }),
    ...(againstFirst && { againstFirst }),
  };
  const shape: Shape = { ...oneColumn, ...slideShape };
  const show = (documents: readonly (Id | undefined)[], as: Shape = shape): void => {
    const [first, second, ...others] = documents;
    const further = others.filter((id) => id !== undefined);
    go({
      view: 'compare',
      ...(first !== undefined && { a: first }),
      ...(second !== undefined && { b: second }),
      ...(further.length > 0 && { more: further }),
      ...as,
    });
  };
  const putAt = (column: number, id: Id): void => show(Object.assign([...chosen], { [column]: id }));
  const swap = (): void => (ids.length > 2 ? rebase(1) : show([b, a]));
  const rebase = (column: number): void => show([chosen[column], ...chosen.filter((_, at) => at !== column)]);
  const remove = (column: number): void => {
    const left = chosen.filter((_, at) => at !== column);
    show(left, left.length > 2 ? shape : oneColumn);
    removed.current = true;
  };
  const unify = (on: boolean): void => show(chosen, { ...slideShape, ...(on && { unified: on }) });
  const slide = (on: boolean): void => {
    show(chosen, on ? { ...shape, version: ids.length - 1 } : oneColumn);
  };

  const compareStory = async (): Promise<void> => {
    if (a === undefined) return;
    const asked = present.current;
    const story = await suggestedVersions(a, MOST_VERSIONS);
    // Who went elsewhere meanwhile is not called back.
    if (present.current === asked && story.length > 1) show(story, story.length > 2 ? { version: 1 } : {});
  };

  // ------------------------------------------------------------------------------------- sliding
  const handle = useRef<ColumnsHandle>(null);
  const kept = useRef<{ ids: readonly Id[]; places: readonly (number | null)[] } | null>(null);
  const toVersion = (next: number): void => {
    kept.current = { ids: pair, places: handle.current?.placesAtTop() ?? NOTHING };
    show(chosen, { ...shape, version: next });
  };
  const pairName = pair.join(' ');
  const isReady = shown !== null;
  const removed = useRef(false);
  useEffect(() => {
    if (!removed.current || !isReady) return;
    removed.current = false;
    // The button that was pressed may have gone with its column.
    if (isFocusAdrift()) handle.current?.focus();
  }, [pairName, isReady]);
  useLayoutEffect(() => {
    // The same paragraph stays at the top, told by the document that both views have.
    const before = kept.current;
    if (!before || !isReady || before.ids.join(' ') === pairName) return;
    kept.current = null;
    const column = pair.findIndex((id) => (before.places[before.ids.indexOf(id)] ?? null) !== null);
    const position = column < 0 ? null : before.places[before.ids.indexOf(pair[column]!)];
    if (typeof position === 'number') handle.current?.showAtTop(column, position);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each pair
  }, [pairName, isReady]);

  const step = (by: number): void => {
    if (changes.length === 0) return;
    const next = at < 0 ? (by > 0 ? 0 : changes.length - 1) : (at + by + changes.length) % changes.length;
    setCurrent(changes[next]!);
  };

  const ready = shown !== null;
  const canAdd = ids.length > 1 && ids.length < MOST_VERSIONS;
  const save = (format: 'md' | 'html'): void => {
    const documents = columns.flatMap(({ document }) => document ?? []);
    if (shown && documents.length === columns.length)
      exportShown(
        shown,
        documents,
        ignore.map((kind) => NAMES[kind].name),
        format,
      );
  };
  useCommands([
    { id: 'compare-next', title: 'Next change', group: 'Compare', keys: ']', alsoKeys: ['F7'], enabled: changes.length > 0, run: () => step(1) },
    { id: 'compare-previous', title: 'Previous change', group: 'Compare', keys: '[', alsoKeys: ['Shift+F7'], enabled: changes.length > 0, run: () => step(-1) },
    { id: 'compare-swap', title: ids.length > 2 ? 'Make the second column the base' : 'Swap the two documents', group: 'Compare', keys: 'x', enabled: !slides && (a !== undefined || b !== undefined), run: swap },
    { id: 'compare-only-changes', title: onlyChanges ? 'Show what is alike' : 'Show only changes', group: 'Compare', keys: 'o', enabled: ready, run: () => changeCompareSettings({ onlyChanges: !onlyChanges }) },
    { id: 'compare-markdown', title: 'Export the comparison as Markdown', group: 'Compare', enabled: ready, run: () => save('md') },
    { id: 'compare-html', title: 'Export the comparison as a web page', group: 'Compare', enabled: ready, run: () => save('html') },
    { id: 'compare-print', title: 'Print the comparison', group: 'Compare', keys: '$mod+p', enabled: ready, run: () => window.print() },
    { id: 'compare-unified', title: unified ? 'Show side by side' : 'Show in one column', group: 'Compare', keys: 'u', enabled: ready && pair.length === 2, run: () => unify(!unified) },
    { id: 'compare-add', title: 'Add a document…', group: 'Compare', keys: 'a', enabled: canAdd, run: () => setAdding(true) },
    ...(slides ? [] : ids.slice(1).flatMap((_, at) => [
      { id: `compare-base-${at}`, title: `Make ${columnName(at + 1, ids.length)} the base`, group: 'Compare', enabled: ids.length > 2, run: () => rebase(at + 1) },
      { id: `compare-remove-${at}`, title: `Remove ${columnName(at + 1, ids.length)} from the comparison`, group: 'Compare', enabled: ids.length > 2, run: () => remove(at + 1) },
    ])),
    { id: 'compare-versions', title: slides ? 'Show all side by side' : 'Slide through the versions', group: 'Compare', keys: 'v', enabled: ids.length > 2 && (!slides || ids.length <= MOST_COLUMNS), run: () => slide(!slides) },
    { id: 'compare-story', title: 'Compare all versions of this story', group: 'Compare', enabled: a !== undefined, run: () => void compareStory() },
    { id: 'compare-later', title: 'Next version', group: 'Compare', keys: 'Shift+.', enabled: slides && place < ids.length - 1, run: () => toVersion(place + 1) },
    { id: 'compare-earlier', title: 'Previous version', group: 'Compare', keys: 'Shift+,', enabled: slides && place > 1, run: () => toVersion(place - 1) },
    ...NoiseKind.options.map((kind) => ({
      id: `compare-${kind}`,
      title: `${ignore.includes(kind) ? 'Show' : 'Ignore'} changes of ${NAMES[kind].name.toLowerCase()}`,
      group: 'Compare',
      enabled: ready,
      run: () => toggleIgnore(kind),
    })),
    { id: 'compare-furniture', title: skipFurniture ? 'Compare page furniture too' : 'Leave out page furniture', group: 'Compare', enabled: ready, run: () => changeCompareSettings({ skipFurniture: !skipFurniture }) },
  ]); // prettier-ignore

  const failure = columns.find((one) => one.error)?.error ?? error;
  const documents = columns.flatMap(({ document }) => document ?? []);
  return (
    <section
      className={styles.view}
      aria-label="Compare"
      data-many={pair.length > 2 || undefined}
      style={{ '--compare-columns': Math.max(2, pair.length) } as CSSProperties}
    >
      <h1 className={styles.spoken}>Compare</h1>
      <header className={styles.head}>
        {slides && versions && (
          <VersionSlider
            versions={versions}
            place={place}
            againstFirst={againstFirst}
            onPlace={toVersion}
            onAgainstFirst={(first) =>
              show(chosen, {
                ...oneColumn,
                version,
                ...(first && { againstFirst: true }),
              })
            }
          />
        )}
        <ColumnHeads
          documents={slides ? columns.map(({ document }) => document) : headsOf(chosen, states, ids)}
          comparisons={shown?.comparisons ?? NOTHING}
          fixed={slides}
          onChoose={putAt}
          onRebase={rebase}
          onRemove={remove}
          onSwap={swap}
          adding={adding}
          onAdding={setAdding}
          onAdd={
            canAdd
              ? (id) =>
                  show([...ids, id], ids.length >= MOST_COLUMNS && !slides ? { version: ids.length } : shape)
              : null
          }
          others={ids}
        />
        {shown && (
          <div className={styles.bar}>
            <Summary shown={shown} changes={sorted.length} working={working} />
            <div className={styles.steps}>
              <ChangeChooser sorted={sorted} only={only} />
              <span className={styles.position}>
                {at >= 0 && `${writtenNumber(at + 1)} of ${writtenNumber(changes.length)}`}
              </span>
              <IconButton
                label="Previous change"
                icon={<ChevronUp aria-hidden />}
                keys="["
                isDisabled={changes.length === 0}
                onPress={() => step(-1)}
              />
              <IconButton
                label="Next change"
                icon={<ChevronDown aria-hidden />}
                keys="]"
                isDisabled={changes.length === 0}
                onPress={() => step(1)}
              />
            </div>
            <div className={styles.switches}>
              <Switch isSelected={onlyChanges} onChange={(on) => changeCompareSettings({ onlyChanges: on })}>
                Only changes
              </Switch>
              {pair.length === 2 && (
                <IconButton
                  label="One column"
                  keys="u"
                  icon={<RectangleVertical aria-hidden />}
                  isPressed={unified}
                  onPress={() => unify(!unified)}
                />
              )}
              {ids.length > 2 && (
                <IconButton
                  label="Slide through the versions"
                  keys="v"
                  icon={<History aria-hidden />}
                  isPressed={slides}
                  isDisabled={slides && ids.length > MOST_COLUMNS}
                  onPress={() => slide(!slides)}
                />
              )}
              <NoiseDial noise={shown.noise} hidden={shown.hidden} />
              <Menu
                label="Export"
                placement="bottom end"
                trigger={<IconButton label="Export or print" icon={<Download aria-hidden />} />}
                items={[
                  { id: 'md', label: 'Export as Markdown', run: () => save('md') },
                  { id: 'html', label: 'Export as a web page (HTML)', run: () => save('html') },
                  {
                    id: 'print',
                    label: 'Print…',
                    keys: '$mod+p',
                    startsGroup: true,
                    run: () => window.print(),
                  },
                ]}
              />
            </div>
          </div>
        )}
      </header>
      {failure && (
        <div className={styles.note}>
          <ErrorNote error={failure} />
        </div>
      )}
      {shown && documents.length === columns.length ? (
        <Comparing
          key={pairName}
          documents={documents}
          shown={shown}
          rows={rows}
          current={at < 0 ? null : current}
          unified={unified}
          columns={handle}
        />
      ) : ids.length > 1 ? (
        !failure && <Working />
      ) : (
        <EmptyState title="Two documents, side by side">
          <p>
            Choose a document for each column above, and more with +. Paragraphs that answer each other stand
            in one row, words that differ are struck out on the left and underlined on the right, and a
            paragraph that moved tells where it went.
          </p>
        </EmptyState>
      )}
      <p className={styles.spoken} role="status">
        {at >= 0 && current && shown ? spoken(current, at, changes.length, shown) : ''}
      </p>
    </section>
  );
}

/** Says that texts are being compared, once it takes long enough to notice. */
function Working() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.working} role="status">
      {late && (
        <>
          <span>Comparing every paragraph…</span>
          <span className={styles.track} aria-hidden />
        </>
      )}
    </div>
  );
}

/** A change with what it is about; a paragraph that stands in one text only is `alone`. */
type SortedChange = { readonly change: Change; readonly sort: ChangeClass | 'alone' };

function sortChanges(changes: readonly Change[], { documents }: ShownComparison): SortedChange[] {
  return changes.map((change) => ({
    change,
    sort:
      change.edit === null
        ? 'alone'
        : changeClass(documents[0]!.text, documents[change.column]!.text, change.edit),
  }));
}

/** Chooses the sort of change that is stepped through, with how many there are of each. */
function ChangeChooser({ sorted, only }: { sorted: readonly SortedChange[]; only: ChangeClass | null }) {
  const count = (sort: ChangeClass): number => sorted.filter((one) => one.sort === sort).length;
  const kinds = CHANGE_CLASSES.filter((sort) => sort === only || count(sort) > 0);
  return (
    <Select<ChangeClass | 'all'>
      label="Step through"
      hideLabel
      className={styles.chooser}
      value={only ?? 'all'}
      onChange={(sort) => changeCompareSettings({ only: sort === 'all' ? null : sort })}
      options={[
        { id: 'all', label: counted(sorted.length, 'change', 'changes') },
        ...kinds.map((sort) => ({ id: sort, label: counted(count(sort), ...SORTS[sort]) })),
      ]}
    />
  );
}

const SORTS: Readonly<Record<ChangeClass, readonly [one: string, many: string]>> = {
  attribution: ['of who said it', 'of who said it'],
  hedge: ['of how sure', 'of how sure'],
  date: ['date', 'dates'],
  number: ['number', 'numbers'],
  name: ['name', 'names'],
  wording: ['of wording', 'of wording'],
};

type SummaryProps = {
  shown: ShownComparison;
  changes: number;
  working: boolean;
};

/** What the comparison found, in a line; of several columns each says its shares above it. */
function Summary({ shown, changes, working }: SummaryProps) {
  const { comparisons, rows } = shown;
  const [only] = comparisons;
  const count = (kind: string): number => only!.pairs.filter((pair) => pair.kind === kind).length;
  const facts = [
    [count('changed'), 'changed'],
    [count('moved'), 'moved'],
    [count('split'), 'split'],
    [count('merged'), 'merged'],
    [count('only-a'), 'only left'],
    [count('only-b'), 'only right'],
  ] as const;
  const precise = comparisons.every((one) => one.precise);
  const alike = rows.filter(({ kind }) => kind === 'same').length;
  return (
    <p
      className={styles.summary}
      data-working={working || undefined}
      title="Share of the words that both texts have in common; paragraphs that changed, moved, or stand in one text only"
    >
      {comparisons.length > 1 ? (
        <>
          <strong>{comparisons.length}</strong> against the base
          <span className={styles.fact}>
            {writtenNumber(alike)} of {writtenNumber(rows.length)} rows alike in all
          </span>
        </>
      ) : (
        <>
          <strong>{shareOf(only!.similarity, changes)}</strong> in common
          {facts.map(
            ([number, what]) =>
              number > 0 && (
                <span key={what} className={styles.fact}>
                  {writtenNumber(number)} {what}
                </span>
              ),
          )}
        </>
      )}
      {changes === 0 && rows.length > 0 && <span className={styles.fact}>no differences</span>}
      {!precise && (
        <span
          className={styles.imprecise}
          title="The texts are too long or too repetitive to look at every word in the time allowed, so some changes are shown larger than they are."
        >
          imprecise: some changes are shown larger than they are
        </span>
      )}
    </p>
  );
}

/** A change in words, for who hears it. */
function spoken(change: Change, at: number, total: number, { documents }: ShownComparison): string {
  const { row, column, edit, lacking } = change;
  const texts = documents.map(({ text }) => text);
  const many = texts.length > 2;
  const name = (of: number): string => columnName(of, texts.length);
  const place = `Change ${at + 1} of ${total}`;
  if (edit === null) {
    const own = placeOfChange(change).range;
    const where =
      column === 0 && many && lacking.length < row.cells.length - 1
        ? `Not in ${lacking.map(name).join(', ')}`
        : `Only in ${many && column > 0 ? '' : 'the '}${name(column)}${many ? '' : ' document'}`;
    return `${place}. ${where}: ${texts[column]!.slice(own.from, own.to)}`;
  }
  const left = texts[0]!.slice(edit.a.from, edit.a.to).trim();
  const right = texts[column]!.slice(edit.b.from, edit.b.to).trim();
  const there = many ? ` in ${name(column)}` : '';
  if (edit.kind === 'deleted') return `${place}. Deleted${there}: “${left}”`;
  if (edit.kind === 'inserted') return `${place}. Inserted${there}: “${right}”`;
  return `${place}. “${left}” became “${right}”${there}`;
}

const NOTHING: readonly never[] = [];
/** Documents that one comparison can hold; beyond MOST_COLUMNS they are shown as versions. */
const MOST_VERSIONS = 60;

/** What stands above the columns: at least two places, each with its document where it is chosen and known. */
function headsOf(
  chosen: readonly (Id | undefined)[],
  states: readonly { readonly document: Document | undefined }[],
  ids: readonly Id[],
): (Document | undefined)[] {
  return chosen.map((id) => (id === undefined ? undefined : states[ids.indexOf(id)]!.document));
}
