import { create } from 'zustand';
import type { LibrarySecret } from '../../../core/api/contract';
import { openDialog } from '../windowDialog';

/** What the dialogs about protection hand to each other. Never kept outside this window's memory. */
type Protection = {
  /** A recovery code that was just made, to be shown once. */
  readonly code: string | null;
  /** The recovery code that opened the library: its owner needs a new passphrase. */
  readonly openedWith: string | null;
};

export const useProtection = create<Protection>(() => ({ code: null, openedWith: null }));

/** Shows a recovery code until its owner says that it is kept. */
export function showRecoveryCode(code: string): void {
  useProtection.setState({ code });
}

/** After an opening: whoever had to use the recovery code is asked for a new passphrase. */
export function opened(secret: LibrarySecret): void {
  if (!('recoveryCode' in secret)) return;
  useProtection.setState({ openedWith: secret.recoveryCode });
  openDialog('change-passphrase');
}
