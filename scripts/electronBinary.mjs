import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './checkout.mjs';

/**
 * Electron's program, or null where it was never fetched. Asked of the files and not of the package: importing that in plain
 * Node starts a download, and throws when it fails.
 */
export function electronBinary() {
  const folder = join(root, 'node_modules', 'electron');
  try {
    // Its installation writes this file last.
    const binary = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'));
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}
