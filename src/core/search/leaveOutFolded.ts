import type { Range } from '../model/range';
import { DEEPEST_GROUP, LONGEST_QUERY } from './query';
import { readTokens } from './queryTokens';

/** True for a query that is read as `in:article` for all of it. */
export function leavesOutFolded(query: string): boolean {
  return scopesOfAll(query).length > 0;
}

/**
 * The query with `in:article` for all of it, or without; the same where it is so already. It comes in front, so that the
 * last word is still the one being typed and a quotation mark that is not closed does not swallow it. What single groups
 * say of themselves stays.
 */
export function leaveOutFolded(query: string, isLeftOut: boolean): string {
  const scopes = scopesOfAll(query);
  if (isLeftOut) return scopes.length > 0 ? query : `in:article ${query.trimStart()}`;
  let rest = query;
  for (const { from, to } of scopes.reverse()) {
    const before = rest.slice(0, from);
    const after = rest.slice(to);
    rest = /(^|\s)$/.test(before) ? before + after.replace(/^\s/, '') : before + after;
  }
  return rest;
}

/** The places of `in:article` in no group, read as `parseQuery` does. */
function scopesOfAll(query: string): Range[] {
  const scopes: Range[] = [];
  let depth = 0;
  let tooDeep = 0;
  for (const token of readTokens(query.slice(0, LONGEST_QUERY), false, [])) {
    if (token.kind === 'open') {
      if (depth === DEEPEST_GROUP) tooDeep += 1;
      else depth += 1;
    } else if (token.kind === 'close') {
      // One that was never opened is not read.
      if (tooDeep > 0) tooDeep -= 1;
      else if (depth > 0) depth -= 1;
    } else if (token.kind === 'scope' && token.scope === 'article' && depth === 0) scopes.push(token);
  }
  return scopes;
}
