import type { Guess } from './guess';

const LATIN =
  /\b(?:bulletin|times|post|herald|journal|review|gazette|courier|ledger|tribune|chronicle|observer|standard|monitor|mirror|telegraph|guardian|globe|dispatch|examiner|inquirer|sentinel|argus|weekly|daily|news|broadcasting|radio|television|wire|news agency|magazine|quarterly|newsletter|digest|institute|zeitung|nachrichten|anzeiger|rundschau)$/iu;
const ASIAN = /(?:일보|신문|뉴스|방송|통신|투데이)$|(?:新聞|日報|日报|新闻社|通信社|周刊)$/u;

/** Whether words are the name of an outlet as such names end, of at most six words: `The Harbour Times`, `한빛일보`. */
export const isOutletName = (words: string): boolean =>
  words.length <= 60 && (ASIAN.test(words) || (LATIN.test(words) && isProperName(words)));

/** Whether each of at most six words begins with a capital, or is one of the small ones that stand between such. */
export function isProperName(words: string): boolean {
  const parts = words.split(' ');
  return (
    parts.length <= 6 &&
    /^[\p{Lu}\p{Lo}]/u.test(words) &&
    parts.every(
      (part) =>
        /^[\p{Lu}\p{Lo}&]/u.test(part) || /^(?:of|the|and|de|la|le|du|des|der|die|das|del|di)$/u.test(part),
    )
  );
}

/** The words that are the address's own name: `USA Today` at www.usatoday.com. Null where none are. */
export function outletOfHost(words: readonly string[], address: string | undefined): Guess<string> | null {
  if (address === undefined) return null;
  const host = new URL(address).hostname.replace(/^www\./, '');
  const names = host
    .split('.')
    .slice(0, -1)
    .filter((part) => part.length >= 3);
  const found = words.find((part) => {
    const letters = part
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^\p{L}\p{N}]+/gu, '');
    return part.length <= 40 && (names.includes(letters) || letters === host.replace(/\W+/g, ''));
  });
  return found === undefined
    ? null
    : { value: found, evidence: 'the name beside the headline that is the address’s' };
}
