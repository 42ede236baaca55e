import { addUnsaved, dropUnsaved, type Unsaved } from './unsaved';

/** Keeps what is typed: see `createAutosave`. */
export type Autosave = {
  /** Takes the text as it is now in the field; `save` resolves with true when it is safely kept. */
  type(text: string, save: Save): void;
};

type Save = (text: string) => Promise<boolean>;

/**
 * Saves a text as fast as the library takes it: the first keystroke at once, what is typed meanwhile together as soon as
 * that is confirmed. So at most one save is under way, nothing waits for a pause in typing, and the status line, which
 * tells of saves, is right about the text. `onKept` is called when everything typed is kept.
 *
 * A save that fails keeps the text among the unsaved ones (`unsaved.ts`), also after its field is gone, and is tried
 * again: with the next keystroke, when the window is looked at again, and after growing pauses. `isWorthRetrying` is asked
 * after a failure: a text that was refused for what it is (its note is gone) is not tried again by itself.
 * `quietly` runs a further try, of whose failure the person knows.
 */
export function createAutosave(
  onKept: () => void,
  isWorthRetrying: () => boolean = () => true,
  quietly: <T>(work: () => T) => T = (work) => work(),
): Autosave {
  let typed: { readonly text: string; readonly save: Save } | null = null;
  let saving = false;
  let failed = false;
  const run = async (isRetry: boolean): Promise<void> => {
    saving = true;
    let kept = true;
    while (typed !== null && kept) {
      const latest: { text: string; save: Save } = typed;
      typed = null;
      kept = await (isRetry ? quietly(() => latest.save(latest.text)) : latest.save(latest.text));
      // What was typed meanwhile is newer than what failed.
      if (!kept) typed ??= latest;
    }
    saving = false;
    failed = !kept;
    if (kept) {
      dropUnsaved(unsaved);
      onKept();
    } else if (isWorthRetrying()) addUnsaved(unsaved);
    else {
      typed = null;
      dropUnsaved(unsaved);
    }
  };
  const unsaved: Unsaved = {
    retry: () => {
      if (!saving && typed !== null) void run(true);
    },
  };
  return {
    type: (text, save) => {
      typed = { text, save };
      // The person knows already that it fails: a message for every keystroke would only be in the way.
      if (!saving) void run(failed);
    },
  };
}
