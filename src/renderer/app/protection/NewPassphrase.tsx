import { passphraseFault, passphraseStrength } from '../../../core/model/passphrase';
import { TextField } from '../../ui';
import styles from './Protection.module.css';

/** A passphrase typed twice. */
export type Typed = { readonly passphrase: string; readonly again: string };

export const nothingTyped: Typed = { passphrase: '', again: '' };

/** True when it may be used. */
export const isUsable = ({ passphrase, again }: Typed): boolean =>
  passphraseFault(passphrase) === null && passphrase === again;

/** Two fields for a new passphrase, with a word on how good it is. */
export function NewPassphrase(props: {
  typed: Typed;
  onChange: (typed: Typed) => void;
  onSubmit: () => void;
  label?: string;
  autoFocus?: boolean;
}) {
  const { typed, onChange, onSubmit, label = 'Passphrase', autoFocus = false } = props;
  const { level, advice } = passphraseStrength(typed.passphrase);
  const differs = typed.again !== '' && !typed.passphrase.startsWith(typed.again);
  return (
    <div className={styles.fields}>
      <TextField
        label={label}
        value={typed.passphrase}
        onChange={(passphrase) => onChange({ ...typed, passphrase })}
        onSubmit={onSubmit}
        autoFocus={autoFocus}
        secret="new"
        description={
          <span
            className={styles.strength}
            data-level={typed.passphrase === '' ? undefined : level}
            role="status"
          >
            {typed.passphrase === '' ? 'Several unrelated words are easy to keep and hard to guess.' : advice}
          </span>
        }
      />
      <TextField
        label="The same again"
        value={typed.again}
        onChange={(again) => onChange({ ...typed, again })}
        onSubmit={onSubmit}
        secret="new"
        error={differs ? 'The two differ.' : null}
      />
    </div>
  );
}
