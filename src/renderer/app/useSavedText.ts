import { useState } from 'react';
import { createAutosave } from './autosave';
import { quietly, useFailedChange } from './session';

type Field = {
  readonly text: string;
  readonly stored: string;
  readonly isWaiting: boolean;
  /** Texts that were saved from here and did not come back yet, oldest first. */
  readonly sent: readonly string[];
};

const MOST_SENT = 50;

/**
 * A text field over a stored text: shows what is typed at once, saves it as it goes (also after the field is gone), and
 * takes over a change from elsewhere (undo, another window) while nothing typed is waiting. `isSame` says when the
 * stored text is what was typed, where storing tidies it.
 */
export function useSavedText(
  stored: string,
  isSame: (typed: string, stored: string) => boolean = Object.is,
): readonly [text: string, type: (text: string, save: (text: string) => Promise<boolean>) => void] {
  const [field, setField] = useState<Field>({ text: stored, stored, isWaiting: false, sent: [] });
  const [autosave] = useState(() =>
    createAutosave(
      () => setField((now) => ({ ...now, isWaiting: false })),
      // What the disk or the connection refused; all else was refused for what it is.
      () => useFailedChange.getState() !== null,
      quietly,
    ),
  );
  if (field.stored !== stored) {
    // What was saved comes back later, perhaps when more was typed and saved: an echo takes nothing away.
    const echo = field.sent.lastIndexOf(stored);
    const keeps = field.isWaiting || echo >= 0 || isSame(field.text, stored);
    const sent = keeps ? field.sent.slice(echo + 1) : [];
    setField({ ...field, stored, sent, text: keeps ? field.text : stored });
  }
  return [
    field.text,
    (text, save) => {
      setField((now) => ({ ...now, text, isWaiting: true }));
      autosave.type(text, (sent) => {
        setField((now) => ({ ...now, sent: [...now.sent, sent].slice(-MOST_SENT) }));
        return save(sent);
      });
    },
  ];
}
