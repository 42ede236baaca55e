import type { z } from 'zod';

/**
 * What this window remembered under a name, or `otherwise` where there is nothing, or nothing this version understands.
 * Only conveniences live here (sizes, theme); everything of a library is kept by the service.
 */
export function recall<T>(name: string, schema: z.ZodType<T>, otherwise: T): T {
  try {
    const kept = localStorage.getItem(`dossier.${name}`);
    if (kept === null) return otherwise;
    const parsed = schema.safeParse(JSON.parse(kept));
    return parsed.success ? parsed.data : otherwise;
  } catch {
    return otherwise;
  }
}

/** Remembers a value; a full or forbidden store is no reason to disturb anybody. */
export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(`dossier.${name}`, JSON.stringify(value));
  } catch {
    // The window then starts with its defaults next time.
  }
}
