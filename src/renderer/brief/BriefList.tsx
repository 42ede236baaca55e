import { Ellipsis, FileCheck, Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import type { BriefSummary } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import { counted } from '../../core/text/writtenNumber';
import { undo } from '../app/history';
import { showMessage } from '../app/messages';
import { useNavigation } from '../app/navigation';
import { act, useCall, useClient } from '../app/session';
import { useFocusAfter, useFocusKept } from '../app/useStartFocus';
import { writtenDay } from '../app/writtenTime';
import { Button, Dialog, EmptyState, ErrorNote, IconButton, Menu, Spinner, TextField, ViewHead } from '../ui';
import styles from './BriefList.module.css';

export type BriefListProps = { canEdit: boolean; onNew: () => void; onCheck: () => void };

/** The briefs of the library, the one changed last first. */
export function BriefList({ canEdit, onNew, onCheck }: BriefListProps) {
  const { data: briefs, error } = useCall('briefs.list', {});
  const list = useRef<HTMLUListElement>(null);
  useFocusAfter(briefs !== undefined);
  useFocusKept(list, briefs?.length);
  const [renaming, setRenaming] = useState<BriefSummary | null>(null);
  const check = (
    <Button icon={<FileCheck aria-hidden />} onPress={onCheck}>
      Check a brief…
    </Button>
  );
  const add = (
    <Button variant="primary" icon={<Plus aria-hidden />} isDisabled={!canEdit} onPress={onNew}>
      New brief
    </Button>
  );
  if (error) return <ErrorNote error={error} />;
  if (!briefs) return <Spinner />;
  if (briefs.length === 0) {
    return (
      <div className={styles.page}>
        <ViewHead title="Briefs" />
        <EmptyState
          title="No briefs yet"
          actions={
            <>
              {add}
              {check}
            </>
          }
        >
          A brief is a piece of writing with evidence: your own words, the passages you highlighted and your
          notes, in the order you give them. It exports to Markdown with a footnote for every quotation.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className={styles.page}>
      <ViewHead
        title="Briefs"
        actions={
          <>
            {check}
            {add}
          </>
        }
      />
      <ul ref={list} className={styles.list} aria-label="Briefs">
        {briefs.map((brief) => (
          <BriefRow key={brief.id} brief={brief} canEdit={canEdit} onRename={() => setRenaming(brief)} />
        ))}
      </ul>
      {renaming && <RenameDialog brief={renaming} onClose={() => setRenaming(null)} />}
    </div>
  );
}

function BriefRow({
  brief,
  canEdit,
  onRename,
}: {
  brief: BriefSummary;
  canEdit: boolean;
  onRename: () => void;
}) {
  const { go } = useNavigation();
  const client = useClient();
  const remove = async (): Promise<void> => {
    try {
      await client.call('briefs.remove', { id: brief.id });
      showMessage({
        kind: 'info',
        text: `Deleted the brief “${brief.title}”.`,
        action: { label: 'Undo', run: () => void undo() },
      });
    } catch (thrown) {
      const { message, next } = AppError.from(thrown);
      showMessage({ kind: 'error', text: message, next });
    }
  };
  const changed = writtenDay(brief.changedAt);
  return (
    <li className={styles.row}>
      <Button variant="plain" className={styles.open} onPress={() => go({ view: 'briefs', brief: brief.id })}>
        <span className={styles.name}>{brief.title}</span>
        <span className={styles.about}>
          {[brief.author, counted(brief.quotations, 'quotation'), counted(brief.items, 'item'), changed]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </Button>
      <Menu
        label={`What to do with ${brief.title}`}
        placement="bottom end"
        trigger={<IconButton label={`More for ${brief.title}`} icon={<Ellipsis aria-hidden />} />}
        items={[
          { id: 'rename', label: 'Rename…', isDisabled: !canEdit, run: onRename },
          { id: 'delete', label: 'Delete', danger: true, isDisabled: !canEdit, run: () => void remove() },
        ]}
      />
    </li>
  );
}

function RenameDialog({ brief, onClose }: { brief: BriefSummary; onClose: () => void }) {
  const [title, setTitle] = useState(brief.title);
  const rename = async (): Promise<void> => {
    const edit = { kind: 'retitle' as const, title: title.trim(), author: brief.author };
    if (title.trim() !== '' && (await act('briefs.edit', { id: brief.id, edit }))) onClose();
  };
  return (
    <Dialog
      title="Rename brief"
      size="small"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={title.trim() === ''} onPress={() => void rename()}>
            Rename
          </Button>
        </>
      }
    >
      <TextField label="Title" value={title} onChange={setTitle} autoFocus onSubmit={() => void rename()} />
    </Dialog>
  );
}
