import { create } from 'zustand';

/** The dialogs that belong to the window and not to a view. */
export type WindowDialog =
  | 'palette'
  | 'shortcuts'
  | 'settings'
  | 'log'
  | 'rename-library'
  | 'protection'
  | 'change-passphrase'
  | 'recovery-code'
  | 'copy-library';

/** Which of them is open; one at a time. */
export const useWindowDialog = create<{ readonly open: WindowDialog | null }>(() => ({ open: null }));

export function openDialog(dialog: WindowDialog): void {
  useWindowDialog.setState({ open: dialog });
}

export function closeDialog(): void {
  useWindowDialog.setState({ open: null });
}

/** Which form of the start screen is unfolded. Kept here, so that a command given in a library opens it there. */
export const useStartForm = create<{ readonly form: 'create' | 'open' | null }>(() => ({ form: null }));
