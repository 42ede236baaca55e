import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder with package.json. */
export const root = join(import.meta.dirname ?? '', '..');

const OLDEST_NODE = [20, 19];
const at = (...parts) => join(root, ...parts);

/** Ends the program with a sentence when this Node is older than what the product needs. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  console.error(
    `Dossier needs Node.js ${OLDEST_NODE.join('.')} or later; this is ${process.versions.node}. Install a current one and try again.`,
  );
  process.exit(1);
}

/**
 * Runs a program and resolves with its exit code; 1 when it cannot be started. `quiet` swallows its output; `limit` is how
 * many milliseconds it may take. Ctrl+C reaches the program by itself: this one waits for it.
 */
export function run(command, args, { quiet = false, limit = 0, environment = {}, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: quiet ? 'ignore' : 'inherit',
      env: { ...process.env, ...environment },
      shell,
    });
    const timer = limit > 0 ? setTimeout(() => child.kill('SIGKILL'), limit) : undefined;
    const wait = () => undefined;
    process.on('SIGINT', wait);
    const end = (code) => {
      clearTimeout(timer);
      process.off('SIGINT', wait);
      resolve(code);
    };
    child.once('error', () => end(1));
    child.once('exit', (code, signal) => end(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

/** Runs a Node program of this checkout or of one of its packages, by path from the root. */
export const runNode = (file, args, options) => run(process.execPath, [at(file), ...args], options);

/** Installs the packages of the lock file, when they are not there or are others. Resolves with an exit code. */
export async function install() {
  if (!existsSync(at('package-lock.json')) || isInstalled()) return 0;
  console.log('Installing packages (once, and after an update)…');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=5'];
  // npm tells where it is; what the shell would find under its name is a .cmd on Windows, which only a shell can start.
  const npm = process.env.npm_execpath;
  const code =
    npm && /\.c?js$/.test(npm)
      ? await run(process.execPath, [npm, ...args])
      : await run('npm', args, { shell: process.platform === 'win32' });
  if (code !== 0) {
    console.error(
      'The packages could not be installed: see above. With a connection to the registry, `npm ci` tries again.',
    );
  }
  return code;
}

/** By content, since the times of files tell nothing after a checkout: same version of all that is not optional. */
function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(at('node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([path, { version, optional }]) => {
      if (path === '') return true;
      const found = present[path];
      return found ? found.version === version && (optional || existsSync(at(path))) : optional === true;
    });
  } catch {
    return false;
  }
}

/** Where a build leaves the fingerprint of what it was made from. */
const STAMP = ['out', 'sources.sha256'];

/** Builds the three shells, unless `out` was made from exactly these sources. Resolves with an exit code. */
export async function build({ always = false } = {}) {
  // An installed package has no sources: it was built before it was packed.
  if (!existsSync(at('src'))) return 0;
  const sources = fingerprint();
  if (!always && isBuilt(sources)) return 0;
  console.log('Building Dossier…');
  const code = await runNode('node_modules/electron-vite/bin/electron-vite.js', [
    'build',
    '--logLevel',
    'warn',
  ]);
  if (code === 0) writeFileSync(at(...STAMP), sources);
  else console.error('Dossier could not be built: see above.');
  return code;
}

function isBuilt(sources) {
  const results = ['out/main/index.js', 'out/main/host.js', 'out/main/cli.js', 'out/renderer/index.html'];
  if (!results.every((file) => existsSync(at(file)))) return false;
  return existsSync(at(...STAMP)) && readFileSync(at(...STAMP), 'utf8') === sources;
}

function fingerprint() {
  const hash = createHash('sha256');
  const files = readdirSync(at('src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  for (const file of [at('package-lock.json'), at('electron.vite.config.ts'), ...files]) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}
