import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `npm run changelog`: writes the Unreleased part of CHANGELOG.md anew from the FEATURE: and FIX: lines of the commits
 * since the last tag. What stands below it, and above it, is left alone.
 */
const file = join(import.meta.dirname, '..', 'CHANGELOG.md');
const git = (...args) =>
  execFileSync('git', args, { cwd: join(import.meta.dirname, '..'), encoding: 'utf8' });

const tag = git('tag', '--list', '--sort=-creatordate').split('\n')[0];
const log = git('log', '--format=%B%x00', ...(tag === '' ? [] : [`${tag}..HEAD`]));

const lines = { FEATURE: new Set(), FIX: new Set() };
for (const message of log.split('\0')) {
  // A line may be wrapped: it ends at an empty line or at the next mark.
  for (const found of message.matchAll(
    /^(FEATURE|FIX): ([\s\S]*?)(?=\n\s*\n|\n(?:FEATURE|FIX): |\s*$(?![\s\S]))/gm,
  )) {
    const text = found[2].replace(/\s+/g, ' ').trim();
    lines[found[1]].add(`- ${text[0].toUpperCase()}${text.slice(1)}`);
  }
}
const part = (title, entries) => (entries.size === 0 ? '' : `\n### ${title}\n\n${[...entries].join('\n')}\n`);
const unreleased = `## Unreleased\n${part('New', lines.FEATURE)}${part('Mended', lines.FIX)}\n`;

const old = readFileSync(file, 'utf8');
const start = old.indexOf('## Unreleased');
const end = old.indexOf('\n## ', start + 1);
writeFileSync(file, old.slice(0, start) + unreleased.trimEnd() + '\n' + (end < 0 ? '' : old.slice(end)));
