import {
  ArchiveRestore,
  ArrowLeft,
  ArrowRight,
  BookOpenText,
  ChevronDown,
  CircleHelp,
  FileText,
  GitCompareArrows,
  LibraryBig,
  NotebookPen,
  PanelLeft,
  Search,
  Settings as Gear,
  SunMoon,
  Tags,
} from 'lucide-react';
import { Fragment, useEffect, useRef, useState, type ReactNode } from 'react';
import type { LibraryStatus } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import { Button, classes, IconButton, Kbd, Menu, Tooltip } from '../ui';
import { ImportDesk } from '../library/ImportDesk';
import { SearchCommands } from '../search/SearchCommands';
import { FileDrop } from './FileDrop';
import styles from './Frame.module.css';
import { runCommand, useCommands, type Command } from './commands';
import { redo, undo, useHistory } from './history';
import { LibraryDialogs } from './LibraryDialogs';
import { keepLettersFor } from './keepLettersFor';
import {
  goBack,
  goForward,
  goTo,
  lastComparison,
  lastReading,
  useNavigation,
  useNavigationTrail,
  type Location,
} from './navigation';
import { act, useCall } from './session';
import { changeSettings, useSettings } from './settings';
import { SplitView } from './SplitView';
import { StatusLine } from './StatusLine';
import { isFocusAdrift, VIEW_ID } from './useStartFocus';
import { ViewBoundary } from './ViewBoundary';
import { useWidth } from './useWidth';
import { View } from './views';
import { useStay } from './protection/useStay';
import { openDialog, useStartForm } from './windowDialog';

type Place = {
  readonly view: Location['view'];
  readonly title: string;
  readonly keys: string;
  readonly icon: ReactNode;
  readonly location: Location;
};

const PLACES: readonly Place[] = [
  {
    view: 'library',
    title: 'Library',
    keys: 'g l',
    icon: <LibraryBig aria-hidden />,
    location: { view: 'library' },
  },
  {
    view: 'search',
    title: 'Search',
    keys: 'g s',
    icon: <Search aria-hidden />,
    location: { view: 'search' },
  },
  {
    view: 'compare',
    title: 'Compare',
    keys: 'g c',
    icon: <GitCompareArrows aria-hidden />,
    location: { view: 'compare' },
  },
  { view: 'tags', title: 'Tags', keys: 'g t', icon: <Tags aria-hidden />, location: { view: 'tags' } },
  {
    view: 'notes',
    title: 'Notes',
    keys: 'g n',
    icon: <NotebookPen aria-hidden />,
    location: { view: 'notes' },
  },
  {
    view: 'briefs',
    title: 'Briefs',
    keys: 'g b',
    icon: <FileText aria-hidden />,
    location: { view: 'briefs' },
  },
  {
    view: 'keeping',
    title: 'Keeping',
    keys: 'g k',
    icon: <ArchiveRestore aria-hidden />,
    location: { view: 'keeping' },
  },
];

/** Width of a window, in rem, under which the navigation shows icons alone. */
const NARROW = 62;

/** Everything around the views while a library is open. */
export function Frame({ library }: { library: LibraryStatus }) {
  const { location, go, canGoBack, canGoForward } = useNavigation();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const isNarrow = width !== null && width < NARROW;
  // In a narrow window the names are away until asked for; what was chosen for a wide one stays as it is.
  const [opensNarrow, setOpensNarrow] = useState(false);
  const collapsedWide = useSettings((settings) => settings.navigationCollapsed);
  const collapsed = isNarrow ? !opensNarrow : collapsedWide;
  const collapse = (isCollapsed: boolean): void => {
    if (isNarrow) setOpensNarrow(!isCollapsed);
    else changeSettings({ navigationCollapsed: isCollapsed });
  };
  const history = useHistory();
  const trail = useNavigationTrail();
  const reading = lastReading(trail);
  const goToPlace = (place: Place): void =>
    go(place.view === 'compare' ? lastComparison(trail) : place.location);
  useCommands([
    ...PLACES.map((place): Command => ({
      id: `go-${place.view}`,
      title: `Go to ${place.title}`,
      group: 'Go',
      keys: place.keys,
      run: () => goToPlace(place),
    })),
    {
      id: 'go-reading',
      title: 'Go to the text read last',
      group: 'Go',
      keys: 'g r',
      enabled: reading !== null,
      run: () => reading !== null && go({ view: 'reader', document: reading }),
    },
    {
      id: 'go-copies',
      title: 'Go to copies and quotations',
      group: 'Go',
      keys: 'g d',
      run: () => go({ view: 'copies' }),
    },
    {
      id: 'go-metadata',
      title: 'Go to the details table',
      group: 'Go',
      keys: 'g e',
      run: () => go({ view: 'metadata' }),
    },
    { id: 'back', title: 'Back', group: 'Go', keys: 'Alt+ArrowLeft', enabled: canGoBack, run: goBack },
    {
      id: 'forward',
      title: 'Forward',
      group: 'Go',
      keys: 'Alt+ArrowRight',
      enabled: canGoForward,
      run: goForward,
    },
    {
      id: 'undo',
      title: history.undo === null ? 'Undo' : `Undo: ${history.undo}`,
      group: 'Edit',
      keys: '$mod+z',
      yieldsToFields: true,
      run: () => void undo(),
    },
    {
      id: 'redo',
      title: history.redo === null ? 'Redo' : `Redo: ${history.redo}`,
      group: 'Edit',
      keys: '$mod+Shift+z',
      alsoKeys: ['$mod+y'],
      yieldsToFields: true,
      run: () => void redo(),
    },
    {
      id: 'toggle-navigation',
      title: collapsed ? 'Show the navigation’s names' : 'Fold the navigation',
      group: 'Window',
      keys: '$mod+Backslash',
      run: () => collapse(!collapsed),
    },
    {
      id: 'note-new',
      title: 'New note on the library',
      group: 'Edit',
      keys: '$mod+Shift+n',
      enabled: library.readOnly === null,
      run: () => void addNote(),
    },
    {
      id: 'library-rename',
      title: 'Rename library…',
      group: 'Library',
      run: () => openDialog('rename-library'),
    },
    {
      id: 'library-protection',
      title: library.sealed
        ? 'Protection: passphrase, recovery code, locking…'
        : 'Protect with a passphrase…',
      group: 'Library',
      run: () => openDialog('protection'),
    },
    {
      id: 'library-lock',
      title: 'Lock now',
      group: 'Library',
      keys: '$mod+Shift+x',
      enabled: library.sealed,
      run: () => void act('library.lock', {}),
    },
    {
      id: 'library-new',
      title: 'New library…',
      group: 'Library',
      keys: '$mod+Shift+l',
      run: () => void leaveFor('create'),
    },
    {
      id: 'library-open',
      title: 'Open a library…',
      group: 'Library',
      keys: '$mod+o',
      run: () => void leaveFor('open'),
    },
    {
      id: 'library-sample',
      title: 'Open the sample library',
      group: 'Library',
      run: () => void act('library.openSample', {}),
    },
    {
      id: 'library-close',
      title: 'Close library',
      group: 'Library',
      run: () => void act('library.close', {}),
    },
  ]);
  useStay(library.autoLockMinutes !== null);
  const view = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What had the focus went with the view before: Tab goes on at the beginning of this one.
    if (isFocusAdrift()) view.current?.focus({ preventScroll: true });
  }, [location.view]);
  useEffect(() => {
    // The two side buttons of a mouse.
    const press = (event: MouseEvent): void => {
      if (event.button === 3) goBack();
      if (event.button === 4) goForward();
    };
    window.addEventListener('mouseup', press);
    return () => window.removeEventListener('mouseup', press);
  }, []);

  return (
    <FileDrop hint={`Drop to import into ${library.name}`}>
      <div ref={frame} className={styles.frame}>
        <header className={styles.top}>
          <div className={styles.left}>
            <IconButton
              label={collapsed ? 'Show names' : 'Fold to icons'}
              keys="$mod+Backslash"
              icon={<PanelLeft aria-hidden />}
              onPress={() => runCommand('toggle-navigation')}
            />
            <Menu
              label="Library"
              trigger={
                <Button variant="plain" className={styles.name} label={`${library.name}, library menu`}>
                  <span className={styles.nameText}>{library.name}</span>
                  <ChevronDown aria-hidden />
                </Button>
              }
              items={[
                { id: 'rename', label: 'Rename library…', run: () => openDialog('rename-library') },
                {
                  id: 'protection',
                  label: library.sealed ? 'Protection…' : 'Protect with a passphrase…',
                  run: () => openDialog('protection'),
                },
                ...(library.sealed
                  ? [
                      {
                        id: 'lock',
                        label: 'Lock now',
                        keys: '$mod+Shift+x',
                        run: () => runCommand('library-lock'),
                      },
                    ]
                  : []),
                {
                  id: 'new',
                  label: 'New library…',
                  keys: '$mod+Shift+l',
                  startsGroup: true,
                  run: () => runCommand('library-new'),
                },
                {
                  id: 'open',
                  label: 'Open a library…',
                  keys: '$mod+o',
                  run: () => runCommand('library-open'),
                },
                {
                  id: 'close',
                  label: 'Close library',
                  startsGroup: true,
                  run: () => runCommand('library-close'),
                },
              ]}
            />
            <span className={styles.steps}>
              <IconButton
                label="Back"
                keys="Alt+ArrowLeft"
                isDisabled={!canGoBack}
                icon={<ArrowLeft aria-hidden />}
                onPress={goBack}
              />
              <IconButton
                label="Forward"
                keys="Alt+ArrowRight"
                isDisabled={!canGoForward}
                icon={<ArrowRight aria-hidden />}
                onPress={goForward}
              />
            </span>
          </div>
          <Button
            className={styles.search}
            label="Search everything, and all commands"
            icon={<Search aria-hidden />}
            onPress={() => openDialog('palette')}
          >
            <span className={styles.searchText}>Search everything…</span>
            <Kbd keys="$mod+k" />
          </Button>
          <div className={styles.right}>
            <IconButton
              className={styles.narrow}
              label="Keyboard shortcuts"
              keys="Shift+?"
              icon={<CircleHelp aria-hidden />}
              onPress={() => openDialog('shortcuts')}
            />
            <ThemeMenu />
            <IconButton
              label="Settings"
              keys="$mod+,"
              icon={<Gear aria-hidden />}
              onPress={() => openDialog('settings')}
            />
          </div>
        </header>
        <main className={styles.middle} id="main">
          <SplitView
            name="navigation"
            side="start"
            label="Width of the navigation"
            size={{ initial: 11.5, min: 9, max: 18 }}
            folded={{
              size: 3,
              isFolded: collapsed,
              onFold: collapse,
            }}
            panel={<Navigation location={location} reading={reading} go={go} goToPlace={goToPlace} />}
          >
            <div ref={view} id={VIEW_ID} tabIndex={-1} className={styles.main}>
              <ViewBoundary key={location.view} name="This view">
                <View location={location} />
              </ViewBoundary>
            </div>
          </SplitView>
        </main>
        <ImportDesk canImport={library.readOnly === null} />
        <StatusLine library={library} />
        <LibraryDialogs library={library} />
        <SearchCommands />
      </div>
    </FileDrop>
  );
}

/** A notebook of searches is a part of Search. */
const isHere = ({ view }: Place, location: Location): boolean =>
  view === (location.view === 'notebook' ? 'search' : location.view);

type NavigationProps = {
  location: Location;
  /** The document read now or last. */
  reading: Id | null;
  goToPlace: (place: Place) => void;
  go: (location: Location) => void;
};

function Navigation({ location, reading, go, goToPlace }: NavigationProps) {
  return (
    <nav className={styles.navigation} aria-label="Views">
      {PLACES.map((place) => (
        <Fragment key={place.view}>
          <Tooltip text={place.title} keys={place.keys} placement="right">
            <Button
              variant="plain"
              className={classes(styles.place, isHere(place, location) && styles.here)}
              icon={place.icon}
              label={place.title}
              isCurrent={isHere(place, location)}
              onPress={() => goToPlace(place)}
            >
              <span className={styles.placeTitle}>{place.title}</span>
            </Button>
          </Tooltip>
          {place.view === 'library' && reading !== null && (
            <Reading id={reading} isHere={location.view === 'reader'} go={go} />
          )}
        </Fragment>
      ))}
    </nav>
  );
}

/** Under the library, the document that lies open: one press away from every other view. */
function Reading({ id, isHere, go }: { id: Id; isHere: boolean; go: (location: Location) => void }) {
  const { data: document } = useCall('documents.get', { id });
  if (!document) return null;
  const { title } = document.metadata;
  return (
    <Tooltip text={title} keys="g r" placement="right">
      <Button
        variant="plain"
        className={classes(styles.place, styles.reading, isHere && styles.here)}
        icon={<BookOpenText aria-hidden />}
        label={`Reading: ${title}`}
        isCurrent={isHere}
        onPress={() => isHere || go({ view: 'reader', document: id })}
      >
        <span className={styles.placeTitle}>{title}</span>
      </Button>
    </Tooltip>
  );
}

function ThemeMenu() {
  return (
    <Menu
      label="Theme"
      placement="bottom end"
      trigger={<IconButton label="Theme" icon={<SunMoon aria-hidden />} />}
      items={[
        { id: 'system', label: 'As the system', run: () => changeSettings({ theme: 'system' }) },
        { id: 'light', label: 'Light', run: () => changeSettings({ theme: 'light' }) },
        { id: 'dark', label: 'Dark', run: () => changeSettings({ theme: 'dark' }) },
        { id: 'contrast', label: 'High contrast', run: () => changeSettings({ theme: 'contrast' }) },
      ]}
    />
  );
}

async function addNote(): Promise<void> {
  const note = await keepLettersFor(act('notes.add', { subject: { kind: 'library' }, text: '' }));
  if (note) goTo({ view: 'notes', note: note.id });
}

/** Closes the library and unfolds a form of the start screen, from where the others are opened. */
async function leaveFor(form: 'create' | 'open'): Promise<void> {
  useStartForm.setState({ form });
  await act('library.close', {});
}
