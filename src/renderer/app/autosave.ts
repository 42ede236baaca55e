/** Keeps what is typed: see `createAutosave`. */
export type Autosave = {
  /** Takes the text as it is now in the field; `save` resolves with true when it is safely kept. */
  type(text: string, save: Save): void;
};

type Save = (text: string) => Promise<boolean>;

/**
 * Saves a text as fast as the library takes it: the first keystroke at once, what is typed meanwhile together as soon as
 * that is confirmed. So at most one save is under way, nothing waits for a pause in typing, and the status line, which
 * tells of saves, is right about the text. A save that fails is tried again with the next keystroke, not by itself.
 * `onKept` is called when everything typed is kept.
 */
export function createAutosave(onKept: () => void): Autosave {
  let typed: { readonly text: string; readonly save: Save } | null = null;
  let saving = false;
  const run = async (): Promise<void> => {
    saving = true;
    let kept = true;
    while (typed !== null && kept) {
      const { text, save }: { text: string; save: Save } = typed;
      typed = null;
      kept = await save(text);
    }
    saving = false;
    if (kept) onKept();
  };
  return {
    type: (text, save) => {
      typed = { text, save };
      if (!saving) void run();
    },
  };
}
