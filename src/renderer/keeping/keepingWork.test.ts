import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Output, Service } from '../../core/api/contract';
import { portPair, servePort, type Emit } from '../../core/api/wire';
import { AppError } from '../../core/model/appError';
import { endSession, onEvent, startSession } from '../app/session';
import { checkWork, restoreWork } from './keepingWork';

const SOUND: Output<'keeping.check'> = { documents: 2, notes: 1, briefs: 0, faults: [] };
const RESTORED: Output<'keeping.restore'> = {
  folder: '/cases/harbour',
  name: 'Harbour',
  createdAt: '2026-01-01T00:00:00.000Z',
  files: 4,
  sealed: false,
  faults: [],
  problems: [],
};

let emit: Emit;
/** Called when the service is asked; `answer` is its answer then. */
let called: () => void;
let answer: { resolve: (value: never) => void; reject: (reason: Error) => void };

beforeEach(() => {
  const wait = (): Promise<never> =>
    new Promise((resolve, reject) => {
      answer = { resolve, reject };
      called();
    });
  const [near, far] = portPair();
  emit = servePort({ 'keeping.check': wait, 'keeping.restore': wait } as unknown as Service, far);
  const none = (): Promise<never> => Promise.reject(new Error('no bytes here'));
  startSession({ port: near, sendBytes: none, sendTogether: none });
  checkWork.forget();
  restoreWork.forget();
});
afterEach(endSession);

/** Resolves when the window knows that another library, or none, is open. */
function libraryLeaves(): Promise<void> {
  const told = new Promise<void>((resolve) => void onEvent('library', () => resolve()));
  emit('library', null);
  return told;
}
/** Resolves when the service is asked next. */
const asked = (): Promise<void> => new Promise((resolve) => (called = resolve));

it('shows what was found, one work at a time, until another library is seen', async () => {
  const isAsked = asked();
  const found = checkWork.start({});
  await isAsked;
  expect(checkWork.useWork.getState().running).not.toBeNull();
  expect(await checkWork.start({})).toBeNull();
  answer.resolve(SOUND as never);
  expect(await found).toEqual(SOUND);
  expect(checkWork.useWork.getState()).toEqual({ running: null, done: SOUND, error: null });
  await libraryLeaves();
  expect(checkWork.useWork.getState().done).toBeNull();
});

it('shows nothing that is found out after its library was left', async () => {
  const isAsked = asked();
  const found = checkWork.start({});
  await isAsked;
  await libraryLeaves();
  answer.resolve(SOUND as never);
  expect(await found).toBeNull();
  expect(checkWork.useWork.getState()).toEqual({ running: null, done: null, error: null });
});

it('shows what was restored whichever library is seen', async () => {
  const isAsked = asked();
  const restored = restoreWork.start({ file: '/b.dossier', to: '/cases/harbour' });
  await isAsked;
  await libraryLeaves();
  answer.resolve(RESTORED as never);
  expect(await restored).toEqual(RESTORED);
  expect(restoreWork.useWork.getState().done).toEqual(RESTORED);
});

it('shows why it failed, and nothing for what was stopped', async () => {
  const isAsked = asked();
  const failed = checkWork.start({});
  await isAsked;
  answer.reject(new AppError('disk-failed', 'The disk does not answer.'));
  expect(await failed).toBeNull();
  expect(checkWork.useWork.getState()).toMatchObject({ running: null, error: { code: 'disk-failed' } });
  const isAskedAgain = asked();
  const stopped = checkWork.start({});
  expect(checkWork.useWork.getState().error).toBeNull();
  await isAskedAgain;
  answer.reject(new AppError('cancelled', 'Stopped before it was finished.'));
  await stopped;
  expect(checkWork.useWork.getState()).toEqual({ running: null, done: null, error: null });
});
