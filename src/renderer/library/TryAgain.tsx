import { useState, type ReactNode } from 'react';
import type { ImportOptions, ImportOutcome } from '../../core/api/contract';
import { ENCODINGS } from '../../core/model/encoding';
import { RECOGNISED_LANGUAGES } from '../../core/model/recognisedLanguages';
import { useClient } from '../app/session';
import { Button, Select, TextField } from '../ui';
import { tryAgain, useImportDesk } from './importDesk';
import styles from './ImportReportDialog.module.css';

/** What a failed file asks for before it can be tried again: a password, an encoding, languages, or nothing. */
export function TryAgain({ outcome }: { outcome: ImportOutcome }) {
  const client = useClient();
  const running = useImportDesk((state) => state.running);
  const isBusy = running !== null;
  const [isTrying, setIsTrying] = useState(false);
  const [hasTried, setHasTried] = useState(false);
  const again = async (options?: ImportOptions): Promise<void> => {
    setIsTrying(true);
    setHasTried(true);
    await tryAgain(client, [outcome], options);
    setIsTrying(false);
  };
  if (isTrying && running) return <Trying path={outcome.path} onStop={running.stop} />;
  return (
    <Question
      outcome={outcome}
      isBusy={isBusy}
      hasTried={hasTried}
      onTry={(options) => void again(options)}
    />
  );
}

/** The bar of the import lies under the report: what it offers is offered here. */
function Trying({ path, onStop }: { path: string; onStop: () => void }): ReactNode {
  return (
    <span className={styles.trying}>
      <span role="status">Reading…</span>
      <Button size="small" autoFocus label={`Stop reading ${path}`} onPress={onStop}>
        Stop
      </Button>
    </span>
  );
}

function Question({
  outcome,
  isBusy,
  hasTried,
  onTry,
}: Asking<ImportOptions | undefined> & { outcome: ImportOutcome; hasTried: boolean }): ReactNode {
  switch (outcome.error?.code) {
    case 'password-needed':
      return (
        <WithPassword
          path={outcome.path}
          isBusy={isBusy}
          autoFocus={hasTried}
          onTry={(password) => onTry({ password })}
        />
      );
    case 'scanned':
      return (
        <WithChoice
          label={`Language of ${outcome.path}`}
          options={RECOGNISED_LANGUAGES.map(({ code, name }) => ({ id: code, label: name }))}
          action="Recognise text"
          isBusy={isBusy}
          // Numbers, names and addresses are written in Latin letters nearly everywhere.
          onTry={(code) => onTry({ ocr: { languages: code === 'eng' ? ['eng'] : [code, 'eng'] } })}
        />
      );
    case 'encoding-unknown':
      return (
        <WithChoice
          label={`Encoding of ${outcome.path}`}
          options={ENCODINGS.map(({ label, name }) => ({ id: label, label: name }))}
          action="Read again"
          isBusy={isBusy}
          onTry={(encoding) => onTry({ encoding })}
        />
      );
    default:
      return (
        <Button
          size="small"
          label={`Try ${outcome.path} again`}
          isDisabled={isBusy}
          onPress={() => onTry(undefined)}
        >
          Try again
        </Button>
      );
  }
}

type Asking<T> = { readonly isBusy: boolean; readonly onTry: (given: T) => void };

function WithPassword({
  path,
  isBusy,
  autoFocus,
  onTry,
}: Asking<string> & { path: string; autoFocus: boolean }) {
  const [password, setPassword] = useState('');
  const send = (): void => {
    if (password !== '' && !isBusy) onTry(password);
  };
  return (
    <span className={styles.asking}>
      <TextField
        label={`Password of ${path}`}
        hideLabel
        secret="current"
        placeholder="Password"
        autoFocus={autoFocus}
        value={password}
        onChange={setPassword}
        onSubmit={send}
      />
      <Button label={`Unlock ${path}`} isDisabled={password === '' || isBusy} onPress={send}>
        Unlock
      </Button>
    </span>
  );
}

function WithChoice({
  label,
  options,
  action,
  isBusy,
  onTry,
}: Asking<string> & {
  label: string;
  options: readonly { readonly id: string; readonly label: string }[];
  action: string;
}) {
  const [chosen, setChosen] = useState(options[0]!.id);
  return (
    <span className={styles.asking}>
      <Select<string> label={label} hideLabel options={[...options]} value={chosen} onChange={setChosen} />
      <Button label={`${action}, ${label}`} isDisabled={isBusy} onPress={() => onTry(chosen)}>
        {action}
      </Button>
    </span>
  );
}
