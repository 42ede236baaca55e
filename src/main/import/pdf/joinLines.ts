/** The words a document itself writes inside its lines: how it spells what a line end has cut. */
export type Vocabulary = {
  has(word: string): boolean;
  /** Whether Korean lines of this document end inside words. */
  readonly cutsHangul: boolean;
};

const EDGES = /^[^\p{L}\p{N}]+|(?<![^\p{L}\p{N}])[^\p{L}\p{N}]+$/gu;
const bare = (word: string): string =>
  (/^[a-zA-Z0-9]*$/.test(word) ? word : word.replace(EDGES, '')).toLowerCase();

/** More words are not needed to tell how a document spells. */
const MOST_WORDS = 300_000;

export function vocabularyOf(lines: readonly string[]): Vocabulary {
  const words = new Set<string>();
  for (const line of lines) {
    if (words.size > MOST_WORDS) break;
    // The first and the last may be halves of words.
    for (let space = line.indexOf(' '); space >= 0;) {
      const next = line.indexOf(' ', space + 1);
      if (next >= 0) words.add(bare(line.slice(space + 1, next)));
      space = next;
    }
  }
  let cut = 0;
  let whole = 0;
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    if (next === undefined || !/[가-힣]$/.test(line) || !/^[가-힣]/.test(next)) continue;
    const a = lastWord(line);
    const b = firstWord(next);
    if (words.has(a + b)) cut += 1;
    else if (words.has(a) && words.has(b)) whole += 1;
  }
  return { has: (word) => words.has(word), cutsHangul: cut > whole };
}

const lastWord = (line: string): string => bare(line.slice(line.lastIndexOf(' ') + 1));
const firstWord = (line: string): string => bare(/^\S+/.exec(line)?.[0] ?? '');

// Characters written without spaces between words: Chinese, Japanese, and the scripts of Thai, Lao, Khmer and Burmese.
const UNSPACED =
  /[\u2E80-\u30FF\u31F0-\u31FF\u3400-\u9FFF\uF900-\uFAFF\uFE30-\uFE4F\uFF01-\uFF65\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF]/;
// Korean words change at their end: what follows one of these particles and a space is no word of its own.
const PARTICLE =
  /^(?:은|는|이|가|을|를|의|에|에서|에게|로|으로|와|과|도|만|까지|부터|이다|하다|했다|한다|하는|되는|된다|됐다)$/;

/** Lines of one paragraph as one line: hyphens of line ends undone, spaces where the script has them. */
export function joinLines(lines: readonly string[], words: Vocabulary): string {
  let text = '';
  for (const line of lines) text = text === '' ? line : joined(text, line, words);
  return text.replace(/\u00AD/g, '');
}

function joined(text: string, line: string, words: Vocabulary): string {
  const last = text.at(-1)!;
  const first = line[0]!;
  if (last === '\u00AD') return text.slice(0, -1) + line;
  if (/[\p{L}\p{M}][-‐]$/u.test(text.slice(-3))) return mended(text, line, words);
  if (
    /[^\s][—–/]$/u.test(text.slice(-2)) &&
    (last === '—' || /https?:/.test(text.slice(-200).split(/\s/).at(-1)!))
  )
    return text + line;
  if (UNSPACED.test(last) && UNSPACED.test(first)) return text + line;
  if (/[\u2E80-\u30FF\u3400-\u9FFF\uFF01-\uFF65]/.test(last + first)) {
    // Latin words and numbers among Chinese and Japanese; Korean beside them has its spaces.
    return /[가-힣]/.test(last + first) ? `${text} ${line}` : text + line;
  }
  if (/[가-힣]/.test(last) && /[가-힣]/.test(first)) return joinedHangul(text, line, words);
  // A soft hyphen that left no trace: neither half is a word of this document, both together are.
  if (/\p{Ll}/u.test(last) && /\p{Ll}/u.test(first)) {
    const a = lastWord(text);
    const b = firstWord(line);
    if (words.has(a + b) && !words.has(a) && !words.has(b)) return text + line;
  }
  return `${text} ${line}`;
}

/** A line that ends in a hyphen. It is undone only before a small letter, and stays where the document writes it so. */
function mended(text: string, line: string, words: Vocabulary): string {
  if (!/^\p{Ll}/u.test(line)) return text + line;
  const a = /(?<!\S)\S+$/.exec(text.slice(-200))![0];
  const b = /^\S+/.exec(line)![0];
  // A half of a pair: “two- and three-year terms”.
  if (/^(?:and|or|to|und|oder|bis|et|ou|y|o)$/.test(b)) return `${text} ${line}`;
  const whole = bare(a.slice(0, -1) + b);
  const kept = bare(a + b);
  const keep = !words.has(whole) && (words.has(kept) || words.has(kept.replace('‐', '-')));
  return keep ? text + line : text.slice(0, -1) + line;
}

function joinedHangul(text: string, line: string, words: Vocabulary): string {
  const a = lastWord(text);
  const b = firstWord(line);
  if (words.has(a + b)) return text + line;
  if (words.has(a) && words.has(b)) return `${text} ${line}`;
  if (PARTICLE.test(b) || words.cutsHangul) return text + line;
  return `${text} ${line}`;
}
