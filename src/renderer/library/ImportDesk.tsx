import { useEffect, useRef, useState } from 'react';
import { liesInLeftover } from '../../core/model/leftover';
import { writtenNumber } from '../../core/text/writtenNumber';
import { Button, ProgressBar } from '../ui';
import { useCommands } from '../app/commands';
import {
  offerFiles,
  takeFiles,
  tellNothing,
  useIncomingFiles,
  type IncomingFile,
} from '../app/incomingFiles';
import { showMessage } from '../app/messages';
import { onEvent, useClient } from '../app/session';
import {
  askForInterrupted,
  closeReport,
  importWaiting,
  openReport,
  openResume,
  tellWatched,
  useImportDesk,
  type Pasted,
  type RunningImport,
} from './importDesk';
import { ImportReportDialog } from './ImportReportDialog';
import { inOrder } from './inOrder';
import styles from './ImportDesk.module.css';
import { paceOf } from './pace';
import { PasteDialog } from './PasteDialog';
import { ResumeImportDialog } from './ResumeImportDialog';
import { WatchedFoldersDialog } from './WatchedFoldersDialog';

/** Everything that brings sources in, from any view: pickers, drops, the clipboard, the bar and the report. */
export function ImportDesk({ canImport }: { canImport: boolean }) {
  const client = useClient();
  const { running, report, isReportOpen, interrupted, isResumeOpen } = useImportDesk();
  const { files: waiting, looking } = useIncomingFiles();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const [isWatchOpen, setIsWatchOpen] = useState(false);

  useEffect(() => {
    if (canImport) void askForInterrupted(client);
    return onEvent('watched', ({ folder: from, report: told }) => tellWatched(client, from, told));
  }, [canImport, client]);

  useEffect(() => {
    if (waiting.length === 0) return;
    if (canImport) void importWaiting(client);
    else {
      takeFiles();
      showMessage({
        kind: 'error',
        text: 'This library is open for reading only, so nothing can be added to it.',
        next: 'Close the other window that has it open, or open another library.',
      });
    }
  }, [waiting, canImport, client]);

  useEffect(() => {
    if (!canImport) return undefined;
    const paste = (event: ClipboardEvent): void => {
      const inField =
        event.target instanceof Element &&
        event.target.closest('input, textarea, [contenteditable="true"], [contenteditable=""]') !== null;
      if (inField || !event.clipboardData || document.querySelector('[data-dialog]')) return;
      // Else the words would land in the first field of the dialog too.
      event.preventDefault();
      const given = [...event.clipboardData.files];
      if (given.length > 0) offerFiles(given.map((file) => ({ file, path: file.name })));
      else {
        const text = event.clipboardData.getData('text/plain');
        const html = event.clipboardData.getData('text/html');
        if (text.trim() !== '') setPasted({ text, html: html.trim() === '' ? null : html });
      }
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, [canImport]);

  useCommands([
    {
      id: 'import-files',
      title: 'Add files…',
      group: 'Library',
      keys: '$mod+i',
      enabled: canImport,
      run: () => files.current?.click(),
    },
    {
      id: 'import-folder',
      title: 'Add a folder…',
      group: 'Library',
      keys: '$mod+Shift+i',
      enabled: canImport,
      run: () => folder.current?.click(),
    },
    {
      id: 'paste-text',
      title: 'Paste text as a document…',
      group: 'Library',
      enabled: canImport,
      run: () => setPasted({ text: '', html: null }),
    },
    {
      id: 'watched-folders',
      title: 'Watched folders…',
      group: 'Library',
      enabled: canImport,
      run: () => setIsWatchOpen(true),
    },
    {
      id: 'import-report',
      title: 'Show the last import report',
      group: 'Library',
      enabled: report !== null,
      run: openReport,
    },
    {
      id: 'resume-import',
      title: 'Go on with the interrupted import…',
      group: 'Library',
      enabled: canImport && interrupted !== null,
      run: openResume,
    },
  ]);

  const take = (input: HTMLInputElement): void => {
    const chosen = Array.from(input.files ?? [], (file) => ({
      file,
      path: file.webkitRelativePath || file.name,
    }));
    input.value = '';
    // One that was chosen by itself is meant.
    const isPassed = ({ path }: IncomingFile): boolean => chosen.length > 1 && liesInLeftover(path);
    const leftovers = chosen.filter(isPassed).map(({ path }) => path);
    const files = chosen.filter((file) => !isPassed(file));
    if (chosen.length > 0 && files.length === 0) tellNothing(leftovers);
    void inOrder(files).then((sorted) => offerFiles(sorted, leftovers));
  };

  return (
    <div className={styles.desk}>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label="Files to add"
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label="Folder to add"
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.currentTarget)}
      />
      {looking && !running && <LookingBar {...looking} />}
      {running && <ImportBar running={running} />}
      {report && isReportOpen && <ImportReportDialog report={report} onClose={closeReport} />}
      {pasted !== null && <PasteDialog pasted={pasted} onClose={() => setPasted(null)} />}
      {isWatchOpen && <WatchedFoldersDialog onClose={() => setIsWatchOpen(false)} />}
      {interrupted && isResumeOpen && (
        <ResumeImportDialog
          interrupted={interrupted}
          onChooseFiles={() => files.current?.click()}
          onChooseFolder={() => folder.current?.click()}
        />
      )}
    </div>
  );
}

/** Dropped folders are being looked through: soon over, unless they hold thousands of files. */
function LookingBar({ found, stop }: { found: number; stop: () => void }) {
  return (
    <div className={styles.bar} data-long-work role="group" aria-label="Folders dropped">
      <ProgressBar
        label="Looking through the folders"
        value={0}
        total={null}
        detail={found === 1 ? '1 file' : `${writtenNumber(found)} files`}
      />
      <Button size="small" onPress={stop}>
        Cancel
      </Button>
    </div>
  );
}

function ImportBar({ running }: { running: RunningImport }) {
  const { done, total, current, startedAt, stopping, pausedAt, stop, pause, goOn } = running;
  const waiting = useIncomingFiles(({ files }) => files.length);
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const pace = pausedAt === null ? paceOf(done, total, now - startedAt) : null;
  // What is being read is read to its end first.
  const state = stopping
    ? 'Stopping'
    : pausedAt === null
      ? 'Importing'
      : current === ''
        ? 'Paused'
        : 'Pausing';
  const more = waiting === 0 ? null : `${writtenNumber(waiting)} more wait`;
  return (
    <div className={styles.bar} data-long-work role="group" aria-label="Import">
      <span className={styles.spoken} role="status">
        {`${state}, ${writtenNumber(total)} ${total === 1 ? 'file' : 'files'}`}
      </span>
      <ProgressBar
        label={state}
        value={done}
        total={total}
        detail={[pace, more, current].filter(Boolean).join(' · ')}
      />
      {pausedAt === null ? (
        <Button size="small" onPress={pause} isDisabled={stopping}>
          Pause
        </Button>
      ) : (
        <Button size="small" onPress={goOn}>
          Go on
        </Button>
      )}
      <Button size="small" onPress={stop} isDisabled={stopping}>
        Cancel
      </Button>
    </div>
  );
}
