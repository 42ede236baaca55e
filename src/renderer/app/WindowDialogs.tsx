import { useCommands, type Command } from './commands';
import { CommandPalette } from './CommandPalette';
import { LogDialog } from './LogDialog';
import { RecoveryCodeDialog } from './protection/RecoveryCodeDialog';
import { UnlockDialog } from './protection/UnlockDialog';
import { SettingsDialog } from './SettingsDialog';
import { changeSettings, useSettings, zoomStep, type Settings } from './settings';
import { ShortcutSheet } from './ShortcutSheet';
import { closeDialog, openDialog, useWindowDialog } from './windowDialog';

const THEMES: readonly { readonly id: Settings['theme']; readonly title: string }[] = [
  { id: 'system', title: 'Theme: as the system' },
  { id: 'light', title: 'Theme: light' },
  { id: 'dark', title: 'Theme: dark' },
  { id: 'contrast', title: 'Theme: high contrast' },
];

/** What the window offers with or without a library: palette, shortcut sheet, settings, log, theme and zoom. */
export function WindowDialogs() {
  const open = useWindowDialog((state) => state.open);
  useCommands([
    {
      id: 'palette',
      title: 'Commands and search',
      group: 'Window',
      keys: '$mod+k',
      alsoKeys: ['F1'],
      hidden: true,
      run: () => openDialog('palette'),
    },
    {
      id: 'shortcuts',
      title: 'Keyboard shortcuts',
      group: 'Window',
      keys: 'Shift+?',
      run: () => openDialog('shortcuts'),
    },
    { id: 'settings', title: 'Settings', group: 'Window', keys: '$mod+,', run: () => openDialog('settings') },
    { id: 'log', title: 'Show log', group: 'Window', run: () => openDialog('log') },
    {
      id: 'zoom-in',
      title: 'Zoom in',
      group: 'Window',
      keys: '$mod+Equal',
      alsoKeys: ['$mod+Shift+Equal', '$mod+NumpadAdd', '$mod+Shift+*'],
      run: () => zoom(1),
    },
    {
      id: 'zoom-out',
      title: 'Zoom out',
      group: 'Window',
      keys: '$mod+Minus',
      alsoKeys: ['$mod+NumpadSubtract'],
      run: () => zoom(-1),
    },
    {
      id: 'zoom-reset',
      title: 'Zoom to 100 %',
      group: 'Window',
      keys: '$mod+Digit0',
      alsoKeys: ['$mod+Numpad0'],
      run: () => changeSettings({ zoom: 1 }),
    },
    ...THEMES.map(({ id, title }): Command => ({
      id: `theme-${id}`,
      title,
      group: 'Window',
      run: () => changeSettings({ theme: id }),
    })),
  ]);
  return (
    <>
      <UnlockDialog />
      <RecoveryCodeDialog />
      {open === 'palette' && <CommandPalette onClose={closeDialog} />}
      {open === 'shortcuts' && <ShortcutSheet onClose={closeDialog} />}
      {open === 'settings' && <SettingsDialog onClose={closeDialog} />}
      {open === 'log' && <LogDialog onClose={closeDialog} />}
    </>
  );
}

function zoom(direction: 1 | -1): void {
  changeSettings({ zoom: zoomStep(useSettings.getState().zoom, direction) });
}
