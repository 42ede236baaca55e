#!/usr/bin/env node
import { runCommandLine } from './cli/program';

// What was acknowledged is on disk; a second Ctrl+C does not wait for the rest.
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());
process.once('SIGTERM', () => interrupt.abort());

// A reader that went away (`| head`) is no failure of ours.
process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
  if (problem.code === 'EPIPE') process.exit(0);
  process.stderr.write(`The output cannot be written (${problem.code ?? problem.message}).\n`);
  process.exit(1);
});

process.exitCode = await runCommandLine(process.argv.slice(2), interrupt.signal);
