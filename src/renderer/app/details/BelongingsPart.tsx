import type { DocumentSummary } from '../../../core/api/contract';
import { writtenDate } from '../../../core/model/date';
import { writtenNumber } from '../../../core/text/writtenNumber';
import { goTo } from '../navigation';
import { useCall } from '../session';
import styles from './BelongingsPart.module.css';
import type { DetailsPartProps } from './detailsPart';

/** Longer lists are cut: the table of the library has all of them. */
const MOST = 12;

/** What the document came with and lay in: its message, attachments, thread, archive; and its copies. */
export function BelongingsPart({ document }: DetailsPartProps) {
  const { data } = useCall('documents.belongings', { id: document.id });
  if (!data) return null;
  const { parent, attachments, thread, sameText, within } = data;
  const others = attachments.length + thread.length + sameText.length;
  if (parent === null && within === null && others === 0) return null;
  return (
    <section className={styles.belongings} aria-label="Belongs with">
      {within !== null && <p className={styles.line}>From {within}</p>}
      {parent !== null && <Links name="Attached to" rows={[parent]} here={document.id} />}
      <Links name="Attachments" rows={attachments} here={document.id} />
      <Links name="Thread" rows={thread} here={document.id} dated />
      <Links name="The same text as" rows={sameText} here={document.id} />
    </section>
  );
}

type LinksProps = {
  readonly name: string;
  readonly rows: readonly DocumentSummary[];
  readonly here: string;
  readonly dated?: boolean;
};

function Links({ name, rows, here, dated = false }: LinksProps) {
  if (rows.length === 0) return null;
  const more = rows.length - MOST;
  return (
    <div>
      <h3 className={styles.name}>{name}</h3>
      <ul className={styles.list}>
        {rows.slice(0, MOST).map(({ id, title, published }) => (
          <li key={id} aria-current={id === here ? 'true' : undefined}>
            {id === here ? (
              title
            ) : (
              <button
                type="button"
                className={styles.link}
                onClick={() => goTo({ view: 'reader', document: id })}
              >
                {title}
              </button>
            )}
            {dated && published !== null && <span className={styles.date}> {writtenDate(published)}</span>}
          </li>
        ))}
        {more > 0 && <li>and {writtenNumber(more)} more</li>}
      </ul>
    </div>
  );
}
