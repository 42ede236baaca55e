import type { LibraryFault } from '../../core/api/contract';
import { showMessage } from '../app/messages';
import { Button, ErrorNote } from '../ui';
import { checkWork } from './keepingWork';
import styles from './KeepingView.module.css';
import { RunningWork } from './RunningWork';

const HARMLESS: ReadonlySet<LibraryFault['kind']> = new Set(['leftover', 'loose-end']);

/** Looks at every file of the library and lists what is wrong, with what to do about it. */
export function CheckPart() {
  const { running, done, error } = checkWork.useWork();
  const grave = done?.faults.filter(({ kind }) => !HARMLESS.has(kind)) ?? [];
  const harmless = done?.faults.filter(({ kind }) => HARMLESS.has(kind)) ?? [];
  const copy = async (): Promise<void> => {
    const lines = done!.faults.map(
      ({ file, kind, fault, next }) => `${file}\n  ${kind}: ${fault}\n  ${next}`,
    );
    try {
      await navigator.clipboard.writeText(lines.join('\n'));
      showMessage({ kind: 'info', text: 'The list is on the clipboard.' });
    } catch {
      showMessage({
        kind: 'error',
        text: 'The clipboard could not be written.',
        next: 'Select the lines and copy them with the keyboard.',
      });
    }
  };
  return (
    <section className={styles.part} aria-labelledby="keeping-check">
      <h2 id="keeping-check" className={styles.subhead}>
        Check
      </h2>
      <p className={styles.words}>
        Reads every file of the library and holds it against the others: records, texts, originals,
        quotations, tags and the journal. Changes nothing.
      </p>
      <div className={styles.actions}>
        <Button isDisabled={running !== null} onPress={() => void checkWork.start({})}>
          Check library
        </Button>
        {done && done.faults.length > 0 && <Button onPress={() => void copy()}>Copy the list</Button>}
      </div>
      <RunningWork stages={{ checking: 'Checking', copying: 'Copying' }} unit="documents" running={running} />
      <ErrorNote error={error} />
      {done && (
        <p role="status" className={grave.length === 0 ? styles.good : styles.reminder}>
          {grave.length === 0
            ? `The library is sound: ${count(done.documents, 'document')}, ${count(done.notes, 'note')}, ${count(done.briefs, 'brief')}.`
            : `${count(grave.length, 'fault')} in ${count(done.documents, 'document')}, ${count(done.notes, 'note')}, ${count(done.briefs, 'brief')}.`}
        </p>
      )}
      <Faults label="Faults" faults={grave} />
      {harmless.length > 0 && <p className={styles.words}>Harmless:</p>}
      <Faults label="Harmless things" faults={harmless} />
    </section>
  );
}

function Faults({ label, faults }: { label: string; faults: readonly LibraryFault[] }) {
  if (faults.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={label}>
      {faults.slice(0, SHOWN).map(({ file, kind, fault, next }) => (
        <li key={`${file} ${kind} ${fault}`} className={styles.item}>
          <p className={styles.place}>{file}</p>
          <p>{fault}</p>
          <p className={styles.words}>{next}</p>
        </li>
      ))}
      {faults.length > SHOWN && (
        <li className={styles.item}>
          and {(faults.length - SHOWN).toLocaleString()} more: copy the list to see them all.
        </li>
      )}
    </ul>
  );
}

/** More are of no use on a screen. */
const SHOWN = 200;

const count = (number: number, one: string): string =>
  `${number.toLocaleString()} ${number === 1 ? one : `${one}s`}`;
