import type { Facet, FacetChoice, FacetCounts } from '../model/search';
import { FACETS, LIBRARY, type Documents } from './documents';
import type { Matches } from './tally';

/** Values of a facet that are listed; chosen and excluded ones are listed beside them. */
const MOST_VALUES = 100;

const TAG = FACETS.indexOf('tag');

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
      const profiles = this.#byProfile(counted);
      return { kept: found, facets: FACETS.map((facet) => this.#counts(facet, counted, profiles)) };
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
      facets: FACETS.map((facet, number) => {
        const own = counted.filter((group) => (against[group]! & ~(1 << number)) === 0);
        return this.#counts(facet, own, this.#byProfile(own));
      }),
    };
  }

  #counts(facet: Facet, groups: Uint32Array, profiles: Uint32Array): FacetCounts {
    return { facet, values: this.#values(facet, this.#count(facet, groups, profiles)) };
  }

  /** How many of the groups have each profile. */
  #byProfile(groups: Uint32Array): Uint32Array {
    const { profiles, profileCount } = this.documents;
    const sums = new Uint32Array(profileCount);
    const { length } = groups;
    for (let at = 0; at < length; at += 1) sums[profiles[groups[at]!]!]! += 1;
    return sums;
  }

  /** For each value of a facet how many of the groups have it; `byProfile` says how many have each profile. */
  #count(facet: Facet, groups: Uint32Array, byProfile: Uint32Array): Uint32Array {
    const { documents } = this;
    const { profiles, profileValues } = documents;
    const sums = new Uint32Array(documents.valueCount(facet));
    for (let profile = 0, at = FACETS.indexOf(facet); profile < byProfile.length; profile += 1) {
      if (byProfile[profile]! > 0) sums[profileValues[at]!]! += byProfile[profile]!;
      at += FACETS.length;
    }
    if (facet === 'tag' && sums[1]! > 0) {
      // So far only that they have some.
      sums[1] = 0;
      for (const group of groups) {
        if (profileValues[profiles[group]! * FACETS.length + TAG] === 0) continue;
        for (const tag of documents.tags(group)) sums[tag]! += 1;
      }
    }
    return sums;
  }

  #passes(facet: Facet, { chosen, excluded }: Choice, group: number): boolean {
    if (group === LIBRARY) return chosen.size === 0;
    if (facet !== 'tag') {
      const { profiles, profileValues } = this.documents;
      const value = profileValues[profiles[group]! * FACETS.length + FACETS.indexOf(facet)]!;
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
