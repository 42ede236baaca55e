import { oneLine } from './oneLine';
import { printable } from './terminal';

/**
 * A bar on a terminal, on standard error; nothing elsewhere. What is under way may have any name: none of it commands the
 * terminal.
 */
export function progressBar(
  stderr: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> = process.stderr,
): { show(done: number, total: number, current: string): void; clear(): void } {
  if (!stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  const WIDTH = 24;
  return {
    show: (done, total, current) => {
      const filled = total === 0 ? WIDTH : Math.round((done / total) * WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total} ${printable(oneLine(current))}`;
      stderr.write(`\r\u001b[K${bar.slice(0, (stderr.columns || 80) - 1)}`);
    },
    clear: () => void stderr.write('\r\u001b[K'),
  };
}
