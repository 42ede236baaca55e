import { relative, sep } from 'node:path';

/** What a file of a sealed library is bound to: moved to another place it does not open. */
export type Place = {
  /** Path from the library's folder, with `/`. */
  readonly name: string;
  /** whole: written once, any missing part is damage. log: grows by flushed appends, may end early after a crash. */
  readonly kind: 'whole' | 'log';
};

/**
 * The place of a path. A segment of the journal keeps its place when it goes into the history, and any file when it is set
 * aside in quarantine.
 */
export function placeOf(root: string, path: string): Place {
  const name = relative(root, path)
    .split(sep)
    .join('/')
    .replace(/^quarantine\/[^/]+\//, '');
  if (name === '' || name === '..' || name.startsWith('../')) {
    throw new RangeError(`${path} is not inside the library ${root}`);
  }
  const segment = /^(?:journal|history)\/(.+\.log)$/.exec(name)?.[1];
  return segment === undefined ? { name, kind: 'whole' } : { name: `journal/${segment}`, kind: 'log' };
}
