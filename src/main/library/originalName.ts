import { safeFileName } from './safeFileName';

/**
 * The name under which an imported file stands in its folder: its own, as far as every system can carry it. In a sealed
 * library nothing of that name may show.
 */
export const originalName = (name: string, isSealed: boolean): string =>
  isSealed ? 'source' : safeFileName(name);
