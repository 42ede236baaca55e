export function findChromium(): string | null;
export const QUIET_SWITCHES: readonly string[];
