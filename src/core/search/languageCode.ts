import { words } from '../text/words';

/**
 * The two-letter code of a language by its English name, folded as `words` folds: `ko` for `korean`. Null for what is no
 * such name, and for codes.
 */
export function languageCode(name: string): string | null {
  codes ??= readCodes();
  return codes.get(name) ?? null;
}

let codes: Map<string, string> | null = null;

/** Of all codes that the platform knows (ISO 639-1 has 183), by its own names (CLDR). */
function readCodes(): Map<string, string> {
  const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  const result = new Map<string, string>();
  for (const first of LETTERS) {
    for (const second of LETTERS) {
      const code = first + second;
      const name = names.of(code);
      const key = name && keyOf(name);
      // An old code has the name of the one that took its place: iw of he, mo of ro.
      const [today] = Intl.getCanonicalLocales(code);
      if (key && (today === code || today?.length !== 2)) result.set(key, code);
    }
  }
  return result;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

const keyOf = (name: string): string =>
  words(name)
    .map(({ key }) => key)
    .join(' ');
