import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder with package.json, out/ and resources/: built files lie two levels below it, in out/main. */
const root = join(import.meta.dirname, import.meta.dirname.endsWith('chunks') ? '../../..' : '../..');

/** Files that come with the product, wherever it is installed. */
export const packageFiles = {
  // Beside the archive of a packaged app (electron-builder.yml), since an archive has no folder to copy.
  sampleLibrary: root.endsWith('.asar')
    ? join(root, '..', 'sample-library')
    : join(root, 'resources', 'sample-library'),
  renderer: join(root, 'out', 'renderer'),
  preload: join(root, 'out', 'preload', 'index.cjs'),
  parser: join(root, 'out', 'main', 'parser.js'),
  reuseWorker: join(root, 'out', 'main', 'reuseWorker.js'),
  icon: join(root, 'resources', 'icon.png'),
} as const;

/** The version in package.json. */
export function productVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}
