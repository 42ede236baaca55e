import { Copy, Printer } from 'lucide-react';
import { useState } from 'react';
import { Button, Checkbox, Dialog } from '../../ui';
import { showMessage } from '../messages';
import { useProtection } from './protection';
import styles from './Protection.module.css';

/** Shows a new recovery code, this once, until its owner says that it is kept. */
export function RecoveryCodeDialog() {
  const code = useProtection((state) => state.code);
  return code === null ? null : <Shown key={code} code={code} />;
}

function Shown({ code }: { code: string }) {
  const [isKept, setKept] = useState(false);
  const [isReminded, setReminded] = useState(false);
  const close = (): void => {
    if (isKept) useProtection.setState({ code: null });
    else setReminded(true);
  };
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code);
      showMessage({
        kind: 'info',
        text: 'The recovery code is on the clipboard.',
        next: 'Other programs can read it there: paste it, then copy something else.',
      });
    } catch {
      showMessage({
        kind: 'error',
        text: 'The clipboard could not be written.',
        next: 'Write the code down, or print it.',
      });
    }
  };
  return (
    <Dialog
      title="Recovery code"
      role="alertdialog"
      isOpen
      onClose={close}
      actions={
        <>
          <Button icon={<Copy aria-hidden />} onPress={() => void copy()}>
            Copy
          </Button>
          <Button icon={<Printer aria-hidden />} onPress={() => window.print()}>
            Print
          </Button>
          <Button variant="primary" isDisabled={!isKept} onPress={close}>
            Done
          </Button>
        </>
      }
    >
      <div className={styles.sheet} data-recovery-code>
        <p className={styles.words}>
          It opens the library when the passphrase is forgotten. It is shown this once and kept nowhere: write
          it down or print it, and keep it away from this machine.
        </p>
        <ol className={styles.code} aria-label="Recovery code, group by group">
          {code.split('-').map((group, index) => (
            <li key={index}>
              <span className={styles.number} aria-hidden>
                {index + 1}
              </span>
              {group}
            </li>
          ))}
        </ol>
        <p className={styles.words}>
          Without passphrase and recovery code nobody can open the library: not you, and not the makers of
          Dossier.
        </p>
      </div>
      <Checkbox isSelected={isKept} onChange={setKept}>
        I have written it down or printed it
      </Checkbox>
      {isReminded && !isKept && (
        <p className={styles.reminder} role="alert">
          Keep the code first, and say so above: it cannot be shown again.
        </p>
      )}
    </Dialog>
  );
}
