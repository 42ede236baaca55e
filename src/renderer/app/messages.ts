import { create } from 'zustand';
import { AppError } from '../../core/model/appError';

/** Something the window tells its user: shown for a while, kept in the log view. */
export type Message = {
  readonly id: number;
  readonly at: Date;
  readonly kind: 'info' | 'error';
  readonly text: string;
  /** What the user can do next, in a sentence. */
  readonly next: string | null;
  readonly action: MessageAction | null;
};

export type MessageAction = { readonly label: string; run(): void };

export type NewMessage = {
  kind: 'info' | 'error';
  text: string;
  next?: string | null | undefined;
  action?: MessageAction | undefined;
};

/** How many messages the log view keeps. */
const KEPT = 500;
/** How many are shown at once; the oldest goes first. */
const SHOWN = 4;

type Messages = { readonly kept: readonly Message[]; readonly shown: readonly Message[] };

const useMessages = create<Messages>(() => ({ kept: [], shown: [] }));
let count = 0;

/** Shows a message. The same text shown again while it still stands is not shown twice. */
export function showMessage(given: NewMessage): void {
  count += 1;
  const message: Message = {
    id: count,
    at: new Date(),
    kind: given.kind,
    text: given.text,
    next: given.next ?? null,
    action: given.action ?? null,
  };
  useMessages.setState(({ kept, shown }) => ({
    kept: [...kept, message].slice(-KEPT),
    shown: [...shown.filter((other) => other.text !== message.text), message].slice(-SHOWN),
  }));
}

/** Shows a failure with its next step; one that was the user's own stop is no news. */
export function showError(thrown: unknown): void {
  const { code, message, next } = AppError.from(thrown);
  if (code !== 'cancelled') showMessage({ kind: 'error', text: message, next });
}

/** Takes a message off the screen; it stays in the log. */
export function dismissMessage(id: number): void {
  useMessages.setState(({ shown }) => ({ shown: shown.filter((message) => message.id !== id) }));
}

/** Forgets everything that was shown: what a library that was locked had to tell is nobody's to read. */
export function forgetMessages(): void {
  useMessages.setState({ kept: [], shown: [] });
}

/** Takes offers of undo and redo off the screen: after a step of the history they would undo something else. */
export function dismissOffers(): void {
  useMessages.setState(({ shown }) => ({
    shown: shown.filter((message) => message.kind === 'error' || message.action === null),
  }));
}

/** Those on the screen, oldest first. */
export const useShownMessages = (): readonly Message[] => useMessages((state) => state.shown);

/** All that were shown in this window, oldest first. */
export const useKeptMessages = (): readonly Message[] => useMessages((state) => state.kept);
