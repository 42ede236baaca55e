import type { KeyboardEvent } from 'react';
import type { Jump } from './compareRows';
import styles from './Ribbons.module.css';

/** A moved passage: its two rows with where they stand, in pixels from the top of all rows. */
export type Ribbon = {
  readonly a: number;
  readonly b: number;
  /** The ways to either end. */
  readonly toA: End;
  readonly toB: End;
  readonly words: string;
  readonly from: Place;
  readonly to: Place;
};
type End = Pick<Jump, 'key' | 'to'>;
type Place = { readonly start: number; readonly end: number };

export type RibbonsProps = {
  /** Those of which anything may be seen. */
  ribbons: readonly Ribbon[];
  /** What is seen of all rows, in pixels. */
  seen: { readonly from: number; readonly height: number };
  onJump: (end: End) => void;
};

/** Space between a row's edge and the ribbon, in pixels. */
const INSET = 3;

/** Bands between the columns from where a passage stood to where it stands; each leads to the end that is further away. */
export function Ribbons({ ribbons, seen, onJump }: RibbonsProps) {
  if (ribbons.length === 0 || seen.height === 0) return null;
  return (
    <svg
      className={styles.ribbons}
      viewBox={`0 0 100 ${seen.height}`}
      preserveAspectRatio="none"
      role="group"
      aria-label="Moved passages"
    >
      {ribbons.map((ribbon) => {
        const go = (): void => onJump(target(ribbon, seen));
        return (
          <path
            key={ribbon.toA.key}
            className={styles.ribbon}
            d={band(ribbon, seen.from)}
            role="button"
            tabIndex={0}
            aria-label={`${ribbon.words}. Go to the other end`}
            onClick={go}
            onKeyDown={(event: KeyboardEvent) => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              go();
            }}
          >
            <title>{ribbon.words}</title>
          </path>
        );
      })}
    </svg>
  );
}

/** The end whose middle is further from what is seen. */
function target({ from, to, toA, toB }: Ribbon, seen: RibbonsProps['seen']): End {
  const middle = seen.from + seen.height / 2;
  const far = (place: Place): number => Math.abs((place.start + place.end) / 2 - middle);
  return far(from) > far(to) ? toA : toB;
}

function band({ from, to }: Ribbon, scrolled: number): string {
  const [top, bottom] = [from.start - scrolled + INSET, from.end - scrolled - INSET];
  const [otherTop, otherBottom] = [to.start - scrolled + INSET, to.end - scrolled - INSET];
  return (
    `M0,${top} C50,${top} 50,${otherTop} 100,${otherTop} ` +
    `L100,${otherBottom} C50,${otherBottom} 50,${bottom} 0,${bottom} Z`
  );
}
