import { ChevronDown, ChevronUp, Network } from 'lucide-react';
import { useState } from 'react';
import type { Document } from '../../../core/model/document';
import type { Range } from '../../../core/model/range';
import type { ReusePartner, RepeatedPassage } from '../../../core/model/reuse';
import { counted, writtenNumber } from '../../../core/text/writtenNumber';
import { goTo } from '../navigation';
import { act, useCall } from '../session';
import { Button, ErrorNote, IconButton, ProgressBar, Switch } from '../../ui';
import { KINDS, writtenOrder, writtenShares, writtenSource } from './reuseWords';
import styles from './ReusePanel.module.css';
import { useReuseMarks, type DocumentReuse } from './useReuse';

export type ReusePanelProps = {
  document: Document;
  text: string;
  reuse: DocumentReuse;
  isReadOnly: boolean;
  onShow: (passage: Range) => void;
};

/** Passages of a partner that are listed before the rest is asked for. */
const FIRST = 3;

/** Beside the text: who has passages of it, how much, and which came first; what is new in it; what it has twice. */
export function ReusePanel({ document, text, reuse, isReadOnly, onShow }: ReusePanelProps) {
  const marks = useReuseMarks();
  const state = useCall('reuse.state', {});
  const { found, novel, fresh } = reuse;
  return (
    <div className={styles.panel}>
      <ErrorNote error={state.error} />
      {state.data?.problem && <p className={styles.quiet}>{state.data.problem}</p>}
      {state.data?.building && (
        <ProgressBar label="Looking through the library" value={state.data.done} total={state.data.total} />
      )}
      <div className={styles.switches}>
        <Switch isSelected={marks.passages} onChange={(passages) => useReuseMarks.setState({ passages })}>
          Mark shared passages
        </Switch>
        <Switch isSelected={marks.novel} onChange={(isNovel) => useReuseMarks.setState({ novel: isNovel })}>
          Grey what was met before
        </Switch>
        {novel && (
          <div className={styles.novel}>
            <span role="status">
              {novel.sentences - novel.met.length} of{' '}
              {counted(novel.sentences, 'sentence is', 'sentences are')} new here
            </span>
            <IconButton
              label="Previous passage that is new here"
              keys="["
              size="small"
              icon={<ChevronUp aria-hidden />}
              isDisabled={fresh.length === 0}
              onPress={() => reuse.step(-1)}
            />
            <IconButton
              label="Next passage that is new here"
              keys="]"
              size="small"
              icon={<ChevronDown aria-hidden />}
              isDisabled={fresh.length === 0}
              onPress={() => reuse.step(1)}
            />
          </div>
        )}
      </div>
      {found?.partners.length === 0 && !state.data?.building && (
        <p className={styles.quiet}>No other document of this library shares a passage with this one.</p>
      )}
      {found && found.partners.length > 0 && (
        <>
          <div className={styles.row}>
            <Button
              size="small"
              icon={<Network aria-hidden />}
              onPress={() => goTo({ view: 'lineage', document: document.id })}
            >
              Lineage
            </Button>
          </div>
          <ul className={styles.partners} aria-label="Documents that share passages">
            {found.partners.map((partner) => (
              <Partner
                key={partner.document.id}
                own={document}
                text={text}
                partner={partner}
                onShow={onShow}
              />
            ))}
          </ul>
        </>
      )}
      {found && found.repeats.length > 0 && (
        <section className={styles.repeats} aria-label="Repeated inside this document">
          <h3 className={styles.heading}>Repeated inside this document</h3>
          {found.repeats.map((repeat) => (
            <Repeat
              key={repeat.again.from}
              repeat={repeat}
              text={text}
              onShow={onShow}
              {...(!isReadOnly &&
                repeat.fold && {
                  onFold: () => void act('reuse.foldRepeat', { id: document.id, ...repeat.fold! }),
                })}
            />
          ))}
        </section>
      )}
    </div>
  );
}

type PartnerProps = {
  own: Document;
  text: string;
  partner: ReusePartner;
  onShow: (passage: Range) => void;
};

function Partner({ own, text, partner, onShow }: PartnerProps) {
  const [showsAll, setShowsAll] = useState(false);
  const { document, passages, kind, order } = partner;
  const source = writtenSource(document);
  // The earlier one on the left, as one reads.
  const pair = order === 'earlier' ? [document.id, own.id] : [own.id, document.id];
  const shown = showsAll ? passages : passages.slice(0, FIRST);
  return (
    <li className={styles.partner}>
      <button
        type="button"
        className={styles.title}
        onClick={() => goTo({ view: 'reader', document: document.id })}
      >
        {document.title}
      </button>
      {source !== '' && <span className={styles.source}>{source}</span>}
      <span className={styles.kind}>{KINDS[kind]}</span>
      <span className={styles.facts}>
        {writtenShares(partner)}; {writtenOrder(partner)}
      </span>
      <div className={styles.row}>
        <Button
          size="small"
          label={`Compare with ${document.title}`}
          onPress={() => goTo({ view: 'compare', a: pair[0]!, b: pair[1]! })}
        >
          Compare
        </Button>
      </div>
      <ul className={styles.passages} aria-label={`Passages shared with ${document.title}`}>
        {shown.map(({ here, there, words }) => (
          <li key={here.from} className={styles.passage}>
            <button type="button" className={styles.quote} onClick={() => onShow(here)}>
              {short(text.slice(here.from, here.to))}
            </button>
            <span className={styles.facts}>
              {counted(words, 'word', 'words')}
              <button
                type="button"
                className={styles.link}
                onClick={() => goTo({ view: 'reader', document: document.id, at: there })}
              >
                Open there
              </button>
            </span>
          </li>
        ))}
      </ul>
      {passages.length > FIRST && !showsAll && (
        <button type="button" className={styles.all} onClick={() => setShowsAll(true)}>
          Show all {writtenNumber(passages.length)} passages
        </button>
      )}
    </li>
  );
}

type RepeatProps = {
  repeat: RepeatedPassage;
  text: string;
  onShow: (passage: Range) => void;
  onFold?: () => void;
};

function Repeat({ repeat, text, onShow, onFold }: RepeatProps) {
  const { first, again, words } = repeat;
  return (
    <div className={styles.passage}>
      <button type="button" className={styles.quote} onClick={() => onShow(again)}>
        {short(text.slice(again.from, again.to))}
      </button>
      <span className={styles.facts}>
        {counted(words, 'word', 'words')} a second time
        <button type="button" className={styles.link} onClick={() => onShow(first)}>
          Show the first
        </button>
      </span>
      {onFold && (
        <div className={styles.row}>
          <Button size="small" onPress={onFold}>
            Fold the second away
          </Button>
        </div>
      )}
    </div>
  );
}

const short = (words: string): string => {
  const line = words.replace(/\s+/g, ' ');
  if (line.length <= 220) return line;
  return `${line.slice(0, 140).replace(/\s\S*$/, '')} … ${line.slice(-60).replace(/^\S*\s/, '')}`;
};
