import type { NamedDocument, SharedQuotation } from '../../core/model/reuse';
import { counted } from '../../core/text/writtenNumber';
import { goTo } from '../app/navigation';
import { useCall } from '../app/session';
import { Button, EmptyState, ErrorNote, ProgressBar, Spinner, ViewHead } from '../ui';
import styles from './CopiesView.module.css';
import { writtenSource } from '../app/reuse/reuseWords';

/** Every text that the library has more than once, with all its copies, and the quotations that its documents share. */
export function CopiesView() {
  const state = useCall('reuse.state', {});
  const { data, error } = useCall('reuse.groups', {});
  const isWhole = state.data?.building === false;
  if (error) {
    return (
      <EmptyState title="Copies and quotations cannot be shown">
        <ErrorNote error={error} />
      </EmptyState>
    );
  }
  return (
    <div className={styles.view}>
      <ViewHead title="Copies and quotations" />
      <div className={styles.scroll}>
        {state.data?.building && state.data.total > 0 && (
          <div className={styles.building}>
            <ProgressBar
              label="Looking through the library"
              value={state.data.done}
              total={state.data.total}
            />
          </div>
        )}
        {!data ? (
          <Spinner label="Looking through the library" />
        ) : (
          <>
            <section className={styles.part} aria-labelledby="copies-heading">
              <h2 id="copies-heading" className={styles.heading}>
                Near-same texts
              </h2>
              {isWhole && data.copies.length === 0 && <p className={styles.quiet}>No text is here twice.</p>}
              {data.copies.map((group) => (
                <Copies key={group[0]!.id} group={group} />
              ))}
            </section>
            <section className={styles.part} aria-labelledby="quotations-heading">
              <h2 id="quotations-heading" className={styles.heading}>
                Quotations in otherwise different documents
              </h2>
              {isWhole && data.quotations.length === 0 && (
                <p className={styles.quiet}>No passage is shared by such documents.</p>
              )}
              {data.quotations.map((one) => (
                <Quotation
                  key={`${one.places[0]?.document.id ?? ''} ${one.places[0]?.at.from ?? 0}`}
                  quotation={one}
                />
              ))}
            </section>
            {data.cut && <p className={styles.quiet}>There are more; those of most words are listed.</p>}
          </>
        )}
      </div>
    </div>
  );
}

function Copies({ group }: { group: readonly NamedDocument[] }) {
  const [first] = group;
  return (
    <article className={styles.group} aria-label={`Copies of ${first!.title}`}>
      <ol className={styles.list}>
        {group.map((document) => (
          <Place
            key={document.id}
            document={document}
            onOpen={() => goTo({ view: 'reader', document: document.id })}
          />
        ))}
      </ol>
      <div className={styles.row}>
        <Button
          size="small"
          label={`Compare the first two of ${first!.title}`}
          onPress={() => goTo({ view: 'compare', a: first!.id, b: group[1]!.id })}
        >
          {group.length === 2 ? 'Compare' : 'Compare the first two'}
        </Button>
        <Button
          size="small"
          label={`Lineage of ${first!.title}`}
          onPress={() => goTo({ view: 'lineage', document: first!.id })}
        >
          Lineage
        </Button>
      </div>
    </article>
  );
}

function Quotation({ quotation: { quote, words, places } }: { quotation: SharedQuotation }) {
  return (
    <article
      className={styles.group}
      aria-label={`Quotation in ${counted(places.length, 'document', 'documents')}`}
    >
      <blockquote className={styles.quote}>{quote.replace(/\s+/g, ' ')}</blockquote>
      <p className={styles.quiet}>
        {counted(words, 'word', 'words')} in {counted(places.length, 'document', 'documents')}
      </p>
      <ol className={styles.list}>
        {places.map(({ document, at }) => (
          <Place
            key={document.id}
            document={document}
            onOpen={() => goTo({ view: 'reader', document: document.id, at })}
          />
        ))}
      </ol>
    </article>
  );
}

function Place({ document, onOpen }: { document: NamedDocument; onOpen: () => void }) {
  const source = writtenSource(document);
  return (
    <li>
      <button type="button" className={styles.title} onClick={onOpen}>
        {document.title}
      </button>
      {source !== '' && <span className={styles.source}>{source}</span>}
    </li>
  );
}
