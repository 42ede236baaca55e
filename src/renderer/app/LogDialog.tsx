import { useEffect, useState } from 'react';
import { diagnosisText } from '../../core/api/diagnosisText';
import { Button, Dialog, ErrorNote } from '../ui';
import styles from './LogDialog.module.css';
import { showMessage, useKeptMessages } from './messages';
import { useCall } from './session';
import { writtenClock } from './writtenTime';

type Line = { readonly at: string; readonly level: 'info' | 'warning' | 'error'; readonly text: string };

/**
 * What happened, from the service and from this window, oldest first; and the state of Dossier, ready to be copied into a
 * report. The two are apart: messages of this window name documents, the diagnosis names nothing.
 */
export function LogDialog({ onClose }: { onClose: () => void }) {
  const { data: entries, error } = useCall('shell.log', {});
  const diagnosis = useCall('shell.diagnosis', {});
  const messages = useKeptMessages();
  const [shows, setShows] = useState<'all' | 'troubles' | 'diagnosis'>('all');
  // What was read when the dialog was open before is of another moment.
  useEffect(() => {
    diagnosis.refresh();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the dialog opens
  }, []);
  const lines: Line[] = [
    ...(entries ?? []).map((entry) => ({ at: entry.at, level: entry.level, text: entry.message })),
    ...messages.map((message) => ({
      at: message.at.toISOString(),
      level: message.kind,
      text: [message.text, message.next].filter(Boolean).join(' '),
    })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  const shown = shows === 'troubles' ? lines.filter((line) => line.level !== 'info') : lines;
  const report = diagnosis.data ? diagnosisText(diagnosis.data) : '';

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(report);
      showMessage({
        kind: 'info',
        text: 'The diagnosis is on the clipboard. It names nothing of your case.',
      });
    } catch {
      showMessage({
        kind: 'error',
        text: 'The clipboard could not be written.',
        next: 'Select the lines and copy them with the keyboard.',
      });
    }
  };

  return (
    <Dialog
      title="Log"
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <>
          {shows === 'diagnosis' ? (
            <Button variant="plain" onPress={() => setShows('all')}>
              Show the log
            </Button>
          ) : (
            <>
              <Button variant="plain" onPress={() => setShows(shows === 'all' ? 'troubles' : 'all')}>
                {shows === 'troubles' ? 'Show everything' : 'Show only what went wrong'}
              </Button>
              <Button variant="plain" onPress={() => setShows('diagnosis')}>
                Show the diagnosis
              </Button>
            </>
          )}
          <Button isDisabled={report === ''} onPress={() => void copy()}>
            Copy diagnosis
          </Button>
          <Button variant="primary" onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      <ErrorNote error={error ?? diagnosis.error} />
      {shows === 'diagnosis' ? (
        <>
          <p className={styles.none}>
            For a report to somebody else: versions, counts and the log. No text, no titles, no names of
            files.
          </p>
          <pre className={styles.lines} tabIndex={0} aria-label="Diagnosis">
            {report}
          </pre>
        </>
      ) : shown.length === 0 ? (
        <p className={styles.none}>
          {shows === 'troubles' ? 'Nothing went wrong.' : 'Nothing has happened yet.'}
        </p>
      ) : (
        <ol className={styles.lines} tabIndex={0} aria-label="Log entries">
          {shown.map((line, index) => (
            <li key={index} className={styles.line} data-level={line.level}>
              <time dateTime={line.at}>{writtenClock(line.at)}</time>
              <span className={styles.level}>{line.level}</span>
              <span>{line.text}</span>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}
