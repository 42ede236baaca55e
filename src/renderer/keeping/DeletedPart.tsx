import type { Deleted } from '../../core/api/contract';
import { writtenNumber } from '../../core/text/writtenNumber';
import { undo } from '../app/history';
import { showError, showMessage } from '../app/messages';
import { act, call, useCall } from '../app/session';
import { writtenDay } from '../app/writtenTime';
import { Button, ErrorNote } from '../ui';
import styles from './KeepingView.module.css';

/** Documents of the trash shown here; the trash itself shows all. */
const SHOWN = 50;

const KINDS: Readonly<Record<Deleted['kind'], string>> = {
  note: 'Note',
  brief: 'Brief',
  search: 'Saved search',
  highlight: 'Highlight',
};

/** What was deleted in the last 30 days, and what is in the trash, each with the way back. */
export function DeletedPart({ canChange }: { canChange: boolean }) {
  const { data: deleted, error } = useCall('keeping.deleted', {});
  const { data: trash } = useCall('documents.list', {
    trashed: true,
    sort: { by: 'title', descending: false },
    from: 0,
    count: SHOWN,
  });
  const restored = (text: string): void =>
    showMessage({ kind: 'info', text, action: { label: 'Undo', run: () => void undo() } });
  const restore = async ({ id, title, kind }: Deleted): Promise<void> => {
    if (await act('keeping.restoreDeleted', { id })) restored(`Restored ${nameOf({ kind, title })}.`);
  };
  const takeOut = async (id: string, title: string): Promise<void> => {
    try {
      await call('documents.restore', { ids: [id] });
      restored(`Restored “${title}”.`);
    } catch (thrown) {
      showError(thrown);
    }
  };
  return (
    <section className={styles.part} aria-labelledby="keeping-deleted">
      <h2 id="keeping-deleted" className={styles.subhead}>
        Deleted lately
      </h2>
      <p className={styles.words}>
        Notes, briefs, highlights and saved searches deleted in the last 30 days can come back, each in one
        step. Documents stay in the trash until you delete them for good.
      </p>
      <ErrorNote error={error} />
      {deleted?.length === 0 && <p>Nothing was deleted in the last 30 days.</p>}
      {deleted && deleted.length > 0 && (
        <ul className={styles.list} aria-labelledby="keeping-deleted">
          {deleted.map((each) => (
            <li key={each.id} className={styles.edit}>
              <time dateTime={each.at}>{writtenDay(each.at)}</time>
              <span className={styles.kind}>{KINDS[each.kind]}</span>
              <span className={styles.editName}>{each.title === '' ? 'Without words' : each.title}</span>
              <Button
                variant="plain"
                size="small"
                label={`Restore ${nameOf(each)}`}
                isDisabled={!canChange}
                onPress={() => void restore(each)}
              >
                Restore
              </Button>
            </li>
          ))}
        </ul>
      )}
      <h3 id="keeping-trash" className={styles.partOfPart}>
        Trash
      </h3>
      {trash?.total === 0 && <p>The trash is empty.</p>}
      {trash && trash.total > 0 && (
        <ul className={styles.list} aria-labelledby="keeping-trash">
          {trash.rows.map(({ id, title, trashedAt }) => (
            <li key={id} className={styles.edit}>
              <time dateTime={trashedAt ?? undefined}>{trashedAt === null ? '' : writtenDay(trashedAt)}</time>
              <span className={styles.kind}>Document</span>
              <span className={styles.editName}>{title}</span>
              <Button
                variant="plain"
                size="small"
                label={`Restore the document ${title}`}
                isDisabled={!canChange}
                onPress={() => void takeOut(id, title)}
              >
                Restore
              </Button>
            </li>
          ))}
          {trash.total > trash.rows.length && (
            <li className={styles.edit}>
              and {writtenNumber(trash.total - trash.rows.length)} more: the trash in the library shows all.
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

const nameOf = ({ kind, title }: Pick<Deleted, 'kind' | 'title'>): string =>
  `the ${KINDS[kind].toLowerCase()}${title === '' ? '' : ` “${title}”`}`;
