import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseQuery } from './parseQuery';
import { problemPlace, underlined } from './problemPlace';
import { wantedPhrases } from './query';
import { QUERY_HELP } from './queryHelp';

describe('QUERY_HELP', () => {
  it.each(QUERY_HELP)('$query is understood', ({ query }) => {
    const { root, problems } = parseQuery(query, false);
    expect(problems).toEqual([]);
    expect(root).not.toEqual({ kind: 'all', parts: [] });
    if (!query.startsWith('date:')) expect(wantedPhrases(root)).not.toEqual([]);
  });

  it('is what docs/search.md begins with', () => {
    const written = readFileSync(join(import.meta.dirname, '../../../docs/search.md'), 'utf8');
    const rows = QUERY_HELP.map(
      ({ query, meaning }) => `| \`${query.replaceAll('|', '\\|')}\` | ${meaning.replaceAll('|', '\\|')} |`,
    );
    expect(written).toContain(['| write | to find |', '| --- | --- |', ...rows].join('\n'));
  });
});

describe('problemPlace', () => {
  const shown = (query: string, around: number): string | null => {
    const problem = parseQuery(query, false).problems[0]!;
    const place = problemPlace(query, problem, around);
    return place && underlined(place);
  };

  it.each([
    ['crane OR', 'crane OR\n      ^^'],
    ['港口 OR', '港口 OR\n     ^^'],
    ['crane (dock', 'crane (dock\n      ^'],
    [`${'a '.repeat(10)}) b`, '…a a a a a ) b\n           ^'],
    ['colour:red\tcrane and more', 'colour:red crane…\n^^^^^^'],
  ])('of %j is %j', (query, expected) => {
    expect(shown(query, 10)).toBe(expected);
  });

  it('is none where it is all of the query', () => {
    expect(shown('-crane', 10)).toBeNull();
  });
});
