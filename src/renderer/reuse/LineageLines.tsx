import type { Id } from '../../core/model/id';
import type { LineageRow } from './lineageRows';
import styles from './LineageView.module.css';

/** Heights in rem of what a row is made of, as LineageView.module.css has them: padding, the title's line, facts under it, a source. */
const PADDING = 0.375;
const HEAD = 1.75;
const FACTS = 1.25;
const SOURCE = 1.375;
/** Width in rem of a lane, and of all of them at most. */
const LANE = 0.75;
const MOST = 12;
/** Room in rem between the lanes and the words, for the document's dot and the tips. */
const END = 1.25;
const TIP = 0.5;

export type LineageLinesProps = {
  row: LineageRow;
  /** Number of the row. */
  at: number;
  lanes: number;
  /** The document whose lines stand out, with the number of its row and what it took from; null: all are alike. */
  lit: { readonly id: Id; readonly at: number; readonly sources: ReadonlySet<Id> } | null;
  /** What is known of the document stands behind its title, not under it. */
  isWide: boolean;
};

/** The piece of the drawing beside one document: its own line down, those to what it took, and those that pass. */
export function LineageLines({ row, at, lanes, lit, isWide }: LineageLinesProps) {
  const { document, sources, lane, passing } = row;
  const width = lanes * laneWidth(lanes) + END;
  const end = width - 0.125;
  const dot = { x: width - END + TIP, y: PADDING + HEAD / 2 };
  const xOf = (number: number): number => (lanes - number - 0.5) * laneWidth(lanes);
  const yOf = (place: number): number => PADDING + HEAD + (isWide ? 0 : FACTS) + (place + 0.5) * SOURCE;
  const state = (isLit: boolean) => (lit === null ? {} : isLit ? { 'data-lit': true } : { 'data-dim': true });
  const isChosen = document.id === lit?.id;
  /** The way down from a document, where it leaves this row: that of the chosen one, and those that lead to it. */
  const isLitBelow = (from: Id): boolean =>
    from === lit?.id || (lit !== null && lit.sources.has(from) && at < lit.at);
  const lines = [
    ...passing.map(({ lane: number, from }) => ({
      key: `${from} down`,
      isLit: isLitBelow(from),
      drawn: <line {...vertical(xOf(number), '0', '100%')} />,
    })),
    ...sources.map(({ document: source, lane: number, isDirected }, place) => {
      const [x, y] = [xOf(number), yOf(place)];
      return {
        key: source.id,
        isLit: isChosen || source.id === lit?.id,
        drawn: (
          <>
            <line {...vertical(x, '0', rem(y))} />
            <line
              {...(!isDirected && { className: styles.undirected })}
              {...horizontal(x, isDirected ? end - TIP / 2 : end, y)}
            />
            {isDirected && (
              <svg
                x={rem(end - TIP)}
                y={rem(y - TIP / 2)}
                width={rem(TIP)}
                height={rem(TIP)}
                viewBox="0 0 8 8"
              >
                <path d="M 0 0 L 8 4 L 0 8 z" />
              </svg>
            )}
          </>
        ),
      };
    }),
    ...(lane === null
      ? []
      : [
          {
            key: 'own',
            isLit: isLitBelow(document.id),
            drawn: (
              <>
                <line {...horizontal(xOf(lane), dot.x, dot.y)} />
                <line {...vertical(xOf(lane), rem(dot.y), '100%')} />
              </>
            ),
          },
        ]),
  ];
  const isMet =
    isChosen || lit?.sources.has(document.id) === true || sources.some((one) => one.document.id === lit?.id);
  return (
    <div className={styles.lanes} style={{ width: rem(width) }} aria-hidden>
      <svg className={styles.lines}>
        {/* What is lit lies on top. */}
        {lines
          .toSorted((a, b) => Number(a.isLit) - Number(b.isLit))
          .map(({ key, isLit, drawn }) => (
            <g key={key} {...state(isLit)}>
              {drawn}
            </g>
          ))}
        <circle className={styles.dot} cx={rem(dot.x)} cy={rem(dot.y)} r={rem(0.3125)} {...state(isMet)} />
      </svg>
    </div>
  );
}

/** All lanes alike, narrower where there are many. */
const laneWidth = (lanes: number): number => Math.min(LANE, MOST / lanes);

const vertical = (x: number, y1: string, y2: string) => ({ x1: rem(x), x2: rem(x), y1, y2 });

const horizontal = (x1: number, x2: number, y: number) => ({
  x1: rem(x1),
  x2: rem(x2),
  y1: rem(y),
  y2: rem(y),
});

const rem = (length: number): string => `${length}rem`;
