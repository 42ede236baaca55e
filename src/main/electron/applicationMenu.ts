import { Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * An item of the menu: a command of the window's own table, or a role of the system. The keys are only shown: the window
 * handles them itself, since it knows whether the caret is in a field.
 */
type Item =
  | { readonly command: string; readonly label: string; readonly keys?: string }
  | { readonly role: NonNullable<MenuItemConstructorOptions['role']> }
  | 'line';

type Section = { readonly label: string; readonly items: readonly Item[] };

/** The same on every system but for what macOS wants in the menu of the app itself. */
const SECTIONS: readonly Section[] = [
  {
    label: 'File',
    items: [
      { command: 'library-new', label: 'New Library…', keys: 'CmdOrCtrl+Shift+L' },
      { command: 'library-open', label: 'Open Library…', keys: 'CmdOrCtrl+O' },
      { role: 'recentDocuments' },
      { command: 'library-sample', label: 'Open the Sample Library' },
      'line',
      { command: 'import-files', label: 'Add Files…', keys: 'CmdOrCtrl+I' },
      'line',
      { command: 'library-close', label: 'Close Library' },
      { role: 'close' },
    ],
  },
  {
    label: 'Edit',
    items: [
      { command: 'undo', label: 'Undo', keys: 'CmdOrCtrl+Z' },
      { command: 'redo', label: 'Redo', keys: 'CmdOrCtrl+Shift+Z' },
      'line',
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'pasteAndMatchStyle' },
      { role: 'selectAll' },
    ],
  },
  {
    label: 'Go',
    items: [
      { command: 'palette', label: 'Commands and Search…', keys: 'CmdOrCtrl+K' },
      'line',
      { command: 'back', label: 'Back', keys: 'Alt+Left' },
      { command: 'forward', label: 'Forward', keys: 'Alt+Right' },
    ],
  },
  {
    label: 'View',
    items: [
      { command: 'zoom-in', label: 'Larger', keys: 'CmdOrCtrl+Plus' },
      { command: 'zoom-out', label: 'Smaller', keys: 'CmdOrCtrl+-' },
      { command: 'zoom-reset', label: 'Actual Size', keys: 'CmdOrCtrl+0' },
      'line',
      { role: 'togglefullscreen' },
    ],
  },
  {
    label: 'Window',
    items: [{ role: 'minimize' }, { role: 'zoom' }],
  },
  {
    label: 'Help',
    items: [
      { command: 'shortcuts', label: 'Keyboard Shortcuts', keys: '?' },
      { command: 'log', label: 'Show Log' },
    ],
  },
];

/** Puts the native menu up. `run` gets the id of a command of the window's table. */
export function setApplicationMenu(run: (command: string) => void): void {
  const native = (item: Item): MenuItemConstructorOptions => {
    if (item === 'line') return { type: 'separator' };
    if ('role' in item) return { role: item.role };
    return {
      label: item.label,
      ...(item.keys === undefined ? {} : { accelerator: item.keys, registerAccelerator: false }),
      click: () => run(item.command),
    };
  };
  const app: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      native({ command: 'settings', label: 'Settings…', keys: 'CmdOrCtrl+,' }),
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
  const sections = SECTIONS.map(({ label, items }) => ({ label, submenu: items.map(native) }));
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(process.platform === 'darwin' ? [app, ...sections] : withSystem(sections, native)),
  );
}

/** Elsewhere settings and quitting stand at the end of File. */
function withSystem(
  sections: { label: string; submenu: MenuItemConstructorOptions[] }[],
  native: (item: Item) => MenuItemConstructorOptions,
): MenuItemConstructorOptions[] {
  const tail = [
    native('line'),
    native({ command: 'settings', label: 'Settings…', keys: 'CmdOrCtrl+,' }),
    native({ role: 'quit' }),
  ];
  return sections.map((section) =>
    section.label === 'File' ? { ...section, submenu: [...section.submenu, ...tail] } : section,
  );
}
