import type { Facet, FacetChoice, FacetCounts } from '../../core/model/search';
import { languageName } from '../app/languageName';

type Value = { readonly facet: Facet; readonly value: string };

/** `click` narrows to a value or frees it; `exclude` leaves it out or frees it. */
export function choose(
  choices: readonly FacetChoice[],
  { facet, value }: Value,
  how: 'click' | 'exclude',
): FacetChoice[] {
  const before = choices.find((choice) => isOf(choice, { facet, value }));
  const rest = freed(choices, { facet, value });
  // A click on what is excluded frees it: nobody wants the opposite at once.
  if (how === 'click' ? before !== undefined : before?.excluded === true) return rest;
  return [...rest, { facet, value, excluded: how === 'exclude' }];
}

/** The choices without that value's. */
export function freed(choices: readonly FacetChoice[], value: Value): FacetChoice[] {
  return choices.filter((choice) => !isOf(choice, value));
}

const isOf = (choice: FacetChoice, { facet, value }: Value): boolean =>
  choice.facet === facet && choice.value === value;

/** Whether two lists of choices narrow the same, in whatever order they were made. */
export function sameChoices(a: readonly FacetChoice[], b: readonly FacetChoice[]): boolean {
  const text = (choices: readonly FacetChoice[]): string =>
    choices.map(({ facet, value, excluded }) => JSON.stringify([facet, value, excluded])).sort().join(); // prettier-ignore
  return text(a) === text(b);
}

/** False for a facet of which nothing that is found has any value: it would only say “none” of all. */
export function canNarrow({ values }: FacetCounts): boolean {
  return values.some(({ value, state }) => value !== '' || state !== 'free');
}

export const FACET_NAMES: Readonly<Record<Facet, string>> = {
  outlet: 'Outlet',
  year: 'Year',
  language: 'Language',
  tag: 'Tag',
};

const WITHOUT: Readonly<Record<Facet, string>> = {
  outlet: 'No outlet',
  year: 'No date',
  language: 'No language',
  tag: 'No tag',
};

/** A value as people read it: `Korean` for `ko`, “No date” for none. */
export function valueName({ facet, value }: Value): string {
  if (value === '') return WITHOUT[facet];
  return facet === 'language' ? languageName(value) : value;
}

/** The values as they are listed: years as a calendar has them, the latest first and those without one last; others as they come. */
export function listed({ facet, values }: FacetCounts): FacetCounts['values'] {
  return facet === 'year' ? [...values].sort((a, b) => (a.value < b.value ? 1 : -1)) : values;
}
