import { createKeybindingsHandler } from 'tinykeys';
import { useEffect, useRef } from 'react';
import { create } from 'zustand';

/** Something the user can do, under one name for the palette, the shortcut sheet, the native menu and the keyboard. */
export type Command = {
  id: string;
  title: string;
  /** Heading in the shortcut sheet and the palette. */
  group: string;
  /** In tinykeys' notation: `$mod+k`, `Alt+ArrowLeft`, `g l`. */
  keys?: string | undefined;
  /** Other keys for the same thing (a numeric pad); bound, but not shown. */
  alsoKeys?: readonly string[];
  /** Kept out of the palette; it still has its keys and its line in the shortcut sheet. */
  hidden?: boolean;
  /** Left out means true. A disabled command does nothing, and is not listed in the palette. */
  enabled?: boolean;
  /** In a text field its key belongs to the field (undo). Keys without Ctrl, ⌘ or Alt always do. */
  yieldsToFields?: boolean;
  run: () => void;
};

type Table = {
  /** Registrations in the order they were mounted; a later one hides an earlier one of the same id or keys. */
  readonly registrations: ReadonlyMap<symbol, readonly Command[]>;
};

const useTable = create<Table>(() => ({ registrations: new Map() }));

/** The commands that can be had now, each id once. */
export function listCommands(): Command[] {
  return merge(useTable.getState().registrations);
}

/** The same, for components that list them. */
export function useCommandTable(): Command[] {
  return merge(useTable((state) => state.registrations));
}

function merge(registrations: Table['registrations']): Command[] {
  const byId = new Map<string, Command>();
  for (const commands of registrations.values())
    for (const command of commands) byId.set(command.id, command);
  return [...byId.values()];
}

/** Has these commands in the table while the component is mounted. */
export function useCommands(commands: Command[]): void {
  const latest = useRef(commands);
  const key = useRef(Symbol('commands'));
  useEffect(() => {
    latest.current = commands;
  });
  // What is listed changes only with what can be seen of a command; `run` always reads the latest one.
  const shape = JSON.stringify(
    commands.map(({ id, title, group, keys, hidden, enabled, yieldsToFields }) => [
      id, title, group, keys, hidden, enabled, yieldsToFields,
    ]), // prettier-ignore
  );
  useEffect(() => {
    const listed = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find((candidate) => candidate.id === command.id)?.run(),
    }));
    useTable.setState(({ registrations }) => ({
      registrations: new Map(registrations).set(key.current, listed),
    }));
  }, [shape]);
  useEffect(() => {
    const own = key.current;
    return () =>
      useTable.setState(({ registrations }) => {
        const rest = new Map(registrations);
        rest.delete(own);
        return { registrations: rest };
      });
  }, []);
}

/** Runs a command of the table; nothing happens where it is not there or is disabled. */
export function runCommand(id: string): void {
  const command = listCommands().find((candidate) => candidate.id === id);
  if (command && command.enabled !== false) command.run();
}

/** Milliseconds within which the keys of a chord follow each other; tinykeys' own. */
const CHORD = 1_000;

/** Binds the keys of all commands to the window. Returns what stops it. */
export function listenForKeys(target: Window = window): () => void {
  let handle: (event: Event) => void = () => undefined;
  /** The last key that ran nothing: it may have begun a chord (`g l`). */
  let begun: KeyboardEvent | null = null;
  let isBegunAgain = false;
  const rebuild = (): void => {
    const bindings = new Map<string, Command[]>();
    for (const command of listCommands()) {
      if (command.keys === undefined) continue;
      for (const keys of [command.keys, ...(command.alsoKeys ?? [])]) {
        bindings.set(keys, [...(bindings.get(keys) ?? []), command]);
      }
    }
    handle = createKeybindingsHandler(
      Object.fromEntries(
        [...bindings].map(([keys, commands]) => [
          keys,
          (event: KeyboardEvent) => {
            if (isBegunAgain) return;
            begun = null;
            press(event, keys, commands);
          },
        ]),
      ),
    );
    // Views bring commands with them: what was begun before they came goes on.
    if (begun === null || performance.now() - begun.timeStamp > CHORD) return;
    isBegunAgain = true;
    handle(begun);
    isBegunAgain = false;
  };
  rebuild();
  const stop = useTable.subscribe(rebuild);
  const listener = (event: Event): void => {
    begun = event instanceof KeyboardEvent ? event : null;
    handle(event);
  };
  target.addEventListener('keydown', listener);
  return () => {
    stop();
    target.removeEventListener('keydown', listener);
  };
}

function press(event: KeyboardEvent, keys: string, commands: readonly Command[]): void {
  if (event.defaultPrevented || event.isComposing) return;
  const bare = isBare(keys);
  if (bare && ownsLetters(event.target)) return;
  // What lies under a dialog is out of reach, by keyboard too.
  if (document.querySelector('[data-dialog]') !== null && bare) return;
  const command = commands.findLast(
    (candidate) => candidate.enabled !== false && !(candidate.yieldsToFields && isTextField(event.target)),
  );
  if (!command) return;
  event.preventDefault();
  command.run();
}

/** A key a person types text with: no Ctrl, ⌘ or Alt, and no function key. */
function isBare(keys: string): boolean {
  return !/\$mod|Control|Meta|Alt/.test(keys) && !/(^|\+|\s)F\d{1,2}$/.test(keys);
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[contenteditable=""],[contenteditable="true"]'))
    return true;
  if (target instanceof HTMLTextAreaElement) return true;
  return (
    target instanceof HTMLInputElement &&
    !['button', 'checkbox', 'radio', 'range', 'file', 'color', 'submit'].includes(target.type)
  );
}

/** Places where a letter means itself: text fields, and lists that jump to what is typed. */
function ownsLetters(target: EventTarget | null): boolean {
  return (
    isTextField(target) ||
    (target instanceof Element && target.closest('[role="menu"],[role="listbox"],[role="combobox"]') !== null)
  );
}
