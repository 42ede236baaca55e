/** The shortest passphrase a library may be sealed with, in characters as a person counts them. */
export const SHORTEST_PASSPHRASE = 8;

/** Why a passphrase is refused, in a sentence; null when it may be used. */
export function passphraseFault(passphrase: string): string | null {
  const { length } = lettersOf(passphrase);
  if (length >= SHORTEST_PASSPHRASE) return null;
  return length === 0
    ? 'A passphrase cannot be empty.'
    : `The passphrase has ${length} ${length === 1 ? 'character' : 'characters'}; it needs at least ${SHORTEST_PASSPHRASE}.`;
}

/** How hard a passphrase is to guess. `advice` is a sentence for the person who chooses it. */
export type PassphraseStrength = {
  readonly level: 'short' | 'weak' | 'fair' | 'strong';
  readonly advice: string;
};

/**
 * Judges a passphrase by its length and variety, in few letters. An estimate that leans to the low side: what a person has
 * written elsewhere, names and years are easier to guess than any such count can know.
 */
export function passphraseStrength(passphrase: string): PassphraseStrength {
  const fault = passphraseFault(passphrase);
  if (fault !== null) return { level: 'short', advice: fault };
  const bits = guessBits(passphrase);
  if (bits < 40) {
    return {
      level: 'weak',
      advice: 'Weak: a program can guess it. Four or more unrelated words are better.',
    };
  }
  if (bits < 55) {
    return {
      level: 'fair',
      advice: 'Fair: it keeps out the curious. Add a word or two against a determined attacker.',
    };
  }
  return {
    level: 'strong',
    advice: 'Strong, if nobody has read it anywhere: no quotation, no names, no dates.',
  };
}

/** What everybody tries first. */
const COMMON = /passw|qwert|asdf|letmein|welcome|dossier|iloveyou|admin|abc|123|000|111/i;

function guessBits(passphrase: string): number {
  const letters = lettersOf(passphrase.toLowerCase());
  const words = new Set(passphrase.toLowerCase().match(/\p{L}{3,}/gu));
  // Five random words of the usual lists have 11 to 13 bits each; those that come to mind have fewer.
  const byWords = words.size * 11 + (letters.length - [...words].join('').length) * 1.5;
  let byLetters = 0;
  letters.forEach((letter, index) => {
    const previous = letters[index - 1];
    const step = previous === undefined ? 2 : Math.abs(letter.codePointAt(0)! - previous.codePointAt(0)!);
    const isNew = letters.indexOf(letter) === index;
    byLetters += step <= 1 ? 0.5 : isNew ? 4 : 1.5;
  });
  if (passphrase !== passphrase.toLowerCase()) byLetters += 3;
  if (/[^\p{L}\s]/u.test(passphrase)) byLetters += 4;
  const bits = words.size >= 2 ? Math.min(byWords, byLetters) : byLetters;
  return COMMON.test(passphrase) ? bits / 2 : bits;
}

const lettersOf = (passphrase: string): string[] => Array.from(passphrase.normalize('NFC'));
