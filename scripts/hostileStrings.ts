import fc from 'fast-check';

/** What stands for a class of characters that the generator of samples does not know. */
const STANDS_FOR: readonly (readonly [RegExp, string])[] = [
  [/\\p\{(?:L|Letter|Ll|Lu|Alphabetic|Script=Latin)\}/gu, 'a-z'],
  [/\\p\{(?:N|Nd)\}/gu, '0-9'],
  [/\\p\{(?:P|Punctuation|S|Symbol|Po|Ps|Pe|Pd)\}/gu, '.,!'],
  [/\\p\{(?:Cc|Cf|C)\}/gu, '\\x01'],
  [/\\p\{(?:M|Mn)\}/gu, '\\u0301'],
  [/\\p\{[^}]*\}/gu, 'a'],
  [/\\P\{[^}]*\}/gu, ' '],
];

const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('');

/** A string that is written out where it is tried: most of it is one part again and again. */
export type HostileString = {
  readonly before: string;
  readonly part: string;
  readonly times: number;
  readonly after: string;
};

/**
 * Strings meant to make a regular expression slow: matches of it with every short part of them repeated until the whole
 * is `length` long, ended so that the match goes on, fails at once, or fails at the last character. What makes an
 * expression slower than its input is long is nearly always such a repetition (Davis et al., ESEC/FSE 2018).
 */
export function hostileStrings(source: string, length: number): HostileString[] {
  const found = new Map<string, HostileString>();
  const pump = (before: string, part: string, after: string): void => {
    const times = Math.ceil(length / part.length);
    for (const end of [after, '\u0000', ' x'])
      found.set(JSON.stringify([before, part, end]), { before, part, times, after: end });
  };
  for (const sample of samples(source)) {
    for (let from = 0; from < sample.length; from += 1) {
      for (const size of [1, 2, 4]) {
        const part = sample.slice(from, from + size);
        if (part !== '') pump(sample.slice(0, from), part, sample.slice(from + size));
      }
    }
  }
  for (const part of [
    ' ',
    '\t',
    '\n',
    ' \n',
    'a',
    'a ',
    '1',
    '1.',
    '.',
    '-',
    '*',
    '_',
    '`',
    '[',
    '](',
    '<',
    '"',
    '\\',
  ]) {
    pump('', part, '');
  }
  return [...found.values()];
}

/** A few matches, short ones; none where the generator does not understand the expression. */
function samples(source: string): string[] {
  let plain = source;
  for (const [name, members] of STANDS_FOR) {
    plain = plain.replace(name, (_, at: number) => (inClass(plain, at) ? members : `[${members}]`));
  }
  // The generator looks among printable letters, for ever where a class leaves all of them out.
  plain = plain.replace(/\[\^(?:\\.|[^\]\\])*\]/g, (members) =>
    new RegExp(members).test(PRINTABLE) ? members : '[\\t\\n]',
  );
  try {
    const drawn = fc.sample(fc.stringMatching(new RegExp(plain), { size: 'xsmall' }), {
      numRuns: 40,
      seed: 7,
    });
    return [...new Set(drawn)].filter((text) => text.length <= 16).slice(0, 4);
  } catch {
    return [];
  }
}

/** Whether a place of the source lies in `[…]`. */
function inClass(source: string, at: number): boolean {
  let inside = false;
  for (let place = 0; place < at; place += 1) {
    if (source[place] === '\\') place += 1;
    else if (source[place] === '[') inside = true;
    else if (source[place] === ']') inside = false;
  }
  return inside;
}
