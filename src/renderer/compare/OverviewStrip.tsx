import { memo, type PointerEvent } from 'react';
import styles from './OverviewStrip.module.css';

/** What a slice of the strip has on either side. */
type Slice = { readonly a: Ink; readonly b: Ink };
type Ink = 'none' | 'same' | 'changed' | 'moved' | 'only';

/** A row's place in the whole, in pixels. */
export type StripRow = {
  readonly start: number;
  readonly end: number;
  readonly kind: 'same' | 'changed' | 'moved' | 'only-a' | 'only-b' | 'alike';
  readonly side: 'a' | 'b' | 'both';
};

export type OverviewStripProps = {
  rows: readonly StripRow[];
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
 * The whole comparison at a glance, between the columns: what stands only in one text on its side, what changed on both.
 * For the pointer; the keyboard has the next and previous change.
 */
export function OverviewStrip({ rows, total, seen, onGo }: OverviewStripProps) {
  const go = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1) return;
    const { top, height } = event.currentTarget.getBoundingClientRect();
    onGo(Math.min(1, Math.max(0, (event.clientY - top) / height)));
  };
  const share = (pixels: number): string => `${(100 * pixels) / Math.max(1, total)}%`;
  return (
    <div
      className={styles.strip}
      aria-hidden
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={go}
    >
      <Bands rows={rows} total={total} />
      {seen.height < total && (
        <div className={styles.seen} style={{ top: share(seen.from), height: share(seen.height) }} />
      )}
    </div>
  );
}

const Bands = memo(function Bands({ rows, total }: Pick<OverviewStripProps, 'rows' | 'total'>) {
  return (['a', 'b'] as const).map((side) => (
    <div key={side} className={styles[side]}>
      {bandsOf(rows, total, side).map((band) => (
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

/** Stretches of one ink on one side; a slice shows the strongest of what falls into it. */
function bandsOf(
  rows: readonly StripRow[],
  total: number,
  side: 'a' | 'b',
): { from: number; to: number; ink: Ink }[] {
  const slices = Array.from({ length: SLICES }, (): Slice => ({ a: 'none', b: 'none' }));
  for (const row of rows) {
    const ink = inkOf(row, side);
    const first = Math.floor((row.start / Math.max(1, total)) * SLICES);
    const last = Math.max(first + 1, Math.floor((row.end / Math.max(1, total)) * SLICES));
    for (let at = first; at < Math.min(last, SLICES); at += 1) {
      const slice = slices[at]!;
      if (STRENGTH.indexOf(ink) > STRENGTH.indexOf(slice[side])) slices[at] = { ...slice, [side]: ink };
    }
  }
  const bands: { from: number; to: number; ink: Ink }[] = [];
  slices.forEach((slice, at) => {
    const ink = slice[side];
    const last = bands.at(-1);
    if (last?.ink === ink && last.to === at) last.to = at + 1;
    else bands.push({ from: at, to: at + 1, ink });
  });
  return bands.filter((band) => band.ink !== 'none');
}

function inkOf(row: StripRow, side: 'a' | 'b'): Ink {
  if (row.side !== 'both' && row.side !== side) return 'none';
  if (row.kind === 'only-a' || row.kind === 'only-b') return 'only';
  return row.kind === 'alike' ? 'same' : row.kind;
}
