import type { PartialDate } from '../../core/model/date';
import { agencyName } from './credits';
import type { BlockLine, Guess } from './guess';

/** What a text says of its own outlet, author and year in running words. Less sure than lines made to say it. */
export type SelfNaming = {
  readonly publisher: Guess<string> | null;
  readonly agency: Guess<string> | null;
  readonly authors: Guess<string[]> | null;
  readonly published: Guess<PartialDate> | null;
};

const NAME = "\\p{Lu}[\\p{L}\\p{M}.’'-]+(?: (?:\\p{Lu}[\\p{L}\\p{M}.’'-]*|de|van|von|bin|al)){1,3}";

/** `body` are the first paragraphs of running text, `last` the last blocks. */
export function selfNaming(text: string, body: readonly BlockLine[], last: readonly BlockLine[]): SelfNaming {
  const series = seriesOf([...body.slice(0, 2), ...last], text);
  const told = toldWhom(text);
  return {
    publisher: series?.publisher ?? (told !== null && agencyName(told) === null ? quoted(told, told) : null),
    agency: told === null ? null : quoted(agencyName(told), told),
    authors: standfirstAuthor(body[0]?.words ?? ''),
    published: series?.published ?? null,
  };
}

const quoted = (value: string | null, name: string): Guess<string> | null =>
  value === null ? null : { value, evidence: `the words “told ${name}”` };

/** This post is part of the 2017 Harbour Voices blog. This article first appeared in the Strait Ledger. */
function seriesOf(
  lines: readonly BlockLine[],
  text: string,
): Pick<SelfNaming, 'publisher' | 'published'> | null {
  const form =
    /\bThis (?:post|article|piece|essay|commentary|analysis|story|report|interview|column) (?:is part of|is from|(?:was )?(?:first|originally) (?:appeared|published) (?:in|on|at|by)|appeared (?:first )?(?:in|on|at)) (?:the )?(?:((?:19|20)\d{2}) )?(\p{Lu}[\p{L}\p{N}&’' -]{2,48}?)(?: (?:blog|website|magazine|newsletter|series|site))?(?=[.,;]|$| on | in )/u;
  const found =
    lines.map(({ words }) => form.exec(words)).find((match) => match !== null) ??
    form.exec(text.slice(-20_000));
  if (!found) return null;
  const evidence = 'the line that says where it appeared';
  return {
    publisher: { value: found[2]!.trim(), evidence },
    published: found[1] === undefined ? null : { value: found[1], evidence },
  };
}

/**
 * Whom people told what the text quotes: outlets and agencies name themselves so. Null where two are named, or where the
 * one is quoted as others are ("X reported", "according to X").
 */
function toldWhom(text: string): string | null {
  const part = text.slice(0, 60_000);
  const names = new Set(
    Array.from(
      part.matchAll(/\btold (?:the )?([A-Z]{3,5}|Reuters|Xinhua|Yonhap|Kyodo News|Bernama)\b(?!’s|'s)/gu),
      (match) => match[1]!,
    ),
  );
  const [name] = names;
  if (names.size !== 1 || name === undefined || ORGANISATIONS.has(name)) return null;
  return new RegExp(
    `\\b${name} (?:reported|said|quoted|cited)|according to (?:the )?${name}\\b|\\b(?:the )?${name} news agency`,
    'u',
  ).test(part)
    ? null
    : name;
}

/** Abbreviations of those who are told things and publish nothing. */
const ORGANISATIONS: ReadonlySet<string> = new Set([
  'ASEAN', 'NATO', 'IAEA', 'OPEC', 'APEC', 'WHO', 'IMF', 'UNSC', 'UNICEF', 'UNHCR', 'FBI', 'CIA', 'NSA', 'DPRK', 'PRC', 'USA', 'MPs',
]); // prettier-ignore

/** Jane Doe, a fellow at …, explains that …; Jane Doe argues that … */
function standfirstAuthor(opening: string): Guess<string[]> | null {
  const found = new RegExp(
    `(?:^|[.!?]["”’]? )(?:(?:Dr|Prof|Professor)\\.? )?(${NAME})(?:, [^.]{4,120}?,)? (?:argues|explains|writes|examines|assesses|considers|discusses|reflects|makes the case)\\b`,
    'u',
  ).exec(opening.slice(0, 700));
  return found && { value: [found[1]!], evidence: 'the standfirst' };
}
