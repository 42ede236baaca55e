#!/usr/bin/env node
import { connect } from 'node:net';
import * as util from 'node:util';
import { build, install, requireNode, run, runNode } from './checkout.mjs';
import { electronBinary } from './electronBinary.mjs';

/**
 * `npm start -- [--library DIR] [--sample] [--browser] [--no-open] [--port N]`: installs what is missing, builds what is
 * stale, and opens the desktop window; where that cannot be, says why in one line and opens the browser shell.
 */
requireNode();
// Node asks a disk for four things at once by itself; an import waits for many flushes, which the disk does together.
process.env.UV_THREADPOOL_SIZE ??= '16';
const options = readArguments();
const ready = (await install()) || (await build());
if (ready !== 0) process.exit(ready);

const reason = await whyNotDesktop();
if (reason === null) {
  const started = Date.now();
  delete process.env.ELECTRON_RUN_AS_NODE;
  const code = await run(electronBinary(), ['.', ...shellArguments()]);
  // Ended at once, and not by the user: a sandbox that the system does not allow, a library that is missing.
  if (code === 0 || code === 130 || Date.now() - started > 5_000) process.exit(code);
  console.log('The desktop window did not start (see above), so Dossier opens in the browser.');
} else if (reason !== '') {
  console.log(reason);
}
process.exit(await runNode('out/main/host.js', [...shellArguments(), ...browserArguments()]));

function readArguments() {
  try {
    return util.parseArgs({
      options: {
        library: { type: 'string' },
        sample: { type: 'boolean' },
        browser: { type: 'boolean' },
        'no-open': { type: 'boolean' },
        port: { type: 'string' },
      },
    }).values;
  } catch (error) {
    console.error(
      `${error.message}\nnpm start -- [--library DIR] [--sample] [--browser] [--no-open] [--port N]`,
    );
    process.exit(2);
  }
}

function shellArguments() {
  return [
    ...(options.library ? ['--library', options.library] : []),
    ...(options.sample ? ['--sample'] : []),
  ];
}

function browserArguments() {
  return [...(options['no-open'] ? ['--no-open'] : []), ...(options.port ? ['--port', options.port] : [])];
}

/** A sentence; empty when the browser was asked for; null when the desktop window can be opened. */
async function whyNotDesktop() {
  if (options.browser || options['no-open'] || options.port) return '';
  if (process.platform === 'linux') {
    if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
      return 'There is no display here for the desktop window, so Dossier serves its browser window instead.';
    }
    if (process.getuid() === 0) {
      return 'The desktop window does not run as root, so Dossier opens in the browser.';
    }
  }
  if (electronBinary() === null && !(await fetchElectron())) {
    return 'The desktop shell (Electron) is not here and could not be fetched, so Dossier opens in the browser.';
  }
  return null;
}

/** One attempt, given up in seconds where its server cannot be reached. */
async function fetchElectron() {
  if (!(await isReachable())) return false;
  console.log('Fetching the desktop shell (Electron, about 120 MB, once)…');
  const code = await runNode('node_modules/electron/install.js', [], { quiet: true, limit: 180_000 });
  return code === 0 && electronBinary() !== null;
}

function isReachable() {
  const { env } = process;
  // Behind a proxy only the attempt itself can tell.
  if (env.HTTPS_PROXY || env.https_proxy || env.ELECTRON_GET_USE_PROXY) return true;
  const mirror = env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? 'https://github.com';
  const { hostname, port, protocol } = new URL(mirror);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) || (protocol === 'http:' ? 80 : 443) });
    const end = (reached) => {
      socket.destroy();
      resolve(reached);
    };
    socket.setTimeout(3_000, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
