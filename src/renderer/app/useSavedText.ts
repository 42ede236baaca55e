import { useState } from 'react';
import { createAutosave } from './autosave';
import { quietly, useFailedChange } from './session';

/**
 * A text field over a stored text: shows what is typed at once, saves it as it goes (also after the field is gone), and
 * takes over a change from elsewhere (undo, another window) while nothing typed is waiting. `isSame` says when the
 * stored text is what was typed, where storing tidies it.
 */
export function useSavedText(
  stored: string,
  isSame: (typed: string, stored: string) => boolean = Object.is,
): readonly [text: string, type: (text: string, save: (text: string) => Promise<boolean>) => void] {
  const [field, setField] = useState({ text: stored, stored, isWaiting: false });
  const [autosave] = useState(() =>
    createAutosave(
      () => setField((now) => ({ ...now, isWaiting: false })),
      // What the disk or the connection refused; all else was refused for what it is.
      () => useFailedChange.getState() !== null,
      quietly,
    ),
  );
  if (field.stored !== stored) {
    const keeps = field.isWaiting || isSame(field.text, stored);
    setField({ ...field, stored, text: keeps ? field.text : stored });
  }
  return [
    field.text,
    (text, save) => {
      setField((now) => ({ ...now, text, isWaiting: true }));
      autosave.type(text, save);
    },
  ];
}
