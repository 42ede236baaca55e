import { useEffect, useMemo, useRef, useState } from 'react';
import type { Client, ImportOutcome } from '../../core/api/contract';
import { detailOf, FATES, sumOf } from '../../core/api/importFate';
import type { Id } from '../../core/model/id';
import { writtenLeftovers } from '../../core/model/leftover';
import type { ReuseSummary } from '../../core/model/reuse';
import { writtenNumber } from '../../core/text/writtenNumber';
import { Button, Dialog, Menu, SearchField, Select, VirtualList, type VirtualListHandle } from '../ui';
import { download } from '../app/download';
import { goTo } from '../app/navigation';
import { showMessage } from '../app/messages';
import { useCall, useClient } from '../app/session';
import { isFocusAdrift } from '../app/useStartFocus';
import { writtenMoment } from '../app/writtenTime';
import { canBeTriedAgain, tryAgain, useImportDesk } from './importDesk';
import {
  isQuestion,
  nearOf,
  questionsFirst,
  reportAsCsv,
  reportAsMarkdown,
  shownDetail,
  type Near,
  type ToldReport,
} from './importReport';
import styles from './ImportReportDialog.module.css';
import { TryAgain } from './TryAgain';

type Shown = 'all' | ImportOutcome['status'];

/** What became of every file, the failed first; to be filtered, copied, and opened from. */
export function ImportReportDialog({ report, onClose }: { report: ToldReport; onClose: () => void }) {
  const client = useClient();
  const isBusy = useImportDesk(({ running }) => running !== null);
  const { imported, duplicates, failed, cancelled, leftovers = [] } = report;
  const passed = writtenLeftovers(leftovers);
  const [chosen, setShown] = useState<Shown>(failed > 0 ? 'failed' : 'all');
  const counts = { failed, duplicate: duplicates, imported };
  // The last that failed was read after all: an empty list would hide that.
  const shown = chosen === 'all' || counts[chosen] === 0 ? 'all' : chosen;
  const [text, setText] = useState('');
  const reuse = useReuseOf(report.outcomes);
  const keys = useMemo(() => keysOf(report.outcomes), [report.outcomes]);
  const list = useRef<VirtualListHandle>(null);
  useEffect(() => {
    // What was pressed may have gone with its line.
    if (!isBusy && isFocusAdrift()) list.current?.focus();
  }, [isBusy, report]);
  const wanted = text.trim().toLowerCase();
  const inOrder = useMemo(() => questionsFirst(report.outcomes), [report.outcomes]);
  const questions = report.outcomes.filter(isQuestion).length;
  const outcomes = inOrder.filter(
    (outcome) =>
      (shown === 'all' || outcome.status === shown) &&
      (wanted === '' ||
        `${outcome.path} ${outcome.title ?? ''} ${detailOf(outcome)}`.toLowerCase().includes(wanted)),
  );
  const copy = async (): Promise<void> => {
    const lines = outcomes.map((outcome) =>
      [FATES[outcome.status], outcome.path, detailOf(outcome), nearOf(outcome, reuse) ?? ''].join('\t'),
    );
    try {
      await navigator.clipboard.writeText(lines.join('\n'));
      showMessage({ kind: 'info', text: 'The report is on the clipboard.' });
    } catch {
      showMessage({
        kind: 'error',
        text: 'The clipboard could not be written.',
        next: 'Allow it in the browser.',
      });
    }
  };
  const save = async (kind: 'csv' | 'md'): Promise<void> => {
    const now = new Date();
    const name = `import-${now.toISOString().slice(0, 10)}.${kind}`;
    const near = await readNear(client, importedIds(report.outcomes));
    if (kind === 'csv') download(name, reportAsCsv(report, near), 'text/csv');
    else download(name, reportAsMarkdown(report, writtenMoment(now.toISOString()), near));
  };
  // Those that need nothing but another try.
  const plain = outcomes.filter((outcome) => outcome.retry === undefined && canBeTriedAgain(outcome));
  return (
    <Dialog
      title="Import report"
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <>
          {plain.length > 1 && (
            <Button isDisabled={isBusy} onPress={() => void tryAgain(client, plain)}>
              {`Try ${writtenNumber(plain.length)} again`}
            </Button>
          )}
          <Menu
            label="Save the report"
            trigger={<Button>Save…</Button>}
            items={[
              { id: 'md', label: 'As Markdown', run: () => void save('md') },
              { id: 'csv', label: 'As CSV, for a spreadsheet', run: () => void save('csv') },
            ]}
          />
          <Button onPress={() => void copy()}>Copy</Button>
          <Button variant="primary" onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      <p className={styles.sum} role="status">
        {sumOf(report)}
        {cancelled && ' It was stopped: what is listed is kept, the rest was not touched.'}
        {questions > 0 &&
          (questions === 1
            ? ' 1 can still be read, with an answer below.'
            : ` ${writtenNumber(questions)} can still be read, with an answer below.`)}
        {passed !== null && ` ${passed}`}
      </p>
      <div className={styles.filters}>
        <Select<Shown>
          label="Show"
          hideLabel
          options={[
            { id: 'all' as const, label: `All ${writtenNumber(report.outcomes.length)}` },
            ...(['failed', 'duplicate', 'imported'] as const)
              .filter((status) => counts[status] > 0)
              .map((status) => ({
                id: status,
                label: `${FATES[status]}, ${writtenNumber(counts[status])}`,
              })),
          ]}
          value={shown}
          onChange={setShown}
        />
        <SearchField
          label="Filter the report"
          placeholder="Filter by name or reason…"
          value={text}
          onChange={setText}
        />
      </div>
      <div
        className={styles.list}
        style={{ height: `min(24rem, 50vh, ${Math.max(1, outcomes.length) * 4}rem)` }}
      >
        <VirtualList
          label="Files"
          count={outcomes.length}
          estimate={3.25}
          itemKey={(index) => keys.get(outcomes[index]!)!}
          handleRef={list}
        >
          {(index) => {
            const outcome = outcomes[index]!;
            return (
              <div className={styles.row} data-status={outcome.status}>
                <span className={styles.fate}>{FATES[outcome.status]}</span>
                <span className={styles.words}>
                  <span className={styles.path}>{outcome.path}</span>
                  <span className={styles.detail}>{shownDetail(outcome)}</span>
                  {nearOf(outcome, reuse) !== null && (
                    <span className={styles.reuse}>{nearOf(outcome, reuse)}</span>
                  )}
                </span>
                {canBeTriedAgain(outcome) && <TryAgain outcome={outcome} />}
                {outcome.id !== null && (
                  <Button
                    variant="plain"
                    size="small"
                    label={`Open ${outcome.title ?? outcome.path}`}
                    onPress={() => {
                      onClose();
                      goTo({ view: 'reader', document: outcome.id! });
                    }}
                  >
                    Open
                  </Button>
                )}
              </div>
            );
          }}
        </VirtualList>
        {outcomes.length === 0 && <p className={styles.none}>No file fits the filter.</p>}
      </div>
    </Dialog>
  );
}

/** A line keeps what was typed in it, whatever goes from above it: its key is its file, however often that was tried. */
function keysOf(outcomes: readonly ImportOutcome[]): ReadonlyMap<ImportOutcome, string> {
  const seen = new Map<string, number>();
  return new Map(
    outcomes.map((outcome) => {
      const nth = seen.get(outcome.path) ?? 0;
      seen.set(outcome.path, nth + 1);
      return [outcome, `${outcome.path} ${nth}`];
    }),
  );
}

const importedIds = (outcomes: readonly ImportOutcome[]): Id[] =>
  outcomes.flatMap(({ status, id }) => (status === 'imported' && id !== null ? id : []));

/** Documents that are asked of in one call. */
const PART = 1_000;

/** What each of the documents shown is nearly or partly a copy of; comes when it is known. */
function useReuseOf(outcomes: readonly ImportOutcome[]): Near {
  const ids = useMemo(() => importedIds(outcomes).slice(0, PART), [outcomes]);
  const { data } = useCall('reuse.summary', { ids }, { enabled: ids.length > 0 });
  return useMemo(() => byId(data ?? []), [data]);
}

const byId = (told: readonly ReuseSummary[]): Near => new Map(told.map((one) => [one.id, one]));

/** Milliseconds that a report which is saved waits for it. */
const WAIT = 5_000;

/** The same of any number of documents, as far as it is known by now. Never rejects. */
async function readNear(client: Client, ids: readonly Id[]): Promise<Near> {
  const told: ReuseSummary[] = [];
  for (let from = 0; from < ids.length; from += PART) {
    const part = ids.slice(from, from + PART);
    const known = client.call('reuse.summary', { ids: part, wait: from === 0 ? WAIT : 0 });
    told.push(...(await known.catch(() => [])));
  }
  return byId(told);
}
