/** Folders and files that systems make. */
const OF_SYSTEMS: ReadonlySet<string> = new Set([
  '__macosx',
  '@eadir',
  '$recycle.bin',
  'system volume information',
  'desktop.ini',
  'ehthumbs.db',
  'ehthumbs_vista.db',
  'thumbs.db',
  'icon\r',
]);

/** Hidden files, locks of office programs (`~$plan.docx`, `.~lock.plan.odt#`), and what is not written to its end. */
const OF_PROGRAMS = /^[.~]|\.(?:tmp|temp|part|partial|crdownload|download|swp|lock)$|~$/i;

/** True for the name of a file or folder that systems and programs leave beside the sources: nobody means to import it. */
export function isLeftover(name: string): boolean {
  if (name === '.' || name === '..') return false;
  return OF_SYSTEMS.has(name.toLowerCase()) || OF_PROGRAMS.test(name);
}

/** True where a part of a path with `/` is one. */
export const liesInLeftover = (path: string): boolean => path.split('/').some(isLeftover);

/** Kinds of them that are named. */
const MOST_NAMED = 3;

/** What is said of those that were passed over, by their paths; null where there were none. */
export function writtenLeftovers(paths: readonly string[]): string | null {
  if (paths.length === 0) return null;
  const names = [...new Set(paths.map((path) => path.split(/[\\/]/).find(isLeftover) ?? path))];
  const named = names
    .slice(0, MOST_NAMED)
    .map((name) => name.replace(/\s/g, ' ').trim())
    .join(', ');
  const more = names.length > MOST_NAMED ? ', …' : '';
  const files = paths.length === 1 ? '1 file' : `${paths.length.toLocaleString('en')} files`;
  const were = paths.length === 1 ? 'was' : 'were';
  return `${files} that systems and programs leave behind ${were} passed over: ${named}${more}.`;
}
