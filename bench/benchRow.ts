/** One figure of a benchmark, beside the same figure of a named peer measured in the same run. */
export type BenchRow = {
  readonly name: string;
  readonly ours: number;
  /** Null where nobody else does this. */
  readonly peer: number | null;
  /** `ms`, `MB`, `docs/s`, `F1` … */
  readonly unit: string;
  readonly peerName: string | null;
};

/**
 * Prints rows as a table with the ratio of ours to the peer's. Absolute figures move with the machine; the ratio inside
 * one run is what can be compared with another.
 */
export function printRows(title: string, rows: readonly BenchRow[]): void {
  const cells = rows.map(({ name, ours, peer, unit, peerName }) => [
    name,
    `${figure(ours)} ${unit}`,
    peer === null ? '–' : `${figure(peer)} ${unit}`,
    peer === null || peer === 0 ? '–' : figure(ours / peer),
    peerName ?? '',
  ]);
  const table = [['', 'ours', 'peer', 'ours / peer', ''], ...cells];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  console.log(`\n${title}`);
  for (const row of table) {
    console.log(
      row
        .map((cell, column) =>
          column === 0 || column === 4 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    );
  }
}

/** Three significant digits, without an exponent. */
function figure(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', { maximumFractionDigits: Math.min(digits, 6) });
}

/** The middle of several timings of one task, in milliseconds; the first, which also compiles, does not count. */
export function medianTime(task: () => void, runs = 5): number {
  const times = Array.from({ length: runs + 1 }, () => {
    const start = performance.now();
    task();
    return performance.now() - start;
  })
    .slice(1)
    .sort((x, y) => x - y);
  return times[Math.floor(times.length / 2)]!;
}
