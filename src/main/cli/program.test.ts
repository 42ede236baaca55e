import { afterEach, expect, it, vi } from 'vitest';
import { runCommandLine } from './program';

afterEach(() => void vi.restoreAllMocks());

/** The exit code of a command line, and what it said to the person at the terminal. */
async function said(...argv: string[]): Promise<{ code: number; words: string }> {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const code = await runCommandLine(argv, new AbortController().signal);
  return { code, words: write.mock.calls.map(([text]) => String(text)).join('') };
}

it.each([
  [['search', '-coal'], 'dossier search -- -coal'],
  [['searches', 'add', '-coal'], 'dossier searches add -- -coal'],
  [['note', 'add', '--why'], 'dossier note add -- --why'],
])('says how words with a hyphen pass: %j', async (argv, next) => {
  const { code, words } = await said(...argv);
  expect(code).toBe(2);
  expect(words).toContain(`unknown option '${argv.at(-1)}'`);
  expect(words).toContain(`stands behind --: ${next}\n`);
});

it('says nothing of hyphens where a command takes no words', async () => {
  expect((await said('list', '-coal')).words).not.toContain('stands behind');
});

it('names the option a command cannot do without', async () => {
  const { code, words } = await said('restore', 'case.dossier');
  expect(code).toBe(2);
  expect(words).toContain("required option '--to <dir>'");
});
