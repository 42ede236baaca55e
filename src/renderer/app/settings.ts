import { z } from 'zod';
import { create } from 'zustand';
import { recall, remember } from './remembered';

const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  /** Size of everything, 0.5 to 3. */
  zoom: z.number().min(0.5).max(3),
  /** Letters to a line in the reader. */
  readingWidth: z.number().int().min(40).max(110),
  /** Size of the reader's type in pixels before zoom. */
  readingSize: z.number().min(13).max(28),
  navigationCollapsed: z.boolean(),
});
/** How this window looks; kept in the window, not in the library. */
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = {
  theme: 'system',
  zoom: 1,
  readingWidth: 66,
  readingSize: 18,
  navigationCollapsed: false,
};

/** The steps of Ctrl + and Ctrl −. */
export const ZOOM_STEPS = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

export const useSettings = create<Settings>(() => recall('settings', Settings, defaultSettings));

export function changeSettings(changes: Partial<Settings>): void {
  useSettings.setState(changes);
}

/** The next step of zoom in a direction; the present one at the end of the scale. */
export function zoomStep(zoom: number, direction: 1 | -1): number {
  const next =
    direction > 0
      ? ZOOM_STEPS.find((step) => step > zoom + 0.001)
      : ZOOM_STEPS.findLast((step) => step < zoom - 0.001);
  return next ?? zoom;
}

/** The theme a window shows: the user's word first, then the system's. */
export function shownTheme(
  theme: Settings['theme'],
  system: { readonly dark: boolean; readonly moreContrast: boolean },
): 'light' | 'dark' | 'contrast' {
  if (theme !== 'system') return theme;
  if (system.moreContrast) return 'contrast';
  return system.dark ? 'dark' : 'light';
}

/**
 * Puts the settings onto the page and keeps them there, following the system where the user did not choose. Returns what
 * stops it. To be called before the first drawing, so that nothing flashes.
 */
export function applySettings(): () => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const contrast = window.matchMedia('(prefers-contrast: more)');
  const apply = (): void => {
    const settings = useSettings.getState();
    const root = document.documentElement;
    root.dataset.theme = shownTheme(settings.theme, { dark: dark.matches, moreContrast: contrast.matches });
    root.style.setProperty('--zoom', String(settings.zoom));
    root.style.setProperty('--reading-width', `${settings.readingWidth}ch`);
    root.style.setProperty('--reading-size', `${settings.readingSize / 16}rem`);
  };
  apply();
  dark.addEventListener('change', apply);
  contrast.addEventListener('change', apply);
  const stop = useSettings.subscribe((settings) => {
    apply();
    remember('settings', settings);
  });
  return () => {
    stop();
    dark.removeEventListener('change', apply);
    contrast.removeEventListener('change', apply);
  };
}
