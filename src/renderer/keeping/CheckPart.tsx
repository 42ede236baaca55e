import type { Output } from '../../core/api/contract';
import { isHarmless, type LibraryFault } from '../../core/model/libraryFault';
import { counted, writtenNumber } from '../../core/text/writtenNumber';
import { showMessage } from '../app/messages';
import { Button, ErrorNote } from '../ui';
import { checkWork, repairWork } from './keepingWork';
import styles from './KeepingView.module.css';
import { RunningWork } from './RunningWork';

/** Looks at every file of the library, lists what is wrong with what to do about it, and repairs what can be. */
export function CheckPart({ canChange }: { canChange: boolean }) {
  const { running, done, error } = checkWork.useWork();
  const repairs = repairWork.useWork();
  const grave = done?.faults.filter((fault) => !isHarmless(fault)) ?? [];
  const harmless = done?.faults.filter(isHarmless) ?? [];
  const repairable = [...new Set(grave.flatMap(({ file, canRepair }) => (canRepair ? [file] : [])))];
  const isIdle = running === null && repairs.running === null;
  // What is left is known only by looking again.
  const repair = async (files: string[]): Promise<void> => {
    if (await repairWork.start({ files })) await checkWork.start({});
  };
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
        quotations, tags and the journal. Changes nothing; what can be repaired is repaired when you say so.
      </p>
      <div className={styles.actions}>
        <Button
          isDisabled={!isIdle}
          onPress={() => {
            repairWork.forget();
            void checkWork.start({});
          }}
        >
          Check library
        </Button>
        {canChange && repairable.length > 1 && (
          <Button isDisabled={!isIdle} onPress={() => void repair(repairable)}>
            Repair {writtenNumber(repairable.length)} files
          </Button>
        )}
        {done && done.faults.length > 0 && <Button onPress={() => void copy()}>Copy the list</Button>}
      </div>
      <RunningWork stages={{ checking: 'Checking', copying: 'Copying' }} unit="documents" running={running} />
      <RunningWork
        stages={{ checking: 'Repairing', copying: 'Copying' }}
        unit="files"
        running={repairs.running}
      />
      <ErrorNote error={error ?? repairs.error} />
      {repairs.done && <Repairs results={repairs.done} />}
      {done && (
        <p role="status" className={grave.length === 0 ? styles.good : styles.reminder}>
          {grave.length === 0
            ? `The library is sound: ${counted(done.documents, 'document')}, ${counted(done.notes, 'note')}, ${counted(done.briefs, 'brief')}.`
            : `${counted(grave.length, 'fault')} in ${counted(done.documents, 'document')}, ${counted(done.notes, 'note')}, ${counted(done.briefs, 'brief')}.`}
        </p>
      )}
      <Faults
        label="Faults"
        faults={grave}
        onRepair={canChange && isIdle ? (file) => void repair([file]) : null}
      />
      {harmless.length > 0 && <p className={styles.words}>Harmless:</p>}
      <Faults label="Harmless things" faults={harmless} />
    </section>
  );
}

/** What became of the files that were to be repaired. */
function Repairs({ results }: { results: Output<'keeping.repair'> }) {
  const repaired = results.filter((result) => result.repaired).length;
  return (
    <>
      {repaired > 0 && (
        <p role="status" className={styles.good}>
          {counted(repaired, 'file')} repaired.
        </p>
      )}
      {results
        .filter((result) => !result.repaired)
        .map(({ file, remark }) => (
          <p key={file}>
            Not repaired: <span className={styles.place}>{file}</span> {remark}
          </p>
        ))}
    </>
  );
}

type FaultsProps = {
  label: string;
  faults: readonly LibraryFault[];
  /** Null while nothing can be repaired. */
  onRepair?: ((file: string) => void) | null;
};

function Faults({ label, faults, onRepair = null }: FaultsProps) {
  if (faults.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={label}>
      {faults.slice(0, SHOWN).map(({ file, kind, fault, next, canRepair }) => (
        <li key={`${file} ${kind} ${fault}`} className={styles.item}>
          <p className={styles.place}>{file}</p>
          <p>{fault}</p>
          <p className={styles.words}>{next}</p>
          {canRepair && onRepair && (
            <Button size="small" label={`Repair ${file}`} onPress={() => onRepair(file)}>
              Repair
            </Button>
          )}
        </li>
      ))}
      {faults.length > SHOWN && (
        <li className={styles.item}>
          and {writtenNumber(faults.length - SHOWN)} more: copy the list to see them all.
        </li>
      )}
    </ul>
  );
}

/** More are of no use on a screen. */
const SHOWN = 200;
