import { FolderOpen, LibraryBig, Plus, Settings as Gear } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { AppError } from '../../core/model/appError';
import { writtenNumber } from '../../core/text/writtenNumber';
import { Button, Checkbox, ErrorNote, IconButton, Spinner, TextField } from '../ui';
import { useCommands } from '../app/commands';
import { FileDrop } from '../app/FileDrop';
import { useIncomingFiles } from '../app/incomingFiles';
import { showError } from '../app/messages';
import { isUsable, NewPassphrase, nothingTyped } from '../app/protection/NewPassphrase';
import { showRecoveryCode } from '../app/protection/protection';
import { useCall, useClient, useRemember } from '../app/session';
import { openDialog, useStartForm } from '../app/windowDialog';
import { writtenDay } from '../app/writtenTime';
import styles from './StartView.module.css';

const setOpen = (form: 'create' | 'open' | null): void => useStartForm.setState({ form });

/** The first thing seen: three ways to a library, and those used before. */
export function StartView() {
  const client = useClient();
  const remember = useRemember();
  const { data: shell } = useCall('shell.info', {});
  const { data: recent } = useCall('library.recent', {});
  const waiting = useIncomingFiles((state) => state.files.length);
  const open = useStartForm((state) => state.form);
  const [busy, setBusy] = useState<string | null>(null);
  const [failure, setFailure] = useState<{ place: string; error: AppError } | null>(null);

  const attempt = async (place: string, work: () => Promise<unknown>): Promise<void> => {
    setBusy(place);
    setFailure(null);
    try {
      await work();
    } catch (thrown) {
      const error = AppError.from(thrown);
      // Its passphrase is asked for in a dialog.
      if (error.code !== 'library-sealed') setFailure({ place, error });
    } finally {
      setBusy(null);
    }
  };
  const create = async (name: string, location: string | null, passphrase: string | null): Promise<void> => {
    if (passphrase === null) {
      await client.call('library.create', { name, location });
      return;
    }
    await client.call('library.create', { name, location, passphrase });
    // This view is gone by now: a failure is told in the window.
    try {
      const { code } = await client.call('library.recoveryCode', { secret: { passphrase } });
      showRecoveryCode(code);
      remember('library.status', {}, await client.call('library.status', {}));
    } catch (thrown) {
      showError(thrown);
    }
  };
  const openSample = (): Promise<void> => attempt('sample', () => client.call('library.openSample', {}));
  const openAt = (location: string, place: string): Promise<void> =>
    attempt(place, () => client.call('library.open', { location }));
  const choose = (): Promise<void> =>
    attempt('open', async () => {
      const location = await client.call('shell.chooseFolder', { purpose: 'open' });
      if (location !== null) await client.call('library.open', { location });
    });
  const startOpening = (): void => {
    if (shell?.canChooseFolder) void choose();
    else setOpen(open === 'open' ? null : 'open');
  };

  useCommands([
    {
      id: 'library-sample',
      title: 'Open the sample library',
      group: 'Library',
      run: () => void openSample(),
    },
    {
      id: 'library-new',
      title: 'New library…',
      group: 'Library',
      keys: '$mod+Shift+l',
      run: () => setOpen('create'),
    },
    { id: 'library-open', title: 'Open a library…', group: 'Library', keys: '$mod+o', run: startOpening },
  ]);

  const errorAt = (place: string): ReactNode =>
    failure?.place === place ? <ErrorNote error={failure.error} /> : null;

  return (
    <FileDrop hint="Drop to keep for the library you open next">
      <div className={styles.page}>
        <div className={styles.corner}>
          <IconButton
            label="Settings"
            keys="$mod+,"
            icon={<Gear aria-hidden />}
            onPress={() => openDialog('settings')}
          />
        </div>
        <main className={styles.sheet}>
          <header className={styles.head}>
            <h1 className={styles.wordmark}>Dossier</h1>
            <p className={styles.motto}>
              Read, tag, compare and cite the sources of a case. Nothing leaves this machine.
            </p>
          </header>

          {waiting > 0 && (
            <p className={styles.waiting} role="status">
              {waiting === 1 ? 'One file waits' : `${writtenNumber(waiting)} files wait`}. Make a library
              first, or open one: they are imported into it.
            </p>
          )}

          <ul className={styles.ways}>
            <Way
              icon={<LibraryBig aria-hidden />}
              title="Open the sample library"
              words="Sources of one case, with tags, notes and a brief, to try everything on."
              isBusy={busy === 'sample'}
              isDisabled={busy !== null}
              onPress={() => void openSample()}
            >
              {errorAt('sample')}
            </Way>
            <Way
              icon={<Plus aria-hidden />}
              title="New library"
              words="A folder on this machine with everything of one case."
              isDisabled={busy !== null}
              isOpen={open === 'create'}
              onPress={() => setOpen(open === 'create' ? null : 'create')}
            >
              {open === 'create' && (
                <CreateForm
                  librariesFolder={shell?.librariesFolder ?? ''}
                  canChoose={shell?.canChooseFolder ?? false}
                  isBusy={busy === 'create'}
                  onChoose={async () => {
                    let chosen: string | null = null;
                    await attempt('create', async () => {
                      chosen = await client.call('shell.chooseFolder', { purpose: 'create' });
                    });
                    return chosen;
                  }}
                  onCreate={(name, location, passphrase) =>
                    void attempt('create', () => create(name, location, passphrase))
                  }
                />
              )}
              {errorAt('create')}
            </Way>
            <Way
              icon={<FolderOpen aria-hidden />}
              title="Open a library"
              words="Any folder that Dossier made, from here or from another machine."
              isBusy={busy === 'open'}
              isDisabled={busy !== null}
              isOpen={open === 'open'}
              onPress={startOpening}
            >
              {open === 'open' && (
                <OpenForm isBusy={busy === 'open'} onOpen={(location) => void openAt(location, 'open')} />
              )}
              {errorAt('open')}
            </Way>
          </ul>

          {recent && recent.length > 0 && (
            <section className={styles.recent} aria-labelledby="recent">
              <h2 id="recent" className={styles.subhead}>
                Recent libraries
              </h2>
              <ul>
                {recent.map((library) => (
                  <li key={library.location}>
                    <Button
                      variant="plain"
                      className={styles.recentButton}
                      isDisabled={busy !== null}
                      onPress={() => void openAt(library.location, library.location)}
                    >
                      <span className={styles.recentName}>{library.name}</span>
                      <span className={styles.recentPlace}>{library.location}</span>
                      <time className={styles.recentTime} dateTime={library.openedAt}>
                        {writtenDay(library.openedAt)}
                      </time>
                    </Button>
                    {errorAt(library.location)}
                  </li>
                ))}
              </ul>
            </section>
          )}
        </main>
      </div>
    </FileDrop>
  );
}

function Way(props: {
  icon: ReactNode;
  title: string;
  words: string;
  isBusy?: boolean;
  isDisabled: boolean;
  isOpen?: boolean;
  onPress: () => void;
  children?: ReactNode;
}) {
  return (
    <li className={styles.way}>
      <Button
        variant="plain"
        className={styles.wayButton}
        isDisabled={props.isDisabled}
        onPress={props.onPress}
      >
        <span className={styles.sign}>{props.isBusy ? <Spinner label="Opening" /> : props.icon}</span>
        <span className={styles.wayWords}>
          <span className={styles.wayTitle}>{props.title}</span>
          <span className={styles.wayText}>{props.words}</span>
        </span>
      </Button>
      <div className={styles.wayMore}>{props.children}</div>
    </li>
  );
}

function CreateForm(props: {
  librariesFolder: string;
  canChoose: boolean;
  isBusy: boolean;
  onChoose: () => Promise<string | null>;
  onCreate: (name: string, location: string | null, passphrase: string | null) => void;
}) {
  const { librariesFolder, canChoose, isBusy, onChoose, onCreate } = props;
  const [name, setName] = useState('');
  const [location, setLocation] = useState('');
  const [isProtected, setProtected] = useState(false);
  const [typed, setTyped] = useState(nothingTyped);
  const isReady = name.trim() !== '' && (!isProtected || isUsable(typed)) && !isBusy;
  const create = (): void => {
    if (!isReady) return;
    onCreate(
      name.trim(),
      location.trim() === '' ? null : location.trim(),
      isProtected ? typed.passphrase : null,
    );
  };
  return (
    <div className={styles.form}>
      <TextField label="Name of the case" value={name} onChange={setName} autoFocus onSubmit={create} />
      <div className={styles.place}>
        <TextField
          label="Folder"
          value={location}
          onChange={setLocation}
          placeholder={librariesFolder === '' ? 'The usual place' : `In ${librariesFolder}`}
          description={
            isProtected
              ? 'Left empty, a folder whose name says nothing is made in the usual place.'
              : 'Left empty, a folder with the name of the case is made in the usual place.'
          }
          onSubmit={create}
        />
        {canChoose && (
          <Button
            onPress={() =>
              void onChoose().then((chosen) => {
                if (chosen !== null) setLocation(chosen);
              })
            }
          >
            Choose…
          </Button>
        )}
      </div>
      <Checkbox isSelected={isProtected} onChange={setProtected}>
        Protect with a passphrase
      </Checkbox>
      {isProtected && (
        <>
          <p className={styles.hint}>
            Everything in the folder is encrypted, and whoever forgets both passphrase and recovery code has
            lost it. How many things there are, their sizes and times can still be seen.
          </p>
          <NewPassphrase typed={typed} onChange={setTyped} onSubmit={create} />
        </>
      )}
      <Button variant="primary" isDisabled={!isReady} onPress={create}>
        {isBusy && isProtected ? 'Making the library…' : 'Make the library'}
      </Button>
    </div>
  );
}

function OpenForm({ isBusy, onOpen }: { isBusy: boolean; onOpen: (location: string) => void }) {
  const [location, setLocation] = useState('');
  const open = (): void => {
    if (location.trim() !== '') onOpen(location.trim());
  };
  return (
    <div className={styles.form}>
      <TextField
        label="Folder of the library"
        value={location}
        onChange={setLocation}
        autoFocus
        onSubmit={open}
        description="The full path of the folder that holds library.json."
      />
      <Button variant="primary" isDisabled={isBusy || location.trim() === ''} onPress={open}>
        Open
      </Button>
    </div>
  );
}
