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
