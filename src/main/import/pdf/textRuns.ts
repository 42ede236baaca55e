import type { PdfPage, TextItem } from './pdfEngine';
import { withUprightColumns } from './uprightColumns';

/**
 * A piece of one line in one font. Points (1/72 inch) from the upper left corner of the page as it is looked at; `y` is
 * the baseline. Turned text stands in a frame of its own, turned back.
 */
export type Run = {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
  readonly font: string;
  readonly rightToLeft: boolean;
};

/** All text of one direction on a page. */
export type Frame = {
  /** Degrees clockwise; 0 is upright. `vertical` for columns of East Asian text, which read from right to left. */
  readonly angle: number | 'vertical';
  readonly runs: Run[];
};

export type PageText = {
  readonly width: number;
  readonly height: number;
  /** The frame with most text first. */
  readonly frames: readonly Frame[];
  /** Letters and digits, all frames. */
  readonly characters: number;
};

/** More pieces than the densest page of print has: a page beyond is a drawing or an attack, and is cut there. */
const MOST_ITEMS = 100_000;

/** The text of a page, or null when `patience` (milliseconds) ran out. */
export async function readPageText(page: PdfPage, patience: number): Promise<PageText | null> {
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const reader = page.streamTextContent().getReader();
  const frames = new Map<number | 'vertical', Run[]>();
  const seen: Seen = new Map();
  const end = performance.now() + patience;
  let count = 0;
  for (;;) {
    const chunk = await before(end, reader.read());
    if (chunk === null) {
      void reader.cancel(new Error('took too long')).catch(() => undefined);
      return null;
    }
    if (chunk.done || chunk.value === undefined) break;
    const { items, styles } = chunk.value;
    for (const item of items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      count += 1;
      const vertical = styles[item.fontName]?.vertical === true;
      const placed = place(item, transform, vertical, width, height);
      if (placed === null || isSecondPrint(placed.run, seen)) continue;
      const frame = frames.get(placed.angle);
      if (frame) frame.push(placed.run);
      else frames.set(placed.angle, [placed.run]);
    }
    if (count > MOST_ITEMS) {
      void reader.cancel(new Error('too many pieces')).catch(() => undefined);
      break;
    }
  }
  const counted = withUprightColumns(
    [...frames].map(([angle, runs]) => ({ angle, runs })),
    width,
  )
    .map(({ angle, runs }) => ({ angle, runs, count: letters(runs) }))
    .sort((a, b) => b.count - a.count);
  const characters = counted.reduce((sum, frame) => sum + frame.count, 0);
  return { width, height, frames: counted.map(({ angle, runs }) => ({ angle, runs })), characters };
}

/** A promise's value, or null when the time is over first. */
export async function before<Value>(end: number, promise: Promise<Value>): Promise<Value | null> {
  const left = end - performance.now();
  if (left <= 0) {
    promise.catch(() => undefined);
    return null;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), left);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function letters(runs: readonly Run[]): number {
  let count = 0;
  for (const { text } of runs) {
    for (let at = 0; at < text.length; at += 1) if (isLetter(text.charCodeAt(at))) count += 1;
  }
  return count;
}

/** Letters and digits; beyond ASCII all but spaces and punctuation, near enough to tell a page of text from a picture. */
function isLetter(code: number): boolean {
  if (code < 0x80)
    return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return code >= 0xaa && !(code >= 0x2000 && code <= 0x206f) && !(code >= 0x3000 && code <= 0x3004);
}

/** Where an item stands on the page as looked at; null when it lies outside or is too small or too large to be read. */
function place(
  { str, width, height, transform, fontName, dir }: TextItem,
  [a, b, c, d, e, f]: readonly number[],
  vertical: boolean,
  pageWidth: number,
  pageHeight: number,
): { angle: Frame['angle']; run: Run } | null {
  const [ta, tb, tc, td, te, tf] = transform;
  const x = a! * te + c! * tf + e!;
  const y = b! * te + d! * tf + f!;
  if (!(x > -pageWidth * 0.02 && x < pageWidth && y > 0 && y < pageHeight * 1.02)) return null;
  const acrossX = a! * ta + c! * tb;
  const acrossY = b! * ta + d! * tb;
  const upwardX = a! * tc + c! * td;
  const upwardY = b! * tc + d! * td;
  // Nearly all text is upright; the exact way takes ten times as long.
  const isUpright = acrossY === 0 && acrossX > 0 && upwardX === 0 && upwardY !== 0;
  const size = isUpright ? Math.abs(upwardY) : Math.hypot(upwardX, upwardY) || Math.hypot(acrossX, acrossY);
  if (!(size > 0.5 && size < 2_000)) return null;
  const text = tidy(str);
  const rightToLeft = dir === 'rtl';
  if (vertical) {
    return {
      angle: 'vertical',
      run: { text, x: y, right: y + height, y: pageWidth - x, size, font: fontName, rightToLeft },
    };
  }
  const degrees = isUpright ? 0 : (Math.round((Math.atan2(acrossY, acrossX) * 180) / Math.PI) + 360) % 360;
  if (degrees === 0) {
    return { angle: 0, run: { text, x, right: x + width, y, size, font: fontName, rightToLeft } };
  }
  const angle = (degrees * Math.PI) / 180;
  const turnedX = x * Math.cos(angle) + y * Math.sin(angle);
  const turnedY = y * Math.cos(angle) - x * Math.sin(angle);
  return {
    angle: degrees,
    run: { text, x: turnedX, right: turnedX + width, y: turnedY, size, font: fontName, rightToLeft },
  };
}

/**
 * Signs of dictionaries that look like characters, which fonts shared by several languages make of them: nobody would find
 * the word. Those that Unicode's own table (NFKC) leaves as they are.
 */
const RADICALS: Readonly<Record<string, string>> = Object.fromEntries(
  '⺠民⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙'
    .match(/../gu)!
    .map((pair) => [pair[0]!, pair[1]!]),
);

const BETWEEN_CHARACTERS =
  /(?<=[\u2E80-\u30FF\u3400-\u9FFF\uF900-\uFAFF\uFF00-\uFF60]) +(?=[\u2E80-\u30FF\u3400-\u9FFF\uF900-\uFAFF\uFF00-\uFF60])/g;

/**
 * Signs made for columns as those of lines. White space of all kinds as one space; none between Chinese and Japanese characters, where it only is the spacing of a
 * justified line. Bullets of symbol fonts become bullets. Marks without meaning (soft hyphens inside a line, characters of private use, zero bytes) go.
 */
export function tidy(text: string): string {
  // Most pieces are plain.
  if (/^[\x21-\x7E]*(?: [\x21-\x7E]+)*$/.test(text)) return text;
  return text
    .replace(/[\u2E80-\u2FDF]/g, (radical) => RADICALS[radical] ?? radical.normalize('NFKC'))
    .replace(/[\uFE10-\uFE19\uFE30-\uFE48]/g, (turned) => turned.normalize('NFKC'))
    .replace(/[\uF0B7\uF0A7\uF0D8]/g, '•')
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Co}\uFFFE\uFFFF]/gu, '')
    .replace(/\u00AD(?=.)/g, '')
    .replace(BETWEEN_CHARACTERS, '');
}

/** The pieces of a page by their words; most words stand there once. */
type Seen = Map<string, Run | Run[]>;

/** Bold type made by printing twice, and shadows: the same words a hair's breadth away. */
function isSecondPrint(run: Run, seen: Seen): boolean {
  const others = seen.get(run.text);
  if (others === undefined) {
    seen.set(run.text, run);
    return false;
  }
  if (!Array.isArray(others)) {
    const twice = isSamePlace(run, others);
    if (!twice) seen.set(run.text, [others, run]);
    return twice;
  }
  const twice = others.some((other) => isSamePlace(run, other));
  if (!twice && others.length < 1_000) others.push(run);
  return twice;
}

function isSamePlace(run: Run, other: Run): boolean {
  const reach = run.size * 0.15;
  return (
    Math.abs(other.x - run.x) <= reach &&
    Math.abs(other.y - run.y) <= reach &&
    Math.abs(other.size - run.size) <= reach
  );
}
