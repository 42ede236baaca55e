import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { writtenNumber } from '../../core/text/writtenNumber';
import { IconButton } from '../ui';
import { MOST_FOUND } from './findInText';
import type { Find } from './useFind';
import styles from './FindBar.module.css';

export type FindBarProps = {
  query: string;
  find: Find;
  /** Index of the place shown; null before the first. */
  at: number | null;
  /** Grows each time the bar is asked for again: its words are then selected. */
  asked: number;
  onQuery: (query: string) => void;
  onStep: (step: 1 | -1) => void;
  onClose: () => void;
};

/** Find in this document: as one types, regardless of case and accents, over all of the text and not only what is mounted. */
export function FindBar({ query, find, at, asked, onQuery, onStep, onClose }: FindBarProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [asked]);
  return (
    <div
      className={styles.bar}
      role="search"
      aria-label="Find in this document"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <input
        ref={field}
        className={styles.field}
        type="text"
        aria-label="Find in this document"
        placeholder="Find in this document"
        spellCheck={false}
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onStep(event.shiftKey ? -1 : 1);
        }}
      />
      <span className={styles.count} role="status">
        {countText(query, find, at)}
      </span>
      <IconButton
        label="Previous place"
        keys="Shift+Enter"
        size="small"
        icon={<ChevronUp aria-hidden />}
        isDisabled={find.found.length === 0}
        onPress={() => onStep(-1)}
      />
      <IconButton
        label="Next place"
        keys="Enter"
        size="small"
        icon={<ChevronDown aria-hidden />}
        isDisabled={find.found.length === 0}
        onPress={() => onStep(1)}
      />
      <IconButton label="Close" keys="Escape" size="small" icon={<X aria-hidden />} onPress={onClose} />
    </div>
  );
}

function countText(query: string, { found, complete }: Find, at: number | null): string {
  if (query.trim() === '') return '';
  if (found.length === 0) return complete ? 'Not found' : 'Looking…';
  const total = `${writtenNumber(found.length)}${complete && found.length < MOST_FOUND ? '' : '+'}`;
  return at === null ? total : `${writtenNumber(at + 1)} of ${total}`;
}
