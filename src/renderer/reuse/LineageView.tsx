import { useState } from 'react';
import { writtenDate } from '../../core/model/date';
import type { Id } from '../../core/model/id';
import { publicationOrder, writtenShare, type NamedDocument, type ReuseArrow } from '../../core/model/reuse';
import { goTo } from '../app/navigation';
import { useCall } from '../app/session';
import { Button, EmptyState, ErrorNote, Spinner, ViewHead } from '../ui';
import styles from './LineageView.module.css';

/** Height of a document on the axis and the width beside it that arrows take, in the drawing's own units. */
const ROW = 64;
const ARCS = 150;

/** The documents of one story from the earliest on, and who took how much from whom: drawn, and as a table. */
export function LineageView({ document: id }: { document: Id }) {
  const { data, error } = useCall('reuse.lineage', { id });
  const [chosen, setChosen] = useState<Id | null>(null);
  if (error) {
    return (
      <EmptyState title="The lineage cannot be shown">
        <ErrorNote error={error} />
      </EmptyState>
    );
  }
  if (!data) return <Spinner label="Looking for the documents of this story" />;
  const { documents, arrows, cut } = data;
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
        <p className={styles.quiet}>
          {own ? `“${own.title}” and the documents that go back to the same text, from the earliest on.` : ''}{' '}
          An arrow leads to who took something, and tells how much of the later text it is.
          {documents.some(({ published }) => published === null) &&
            ' Documents without a date stand last, in the order in which they were imported.'}
          {arrows.some((arrow) => !isOrderKnown(documents, arrow)) &&
            ' A dashed line without a tip joins two documents of which nobody knows which came first.'}
          {cut && ' There are more of them than are shown.'}
        </p>
        {arrows.length === 0 ? (
          <p className={styles.quiet}>
            No other document has a fifth of this one, or is in it with a fifth of its own.
          </p>
        ) : (
          <>
            <div className={styles.axis}>
              <Arcs documents={documents} arrows={arrows} chosen={chosen} />
              <ol className={styles.documents} aria-label="Documents in the order of publication">
                {documents.map((one, at) => (
                  <li
                    key={one.id}
                    className={styles.document}
                    data-own={one.id === id || undefined}
                    onPointerEnter={() => setChosen(one.id)}
                    onPointerLeave={() => setChosen(null)}
                  >
                    <button
                      type="button"
                      className={styles.title}
                      onFocus={() => setChosen(one.id)}
                      onBlur={() => setChosen(null)}
                      onClick={() => goTo({ view: 'reader', document: one.id })}
                    >
                      {one.title}
                    </button>
                    <span className={styles.source}>
                      {[
                        one.publisher,
                        one.published ? writtenDate(one.published) : 'date not known',
                        since(documents[at - 1], one),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </li>
                ))}
              </ol>
            </div>
            <LineageTable documents={documents} arrows={arrows} />
          </>
        )}
      </div>
    </div>
  );
}

/** Whether the dates tell who was first, so that an arrow can say who took from whom. */
function isOrderKnown(documents: readonly NamedDocument[], { from, to }: ReuseArrow): boolean {
  const published = (id: Id) => documents.find((one) => one.id === id)?.published ?? null;
  return publicationOrder(published(to), published(from)) === 'earlier';
}

/** The arrows, beside a list of rows of one height; the table says the same to who cannot see them. */
function Arcs({
  documents,
  arrows,
  chosen,
}: {
  documents: readonly NamedDocument[];
  arrows: readonly ReuseArrow[];
  chosen: Id | null;
}) {
  const places = new Map(documents.map(({ id }, place) => [id, place]));
  const height = documents.length * ROW;
  const middle = (place: number): number => place * ROW + ROW / 2;
  return (
    <svg className={styles.arcs} viewBox={`0 0 ${ARCS} ${height}`} aria-hidden>
      <line
        className={styles.line}
        x1={ARCS - 8}
        x2={ARCS - 8}
        y1={middle(0)}
        y2={middle(documents.length - 1)}
      />
      {arrows.map((arrow) => {
        const { from, to, share } = arrow;
        const [y1, y2] = [middle(places.get(from)!), middle(places.get(to)!)];
        const reach = Math.min(ARCS - 50, 26 + (y2 - y1) * 0.16);
        const x = ARCS - 14;
        const isLit = chosen === from || chosen === to;
        const isDirected = isOrderKnown(documents, arrow);
        return (
          <g
            key={`${from} ${to}`}
            className={styles.arc}
            data-undirected={isDirected ? undefined : true}
            data-lit={isLit || undefined}
            data-dim={chosen && !isLit ? true : undefined}
          >
            <path
              d={`M ${x} ${y1} C ${x - reach * 1.3} ${y1}, ${x - reach * 1.3} ${y2}, ${isDirected ? x - 7 : x} ${y2}`}
              strokeWidth={1 + share * 4}
            />
            {isDirected && <path className={styles.tip} d={`M ${x} ${y2} l -9 -5 v 10 z`} />}
            <text x={x - reach - 4} y={(y1 + y2) / 2 + 4} textAnchor="end">
              {writtenShare(share)}
            </text>
          </g>
        );
      })}
      {documents.map(({ id }, place) => (
        <circle
          key={id}
          className={styles.dot}
          cx={ARCS - 8}
          cy={middle(place)}
          r={5}
          data-lit={id === chosen || undefined}
        />
      ))}
    </svg>
  );
}

function LineageTable({
  documents,
  arrows,
}: {
  documents: readonly NamedDocument[];
  arrows: readonly ReuseArrow[];
}) {
  const titles = new Map(documents.map(({ id, title }) => [id, title]));
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>Who took how much from whom</caption>
      <thead>
        <tr>
          <th scope="col">Document</th>
          <th scope="col">Published</th>
          <th scope="col">Took from</th>
          <th scope="col">Share of its words</th>
        </tr>
      </thead>
      <tbody>
        {documents.flatMap((one) => {
          const taken = arrows.filter(({ to }) => to === one.id);
          const rows = taken.length === 0 ? [null] : taken;
          return rows.map((arrow, at) => (
            <tr key={`${one.id} ${arrow?.from ?? ''}`}>
              {at === 0 && (
                <>
                  <th scope="rowgroup" rowSpan={rows.length}>
                    {one.title}
                  </th>
                  <td className={styles.date} rowSpan={rows.length}>
                    {one.published ? writtenDate(one.published) : 'not known'}
                  </td>
                </>
              )}
              <td>
                {arrow ? titles.get(arrow.from) : '—'}
                {arrow && !isOrderKnown(documents, arrow) && ', or the other way round'}
              </td>
              <td className={styles.number}>{arrow ? writtenShare(arrow.share) : ''}</td>
            </tr>
          ));
        })}
      </tbody>
    </table>
  );
}

/** "2 days later" than the one before; empty where their dates do not tell. */
function since(before: NamedDocument | undefined, one: NamedDocument): string {
  if (before?.published?.length !== 10 || one.published?.length !== 10) return '';
  const days = (Date.parse(one.published) - Date.parse(before.published)) / 86_400_000;
  if (publicationOrder(before.published, one.published) === 'same') return 'the same day';
  return `${days} ${days === 1 ? 'day' : 'days'} later`;
}
