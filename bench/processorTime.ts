import { execFileSync } from 'node:child_process';

/** How many runs are counted together: a shell tells times in steps of 10 ms. */
const TOGETHER = 10;

/** Seconds of processor time one run of a program takes, all its threads, its own start too; the least of three times ten runs. */
export function programSeconds(program: string, args: readonly string[]): number {
  const rounds = Array.from({ length: 3 }, () => {
    // The shell tells what its children took (POSIX, `times`).
    const out = execFileSync(
      'sh',
      [
        '-c',
        `for run in $(seq ${TOGETHER}); do "$0" "$@" > /dev/null || exit 1; done; times`,
        program,
        ...args,
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const children = out.trimEnd().split('\n').at(-1)!;
    return (
      [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
        (sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest),
        0,
      ) / TOGETHER
    );
  });
  return Math.min(...rounds);
}

/** Seconds of processor time of some work in this process, all its threads: each of so many runs, in their order. */
export async function ownSeconds(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1e6);
  }
  return times;
}
