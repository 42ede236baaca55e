import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';

/** Where a window stood when it was closed, in device-independent pixels. */
export const WindowState = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(200),
  height: z.number().int().min(200),
  maximised: z.boolean(),
});
export type WindowState = z.infer<typeof WindowState>;

/** Null when there is none, or none that can be read: a window then opens where the system puts it. */
export function readWindowState(file: string): WindowState | null {
  try {
    const parsed = WindowState.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Not durable, and it need not be. Rejects when it cannot be written. */
export async function writeWindowState(file: string, state: WindowState): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(state));
  await rename(`${file}.new`, file);
}

/**
 * The bounds to open with: the ones kept, as long as enough of the title bar to be grasped lies on a screen that is there
 * now; else null. No larger than that screen.
 */
export function boundsOnScreen(state: WindowState, workAreas: readonly Rectangle[]): Rectangle | null {
  const { x, y, width, height } = state;
  for (const area of workAreas) {
    const shown = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
    const barInside = y >= area.y && y < area.y + area.height - 40;
    if (shown >= 120 && barInside) {
      return { x, y, width: Math.min(width, area.width), height: Math.min(height, area.height) };
    }
  }
  return null;
}
