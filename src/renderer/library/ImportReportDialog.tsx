import { useState } from 'react';
import type { ImportOutcome, ImportReport } from '../../core/api/contract';
import { Button, Dialog, SearchField, Select, VirtualList } from '../ui';
import { goTo } from '../app/navigation';
import { showMessage } from '../app/messages';
import styles from './ImportReportDialog.module.css';

const FATES = { imported: 'Imported', duplicate: 'Already here', failed: 'Failed' } as const;
type Shown = 'all' | ImportOutcome['status'];

/** What became of every file, the failed first; to be filtered, copied, and opened from. */
export function ImportReportDialog({ report, onClose }: { report: ImportReport; onClose: () => void }) {
  const { imported, duplicates, failed, cancelled } = report;
  const [shown, setShown] = useState<Shown>(failed > 0 ? 'failed' : 'all');
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const outcomes = report.outcomes.filter(
    (outcome) =>
      (shown === 'all' || outcome.status === shown) &&
      (wanted === '' ||
        `${outcome.path} ${outcome.title ?? ''} ${detailOf(outcome)}`.toLowerCase().includes(wanted)),
  );
  const copy = async (): Promise<void> => {
    const lines = outcomes.map((outcome) =>
      [FATES[outcome.status], outcome.path, detailOf(outcome)].join('\t'),
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
  return (
    <Dialog
      title="Import report"
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={() => void copy()}>Copy</Button>
          <Button variant="primary" onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      <p className={styles.sum}>
        {imported.toLocaleString()} imported, {duplicates.toLocaleString()} already here,{' '}
        {failed.toLocaleString()} failed.
        {cancelled && ' It was stopped: what is listed is kept, the rest was not touched.'}
      </p>
      <div className={styles.filters}>
        <Select<Shown>
          label="Show"
          hideLabel
          options={[
            { id: 'all', label: `All ${report.outcomes.length.toLocaleString()}` },
            { id: 'failed', label: `Failed, ${failed.toLocaleString()}` },
            { id: 'duplicate', label: `Already here, ${duplicates.toLocaleString()}` },
            { id: 'imported', label: `Imported, ${imported.toLocaleString()}` },
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
        <VirtualList label="Files" count={outcomes.length} estimate={3.25}>
          {(index) => {
            const outcome = outcomes[index]!;
            return (
              <div className={styles.row} data-status={outcome.status}>
                <span className={styles.fate}>{FATES[outcome.status]}</span>
                <span className={styles.words}>
                  <span className={styles.path}>{outcome.path}</span>
                  <span className={styles.detail}>{detailOf(outcome)}</span>
                </span>
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

function detailOf(outcome: ImportOutcome): string {
  if (outcome.error) return [outcome.error.message, outcome.error.next].filter(Boolean).join(' ');
  if (outcome.status === 'duplicate') return `The same file is here as “${outcome.title ?? outcome.path}”.`;
  const words = outcome.words === null ? null : `${outcome.words.toLocaleString()} words`;
  return [outcome.title, words, outcome.remark].filter(Boolean).join(' · ');
}
