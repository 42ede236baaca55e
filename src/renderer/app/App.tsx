import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, useEffect } from 'react';
import { Spinner } from '../ui';
import styles from './App.module.css';
import { listenForKeys, runCommand } from './commands';
import { Frame } from './Frame';
import { MessageRegion } from './MessageRegion';
import { startOver } from './navigation';
import { NoConnection } from './NoConnection';
import { onEvent, useCall, useChangesOnTheWay, type Session } from './session';
import { guardUnsaved } from './unsaved';
import { ViewBoundary } from './ViewBoundary';
import { useStartForm } from './windowDialog';
import { WindowDialogs } from './WindowDialogs';

const StartView = lazy(() => import('../start/StartView').then((it) => ({ default: it.StartView })));

/** The whole window. */
export function App({ session }: { session: Session }) {
  useEffect(() => listenForKeys(), []);
  useEffect(() => guardUnsaved(() => useChangesOnTheWay.getState() > 0), []);
  useEffect(() => onEvent('command', ({ id }) => runCommand(id)), []);
  return (
    <QueryClientProvider client={session.queries}>
      <Window />
      <WindowDialogs />
      <MessageRegion />
    </QueryClientProvider>
  );
}

function Window() {
  const { data: library, error } = useCall('library.status', {});
  const id = library?.id;
  useEffect(() => {
    startOver();
    if (id !== undefined) useStartForm.setState({ form: null });
    // A browser keeps the titles of its pages in its own profile, where no passphrase protects them.
    document.title = library && !library.sealed ? `${library.name} — Dossier` : 'Dossier';
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a new name is no new library: where one is stays
  }, [id]);
  if (library === undefined) {
    // Once a library was shown it stays: what was typed last may be nowhere else.
    if (error) return <NoConnection error={error} />;
    return (
      <div className={styles.loading}>
        <Spinner />
      </div>
    );
  }
  if (library === null) {
    return (
      <ViewBoundary name="The start screen">
        <StartView />
      </ViewBoundary>
    );
  }
  return (
    <ViewBoundary name="The window">
      <Frame key={library.id} library={library} />
    </ViewBoundary>
  );
}
