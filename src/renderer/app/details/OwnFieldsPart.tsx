import { Pencil, Plus, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { OwnFieldName } from '../../../core/model/metadataEdit';
import { Button, IconButton, TextField } from '../../ui';
import { act, useCall } from '../session';
import styles from './Details.module.css';
import type { DetailsPartProps } from './detailsPart';

/** How many names of other documents' fields are offered. */
const OFFERED = 6;

/** Fields of the analyst's own: as many as wanted, under names used in the library or new ones. */
export function OwnFieldsPart({ document, isReadOnly }: DetailsPartProps) {
  const { custom } = document.metadata;
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState<string | null>(null);
  const add = useRef<HTMLDivElement>(null);
  const names = Object.keys(custom);
  const edit = (own: Record<string, string | null>) =>
    act('details.edit', { edits: [{ ids: [document.id], own }] });
  if (isReadOnly && names.length === 0) return null;
  return (
    <section className={styles.part} aria-label="Own fields" ref={add}>
      <h2 className={styles.partTitle}>Own fields</h2>
      {names.map((name) =>
        renaming === name ? (
          <NameField
            key={name}
            label={`New name of ${name}`}
            initial={name}
            taken={names.filter((other) => other !== name)}
            onDone={(after) => {
              setRenaming(null);
              if (after !== null && after !== name) void edit({ [name]: null, [after]: custom[name]! });
            }}
          />
        ) : (
          <div key={name} className={styles.ownField}>
            <OwnField
              name={name}
              value={custom[name]!}
              isReadOnly={isReadOnly}
              onKeep={(value) => edit({ [name]: value })}
            />
            {!isReadOnly && (
              <>
                <IconButton
                  label={`Rename the field ${name}`}
                  size="small"
                  icon={<Pencil aria-hidden />}
                  onPress={() => setRenaming(name)}
                />
                <IconButton
                  label={`Remove the field ${name}`}
                  size="small"
                  icon={<X aria-hidden />}
                  onPress={() => void edit({ [name]: null })}
                />
              </>
            )}
          </div>
        ),
      )}
      {adding ? (
        <NewField
          taken={names}
          onDone={(field) => {
            setAdding(false);
            if (field !== null) void edit({ [field.name]: field.value });
          }}
        />
      ) : (
        !isReadOnly && (
          <Button size="small" variant="plain" icon={<Plus aria-hidden />} onPress={() => setAdding(true)}>
            Add a field
          </Button>
        )
      )}
    </section>
  );
}

type OwnFieldProps = {
  name: string;
  value: string;
  isReadOnly: boolean;
  onKeep: (value: string) => Promise<unknown>;
};

function OwnField({ name, value, isReadOnly, onKeep }: OwnFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const keep = async (): Promise<void> => {
    if (draft === null) return;
    if (draft.trim() !== value) await onKeep(draft);
    setDraft(null);
  };
  return (
    <TextField
      label={name}
      value={draft ?? value}
      onChange={setDraft}
      wraps
      isReadOnly={isReadOnly}
      className={styles.field}
      onBlur={() => void keep()}
      onSubmit={() => void keep()}
    />
  );
}

type NameFieldProps = {
  label: string;
  initial: string;
  taken: readonly string[];
  /** Null: nobody wants it after all. */
  onDone: (name: string | null) => void;
};

function NameField({ label, initial, taken, onDone }: NameFieldProps) {
  const [name, setName] = useState(initial);
  const [error, setError] = useState<string | null>(null);
  const finish = (): void => {
    const read = readName(name, taken);
    if (name.trim() === '') onDone(null);
    else if ('problem' in read) setError(read.problem);
    else onDone(read.name);
  };
  return (
    <TextField
      label={label}
      value={name}
      onChange={setName}
      autoFocus
      error={error}
      onSubmit={finish}
      onBlur={finish}
    />
  );
}

type NewFieldProps = {
  taken: readonly string[];
  onDone: (field: { name: string; value: string } | null) => void;
};

function NewField({ taken, onDone }: NewFieldProps) {
  const { data: known = [] } = useCall('details.ownFields', {});
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const [error, setError] = useState<string | null>(null);
  const typed = name.trim().toLowerCase();
  const offered = known
    .filter(
      (field) =>
        !taken.includes(field.name) && field.name.toLowerCase().startsWith(typed) && field.name !== name,
    )
    .slice(0, OFFERED);
  const values = known.find((field) => field.name === name.trim())?.values ?? [];
  const finish = (): void => {
    const read = readName(name, taken);
    if ('problem' in read) setError(read.problem);
    else if (value.trim() === '') setError('A field needs a value; one without is taken away.');
    else onDone({ name: read.name, value });
  };
  return (
    <div className={styles.newField} role="group" aria-label="New field">
      <TextField
        label="Name of the field"
        value={name}
        onChange={setName}
        autoFocus
        error={error}
        onSubmit={finish}
      />
      <Offers
        label="Names used in this library"
        offers={offered.map((field) => field.name)}
        onChoose={setName}
      />
      <TextField label="Value" value={value} onChange={setValue} onSubmit={finish} />
      {value === '' && <Offers label="Values used" offers={values.slice(0, OFFERED)} onChoose={setValue} />}
      <div className={styles.buttons}>
        <Button size="small" variant="primary" onPress={finish}>
          Add
        </Button>
        <Button size="small" onPress={() => onDone(null)}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

function Offers({
  label,
  offers,
  onChoose,
}: {
  label: string;
  offers: readonly string[];
  onChoose: (offer: string) => void;
}) {
  if (offers.length === 0) return null;
  return (
    <div className={styles.offers} role="group" aria-label={label}>
      {offers.map((offer) => (
        <Button key={offer} size="small" onPress={() => onChoose(offer)}>
          {offer}
        </Button>
      ))}
    </div>
  );
}

/** A name that can be given to a field, or the sentence that says why not. */
function readName(typed: string, taken: readonly string[]): { name: string } | { problem: string } {
  const read = OwnFieldName.safeParse(typed);
  if (!read.success)
    return { problem: `“${typed.trim()}” cannot be used: ${read.error.issues[0]!.message}.` };
  return taken.includes(read.data)
    ? { problem: `There is a field “${read.data}” already.` }
    : { name: read.data };
}
