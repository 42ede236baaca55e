import { useRef, useState } from 'react';
import type { Output } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { referenceText } from '../../core/interchange/references';
import type { ReferenceMatch } from '../../core/model/reference';
import { writtenDate } from '../../core/model/date';
import type { Id } from '../../core/model/id';
import { counted, writtenNumber } from '../../core/text/writtenNumber';
import { Button, Dialog, ErrorNote, Select } from '../ui';
import { showMessage } from '../app/messages';
import { act, useClient } from '../app/session';
import styles from './AttachReferencesDialog.module.css';

const LARGEST = 20_000_000;
const SHOWN = 200;

type Found = {
  readonly text: string;
  readonly fileName: string;
  readonly answer: Output<'references.match'>;
};

/** Attaches a reference manager's items to documents: what belongs where is shown, and decided, before anything changes. */
export function AttachReferencesDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const input = useRef<HTMLInputElement>(null);
  const [found, setFound] = useState<Found | null>(null);
  const [decided, setDecided] = useState<Readonly<Record<number, Id>>>({});
  const [error, setError] = useState<AppError | null>(null);
  const choose = async (file: File): Promise<void> => {
    setError(null);
    try {
      if (file.size > LARGEST) {
        throw new AppError(
          'file-too-large',
          `“${file.name}” is larger than 20 MB.`,
          'Export fewer references at once.',
        );
      }
      const text = referenceText(new Uint8Array(await file.arrayBuffer()));
      const answer = await client.call('references.match', { text });
      setFound({ text, fileName: file.name, answer });
      setDecided({});
    } catch (thrown) {
      setFound(null);
      setError(AppError.from(thrown));
    }
  };
  const of = (status: ReferenceMatch['status']): ReferenceMatch[] =>
    found?.answer.matches.filter((match) => match.status === status) ?? [];
  const [matched, ambiguous, unmatched] = [of('matched'), of('ambiguous'), of('unmatched')];
  const choices = [
    ...matched.map(({ item, documents }) => ({ item, document: documents[0]! })),
    ...Object.entries(decided).map(([item, document]) => ({ item: Number(item), document })),
  ];
  const attach = async (): Promise<void> => {
    if (!found) return;
    const done = await act('references.attach', { text: found.text, choices });
    if (!done) return;
    onClose();
    showMessage({
      kind: 'info',
      text: `${done.documents === 1 ? 'One reference' : counted(done.documents, 'reference')} attached, ${counted(done.fields, 'field')} filled.`,
    });
  };
  const named = new Map(found?.answer.documents.map((document) => [document.id, document]));
  const describe = (id: Id): string => {
    const document = named.get(id);
    if (!document) return id;
    const facts = [document.publisher, document.published && writtenDate(document.published)]
      .filter(Boolean)
      .join(', ');
    return facts === '' ? document.title : `${document.title} (${facts})`;
  };
  return (
    <Dialog
      title="Attach references"
      isOpen
      onClose={onClose}
      size="large"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={choices.length === 0} onPress={() => void attach()}>
            {choices.length === 1 ? 'Attach one reference' : `Attach ${choices.length} references`}
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        <p>
          Choose a file of CSL-JSON or RIS. Fields that are empty or guessed are filled; what you wrote is
          never overwritten.
        </p>
        <input
          ref={input}
          type="file"
          accept=".json,.ris,.csl,.txt"
          className={styles.file}
          aria-label="File of references"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) void choose(file);
          }}
        />
        <ErrorNote error={error} />
        {found && (
          <>
            <p role="status">
              {matched.length} matched, {ambiguous.length} to decide, {unmatched.length} without a document.
            </p>
            {found.answer.problems.slice(0, 5).map((problem) => (
              <p key={problem}>{problem}</p>
            ))}
            <Group title="To decide" matches={ambiguous}>
              {(match) => (
                <Select
                  label={`Document for ${match.title}`}
                  hideLabel
                  placeholder="Attach to none"
                  options={match.documents.slice(0, 50).map((id) => ({ id, label: describe(id) }))}
                  value={decided[match.item] ?? null}
                  onChange={(id) => setDecided({ ...decided, [match.item]: id })}
                />
              )}
            </Group>
            <Group title="Matched" matches={matched}>
              {(match) => `${describe(match.documents[0]!)}, by ${WAYS[match.by ?? 'title']}`}
            </Group>
            <Group title="Without a document" matches={unmatched}>
              {() => null}
            </Group>
          </>
        )}
      </div>
    </Dialog>
  );
}

const WAYS = { doi: 'its DOI', address: 'its address', title: 'its title' } as const;

type GroupProps = {
  title: string;
  matches: readonly ReferenceMatch[];
  children: (match: ReferenceMatch) => React.ReactNode;
};

function Group({ title, matches, children }: GroupProps) {
  if (matches.length === 0) return null;
  return (
    <section>
      <h3 className={styles.groupTitle}>{title}</h3>
      <ul className={styles.list}>
        {matches.slice(0, SHOWN).map((match) => (
          <li key={match.item} className={styles.match}>
            <span className={styles.name}>{match.title}</span>
            {children(match)}
          </li>
        ))}
      </ul>
      {matches.length > SHOWN && <p>… and {writtenNumber(matches.length - SHOWN)} more.</p>}
    </section>
  );
}
