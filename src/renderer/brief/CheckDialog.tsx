import { CircleCheck, CircleHelp, CircleX, MoveRight, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import type { CitationCheck } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { useNavigation } from '../app/navigation';
import { useCall, useClient } from '../app/session';
import { Button, Dialog, ErrorNote, Spinner } from '../ui';
import styles from './CheckDialog.module.css';

const STATUS: Readonly<Record<CitationCheck['status'], { word: string; icon: ReactNode; means: string }>> = {
  exact: {
    word: 'Exact',
    icon: <CircleCheck aria-hidden />,
    means: 'the words stand where the citation says',
  },
  moved: {
    word: 'Moved',
    icon: <MoveRight aria-hidden />,
    means: 'the words stand elsewhere in the document',
  },
  altered: {
    word: 'Altered',
    icon: <TriangleAlert aria-hidden />,
    means: 'the words are not those of the source',
  },
  lost: { word: 'Lost', icon: <CircleX aria-hidden />, means: 'document or words cannot be found' },
};

type Checked = { readonly file: string; readonly checks: CitationCheck[] };

/** Above this no brief comes; reading more into the window would only stop it. */
const LARGEST = 20 * 1024 * 1024;

/** Holds the quotations of a Markdown file against the library. */
export function CheckDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const [checked, setChecked] = useState<Checked | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const check = async (file: File): Promise<void> => {
    setError(null);
    setBusy(true);
    try {
      if (file.size > LARGEST) {
        throw new AppError(
          'file-too-large',
          `“${file.name}” is larger than 20 MB.`,
          'Choose the exported brief itself.',
        );
      }
      setChecked({
        file: file.name,
        checks: await client.call('briefs.verify', { markdown: await file.text() }),
      });
    } catch (thrown) {
      setChecked(null);
      setError(AppError.from(thrown));
    }
    setBusy(false);
  };
  return (
    <Dialog
      title="Check a brief"
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Close</Button>
          <FileTrigger
            acceptedFileTypes={['.md', '.markdown', '.txt', 'text/markdown']}
            onSelect={(files) => files?.[0] && void check(files[0])}
          >
            <Button variant={checked ? 'quiet' : 'primary'}>
              {checked ? 'Choose another file…' : 'Choose a file…'}
            </Button>
          </FileTrigger>
        </>
      }
    >
      <p className={styles.words}>
        Choose a Markdown file that Dossier exported, also one you have edited since. Every quotation is held
        against the characters of its source.
      </p>
      <ErrorNote error={error} />
      <div role="status">
        {isBusy ? <Spinner /> : checked && <p className={styles.verdict}>{verdict(checked)}</p>}
      </div>
      {checked && checked.checks.length > 0 && <CheckTable checks={checked.checks} onLeave={onClose} />}
    </Dialog>
  );
}

function verdict({ file, checks }: Checked): string {
  const bad = checks.filter(({ status }) => status !== 'exact').length;
  if (checks.length === 0) return `“${file}” holds no citations of Dossier.`;
  if (bad === 0) {
    return checks.length === 1
      ? `The one quotation of “${file}” is exact.`
      : `All ${checks.length} quotations of “${file}” are exact.`;
  }
  return `${bad} of ${checks.length} quotations of “${file}” ${bad === 1 ? 'needs' : 'need'} a look.`;
}

function CheckTable({ checks, onLeave }: { checks: readonly CitationCheck[]; onLeave: () => void }) {
  const rank = { lost: 0, altered: 1, moved: 2, exact: 3 };
  const rows = checks
    .map((check, index) => ({ check, index }))
    .sort((a, b) => rank[a.check.status] - rank[b.check.status]);
  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Citations">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Footnote</th>
              <th scope="col">Quotation is</th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ check, index }) => (
              <CheckRow key={index} check={check} onLeave={onLeave} />
            ))}
          </tbody>
        </table>
      </div>
      <dl className={styles.legend}>
        {Object.entries(STATUS).map(([status, { word, means }]) => (
          <div key={status}>
            <dt>{word}</dt>
            <dd>{means}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function CheckRow({ check, onLeave }: { check: CitationCheck; onLeave: () => void }) {
  const { go } = useNavigation();
  const { document: id, from, to, status } = check;
  const { data: document } = useCall(
    'documents.get',
    { id: id ?? '' },
    { enabled: id !== null && from !== null },
  );
  const { word, icon } = STATUS[status];
  return (
    <tr>
      <th scope="row">{check.citation}</th>
      <td>
        <span className={styles.status} data-status={status}>
          {icon}
          {word}
        </span>
        {check.detail !== null && <p className={styles.detail}>{check.detail}</p>}
      </td>
      <td>
        {document && from !== null && to !== null ? (
          <Button
            variant="plain"
            size="small"
            className={styles.open}
            onPress={() => {
              onLeave();
              go({ view: 'reader', document: document.id, at: { from, to } });
            }}
          >
            {document.metadata.title}
          </Button>
        ) : (
          <span className={styles.unknown}>
            <CircleHelp aria-hidden /> Not found
          </span>
        )}
      </td>
    </tr>
  );
}
