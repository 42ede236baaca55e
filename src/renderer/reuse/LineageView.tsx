import { useRef, useState } from 'react';
import { writtenDate } from '../../core/model/date';
import type { Id } from '../../core/model/id';
import { publicationOrder, writtenShare, type NamedDocument } from '../../core/model/reuse';
import { counted } from '../../core/text/writtenNumber';
import { goTo } from '../app/navigation';
import { shortQuote } from '../app/passage/shownHighlights';
import { useCall } from '../app/session';
import { useWidth } from '../app/useWidth';
import { Button, EmptyState, ErrorNote, Spinner, ViewHead } from '../ui';
import { LineageLines } from './LineageLines';
import { lineageRows, type LineageRow } from './lineageRows';
import styles from './LineageView.module.css';

/** Width in rem from which what is known of a document stands behind its title, not under it. */
const WIDE = 46;

/** The documents of one story from the earliest on, and who took how much from whom: in words, with lines beside them. */
export function LineageView({ document: id }: { document: Id }) {
  const { data, error } = useCall('reuse.lineage', { id });
  if (error) {
    return (
      <EmptyState title="The lineage cannot be shown">
        <ErrorNote error={error} />
      </EmptyState>
    );
  }
  if (!data) return <Spinner label="Looking for the documents of this story" />;
  const { documents, arrows, cut } = data;
  const { rows, lanes } = lineageRows(documents, arrows);
  const own = documents.find((one) => one.id === id);
  return (
    <div className={styles.view}>
      <ViewHead
        title="Lineage"
        actions={
          <>
            <Button onPress={() => goTo({ view: 'reader', document: id })}>Open the document</Button>
            <Button onPress={() => goTo({ view: 'copies' })}>Copies and quotations</Button>
          </>
        }
      />
      <div className={styles.scroll}>
        <p className={styles.intro}>
          {own && (
            <>
              “{shortQuote(own.title, 120)}” and the documents that go back to the same text, from the
              earliest on.{' '}
            </>
          )}
          Under each stands how much of it is from whom; a press there compares the two.
          {documents.some(({ published }) => published === null) &&
            ' Documents without a date stand last, in the order in which they were imported.'}
          {rows.some(({ sources }) => sources.some(({ isDirected }) => !isDirected)) &&
            ' A dashed line without a tip joins two documents of which nobody knows which came first.'}
          {cut && ' There are more of them than are shown.'}
        </p>
        {arrows.length === 0 ? (
          <p className={styles.intro}>
            No other document has a fifth of this one, or is in it with a fifth of its own.
          </p>
        ) : (
          <Documents rows={rows} lanes={lanes} own={id} />
        )}
      </div>
    </div>
  );
}

function Documents({ rows, lanes, own }: { rows: readonly LineageRow[]; lanes: number; own: Id }) {
  const list = useRef<HTMLOListElement>(null);
  const isWide = (useWidth(list) ?? WIDE) >= WIDE;
  const [chosen, setChosen] = useState<Id | null>(null);
  const chosenAt = rows.findIndex(({ document }) => document.id === chosen);
  const lit = {
    at: chosenAt,
    id: chosen!,
    sources: new Set(rows[chosenAt]?.sources.map(({ document }) => document.id)),
  };
  return (
    <ol
      ref={list}
      className={styles.documents}
      aria-label="Documents in the order of publication"
      data-wide={isWide || undefined}
    >
      {rows.map((row, at) => {
        const { document, sources, takers } = row;
        const before = rows[at - 1]?.document;
        return (
          <li
            key={document.id}
            className={styles.document}
            data-own={document.id === own || undefined}
            onPointerEnter={() => setChosen(document.id)}
            onPointerLeave={() => setChosen(null)}
            onFocus={() => setChosen(document.id)}
            onBlur={() => setChosen(null)}
          >
            <LineageLines row={row} at={at} lanes={lanes} lit={chosenAt < 0 ? null : lit} isWide={isWide} />
            <div className={styles.words}>
              <div className={styles.head}>
                <button
                  type="button"
                  className={styles.title}
                  onClick={() => goTo({ view: 'reader', document: document.id })}
                >
                  {document.title}
                </button>
                <span className={styles.facts}>
                  {[
                    document.published ? writtenDate(document.published) : 'date not known',
                    document.publisher,
                    since(before, document),
                    takers.length > 0 && `${counted(takers.length, 'document')} took from it`,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </div>
              {sources.length > 0 && (
                <ul className={styles.sources} aria-label={`What “${document.title}” took`}>
                  {sources.map(({ document: source, share, isDirected }) => (
                    <li key={source.id} className={styles.source}>
                      <button
                        type="button"
                        className={styles.taken}
                        onClick={() => goTo({ view: 'compare', a: source.id, b: document.id })}
                      >
                        <span className={styles.share}>{writtenShare(share)}</span>{' '}
                        {isDirected ? 'from' : 'the same as'} “{source.title}”
                        {!isDirected && ', or the other way round'}
                      </button>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** "2 days later" than the one before; empty where their dates do not tell. */
function since(before: NamedDocument | undefined, one: NamedDocument): string {
  if (before?.published?.length !== 10 || one.published?.length !== 10) return '';
  const days = (Date.parse(one.published) - Date.parse(before.published)) / 86_400_000;
  if (publicationOrder(before.published, one.published) === 'same') return 'the same day';
  return `${counted(days, 'day')} later`;
}
