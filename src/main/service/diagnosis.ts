import { arch, release, totalmem } from 'node:os';
import { realpath } from 'node:fs/promises';
import type { Diagnosis, ShellInfo } from '../../core/api/contract';
import { keepingFacts, type FolderFacts } from '../library/keepingFacts';
import type { Desk } from './desk';
import type { Log } from './log';
import type { LogFile } from './logFile';

/** Lines of the log in a report. */
const LINES = 120;

/**
 * The state of Dossier for a report to somebody else: versions, counts and the last lines of the log. Tells nothing of
 * the case: no text, no titles, no names of documents, files or libraries, and of paths only their kind.
 */
export async function diagnose(
  desk: Desk,
  { info, log, file }: { info: ShellInfo; log: Log; file: LogFile | null },
): Promise<Diagnosis> {
  const { node, electron, chrome, v8 } = process.versions as Record<string, string | undefined>;
  const sections: Diagnosis['sections'] = [
    {
      title: 'Dossier',
      facts: [
        fact('Version', info.version),
        fact('Shell', info.kind),
        fact('System', `${info.platform} ${release()}, ${arch()}`),
        fact('Node', node ?? ''),
        ...(electron === undefined ? [] : [fact('Electron', `${electron}, Chromium ${chrome ?? '?'}`)]),
        fact('V8', v8 ?? ''),
        fact('Memory', `${size(process.memoryUsage().rss)} of ${size(totalmem())}`),
        fact('Running for', `${Math.round(process.uptime())} s`),
      ],
    },
  ];
  if (desk.isOpen) {
    const { library } = desk;
    const entries = library.summaries();
    const root = await realpath(library.location).catch(() => library.location);
    const facts = await keepingFacts(root);
    sections.push(
      {
        title: 'Library',
        facts: [
          fact('Id', library.record.id),
          fact('Made', library.record.createdAt),
          fact('Documents', entries.length),
          fact('In the trash', entries.filter((entry) => entry.trashedAt !== null).length),
          fact(
            'Highlights',
            entries.reduce((sum, entry) => sum + entry.highlights, 0),
          ),
          fact('Tags', library.codebook().tags.length),
          fact('Notes', library.notes().length),
          fact('Briefs', library.briefs().length),
          fact('Saved searches', library.searches().length),
          fact('Edits since it was opened', library.revision),
          fact('Records that cannot be used', library.problems.length),
        ],
      },
      {
        title: 'Keeping',
        facts: [
          fact('Lock', library.readOnly === null ? 'held by this process' : 'none: open for reading only'),
          fact('Saving', library.saving.problem?.code ?? library.saving.state),
          fact('Journal', files(facts.journal)),
          fact('History', files(facts.history)),
          fact('Snapshots', files(facts.snapshots)),
          fact('Quarantine', files(facts.quarantine)),
          fact('Encrypted', facts.isSealed ? 'yes' : 'no'),
          fact('Place', placeKind(root)),
          fact('Room on the disk', facts.free === null ? 'unknown' : size(facts.free)),
        ],
      },
    );
  } else sections.push({ title: 'Library', facts: [fact('Open', 'none')] });
  const kept = (await file?.tail(LINES)) ?? [];
  const lines =
    kept.length > 0
      ? kept
      : log.entries.slice(-LINES).map(({ at, level, message }) => `${at}  ${level}  ${message}`);
  return { sections, log: lines };
}

const fact = (name: string, value: string | number): { name: string; value: string } => ({
  name,
  value: String(value),
});

const files = ({ files: count, bytes }: FolderFacts): string =>
  count === 0 ? 'empty' : `${count} ${count === 1 ? 'file' : 'files'}, ${size(bytes)}`;

/** What matters of a path for a fault, without its names. */
function placeKind(root: string): string {
  const parts = root.split(/[\\/]/).filter(Boolean);
  const synchronised =
    /^(dropbox|onedrive|google ?drive|icloud ?drive|mobile documents|nextcloud|syncthing|box)/i;
  const kinds = [
    /^([\\/]{2})/.test(root) && 'on another machine',
    /^\/(mnt|media|run\/media|Volumes)\//.test(root) && 'on a drive of its own',
    parts.some((part) => synchronised.test(part)) && 'in a folder that is synchronised',
    root.length > 200 && 'a long path',
  ].filter((kind) => kind !== false);
  return `${parts.length} folders deep${kinds.length > 0 ? `, ${kinds.join(', ')}` : ''}`;
}

function size(bytes: number): string {
  if (bytes < 10_000) return `${bytes} bytes`;
  if (bytes < 10_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return bytes < 10e9 ? `${Math.round(bytes / 1e6)} MB` : `${Math.round(bytes / 1e9)} GB`;
}
