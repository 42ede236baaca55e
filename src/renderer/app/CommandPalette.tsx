import { Search } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components';
import type { Hit, HitGroup } from '../../core/model/search';
import { writtenDate } from '../../core/model/date';
import { Kbd } from '../ui';
import { searchDocuments, useIndexVersion } from '../workers/searchClient';
import styles from './CommandPalette.module.css';
import { useCommandTable, type Command } from './commands';
import { fuzzyMatch } from './fuzzy';
import { goTo, recentLocations, useNavigationTrail, type Location } from './navigation';
import { useCall } from './session';

type Entry = {
  readonly key: string;
  readonly section: string;
  readonly content: ReactNode;
  run(): void;
};

const VIEW_NAMES: Record<Location['view'], string> = {
  library: 'Library',
  reader: 'Document',
  search: 'Search',
  notebook: 'Notebook',
  compare: 'Compare',
  repair: 'Repair',
  tags: 'Tags',
  notes: 'Notes',
  briefs: 'Briefs',
  lineage: 'Lineage',
  copies: 'Copies and quotations',
  metadata: 'Details table',
  keeping: 'Keeping',
};

/** One box for everything: commands by a few letters, documents by their words, places lately visited. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const { data: library } = useCall('library.status', {});
  const groups = useFound(library ? typed : '');
  const commands = useCommandTable();
  const trail = useNavigationTrail();
  const query = typed.trim();

  const entries = useMemo<Entry[]>(() => {
    const documents = groups.map((group) => groupEntry(group, query));
    const found = commandEntries(commands, query, query === '' ? 200 : 6);
    if (query === '') {
      const recent = library ? recentLocations(trail, 40).filter(isThing).slice(0, 5).map(recentEntry) : [];
      return [...recent, ...found];
    }
    const everywhere: Entry[] = library
      ? [
          {
            key: 'search',
            section: 'Search',
            content: (
              <>
                <Search aria-hidden />
                <span className={styles.title}>Search everything for “{query}”</span>
              </>
            ),
            run: () => goTo({ view: 'search', query }),
          },
        ]
      : [];
    return [...found, ...documents, ...everywhere];
  }, [commands, groups, library, query, trail]);
  const at = Math.min(active, Math.max(0, entries.length - 1));

  useEffect(() => {
    list.current?.querySelector('[data-focused]')?.scrollIntoView({ block: 'nearest' });
  }, [at, entries]);

  const take = (entry: Entry | undefined): void => {
    if (!entry) return;
    onClose();
    // After the box is gone and has given the focus back, so that a command that opens something keeps it.
    setTimeout(() => entry.run());
  };
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const move = moves[event.key];
    if (move !== undefined && entries.length > 0) {
      event.preventDefault();
      const wanted = at + move;
      setActive(
        Math.abs(move) === 1
          ? (wanted + entries.length) % entries.length
          : Math.min(entries.length - 1, Math.max(0, wanted)),
      );
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(entries[at]);
    }
  };

  let section = '';
  return (
    <ModalOverlay className={styles.scrim!} isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className={styles.modal!}>
        <AriaDialog className={styles.dialog!} aria-label="Commands and search">
          <div className={styles.head} data-dialog>
            <Search aria-hidden />
            <input
              className={styles.input}
              role="combobox"
              aria-label="Type a command, or words to search for"
              aria-expanded
              aria-controls={id}
              aria-autocomplete="list"
              {...(entries.length > 0 && { 'aria-activedescendant': `${id}-${at}` })}
              placeholder={library ? 'Search everything, or type a command…' : 'Type a command…'}
              value={typed}
              autoFocus
              spellCheck={false}
              onChange={(event) => {
                setTyped(event.target.value);
                setActive(0);
              }}
              onKeyDown={press}
            />
          </div>
          <div ref={list} id={id} role="listbox" aria-label="Commands and results" className={styles.list}>
            {entries.map((entry, index) => {
              const heading = entry.section === section ? null : entry.section;
              section = entry.section;
              return (
                <div key={entry.key} role="presentation">
                  {heading !== null && (
                    <div className={styles.section} role="presentation">
                      {heading}
                    </div>
                  )}
                  <div
                    id={`${id}-${index}`}
                    role="option"
                    aria-selected={index === at}
                    className={styles.entry}
                    data-focused={index === at || undefined}
                    onMouseMove={() => setActive(index)}
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => take(entry)}
                  >
                    {entry.content}
                  </div>
                </div>
              );
            })}
            {entries.length === 0 && (
              <div role="option" aria-selected={false} aria-disabled className={styles.none}>
                Nothing is called “{query}”.
              </div>
            )}
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The best documents for what is typed, also as the index grows; the last answer stands until the next is there. */
function useFound(query: string): readonly HitGroup[] {
  const version = useIndexVersion();
  const [groups, setGroups] = useState<readonly HitGroup[]>([]);
  useEffect(() => {
    const trimmed = query.trim();
    const controller = new AbortController();
    if (trimmed === '') {
      // eslint-disable-next-line react-hooks/set-state-in-effect -- an emptied box shows no results of before
      setGroups([]);
      return undefined;
    }
    searchDocuments(trimmed, controller.signal).then(
      (answer) => !controller.signal.aborted && setGroups(answer.groups.slice(0, 8)),
      // No index yet, or given up for a newer query: commands still work.
      () => undefined,
    );
    return () => controller.abort();
  }, [query, version]);
  return groups;
}

/** Groups that are always there, in the order they are listed in; what only the present view can do comes before them. */
const STANDING = ['Edit', 'Go', 'Search', 'Library', 'Window'];

function commandEntries(commands: readonly Command[], query: string, limit: number): Entry[] {
  return commands
    .filter((command) => !command.hidden && command.enabled !== false)
    .flatMap((command, order) => {
      const match = fuzzyMatch(query, command.title);
      return match ? [{ command, match, order }] : [];
    })
    .sort((a, b) =>
      query === ''
        ? STANDING.indexOf(a.command.group) - STANDING.indexOf(b.command.group) || a.order - b.order
        : b.match.score - a.match.score || a.order - b.order,
    )
    .slice(0, limit)
    .map(({ command, match }) => ({
      key: `command ${command.id}`,
      section: 'Commands',
      content: (
        <>
          <span className={styles.title}>
            <Marked text={command.title} marks={match.marks} />
          </span>
          <span className={styles.aside}>{command.group}</span>
          {command.keys !== undefined && <Kbd keys={command.keys} />}
        </>
      ),
      run: () => command.run(),
    }));
}

function groupEntry(group: HitGroup, query: string): Entry {
  const hit = group.hits[0];
  const published = group.published === null ? null : writtenDate(group.published);
  return {
    key: `group ${group.document ?? 'library'}`,
    section: 'Documents',
    content: (
      <span className={styles.found}>
        <span className={styles.title}>{group.title}</span>
        <span className={styles.aside}>{[group.publisher, published].filter(Boolean).join(', ')}</span>
        {hit && (
          <span className={styles.snippet}>
            <MarkedSnippet hit={hit} />
          </span>
        )}
      </span>
    ),
    run: () => goTo(hit ? hitLocation(hit, query) : { view: 'search', query }),
  };
}

function hitLocation(hit: Hit, query: string): Location {
  if (hit.document === null) return { view: 'notes' };
  return {
    view: 'reader',
    document: hit.document,
    query,
    ...(hit.anchor && { at: { from: hit.anchor.from, to: hit.anchor.to } }),
  };
}

/** A thing of the user's, not one of the views, which are two keys away anyhow. */
function isThing(location: Location): boolean {
  return (
    location.view === 'reader' ||
    (location.view === 'search' && Boolean(location.query)) ||
    location.view === 'notebook' ||
    (location.view === 'briefs' && location.brief !== undefined)
  );
}

function recentEntry(location: Location): Entry {
  return {
    key: `recent ${JSON.stringify(location)}`,
    section: 'Recent',
    content: (
      <>
        <span className={styles.title}>
          {location.view === 'reader' ? (
            <DocumentTitle id={location.document} />
          ) : location.view === 'briefs' ? (
            <BriefTitle id={location.brief!} />
          ) : (
            placeName(location)
          )}
        </span>
        <span className={styles.aside}>
          {location.view === 'briefs' ? 'Brief' : VIEW_NAMES[location.view]}
        </span>
      </>
    ),
    run: () => goTo(location),
  };
}

function placeName(location: Location): string {
  if (location.view === 'search' && location.query) return `“${location.query}”`;
  if (location.view === 'notebook') return location.notebook;
  if (location.view === 'library' && location.trashed) return 'Trash';
  return VIEW_NAMES[location.view];
}

function DocumentTitle({ id }: { id: string }) {
  const { data } = useCall('documents.get', { id });
  return data?.metadata.title ?? '…';
}

function BriefTitle({ id }: { id: string }) {
  const { data } = useCall('briefs.list', {});
  return data?.find((brief) => brief.id === id)?.title ?? '…';
}

function Marked({ text, marks }: { text: string; marks: readonly number[] }) {
  if (marks.length === 0) return text;
  const set = new Set(marks);
  return Array.from(text, (letter, index) => (set.has(index) ? <b key={index}>{letter}</b> : letter));
}

function MarkedSnippet({ hit }: { hit: Hit }) {
  const { text, marks } = hit.snippet;
  const parts: ReactNode[] = [];
  let done = 0;
  for (const [from, to] of marks) {
    parts.push(text.slice(done, from), <mark key={from}>{text.slice(from, to)}</mark>);
    done = to;
  }
  parts.push(text.slice(done));
  return parts;
}
