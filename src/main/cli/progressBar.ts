/** A bar on a terminal, on standard error; nothing elsewhere. */
export function progressBar(): { show(done: number, total: number, current: string): void; clear(): void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  const WIDTH = 24;
  return {
    show: (done, total, current) => {
      const filled = total === 0 ? WIDTH : Math.round((done / total) * WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total} ${current}`;
      stderr.write(`\r\u001b[K${bar.slice(0, (stderr.columns || 80) - 1)}`);
    },
    clear: () => void stderr.write('\r\u001b[K'),
  };
}
