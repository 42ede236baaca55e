import { Button, Dialog, Select } from '../ui';
import { changeSettings, defaultSettings, useSettings, ZOOM_STEPS } from './settings';
import styles from './SettingsDialog.module.css';

const THEMES = [
  { id: 'system', label: 'As the system' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
  { id: 'contrast', label: 'High contrast' },
] as const;
const ZOOMS = ZOOM_STEPS.map((zoom) => ({ id: String(zoom), label: `${Math.round(zoom * 100)} %` }));
const SIZES = [15, 16, 17, 18, 20, 22, 24].map((size) => ({ id: String(size), label: `${size} px` }));
const WIDTHS = [50, 58, 66, 74, 84, 100].map((width) => ({
  id: String(width),
  label: `${width} characters`,
}));

/** How the window looks. Everything takes effect at once; there is nothing to save. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const settings = useSettings();
  return (
    <Dialog
      title="Settings"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button variant="plain" onPress={() => changeSettings(defaultSettings)}>
            Back to defaults
          </Button>
          <Button variant="primary" onPress={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <Select
          label="Theme"
          options={THEMES}
          value={settings.theme}
          onChange={(theme) => changeSettings({ theme })}
        />
        <Select
          label="Zoom of the whole window"
          options={ZOOMS}
          value={String(settings.zoom)}
          onChange={(zoom) => changeSettings({ zoom: Number(zoom) })}
        />
        <Select
          label="Size of the reading type"
          options={SIZES}
          value={String(settings.readingSize)}
          onChange={(size) => changeSettings({ readingSize: Number(size) })}
        />
        <Select
          label="Width of the reading column"
          options={WIDTHS}
          value={String(settings.readingWidth)}
          onChange={(width) => changeSettings({ readingWidth: Number(width) })}
        />
      </div>
      <figure className={styles.sample} aria-label="A sample of the reading type">
        <p>
          The ship’s papers named one port; its anchor told of another. Between the two lies what an analyst
          is asked to find, and everything that follows rests on whether the words were copied exactly.
        </p>
      </figure>
    </Dialog>
  );
}
