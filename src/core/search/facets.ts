import type { Facet, FacetChoice, FacetCounts } from '../model/search';
import { FACETS, LIBRARY, type Documents } from './documents';
import type { Matches } from './matching';

/** Values of a facet that are listed; chosen and excluded ones are listed beside them. */
const MOST_VALUES = 100;

/** The choices of one facet, as numbers of values. */
type Choice = { readonly chosen: ReadonlySet<number>; readonly excluded: ReadonlySet<number> };

/**
 * Narrows what was found by the choices in facets, and counts what each facet would leave. Chosen values of a facet widen
 * each other; choices in a facet do not change its own counts. The library's own notes have no values: they stay until
 * something is chosen, and are not counted.
 */
export class Narrowing {
  readonly #choices: readonly (Choice | null)[];

  constructor(
    readonly documents: Documents,
    readonly choices: readonly FacetChoice[],
  ) {
    this.#choices = FACETS.map((facet) => {
      const own = choices.filter((choice) => choice.facet === facet);
      const numbers = (excluded: boolean): Set<number> =>
        new Set(
          own
            .filter((choice) => choice.excluded === excluded)
            .map((choice) => documents.valueNumber(facet, choice.value)),
        );
      return own.length === 0 ? null : { chosen: numbers(false), excluded: numbers(true) };
    });
  }

  narrow(found: Matches): { kept: Matches; facets: FacetCounts[] } {
    const { documents } = this;
    const counts = FACETS.map(() => new Map<number, number>());
    const kept: number[] = [];
    const narrows = this.#choices.some((choice) => choice !== null);
    const { groups } = found;
    for (let at = 0; at < groups.length; at += 1) {
      const group = groups[at]!;
      // Bit of each facet whose choice leaves the document out.
      let against = 0;
      if (narrows) {
        for (let facet = 0; facet < FACETS.length; facet += 1) {
          const choice = this.#choices[facet] ?? null;
          if (choice && !this.#passes(FACETS[facet]!, choice, group)) against |= 1 << facet;
        }
      }
      if (against === 0) kept.push(at);
      if (group === LIBRARY || (against & (against - 1)) !== 0) continue;
      for (let facet = 0; facet < FACETS.length; facet += 1) {
        if ((against & ~(1 << facet)) !== 0) continue;
        const own = counts[facet]!;
        const name = FACETS[facet]!;
        if (name === 'tag') {
          const tags = documents.tags(group);
          if (tags.length === 0) own.set(0, (own.get(0) ?? 0) + 1);
          for (const tag of tags) own.set(tag, (own.get(tag) ?? 0) + 1);
        } else {
          const value = documents.value(name, group);
          own.set(value, (own.get(value) ?? 0) + 1);
        }
      }
    }
    return {
      kept: narrows ? pickedMatches(found, kept) : found,
      facets: FACETS.map((facet, number) => ({ facet, values: this.#values(facet, counts[number]!) })),
    };
  }

  #passes(facet: Facet, { chosen, excluded }: Choice, group: number): boolean {
    if (group === LIBRARY) return chosen.size === 0;
    if (facet !== 'tag') {
      const value = this.documents.value(facet, group);
      return !excluded.has(value) && (chosen.size === 0 || chosen.has(value));
    }
    const tags = this.documents.tags(group);
    const has = (values: ReadonlySet<number>): boolean =>
      tags.length === 0 ? values.has(0) : tags.some((tag) => values.has(tag));
    return !has(excluded) && (chosen.size === 0 || has(chosen));
  }

  #values(facet: Facet, counts: ReadonlyMap<number, number>): FacetCounts['values'] {
    const own = this.choices.filter((choice) => choice.facet === facet);
    const stateOf = (value: string): 'free' | 'chosen' | 'excluded' => {
      const choice = own.find((each) => each.value === value);
      return choice ? (choice.excluded ? 'excluded' : 'chosen') : 'free';
    };
    const values = Array.from(counts, ([number, count]) => ({
      value: this.documents.valueName(facet, number),
      count,
    }));
    for (const { value } of own) {
      if (!values.some((each) => each.value === value)) values.push({ value, count: 0 });
    }
    values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    return values
      .map((each) => ({ ...each, state: stateOf(each.value) }))
      .filter(({ state }, rank) => rank < MOST_VALUES || state !== 'free');
  }
}

function pickedMatches(matches: Matches, kept: readonly number[]): Matches {
  return {
    groups: Uint32Array.from(kept, (at) => matches.groups[at]!),
    scores: Float64Array.from(kept, (at) => matches.scores[at]!),
    doubts: Uint8Array.from(kept, (at) => matches.doubts[at]!),
    counts: Uint32Array.from(kept, (at) => matches.counts[at]!),
  };
}
