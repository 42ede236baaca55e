import {
  DEEPEST_GROUP,
  LONGEST_QUERY,
  MOST_NEAR_PARTS,
  MOST_PHRASES,
  MOST_PROBLEMS,
  MOST_TERMS,
  wantedPhrases,
  type Expression,
  type NearPart,
  type Phrase,
  type Problem,
  type Query,
  type QueryWord,
  type Scope,
} from './query';
import { languageCode } from './languageCode';
import { readTokens, type Token } from './queryTokens';

/**
 * Reads a query. Never fails: what makes no sense is a problem, and what remains is the query. With `typing` the last
 * word stands for all words that begin so. The work is linear in the length of the query, of which the first
 * `LONGEST_QUERY` units are read. Problems are in the order of their places and lie inside the query.
 */
export function parseQuery(text: string, typing: boolean): Query {
  const problems: Problem[] = [];
  if (text.length > LONGEST_QUERY) {
    problems.push({
      from: LONGEST_QUERY,
      to: text.length,
      message: `A query has ${LONGEST_QUERY} characters at most; what follows was left out.`,
    });
  }
  const read = readTokens(text.slice(0, LONGEST_QUERY), typing, problems);
  const { root, cut } = readExpression(read, problems);
  if (cut < Infinity) {
    problems.push({
      from: cut,
      to: text.length,
      message: `The first ${MOST_PHRASES} words were searched (alternatives count as one, ${MOST_TERMS} in all); the rest was left out.`,
    });
  }
  if (root === EMPTY && problems.length === 0 && text.trim() !== '') {
    problems.push({ from: 0, to: text.length, message: 'There is no word here to look for.' });
  }
  problems.sort((a, b) => a.from - b.from || a.to - b.to);
  return { root, problems: problems.slice(0, MOST_PROBLEMS) };
}

/**
 * The expression that tokens make, and where in the query that begins which is more than may be asked for (Infinity where
 * there is no more). Each token is looked at a bounded number of times, `DEEPEST_GROUP` at most for its groups.
 */
export function readExpression(
  tokens: readonly Token[],
  problems: Problem[],
): { readonly root: Expression; readonly cut: number } {
  const few = withFewTerms(balanced(tokens, problems));
  const wanted = withFewWanted(new Parser(few.tokens, problems));
  return { root: wanted.root, cut: Math.min(few.cut, wanted.cut) };
}

/** The same tokens with each parenthesis in a pair; those without are taken out or added, with a problem. */
function balanced(tokens: readonly Token[], problems: Problem[]): Token[] {
  const open: number[] = [];
  const result: Token[] = [];
  let tooDeep = 0;
  for (const token of tokens) {
    if (token.kind === 'open') {
      if (open.length === DEEPEST_GROUP) {
        if (tooDeep === 0) {
          problems.push({
            from: token.from,
            to: token.to,
            message: `Parentheses stand ${DEEPEST_GROUP} deep at most; those further inside were not read.`,
          });
        }
        tooDeep += 1;
        continue;
      }
      open.push(result.length);
    } else if (token.kind === 'close') {
      if (tooDeep > 0) {
        tooDeep -= 1;
        continue;
      }
      if (open.pop() === undefined) {
        problems.push({ from: token.from, to: token.to, message: 'This parenthesis was never opened.' });
        continue;
      }
    }
    result.push(token);
  }
  const outermost = result[open[0] ?? -1];
  if (outermost) {
    const { from, to } = outermost;
    const message =
      open.length === 1
        ? 'This parenthesis is not closed; the group goes to the end.'
        : `From here on ${open.length} parentheses are not closed; their groups go to the end.`;
    problems.push({ from, to, message });
  }
  const end = tokens.at(-1)?.to ?? 0;
  for (let left = open.length; left > 0; left -= 1) result.push({ kind: 'close', from: end, to: end });
  return result;
}

/** An expression with its place in the query. */
type Read = { readonly expression: Expression; readonly from: number; readonly to: number };

/** What the words of a group inherit. */
type Inherited = Pick<Phrase, 'field' | 'scope' | 'article'>;

class Parser {
  readonly #tokens: readonly Token[];
  readonly #problems: Problem[];
  #at = 0;
  /** Groups without a word so far. */
  #empty = 0;
  /** Where each phrase stands in the query. */
  readonly places = new Map<Phrase, number>();

  constructor(tokens: readonly Token[], problems: Problem[]) {
    this.#tokens = tokens;
    this.#problems = problems;
  }

  parse(): Expression {
    const found = this.#group({ field: null, scope: null, article: false });
    if (found && isPureNegation(found.expression)) {
      this.#problem(found, 'Say at least one word to find, beside those to leave out.');
      return EMPTY;
    }
    return found?.expression ?? EMPTY;
  }

  #problem({ from, to }: { readonly from: number; readonly to: number }, message: string): void {
    const told = this.#problems.some((one) => one.from === from && one.to === to && one.message === message);
    if (!told) this.#problems.push({ from, to, message });
  }

  /** Alternatives up to the end or the parenthesis that closes the group, which is left to the caller. */
  #group(around: Inherited): Read | null {
    const inherited = this.#scoped(around);
    const found: Read[] = [];
    for (;;) {
      const start = this.#at;
      const side = this.#all(inherited);
      if (side) found.push(side);
      const before = this.#tokens[start - 1];
      const next = this.#tokens[this.#at];
      const or = next?.kind === 'or' ? next : null;
      if (start === this.#at) {
        // Of the two around nothing the second is told of.
        const alone = or ?? (before?.kind === 'or' ? before : null);
        if (alone) this.#problem(alone, 'OR needs something to find on both sides.');
      }
      if (or === null) break;
      this.#at += 1;
    }
    if (found.length < 2) return found[0] ?? null;
    const sides = found.filter((side) => {
      const negative = isPureNegation(side.expression);
      if (negative) {
        this.#problem(side, 'What is left out cannot be an alternative: write it beside the words to find.');
      }
      return !negative;
    });
    return joined('any', sides);
  }

  /** The group's own `in:`, looked up ahead because it holds for the words before it too. */
  #scoped({ field, scope, article }: Inherited): Inherited {
    let depth = 0;
    let own: Exclude<Scope, 'article'> | null = null;
    let outside = article;
    for (let at = this.#at; at < this.#tokens.length && depth >= 0; at += 1) {
      const token = this.#tokens[at]!;
      if (token.kind === 'open') depth += 1;
      else if (token.kind === 'close') depth -= 1;
      else if (token.kind === 'scope' && depth === 0) {
        // What is folded can be left out of any place.
        if (token.scope === 'article') outside = true;
        else if (own === null) own = token.scope;
        else if (own !== token.scope) {
          this.#problem(token, `A group is searched in one place; this one in ${own}.`);
        }
      }
    }
    if (own === null) return { field, scope, article: outside };
    if (own === 'highlights') {
      return { field: field === 'text' ? field : null, scope: 'highlights', article: outside };
    }
    return { field: own === 'notes' ? 'note' : 'title', scope: null, article: outside };
  }

  #all(inherited: Inherited): Read | null {
    const found: Read[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || token.kind === 'or' || token.kind === 'close') break;
      if (token.kind === 'and' || token.kind === 'scope' || token.kind === 'nothing') {
        this.#at += 1;
        continue;
      }
      const part = this.#near(inherited);
      if (part) found.push(part);
    }
    return joined('all', found);
  }

  #near(inherited: Inherited): Read | null {
    const sides: Read[] = [];
    let within = 0;
    let mixed = false;
    let last: Extract<Token, { kind: 'near' }> | null = null;
    const first = this.#unary(inherited);
    if (first) sides.push(first);
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token?.kind !== 'near') break;
      this.#at += 1;
      if (sides.length === 0) {
        this.#problem(token, 'NEAR needs words on both sides.');
        const right = this.#unary(inherited);
        if (right) sides.push(right);
        continue;
      }
      const right = this.#unary(inherited);
      if (right === null) {
        this.#problem(token, 'NEAR needs words on both sides.');
        continue;
      }
      mixed ||= last !== null && token.within !== within;
      within = Math.max(within, token.within);
      last = token;
      sides.push(right);
    }
    if (sides.length < 2) return sides[0] ?? null;
    const parts: NearPart[] = [];
    for (const side of sides) {
      const part = asNearPart(side.expression);
      if (part === null) {
        this.#problem(
          side,
          'NEAR stands between words, phrases or alternatives of them; here all of it is found, near or not.',
        );
        return joined('all', sides);
      }
      parts.push(part);
    }
    const place = { from: sides[0]!.from, to: sides.at(-1)!.to };
    if (mixed) this.#problem(place, `One chain of NEAR has one distance; the longest, ${within}, was taken.`);
    if (parts.length > MOST_NEAR_PARTS) {
      this.#problem(
        place,
        `NEAR joins ${MOST_NEAR_PARTS} words at most; all of them are found, near or not.`,
      );
      return joined('all', sides);
    }
    return { expression: { kind: 'near', parts, within }, ...place };
  }

  #unary(inherited: Inherited): Read | null {
    let negations = 0;
    let first: Token | null = null;
    for (let token = this.#tokens[this.#at]; token?.kind === 'not'; token = this.#tokens[this.#at]) {
      first ??= token;
      negations += 1;
      this.#at += 1;
    }
    const operand = this.#primary(inherited, first);
    if (first === null || operand === null) return operand;
    const { expression, to } = operand;
    return { expression: negations % 2 === 1 ? negated(expression) : expression, from: first.from, to };
  }

  /** A word, a phrase, a date or a group, with the fields before it. `not` is the first exclusion that waits for it. */
  #primary(inherited: Inherited, not: Token | null): Read | null {
    let first = not;
    let within = inherited;
    let token = this.#tokens[this.#at];
    for (; token?.kind === 'field'; token = this.#tokens[this.#at]) {
      first ??= token;
      const { field } = token;
      if (field !== null) within = { ...within, field, scope: field === 'text' ? inherited.scope : null };
      this.#at += 1;
    }
    if (token?.kind === 'phrase') {
      this.#at += 1;
      const { from, to } = token;
      const phrases = token.alternatives.map((words): Phrase => {
        const phrase: Phrase = {
          kind: 'phrase',
          words: within.field === 'lang' ? asCode(words) : words,
          exact: token.exact,
          ...within,
          article: within.article && (within.field === null || within.field === 'text'),
        };
        this.places.set(phrase, from);
        return phrase;
      });
      return joined(
        'any',
        phrases.map((expression) => ({ expression, from, to })),
      );
    }
    if (token?.kind === 'date') {
      this.#at += 1;
      return {
        expression: { kind: 'date', from: token.first, to: token.last },
        from: token.from,
        to: token.to,
      };
    }
    if (token?.kind === 'open') {
      this.#at += 1;
      const inside = this.#empty;
      const found = this.#group(within);
      const close = this.#tokens[this.#at]!;
      this.#at += 1;
      if (found) return { expression: found.expression, from: token.from, to: close.to };
      // Of groups in groups the innermost is told of.
      if (inside === this.#empty)
        this.#problem({ from: (first ?? token).from, to: close.to }, 'There is no word here to look for.');
      this.#empty += 1;
      return null;
    }
    if (token?.kind === 'nothing') {
      this.#at += 1;
      if (first && !token.told) {
        this.#problem({ from: first.from, to: token.to }, 'There is no word here to look for.');
      }
      return null;
    }
    if (first) {
      const name = first.kind === 'not' ? 'NOT' : 'A field';
      this.#problem(first, `${name} needs a word after it.`);
    }
    return null;
  }
}

/** The tokens up to the last term that is searched, with their groups closed; `cut` is where the others begin. */
function withFewTerms(tokens: readonly Token[]): { readonly tokens: readonly Token[]; readonly cut: number } {
  let terms = 0;
  const beyond = tokens.findIndex(
    (token) => token.kind === 'phrase' && (terms += token.alternatives.length) > MOST_TERMS,
  );
  if (beyond < 0) return { tokens, cut: Infinity };
  const { from } = tokens[beyond]!;
  let end = beyond;
  // Operators that have lost what they stood before.
  while (/^(?:or|and|not|near|field)$/.test(tokens[end - 1]?.kind ?? '')) end -= 1;
  const kept = tokens.slice(0, end);
  const opened = kept.filter(({ kind }) => kind === 'open').length;
  const closed = kept.filter(({ kind }) => kind === 'close').length;
  const close: Token = { kind: 'close', from, to: from };
  return { tokens: [...kept, ...Array.from({ length: opened - closed }, () => close)], cut: from };
}

/** What is read, without what is more than can be wanted at once; `cut` is where that begins. */
function withFewWanted(parser: Parser): { readonly root: Expression; readonly cut: number } {
  const root = parser.parse();
  let cut = Infinity;
  if (root.kind !== 'all') return { root, cut };
  let wanted = 0;
  const parts = root.parts.filter((part) => {
    const count = wantedAtOnce(part);
    wanted += count;
    if (wanted <= MOST_PHRASES || count === 0) return true;
    for (const phrase of wantedPhrases(part)) cut = Math.min(cut, parser.places.get(phrase)!);
    return false;
  });
  return { root: cut < Infinity ? { kind: 'all', parts } : root, cut };
}

/** `Korean` as the language it names; other words as they are. */
function asCode(words: readonly QueryWord[]): readonly QueryWord[] {
  if (words.some(({ prefix }) => prefix === 'asked')) return words;
  const code = languageCode(words.map(({ key }) => key).join(' '));
  return code === null ? words : [{ key: code, prefix: 'no' }];
}

const EMPTY: Expression = { kind: 'all', parts: [] };

/** Things a document must have at once; alternatives count as one. */
function wantedAtOnce(expression: Expression): number {
  if (expression.kind === 'phrase' || expression.kind === 'any') return 1;
  return 'parts' in expression ? expression.parts.reduce((sum, part) => sum + wantedAtOnce(part), 0) : 0;
}

function isPureNegation(expression: Expression): boolean {
  return (
    expression.kind === 'not' ||
    (expression.kind === 'all' && expression.parts.every((part) => part.kind === 'not'))
  );
}

function negated(expression: Expression): Expression {
  if (expression.kind === 'not') return expression.part;
  if (!isPureNegation(expression)) return { kind: 'not', part: expression };
  // Without a and without b, left out: with one of them.
  const parts = (expression as Extract<Expression, { kind: 'all' }>).parts.map(negated);
  return combined('any', parts);
}

function combined(kind: 'all' | 'any', parts: readonly Expression[]): Expression {
  // A word or alternative that is there already adds nothing but work, and takes the place of others in what may be asked.
  const seen = new Set<string>();
  const flat = parts
    .flatMap((part) => (part.kind === kind ? part.parts : [part]))
    .filter((part) => {
      if (part.kind !== 'phrase') return true;
      const key = JSON.stringify(part);
      return !seen.has(key) && seen.add(key);
    });
  return flat.length === 1 ? flat[0]! : { kind, parts: flat };
}

function joined(kind: 'all' | 'any', found: readonly Read[]): Read | null {
  const last = found.at(-1);
  if (last === undefined) return null;
  const expression = combined(
    kind,
    found.map((part) => part.expression),
  );
  return { expression, from: found[0]!.from, to: last.to };
}

function asNearPart(expression: Expression): NearPart | null {
  if (expression.kind === 'phrase') return expression;
  if (expression.kind !== 'any') return null;
  const parts = expression.parts.filter((part) => part.kind === 'phrase');
  return parts.length === expression.parts.length ? { kind: 'any', parts } : null;
}
