const names = new Intl.DisplayNames(['en'], { type: 'language' });

/** `Korean` for `ko`; the code itself where nobody knows a name. */
export function languageName(code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
