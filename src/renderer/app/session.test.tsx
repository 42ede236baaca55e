// @vitest-environment jsdom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render, screen, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Service } from '../../core/api/contract';
import { portPair, servePort, type Emit } from '../../core/api/wire';
import { AppError } from '../../core/model/appError';
import { newId } from '../../core/model/id';
import { useShownMessages } from './messages';
import {
  act,
  endSession,
  recallAnswer,
  rememberAnswer,
  startSession,
  useCall,
  useFailedChange,
} from './session';

// Its second is no measure of what a busy machine needs.
configure({ asyncUtilTimeout: 30_000 });

afterEach(() => {
  cleanup();
  endSession();
});

/** A window over a service that has only what a test needs. */
function open(service: Partial<Service>): {
  emit: Emit;
  /** Ends the service, as far as the window can tell. */
  gone: () => void;
  show: (content: ReactNode) => void;
} {
  const [near, far] = portPair();
  const emit = servePort(service as Service, far);
  const closers: (() => void)[] = [];
  const port = { ...near, closed: (listener: () => void) => void closers.push(listener) };
  const none = (): Promise<never> => Promise.reject(new Error('no bytes here'));
  const session = startSession({ port, sendBytes: none, sendTogether: none });
  return {
    emit,
    gone: () => closers.forEach((closer) => closer()),
    show: (content) =>
      void render(<QueryClientProvider client={session.queries}>{content}</QueryClientProvider>),
  };
}

function Briefs() {
  const { data, error } = useCall('briefs.list', {});
  return <p>{error ? error.message : data === undefined ? 'waiting' : `${data.length} briefs`}</p>;
}

function Watched() {
  const { data } = useCall('watching.list', {});
  return <p>{data?.map(({ imported }) => `${imported} came`)}</p>;
}

function Messages() {
  return useShownMessages().map((message) => (
    <p key={message.id}>{`${message.text} ${message.next ?? ''}`}</p>
  ));
}

const brief = () => ({
  id: newId(),
  title: 'Ships',
  author: '',
  items: 0,
  quotations: 0,
  changedAt: '2019-06-12T08:00:00.000Z',
});
const history = { undo: null, redo: null };

describe('reads of the window', () => {
  it('are read again after a change that may touch them, and only then', async () => {
    let asked = 0;
    const { emit, show } = open({
      'briefs.list': () => {
        asked += 1;
        return Promise.resolve(Array.from({ length: asked }, brief));
      },
    });
    show(<Briefs />);
    await screen.findByText('1 briefs');
    emit('changed', { revision: 1, name: 'Add note', changes: [{ kind: 'note', id: newId() }], history });
    emit('changed', { revision: 2, name: 'New brief', changes: [{ kind: 'brief', id: newId() }], history });
    await screen.findByText('2 briefs');
    expect(asked).toBe(2);
  });

  it('for the first time that were asked before a change are done once more', async () => {
    const answers: ((briefs: ReturnType<typeof brief>[]) => void)[] = [];
    const { emit, show } = open({
      'briefs.list': () => new Promise((resolve) => answers.push(resolve)),
    });
    show(<Briefs />);
    await waitFor(() => expect(answers).toHaveLength(1));
    emit('changed', { revision: 1, name: 'New brief', changes: [{ kind: 'brief', id: newId() }], history });
    await waitFor(() => expect(recallAnswer('history.state', {})).toEqual(history));
    answers[0]!([]);
    await waitFor(() => expect(answers).toHaveLength(2));
    answers[1]!([brief()]);
    await screen.findByText('1 briefs');
  });

  it('that were asked before a change do not take away what it gave', async () => {
    let asked = 0;
    let answer: (briefs: ReturnType<typeof brief>[]) => void = () => undefined;
    const older = new Promise<ReturnType<typeof brief>[]>((resolve) => (answer = resolve));
    const { emit, show } = open({
      'briefs.list': () => {
        asked += 1;
        return asked === 2 ? older : Promise.resolve(Array.from({ length: asked }, brief));
      },
    });
    show(<Briefs />);
    await screen.findByText('1 briefs');
    emit('changed', { revision: 1, name: 'New brief', changes: [{ kind: 'brief', id: newId() }], history });
    await waitFor(() => expect(asked).toBe(2));
    rememberAnswer('briefs.list', {}, [brief(), brief()]);
    expect(recallAnswer('briefs.list', {})).toHaveLength(2);
    answer([]);
    await screen.findByText('3 briefs');
  });

  it('of watched folders are read again when files came from one', async () => {
    let imported = 0;
    const { emit, show } = open({
      'watching.list': () => Promise.resolve([{ folder: '/inbox', imported, waiting: 0, problem: null }]),
    });
    show(<Watched />);
    await screen.findByText('0 came');
    imported = 2;
    emit('watched', {
      folder: '/inbox',
      report: { imported: 2, duplicates: 0, failed: 0, cancelled: false, outcomes: [] },
    });
    await screen.findByText('2 came');
  });

  it('of one library are forgotten when another is opened', async () => {
    let asked = 0;
    const { emit, show } = open({
      'briefs.list': () => {
        asked += 1;
        return Promise.resolve([]);
      },
    });
    show(<Briefs />);
    await screen.findByText('0 briefs');
    cleanup();
    emit('library', null);
    await Promise.resolve();
    show(<Briefs />);
    await waitFor(() => expect(asked).toBe(2));
  });

  it('give their failure as an AppError', async () => {
    const { show } = open({
      'briefs.list': () => Promise.reject(new AppError('no-library-open', 'No library is open.')),
    });
    show(<Briefs />);
    await screen.findByText('No library is open.');
  });
});

describe('acts', () => {
  it('that fail answer null and show the sentence with its next step', async () => {
    const { show } = open({
      'notes.add': () =>
        Promise.reject(new AppError('disk-full', 'The disk is full.', 'Make room, then try again.')),
    });
    show(<Messages />);
    expect(await act('notes.add', { subject: { kind: 'library' }, text: '' })).toBeNull();
    await screen.findByText('The disk is full. Make room, then try again.');
  });

  it('that are not kept are told until one is kept again', async () => {
    const answers = [
      () => Promise.reject(new AppError('disk-full', 'The disk is full.')),
      () => Promise.reject(new AppError('conflict', 'There is such a tag.')),
      () => Promise.resolve(null),
    ];
    open({ 'briefs.remove': () => answers.shift()!() });
    const remove = () => act('briefs.remove', { id: newId() });
    await remove();
    expect(useFailedChange.getState()).toMatchObject({ code: 'disk-full' });
    await remove();
    expect(useFailedChange.getState()).toMatchObject({ code: 'disk-full' });
    await remove();
    expect(useFailedChange.getState()).toBeNull();
  });

  it('are not kept once the service is gone, also before the next of them', () => {
    const { gone } = open({});
    gone();
    expect(useFailedChange.getState()).toMatchObject({ code: 'connection-lost' });
  });
});
