import { ArrowLeftRight, ChevronDown, ChevronUp, Download } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { CHANGE_CLASSES, changeClass, type ChangeClass } from '../../core/compare/changeClass';
import { NoiseKind, type CompareOptions } from '../../core/model/comparison';
import type { Id } from '../../core/model/id';
import { useCommands } from '../app/commands';
import { useNavigation } from '../app/navigation';
import { EmptyState, ErrorNote, IconButton, Menu, Select, Switch } from '../ui';
import { Comparing } from './Comparing';
import { exportShown } from './exportShown';
import { compareRows, listChanges, type Change, type CompareRow } from './compareRows';
import { changeCompareSettings, toggleIgnore, useCompareSettings } from './compareSettings';
import styles from './CompareView.module.css';
import { DocumentChooser } from './DocumentChooser';
import { NAMES, NoiseDial } from './NoiseDial';
import { useComparison, useSide, type ShownComparison } from './useComparison';

export type CompareViewProps = { a?: Id; b?: Id; unified?: boolean };

/** Two documents side by side, paragraph against paragraph. */
export function CompareView({ a, b, unified = false }: CompareViewProps) {
  const { go } = useNavigation();
  const left = useSide(a);
  const right = useSide(b);
  const { ignore, skipFurniture, onlyChanges, only } = useCompareSettings();
  const options: CompareOptions = { ignore: [...ignore], skipLayers: skipFurniture };
  const { shown, working, error } = useComparison(left.compared, right.compared, options);

  const rows = useMemo(() => (shown ? compareRows(shown.comparison, shown.a, shown.b) : []), [shown]);
  const sorted = useMemo(() => (shown ? sortChanges(listChanges(rows), shown) : []), [rows, shown]);
  const changes = useMemo(
    () => sorted.filter((one) => only === null || one.sort === only).map((one) => one.change),
    [sorted, only],
  );
  const [current, setCurrent] = useState<Change | null>(null);
  const at = current === null ? -1 : changes.indexOf(current);

  const choose = (chosen: { a?: Id | undefined; b?: Id | undefined }): void =>
    go({
      view: 'compare',
      ...(chosen.a !== undefined && { a: chosen.a }),
      ...(chosen.b !== undefined && { b: chosen.b }),
      ...(unified && { unified }),
    });
  const unify = (on: boolean): void =>
    go({
      view: 'compare',
      ...(a !== undefined && { a }),
      ...(b !== undefined && { b }),
      ...(on && { unified: on }),
    });
  const swap = (): void => choose({ a: b, b: a });
  const step = (by: number): void => {
    if (changes.length === 0) return;
    const next = at < 0 ? (by > 0 ? 0 : changes.length - 1) : (at + by + changes.length) % changes.length;
    setCurrent(changes[next]!);
  };

  const ready = shown !== null;
  const save = (format: 'md' | 'html'): void => {
    if (shown && left.document && right.document)
      exportShown(
        shown,
        left.document,
        right.document,
        ignore.map((kind) => NAMES[kind].name),
        format,
      );
  };
  useCommands([
    { id: 'compare-next', title: 'Next change', group: 'Compare', keys: ']', alsoKeys: ['F7'], enabled: changes.length > 0, run: () => step(1) },
    { id: 'compare-previous', title: 'Previous change', group: 'Compare', keys: '[', alsoKeys: ['Shift+F7'], enabled: changes.length > 0, run: () => step(-1) },
    { id: 'compare-swap', title: 'Swap the two documents', group: 'Compare', keys: 'x', enabled: a !== undefined || b !== undefined, run: swap },
    { id: 'compare-only-changes', title: onlyChanges ? 'Show what is alike' : 'Show only changes', group: 'Compare', keys: 'o', enabled: ready, run: () => changeCompareSettings({ onlyChanges: !onlyChanges }) },
    { id: 'compare-markdown', title: 'Export the comparison as Markdown', group: 'Compare', enabled: ready, run: () => save('md') },
    { id: 'compare-html', title: 'Export the comparison as a web page', group: 'Compare', enabled: ready, run: () => save('html') },
    { id: 'compare-print', title: 'Print the comparison', group: 'Compare', keys: '$mod+p', enabled: ready, run: () => window.print() },
    { id: 'compare-unified', title: unified ? 'Show side by side' : 'Show in one column', group: 'Compare', keys: 'u', enabled: ready, run: () => unify(!unified) },
    ...NoiseKind.options.map((kind) => ({
      id: `compare-${kind}`,
      title: `${ignore.includes(kind) ? 'Show' : 'Ignore'} changes of ${NAMES[kind].name.toLowerCase()}`,
      group: 'Compare',
      enabled: ready,
      run: () => toggleIgnore(kind),
    })),
    { id: 'compare-furniture', title: skipFurniture ? 'Compare page furniture too' : 'Leave out page furniture', group: 'Compare', enabled: ready, run: () => changeCompareSettings({ skipFurniture: !skipFurniture }) },
  ]); // prettier-ignore

  const failure = left.error ?? right.error ?? error;
  return (
    <section className={styles.view} aria-label="Compare">
      <h1 className={styles.spoken}>Compare</h1>
      <header className={styles.head}>
        <div className={styles.documents}>
          <DocumentChooser
            label="Left document"
            document={left.document}
            onChoose={(id) => choose({ a: id, b })}
          />
          <IconButton
            label="Swap the two documents"
            icon={<ArrowLeftRight aria-hidden />}
            keys="x"
            isDisabled={a === undefined && b === undefined}
            onPress={swap}
          />
          <DocumentChooser
            label="Right document"
            document={right.document}
            onChoose={(id) => choose({ a, b: id })}
          />
        </div>
        {shown && (
          <div className={styles.bar}>
            <Summary shown={shown} rows={rows} changes={sorted.length} working={working} />
            <div className={styles.steps}>
              <ChangeChooser sorted={sorted} only={only} />
              <span className={styles.position}>
                {at >= 0 && `${(at + 1).toLocaleString('en')} of ${changes.length.toLocaleString('en')}`}
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
              <Switch isSelected={unified} onChange={unify}>
                One column
              </Switch>
              <Switch
                isSelected={skipFurniture}
                onChange={(on) => changeCompareSettings({ skipFurniture: on })}
              >
                Skip furniture
              </Switch>
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
      {shown && left.document && right.document ? (
        <Comparing
          key={`${left.document.id} ${right.document.id}`}
          left={left.document}
          right={right.document}
          shown={shown}
          rows={rows}
          current={at < 0 ? null : current}
          unified={unified}
        />
      ) : a !== undefined && b !== undefined ? (
        !failure && <Working />
      ) : (
        <EmptyState title="Two documents, side by side">
          <p>
            Choose a document for each column above. Paragraphs that answer each other stand in one row, words
            that differ are struck out on the left and underlined on the right, and a paragraph that moved
            tells where it went.
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

function sortChanges(changes: readonly Change[], { a, b }: ShownComparison): SortedChange[] {
  return changes.map((change) => ({
    change,
    sort: change.edit === null ? 'alone' : changeClass(a.text, b.text, change.edit),
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

const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

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
  rows: readonly CompareRow[];
  changes: number;
  working: boolean;
};

/** What the comparison found, in a line. */
function Summary({ shown, rows, changes, working }: SummaryProps) {
  const { similarity, shareOfA, shareOfB, precise, pairs } = shown.comparison;
  const count = (kind: string): number => pairs.filter((pair) => pair.kind === kind).length;
  const facts = [
    [count('changed'), 'changed'],
    [count('moved'), 'moved'],
    [count('split'), 'split'],
    [count('merged'), 'merged'],
    [count('only-a'), 'only left'],
    [count('only-b'), 'only right'],
  ] as const;
  return (
    <p
      className={styles.summary}
      data-working={working || undefined}
      title="Share of the words that both texts have in common, and of each text's words that stand in the other; paragraphs that changed, moved, or stand in one text only"
    >
      <strong>{shareOf(similarity, changes)}</strong> in common
      <span className={styles.fact}>
        {shareOf(shareOfA, changes)} of the left stands in the right, {shareOf(shareOfB, changes)} of the
        right in the left
      </span>
      {facts.map(
        ([number, what]) =>
          number > 0 && (
            <span key={what} className={styles.fact}>
              {number.toLocaleString('en')} {what}
            </span>
          ),
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

/** A hundred per cent is said only where nothing differs, none only where nothing is shared. */
function shareOf(similarity: number, changes: number): string {
  const per = Math.round(similarity * 100);
  if (per === 100 && changes > 0 && similarity < 1) return '99 %';
  if (per === 0 && similarity > 0) return 'under 1 %';
  return `${per} %`;
}

/** A change in words, for who hears it. */
function spoken({ row, edit }: Change, at: number, total: number, { a, b }: ShownComparison): string {
  const place = `Change ${at + 1} of ${total}`;
  if (edit === null) {
    const text = row.a ? a.text.slice(row.a.from, row.a.to) : b.text.slice(row.b!.from, row.b!.to);
    return `${place}. Only in the ${row.a ? 'left' : 'right'} document: ${text}`;
  }
  const left = a.text.slice(edit.a.from, edit.a.to).trim();
  const right = b.text.slice(edit.b.from, edit.b.to).trim();
  if (edit.kind === 'deleted') return `${place}. Deleted: “${left}”`;
  if (edit.kind === 'inserted') return `${place}. Inserted: “${right}”`;
  return `${place}. “${left}” became “${right}”`;
}
