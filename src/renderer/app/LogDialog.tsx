import { useState } from 'react';
import { Button, Dialog, ErrorNote } from '../ui';
import styles from './LogDialog.module.css';
import { showMessage, useKeptMessages } from './messages';
import { useCall } from './session';

type Line = { readonly at: string; readonly level: 'info' | 'warning' | 'error'; readonly text: string };

/** What happened, from the service and from this window, oldest first; ready to be copied into a report. */
export function LogDialog({ onClose }: { onClose: () => void }) {
  const { data: entries, error } = useCall('shell.log', {});
  const { data: shell } = useCall('shell.info', {});
  const messages = useKeptMessages();
  const [onlyTroubles, setOnlyTroubles] = useState(false);
  const lines: Line[] = [
    ...(entries ?? []).map((entry) => ({ at: entry.at, level: entry.level, text: entry.message })),
    ...messages.map((message) => ({
      at: message.at.toISOString(),
      level: message.kind,
      text: [message.text, message.next].filter(Boolean).join(' '),
    })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  const shown = onlyTroubles ? lines.filter((line) => line.level !== 'info') : lines;

  const copy = async (): Promise<void> => {
    const head = shell ? `Dossier ${shell.version}, ${shell.kind} shell, ${shell.platform}` : 'Dossier';
    const text = [head, ...lines.map((line) => `${line.at}  ${line.level}  ${line.text}`)].join('\n');
    try {
      await navigator.clipboard.writeText(text);
      showMessage({ kind: 'info', text: 'The log is on the clipboard.' });
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
          <Button variant="plain" onPress={() => setOnlyTroubles(!onlyTroubles)}>
            {onlyTroubles ? 'Show everything' : 'Show only what went wrong'}
          </Button>
          <Button onPress={() => void copy()}>Copy</Button>
          <Button variant="primary" onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      <ErrorNote error={error} />
      {shown.length === 0 ? (
        <p className={styles.none}>{onlyTroubles ? 'Nothing went wrong.' : 'Nothing has happened yet.'}</p>
      ) : (
        <ol className={styles.lines} tabIndex={0} aria-label="Log entries">
          {shown.map((line, index) => (
            <li key={index} className={styles.line} data-level={line.level}>
              <time dateTime={line.at}>{new Date(line.at).toLocaleTimeString()}</time>
              <span className={styles.level}>{line.level}</span>
              <span>{line.text}</span>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}
