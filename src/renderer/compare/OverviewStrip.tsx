import { memo, type PointerEvent } from 'react';
import styles from './OverviewStrip.module.css';

/** What a column has at a place of the strip. */
export type Ink = 'none' | 'same' | 'changed' | 'moved' | 'only';

/** A row's place in the whole, in pixels, and what each column has in it. */
export type StripRow = {
  readonly start: number;
  readonly end: number;
  readonly inks: readonly Ink[];
};

export type OverviewStripProps = {
  rows: readonly StripRow[];
  columns: number;
  /** Height of the whole, of what is seen of it, and where that begins; in pixels. */
  total: number;
  seen: { readonly from: number; readonly height: number };
  /** Asks to see what is at this share of the whole. */
  onGo: (share: number) => void;
};

/** Slices of the strip; more would be finer than a pixel. */
const SLICES = 400;
const STRENGTH: readonly Ink[] = ['none', 'same', 'changed', 'moved', 'only'];

/**
 * The whole comparison at a glance, a band for each column: what changed, moved, and stands only there.
 * For the pointer; the keyboard has the next and previous change.
 */
export function OverviewStrip({ rows, columns, total, seen, onGo }: OverviewStripProps) {
  const go = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1) return;
    const { top, height } = event.currentTarget.getBoundingClientRect();
    onGo(Math.min(1, Math.max(0, (event.clientY - top) / height)));
  };
  const share = (pixels: number): string => `${(100 * pixels) / Math.max(1, total)}%`;
  return (
    <div
      className={styles.strip}
      data-many={columns > 2 || undefined}
      aria-hidden
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={go}
    >
      <Bands rows={rows} columns={columns} total={total} />
      {seen.height < total && (
        <div className={styles.seen} style={{ top: share(seen.from), height: share(seen.height) }} />
      )}
    </div>
  );
}

const Bands = memo(function Bands({
  rows,
  columns,
  total,
}: Pick<OverviewStripProps, 'rows' | 'columns' | 'total'>) {
  return Array.from({ length: columns }, (_, column) => (
    <div
      key={column}
      className={column === 0 ? styles.base : styles.other}
      style={{ left: `${(100 * column) / columns}%`, width: `${100 / columns}%` }}
    >
      {bandsOf(rows, total, column).map((band) => (
        <div
          key={band.from}
          className={styles[band.ink]}
          style={{
            top: `${(100 * band.from) / SLICES}%`,
            height: `${(100 * (band.to - band.from)) / SLICES}%`,
          }}
        />
      ))}
    </div>
  ));
});

/** Stretches of one ink in one column; a slice shows the strongest of what falls into it. */
function bandsOf(
  rows: readonly StripRow[],
  total: number,
  column: number,
): { from: number; to: number; ink: Ink }[] {
  const slices = new Array<Ink>(SLICES).fill('none');
  for (const row of rows) {
    const ink = row.inks[column]!;
    const first = Math.floor((row.start / Math.max(1, total)) * SLICES);
    const last = Math.max(first + 1, Math.floor((row.end / Math.max(1, total)) * SLICES));
    for (let at = first; at < Math.min(last, SLICES); at += 1) {
      if (STRENGTH.indexOf(ink) > STRENGTH.indexOf(slices[at]!)) slices[at] = ink;
    }
  }
  const bands: { from: number; to: number; ink: Ink }[] = [];
  slices.forEach((ink, at) => {
    const last = bands.at(-1);
    if (last?.ink === ink && last.to === at) last.to = at + 1;
    else bands.push({ from: at, to: at + 1, ink });
  });
  return bands.filter((band) => band.ink !== 'none');
}
