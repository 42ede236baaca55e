/** The Admiralty code (NATO AJP-2.1) in our words: how far its source can be relied on, */
export const SOURCE_GRADES = {
  A: 'reliable: it has never been wrong',
  B: 'usually reliable: seldom wrong',
  C: 'fairly reliable: sometimes wrong',
  D: 'often unreliable: more than once wrong',
  E: 'unreliable: wrong as a rule',
  F: 'cannot be judged: not known well enough',
} as const;

/** and how sure what it says is, whoever says it. */
export const INFORMATION_GRADES = {
  1: 'confirmed by independent sources',
  2: 'probably true: it fits what is known',
  3: 'possibly true: some of it fits',
  4: 'doubtful: little speaks for it',
  5: 'improbable: it contradicts what is known',
  6: 'cannot be judged: nothing to hold it against',
} as const;

export type SourceGrade = keyof typeof SOURCE_GRADES;
/** Digits are the keys of an object as text. */
export type InformationGrade = `${keyof typeof INFORMATION_GRADES}`;

/** `B2` as it is typed, in small letters too; null for what is no grade. */
export function readGrade(typed: string): string | null {
  const text = typed
    .trim()
    .toUpperCase()
    .replace(/[\s/-]/g, '');
  return /^[A-F][1-6]$/.test(text) ? text : null;
}

/** `Source usually reliable; information probably true.` */
export function writtenGrade(grade: string): string {
  const brief = (text: string): string => text.split(':')[0]!;
  const source = SOURCE_GRADES[grade[0] as SourceGrade];
  const information = INFORMATION_GRADES[Number(grade[1]) as keyof typeof INFORMATION_GRADES];
  return `Source ${brief(source)}; information ${brief(information)}.`;
}
