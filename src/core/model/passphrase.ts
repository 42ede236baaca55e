/** The shortest passphrase a library may be sealed with, in characters as a person counts them. */
export const SHORTEST_PASSPHRASE = 8;

/** Why a passphrase is refused, in a sentence; null when it may be used. */
export function passphraseFault(passphrase: string): string | null {
  const length = Array.from(passphrase.normalize('NFC')).length;
  if (length >= SHORTEST_PASSPHRASE) return null;
  return length === 0
    ? 'A passphrase cannot be empty.'
    : `The passphrase has ${length} characters; it needs at least ${SHORTEST_PASSPHRASE}.`;
}
