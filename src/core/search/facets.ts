import type { Facet, FacetChoice, FacetCounts } from '../model/search';
import { FACETS, LIBRARY, type Documents } from './documents';
import type { Matches } from './tally';

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
    const { groups } = found;
    // The library's own notes have no values.
    const counted = groups.includes(LIBRARY) ? groups.filter((group) => group !== LIBRARY) : groups;
    if (this.#choices.every((choice) => choice === null)) {
      return { kept: found, facets: FACETS.map((facet) => this.#counts(facet, counted)) };
    }
    /** By number of group the bits of the facets whose choice leaves it out. */
    const against = new Uint8Array(this.documents.capacity);
    for (const group of groups) {
      this.#choices.forEach((choice, facet) => {
        if (choice && !this.#passes(FACETS[facet]!, choice, group)) against[group]! |= 1 << facet;
      });
    }
    return {
      kept: { ...found, groups: groups.filter((group) => against[group] === 0) },
      facets: FACETS.map((facet, number) =>
        this.#counts(
          facet,
          counted.filter((group) => (against[group]! & ~(1 << number)) === 0),
        ),
      ),
    };
  }

  #counts(facet: Facet, groups: Uint32Array): FacetCounts {
    return { facet, values: this.#values(facet, this.#count(facet, groups)) };
  }

  /** For each value of a facet how many of the groups have it. */
  #count(facet: Facet, groups: Uint32Array): Uint32Array {
    const { documents } = this;
    const sums = new Uint32Array(documents.valueCount(facet));
    const { length } = groups;
    if (facet === 'tag') {
      const { tagged } = documents;
      for (let at = 0; at < length; at += 1) {
        const group = groups[at]!;
        if (tagged[group] === 0) sums[0]! += 1;
        else for (const tag of documents.tags(group)) sums[tag]! += 1;
      }
    } else {
      const values = documents.values(facet);
      for (let at = 0; at < length; at += 1) sums[values[groups[at]!]!]! += 1;
    }
    return sums;
  }

  #passes(facet: Facet, { chosen, excluded }: Choice, group: number): boolean {
    if (group === LIBRARY) return chosen.size === 0;
    if (facet !== 'tag') {
      const value = this.documents.values(facet)[group]!;
      return !excluded.has(value) && (chosen.size === 0 || chosen.has(value));
    }
    const tags = this.documents.tags(group);
    const has = (values: ReadonlySet<number>): boolean =>
      tags.length === 0 ? values.has(0) : tags.some((tag) => values.has(tag));
    return !has(excluded) && (chosen.size === 0 || has(chosen));
  }

  #values(facet: Facet, counts: Uint32Array): FacetCounts['values'] {
    const own = this.choices.filter((choice) => choice.facet === facet);
    const stateOf = (value: string): 'free' | 'chosen' | 'excluded' => {
      const choice = own.find((each) => each.value === value);
      return choice ? (choice.excluded ? 'excluded' : 'chosen') : 'free';
    };
    const values: { value: string; count: number }[] = [];
    for (let number = 0; number < counts.length; number += 1) {
      const count = counts[number]!;
      if (count > 0) values.push({ value: this.documents.valueName(facet, number), count });
    }
    for (const { value } of own) {
      if (!values.some((each) => each.value === value)) values.push({ value, count: 0 });
    }
    values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    return values
      .map((each) => ({ ...each, state: stateOf(each.value) }))
      .filter(({ state }, rank) => rank < MOST_VALUES || state !== 'free');
  }
}
