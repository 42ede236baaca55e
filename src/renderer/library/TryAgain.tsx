import { useState } from 'react';
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
  const isBusy = useImportDesk(({ running }) => running !== null);
  const again = (options?: ImportOptions): void => void tryAgain(client, [outcome], options);
  switch (outcome.error?.code) {
    case 'password-needed':
      return <WithPassword path={outcome.path} isBusy={isBusy} onTry={(password) => again({ password })} />;
    case 'scanned':
      return (
        <WithChoice
          label={`Language of ${outcome.path}`}
          options={RECOGNISED_LANGUAGES.map(({ code, name }) => ({ id: code, label: name }))}
          action="Recognise text"
          isBusy={isBusy}
          // Numbers, names and addresses are written in Latin letters nearly everywhere.
          onTry={(code) => again({ ocr: { languages: code === 'eng' ? ['eng'] : [code, 'eng'] } })}
        />
      );
    case 'encoding-unknown':
      return (
        <WithChoice
          label={`Encoding of ${outcome.path}`}
          options={ENCODINGS.map(({ label, name }) => ({ id: label, label: name }))}
          action="Read so"
          isBusy={isBusy}
          onTry={(encoding) => again({ encoding })}
        />
      );
    default:
      return (
        <Button size="small" label={`Try ${outcome.path} again`} isDisabled={isBusy} onPress={() => again()}>
          Try again
        </Button>
      );
  }
}

type Asking<T> = { readonly isBusy: boolean; readonly onTry: (given: T) => void };

function WithPassword({ path, isBusy, onTry }: Asking<string> & { path: string }) {
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
        value={password}
        onChange={setPassword}
        onSubmit={send}
      />
      <Button size="small" isDisabled={password === '' || isBusy} onPress={send}>
        Open
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
      <Button size="small" isDisabled={isBusy} onPress={() => onTry(chosen)}>
        {action}
      </Button>
    </span>
  );
}
