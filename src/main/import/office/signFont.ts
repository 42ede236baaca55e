/**
 * The character that a font of signs shows for a code, whether 0x20 to 0xFF or in the private area from U+F020, where
 * Windows puts them. Null where the font is no such font, or the sign has no character.
 * Source: https://www.unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt and the Wingdings chart of Microsoft.
 */
export function fontSign(code: number, font: string): string | null {
  const at = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code;
  if (/^wingdings/i.test(font)) return WINGDINGS.get(at) ?? null;
  if (isDingbats(font))
    return at > 0x20 && at < 0x7f ? (DINGBATS.get(at) ?? String.fromCodePoint(0x26e0 + at)) : null;
  if (!/^symbol$/i.test(font)) return null;
  const known = SYMBOL.get(at);
  if (known !== undefined) return known;
  return at >= 0x20 && at <= 0x7e ? String.fromCodePoint(at) : null;
}

/** Whether a font shows signs in the place of letters. */
export const isSignFont = (font: string): boolean =>
  /^(symbol$|wingdings|webdings|monotype sorts|(itc )?zapf ?dingbats)/i.test(font);

const isDingbats = (font: string): boolean => /^(monotype sorts|(itc )?zapf ?dingbats)/i.test(font);

/** Of the Dingbats, those that Unicode has elsewhere; the others follow each other from U+2701. */
const DINGBATS = new Map<number, string>([
  [0x25, '☎'],
  [0x2a, '☛'],
  [0x2b, '☞'],
  [0x48, '★'],
  [0x6c, '●'],
  [0x6e, '■'],
  [0x73, '▲'],
  [0x74, '▼'],
  [0x75, '◆'],
  [0x77, '◗'],
]);

/** Words in which codes of the private area are replaced by their signs; `lost` counts those without a character. */
export function withSigns(words: string, font: string): { words: string; lost: number } {
  let lost = 0;
  const replaced = words.replace(/[\uf020-\uf0ff]/g, (sign) => {
    const code = sign.codePointAt(0)!;
    const shown = fontSign(code, isSignFont(font) ? font : 'Symbol');
    if (shown === null) lost += 1;
    return shown ?? '\ufffd';
  });
  return { words: replaced, lost };
}

function table(from: number, signs: string): [number, string][] {
  return Array.from(signs).map((sign, index) => [from + index, sign]);
}

const SYMBOL = new Map<number, string>([
  ...table(0x40, '≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_'),
  ...table(0x61, 'αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼'),
  ...table(0xa0, '€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…'),
  ...table(0xc0, 'ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓'),
  ...table(0xe0, '◊〈®©™∑'),
  ...table(0xf1, '〉∫'),
  [0x22, '∀'],
  [0x24, '∃'],
  [0x27, '∋'],
  [0x2a, '∗'],
  [0x2d, '−'],
]);

const WINGDINGS = new Map<number, string>([
  [0x20, ' '],
  ...table(0x21, '✏✂✁'),
  [0x28, '☎'],
  [0x29, '✆'],
  [0x2a, '✉'],
  [0x2d, '–'],
  [0x4a, '☺'],
  [0x4b, '😐'],
  [0x4c, '☹'],
  ...table(0x6c, '●❍■□'),
  ...table(0x71, '❑❒'),
  ...table(0x75, '◆❖'),
  ...table(0x80, '⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿'),
  [0x9f, '•'],
  [0xa1, '○'],
  ...table(0xa7, '▪◻'),
  [0xab, '★'],
  [0xb7, '•'],
  [0xd8, '➢'],
  ...table(0xdf, '←→↑↓'),
  ...table(0xef, '⇦⇨⇧⇩'),
  ...table(0xfb, '✗✓☒☑'),
]);
