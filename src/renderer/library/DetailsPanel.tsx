import type { Id } from '../../core/model/id';
import { writtenNumber } from '../../core/text/writtenNumber';
import { Button, ErrorNote } from '../ui';
import { DocumentDetails } from '../app/details/DocumentDetails';
import { goTo } from '../app/navigation';
import { useCall } from '../app/session';
import styles from './DetailsPanel.module.css';

export type DetailsPanelProps = {
  ids: readonly Id[];
  isTrashed: boolean;
  canChange: boolean;
  onOpen: (id: Id) => void;
  onCompare: () => void;
  onTrash: () => void;
  onRestore: () => void;
};

/** What is known of the selected document, to be corrected in place. */
export function DetailsPanel(props: DetailsPanelProps) {
  const { ids, isTrashed, canChange, onOpen, onCompare, onTrash, onRestore } = props;
  const [id] = ids;
  return (
    <aside className={styles.panel} aria-label="Details" id="document-details">
      {id === undefined ? (
        <p className={styles.none}>Select a document to see what is known of it, and to correct it.</p>
      ) : ids.length > 1 ? (
        <>
          <h2 className={styles.title}>{writtenNumber(ids.length)} documents</h2>
          <div className={styles.actions}>
            {!isTrashed && (
              <Button onPress={() => goTo({ view: 'metadata', only: ids })}>Edit details in a table</Button>
            )}
            {ids.length === 2 && !isTrashed && <Button onPress={onCompare}>Compare the two</Button>}
            {isTrashed ? (
              <Button isDisabled={!canChange} onPress={onRestore}>
                Restore
              </Button>
            ) : (
              <Button variant="danger" isDisabled={!canChange} onPress={onTrash}>
                Move to trash
              </Button>
            )}
          </div>
        </>
      ) : (
        <>
          <SingleDocument key={id} id={id} isReadOnly={!canChange || isTrashed} />
          <div className={styles.actions}>
            <Button variant={isTrashed ? 'quiet' : 'primary'} onPress={() => onOpen(id)}>
              Read
            </Button>
            {isTrashed ? (
              <Button isDisabled={!canChange} onPress={onRestore}>
                Restore
              </Button>
            ) : (
              <>
                <Button onPress={onCompare}>Compare with…</Button>
                <Button variant="danger" isDisabled={!canChange} onPress={onTrash}>
                  Move to trash
                </Button>
              </>
            )}
          </div>
        </>
      )}
    </aside>
  );
}

function SingleDocument({ id, isReadOnly }: { id: Id; isReadOnly: boolean }) {
  const { data: document, error } = useCall('documents.get', { id });
  if (error) return <ErrorNote error={error} />;
  return document ? <DocumentDetails document={document} isReadOnly={isReadOnly} /> : null;
}
