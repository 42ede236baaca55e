// Made once: making a format costs more than a whole row of a table.
const numbers = new Intl.NumberFormat('en');

/** `1,234`: a number as English writes it, whatever the machine speaks, since the words around it are English. */
export const writtenNumber = (number: number): string => numbers.format(number);

/** `1 place`, `1,200 places`; the form for several is given where it is not the one with an s. */
export const counted = (number: number, one: string, several = `${one}s`): string =>
  `${writtenNumber(number)} ${number === 1 ? one : several}`;
