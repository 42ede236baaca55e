import type { DateRange, Expression, Phrase } from './query';

/**
 * A query that reads as the expression again: `parseQuery(printQuery(e), false).root` equals `e` for every `e` that
 * `parseQuery` gave within its limits. What was still being typed is printed as if it were finished.
 */
export function printQuery(expression: Expression): string {
  switch (expression.kind) {
    case 'all':
      return expression.parts
        .map((part) => (part.kind === 'any' ? grouped(part) : printQuery(part)))
        .join(' ');
    case 'any':
      return expression.parts.map(printQuery).join(' OR ');
    case 'not':
      return `-${expression.part.kind === 'phrase' ? printQuery(expression.part) : grouped(expression.part)}`;
    case 'near':
      return expression.parts
        .map((part) => (part.kind === 'any' ? grouped(part) : printQuery(part)))
        .join(` NEAR/${expression.within} `);
    case 'date':
      return printRange(expression);
    case 'phrase':
      return printScoped(expression);
  }
}

const grouped = (expression: Expression): string => `(${printQuery(expression)})`;

function printRange({ from, to }: DateRange): string {
  return `date:${from !== null && from === to ? from : `${from ?? ''}..${to ?? ''}`}`;
}

function printScoped(phrase: Phrase): string {
  const { scope, article } = phrase;
  if (scope === null && !article) return printPhrase(phrase);
  return `(${scope === null ? '' : `in:${scope} `}${article ? 'in:article ' : ''}${printPhrase(phrase)})`;
}

function printPhrase({ words, exact, field }: Phrase): string {
  const written = words.map(({ key, prefix }) => key + (prefix === 'asked' ? '*' : ''));
  // Slashes divide words as a space does, without making them two things to find or one joined by a hyphen. Two of them,
  // for w/5 is what others write for NEAR/5.
  return `${field === null ? '' : `${field}:`}${exact ? `"${written.join(' ')}"` : written.join('//')}`;
}
