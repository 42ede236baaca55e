import { useEffect, useRef, useState } from 'react';
import { CONTEXT } from '../../core/model/anchor';
import type { Highlight } from '../../core/model/highlight';
import type { Range } from '../../core/model/range';
import { act } from '../app/session';
import { shortQuote } from '../app/passage/shownHighlights';
import { useHighlightsToCheck } from '../app/versions/highlightsToCheck';
import { Button } from '../ui';
import styles from './ToCheck.module.css';

export type ToCheckProps = {
  /** Those that wait for a place, in the order of the earlier version. */
  highlights: readonly Highlight[];
  text: string;
  /** What is selected in the text; null when nothing is. */
  selected: Range | null;
  isReadOnly: boolean;
  onShow: (passage: Range) => void;
};

/** Highlights of an earlier version whose passage reads otherwise now, or is gone: a person says where each stands. */
export function ToCheck({ highlights, text, selected, isReadOnly, onShow }: ToCheckProps) {
  const section = useRef<HTMLElement>(null);
  const asked = useHighlightsToCheck();
  const isAsked = asked !== null && highlights.some(({ document }) => document === asked);
  useEffect(() => {
    if (!isAsked) return;
    useHighlightsToCheck.setState(null, true);
    section.current?.focus();
  }, [isAsked]);
  return (
    <section ref={section} className={styles.group} aria-label="Highlights to check" tabIndex={-1}>
      <h2 className={styles.heading}>To check ({highlights.length})</h2>
      <p className={styles.words}>
        The text was replaced. These passages read otherwise now, or are not in it any more.
      </p>
      <ul className={styles.list}>
        {highlights.map((highlight) => (
          <Waiting key={highlight.id} {...{ highlight, text, selected, isReadOnly, onShow }} />
        ))}
      </ul>
    </section>
  );
}

function Waiting({
  highlight,
  text,
  selected,
  isReadOnly,
  onShow,
}: Omit<ToCheckProps, 'highlights'> & { highlight: Highlight }) {
  const { id, document, anchor, comment, check } = highlight;
  const [at, setAt] = useState(0);
  const candidates = check?.candidates ?? [];
  const candidate = candidates[at];
  const settle = (bounds: Range | null): void =>
    void act('highlights.settle', { document, id, bounds: bounds && { from: bounds.from, to: bounds.to } });
  return (
    <li className={styles.entry}>
      <span className={styles.label}>Before</span>
      <p className={styles.old}>
        <span className={styles.context}>{fromWholeWord(anchor.prefix)}</span>
        {shortQuote(anchor.quote, 240)}
        <span className={styles.context}>{toWholeWord(anchor.suffix)}</span>
      </p>
      {comment !== '' && <p className={styles.comment}>{comment}</p>}
      {candidate ? (
        <>
          <span className={styles.label}>
            Now{candidates.length > 1 ? `, ${at + 1} of ${candidates.length} places` : ''}
          </span>
          <button type="button" className={styles.now} onClick={() => onShow(candidate)}>
            {shortQuote(text.slice(candidate.from, candidate.to), 240)}
          </button>
        </>
      ) : (
        <p className={styles.lost}>
          Nothing like it was found. Select the passage in the text, or remove it.
        </p>
      )}
      {!isReadOnly && (
        <div className={styles.actions}>
          {candidate && (
            <Button size="small" variant="primary" onPress={() => settle(candidate)}>
              Accept
            </Button>
          )}
          {candidates.length > 1 && (
            <Button
              size="small"
              onPress={() => {
                const next = (at + 1) % candidates.length;
                setAt(next);
                onShow(candidates[next]!);
              }}
            >
              Next place
            </Button>
          )}
          <Button size="small" isDisabled={selected === null} onPress={() => selected && settle(selected)}>
            Use selection
          </Button>
          <Button size="small" variant="danger" onPress={() => settle(null)}>
            Remove
          </Button>
        </div>
      )}
    </li>
  );
}

/** Words before a passage, without the piece of a word that an anchor's count of characters may begin with. */
const fromWholeWord = (words: string): string =>
  words.length < CONTEXT ? words : words.replace(/^\S*\s/, '… ');

/** Words after a passage, without the piece of a word at their end. */
const toWholeWord = (words: string): string =>
  words.length < CONTEXT ? words : words.replace(/\s\S*$/, ' …');
