import { useLayoutEffect, useRef, useState } from 'react';
import { writtenDate } from '../../core/model/date';
import type { Document } from '../../core/model/document';
import { writtenNumber } from '../../core/text/writtenNumber';
import { languageName } from '../app/languageName';
import { Button } from '../ui';
import styles from './TitleBlock.module.css';

export type TitleBlockProps = {
  document: Document;
  /** False where the text begins with the title: it is not said twice. */
  hasTitle: boolean;
  onEdit: () => void;
};

/** What stands above a text: its title and where it comes from. */
export function TitleBlock({ document, hasTitle, onEdit }: TitleBlockProps) {
  const { metadata, trashedAt } = document;
  const source = [
    metadata.publisher,
    metadata.agency && metadata.agency !== metadata.publisher ? metadata.agency : null,
  ];
  const facts = [
    source.filter(Boolean).join(' / '),
    metadata.published === null ? null : writtenDate(metadata.published),
    metadata.authors.length === 0 ? null : metadata.authors.join(', '),
    metadata.language === null ? null : languageName(metadata.language),
    `${writtenNumber(document.words)} words`,
  ].filter((fact) => fact !== null && fact !== '');
  return (
    <header className={styles.title} {...(!hasTitle && { 'data-brief': true })}>
      {hasTitle && <Heading title={metadata.title} language={metadata.language} />}
      <p className={styles.facts}>
        {facts.map((fact) => (
          <span key={fact} className={styles.fact}>
            {fact}
          </span>
        ))}
        <Button variant="plain" size="small" className={styles.edit} onPress={onEdit}>
          Edit details
        </Button>
      </p>
      {trashedAt !== null && <p className={styles.trashed}>This document is in the trash.</p>}
    </header>
  );
}

/** A title of three lines at most, unless all of it is asked for. */
function Heading({ title, language }: { title: string; language: string | null }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [isWhole, setWhole] = useState(false);
  const [isCut, setCut] = useState(false);
  useLayoutEffect(() => {
    const element = heading.current;
    if (!element || isWhole) return;
    // What letters need below their last line is less than a line.
    const measure = (): void =>
      setCut(
        element.scrollHeight - element.clientHeight > parseFloat(getComputedStyle(element).lineHeight) / 2,
      );
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [title, isWhole]);
  return (
    <>
      <h1
        ref={heading}
        className={styles.heading}
        {...(isWhole && { 'data-whole': true })}
        {...(language !== null && { lang: language })}
      >
        {title}
      </h1>
      {isCut && (
        <Button variant="plain" size="small" className={styles.whole} onPress={() => setWhole(!isWhole)}>
          {isWhole ? 'Shorten the title' : 'Show the whole title'}
        </Button>
      )}
    </>
  );
}
