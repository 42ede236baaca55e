import { ChevronDown } from 'lucide-react';
import { useEffect, useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { DocumentSummary } from '../../core/api/contract';
import { writtenDate } from '../../core/model/date';
import type { Document } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { writtenNumber } from '../../core/text/writtenNumber';
import { useClient } from '../app/session';
import { Button, IconButton, Popover } from '../ui';
import styles from './DocumentChooser.module.css';
import { likelyFirst } from './likelyFirst';

export type DocumentChooserProps = {
  /** "Left document": which of the two. */
  label: string;
  document: Document | undefined;
  onChoose: (id: Id) => void;
  /** Said behind the document's own facts. */
  children?: ReactNode;
};

/** What stands above a column: which document it is, and the way to take another. */
export function DocumentChooser({ label, document, onChoose, children }: DocumentChooserProps) {
  const [isOpen, setOpen] = useState(false);
  const title = document?.metadata.title ?? 'Choose a document…';
  return (
    <div className={styles.chooser}>
      <Popover
        label={`Choose the ${label.toLowerCase()}`}
        isOpen={isOpen}
        onOpenChange={setOpen}
        placement="bottom start"
        className={styles.popover}
        trigger={
          <Button variant="plain" className={styles.button} label={`${label}: ${title}`}>
            <span className={styles.title} data-empty={document === undefined || undefined}>
              {title}
            </span>
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        <Finder
          label={label}
          onChoose={(id) => {
            setOpen(false);
            onChoose(id);
          }}
        />
      </Popover>
      <p className={styles.facts}>
        {document ? factsOf(document) : 'Nothing here yet'}
        {children}
      </p>
    </div>
  );
}

export type AddDocumentProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Not offered: they are there already. */
  without: readonly Id[];
  icon: ReactNode;
  onChoose: (id: Id) => void;
};

/** The way to one document more. */
export function AddDocument({ isOpen, onOpenChange, without, icon, onChoose }: AddDocumentProps) {
  return (
    <Popover
      label="Add a document"
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      placement="bottom end"
      className={styles.popover}
      trigger={<IconButton label="Add a document" keys="a" icon={icon} />}
    >
      <Finder
        label="Document to add"
        without={without}
        onChoose={(id) => {
          onOpenChange(false);
          onChoose(id);
        }}
      />
    </Popover>
  );
}

/** Outlet, date and length of a document in a line. */
export function factsOf({ metadata, words }: Document): string {
  return [
    metadata.publisher ?? metadata.agency,
    metadata.published === null ? null : writtenDate(metadata.published),
    `${writtenNumber(words)} words`,
  ]
    .filter((fact) => fact !== null)
    .join(' · ');
}

/** Finds a document by typing: letters narrow the list, arrows move, Enter takes. */
function Finder({
  label,
  without = NOTHING,
  onChoose,
}: {
  label: string;
  without?: readonly Id[];
  onChoose: (id: Id) => void;
}) {
  const client = useClient();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const [found, setFound] = useState<{ of: string; rows: readonly DocumentSummary[] } | null>(null);
  /** Enter came before the answer to what was typed: the first of it is taken. */
  const [hurried, setHurried] = useState(false);
  const id = useId();
  useEffect(() => {
    const stop = new AbortController();
    client
      .call(
        'documents.list',
        { text: typed, sort: { by: 'title', descending: false }, from: 0, count: 50 },
        { signal: stop.signal },
      )
      .then((answer) => {
        if (stop.signal.aborted) return;
        const rows = likelyFirst(answer.rows, typed);
        setFound({ of: typed, rows });
        const first = rows.find(({ id }) => !without.includes(id));
        if (hurried && first) onChoose(first.id);
      })
      // Stopped, or the connection is gone, which the window tells by itself.
      .catch(() => undefined);
    return () => stop.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- who is told changes with each drawing, the question does not
  }, [client, typed, hurried]);
  const rows = (found?.rows ?? NOTHING).filter((row) => !without.includes(row.id));
  const at = Math.min(active, Math.max(0, rows.length - 1));
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (rows.length > 0) setActive((at + (event.key === 'ArrowDown' ? 1 : rows.length - 1)) % rows.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const row = rows[at];
      if (found?.of !== typed) setHurried(true);
      else if (row) onChoose(row.id);
    }
  };
  return (
    <div className={styles.finder}>
      <input
        className={styles.input}
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={id}
        aria-autocomplete="list"
        {...(rows.length > 0 && { 'aria-activedescendant': `${id}-${at}` })}
        placeholder="Title, outlet or author…"
        value={typed}
        // The list opens on the user's own command, so taking the focus is what was asked for.
        autoFocus
        onChange={(event) => {
          setTyped(event.target.value);
          setHurried(false);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <div id={id} role="listbox" aria-label="Documents" className={styles.list}>
        {rows.map((row, index) => (
          <div
            key={row.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles.option}
            ref={(element) => {
              if (index === at) element?.scrollIntoView({ block: 'nearest' });
            }}
            onMouseMove={() => setActive(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(row.id)}
          >
            <span className={styles.optionTitle}>{row.title}</span>
            <span className={styles.optionFacts}>
              {[row.publisher ?? row.agency, row.published && writtenDate(row.published)]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </div>
        ))}
        {found && rows.length === 0 && (
          <div role="option" aria-selected={false} aria-disabled className={styles.none}>
            {typed === '' ? 'The library has no documents yet.' : 'No document has these words.'}
          </div>
        )}
      </div>
    </div>
  );
}

const NOTHING: readonly never[] = [];
