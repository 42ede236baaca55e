import { Ban, Check } from 'lucide-react';
import { useState, type MouseEvent } from 'react';
import type { Facet, FacetChoice, FacetCounts } from '../../core/model/search';
import { Button, classes, Toolbar } from '../ui';
import { canNarrow, choose, FACET_NAMES, listed, valueName } from './choices';
import styles from './Facets.module.css';

/** Values shown of a facet until more are asked for. */
const SHOWN = 10;

export type FacetsProps = {
  facets: readonly FacetCounts[];
  choices: readonly FacetChoice[];
  onChoices: (choices: FacetChoice[]) => void;
};

/** What the results can be narrowed by: a click narrows and again frees, Alt and a click or the sign beside it leaves out. */
export function Facets({ facets, choices, onChoices }: FacetsProps) {
  const [whole, setWhole] = useState<ReadonlySet<Facet>>(new Set());
  return facets.filter(canNarrow).map((counts) => {
    const { facet } = counts;
    const values = listed(counts);
    const shown = whole.has(facet)
      ? values
      : values.filter(({ state }, at) => at < SHOWN || state !== 'free');
    const hidden = values.length - shown.length;
    return (
      <section key={facet} className={styles.facet} aria-label={FACET_NAMES[facet]}>
        <h2 className={styles.name}>{FACET_NAMES[facet]}</h2>
        <Toolbar label={FACET_NAMES[facet]} orientation="vertical" className={styles.values}>
          {shown.map(({ value, count, state }) => {
            const name = valueName({ facet, value });
            const act = (how: 'click' | 'exclude'): void => onChoices(choose(choices, { facet, value }, how));
            const press = (event: MouseEvent): void => act(event.altKey ? 'exclude' : 'click');
            const documents = `${count.toLocaleString('en')} ${count === 1 ? 'document' : 'documents'}`;
            return (
              <div key={value} className={styles.value} data-state={state}>
                <button
                  type="button"
                  className={styles.choose}
                  aria-pressed={state === 'chosen'}
                  aria-label={`${name}, ${documents}${state === 'excluded' ? ', left out' : ''}`}
                  title={`${name}: ${documents}. Alt and a click leaves out.`}
                  onClick={press}
                >
                  <span className={styles.tick}>{state === 'chosen' && <Check aria-hidden />}</span>
                  <span className={styles.label}>{name}</span>
                  <span className={styles.count}>{count.toLocaleString('en')}</span>
                </button>
                <button
                  type="button"
                  className={styles.exclude}
                  aria-pressed={state === 'excluded'}
                  aria-label={`Leave out ${name}`}
                  title={state === 'excluded' ? `Let ${name} in again` : `Leave out ${name}`}
                  onClick={() => act('exclude')}
                >
                  <Ban aria-hidden />
                </button>
              </div>
            );
          })}
        </Toolbar>
        {(hidden > 0 || (whole.has(facet) && values.length > SHOWN)) && (
          <Button
            variant="plain"
            size="small"
            className={styles.more}
            label={
              hidden > 0
                ? `Show ${hidden} more of ${FACET_NAMES[facet]}`
                : `Show fewer of ${FACET_NAMES[facet]}`
            }
            onPress={() => {
              const next = new Set(whole);
              if (!next.delete(facet)) next.add(facet);
              setWhole(next);
            }}
          >
            {hidden > 0 ? `${hidden.toLocaleString('en')} more` : 'Fewer'}
          </Button>
        )}
      </section>
    );
  });
}

export type ChoiceChipsProps = {
  choices: readonly FacetChoice[];
  onChoices: (choices: FacetChoice[]) => void;
};

/** The choices in force, each with a way out. */
export function ChoiceChips({ choices, onChoices }: ChoiceChipsProps) {
  if (choices.length === 0) return null;
  return (
    <Toolbar label="Narrowed by" className={styles.chips}>
      {choices.map((choice) => {
        const name = valueName(choice);
        const { facet, excluded } = choice;
        return (
          <button
            key={`${facet} ${choice.value}`}
            type="button"
            className={classes(styles.chip, excluded && styles.excluded)}
            aria-label={`${excluded ? 'Let in again' : 'Remove'} ${FACET_NAMES[facet]} ${name}`}
            onClick={() => onChoices(choices.filter((other) => other !== choice))}
          >
            <span className={styles.chipFacet}>{excluded ? 'not' : FACET_NAMES[facet].toLowerCase()}</span>
            <span className={styles.chipName}>{name}</span>
            <span aria-hidden className={styles.cross}>
              ×
            </span>
          </button>
        );
      })}
      <Button variant="plain" size="small" onPress={() => onChoices([])}>
        Clear all
      </Button>
    </Toolbar>
  );
}
