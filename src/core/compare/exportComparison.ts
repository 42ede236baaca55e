import type { ComparedPair, Comparison } from '../model/comparison';
import { escapeMarkdownInline } from '../text/escapeMarkdown';
import { paragraphNumbers } from './paragraphNumbers';
import type { ComparedText } from './side';

/** One side of a comparison that leaves Dossier: its text, and how it is called. */
export type ExportedSide = ComparedText & {
  readonly title: string;
  /** Outlet, date and the like, for a line; may be empty. */
  readonly facts: string;
};

/** A comparison with what was compared, and what was asked not to count as a change, in words. */
export type ExportedComparison = {
  readonly comparison: Comparison;
  readonly a: ExportedSide;
  readonly b: ExportedSide;
  readonly ignored: readonly string[];
};

/**
 * The comparison as Markdown (CommonMark with `~~strikethrough~~`, UTF-8, LF): a paragraph for each pair, what went struck
 * out, what came in bold. The texts are escaped: none of their characters is read as Markdown or HTML. White space is one
 * space. Where marks next to a letter would not be read as marks, the change takes the whole word.
 */
export function comparisonMarkdown(exported: ExportedComparison): string {
  const { comparison, a, b } = exported;
  const lines = [
    `# ${inline(headingOf(exported))}`,
    [
      `- Left, ~~struck out~~ where it stands only there: ${inline(nameOf(a))}`,
      `- Right, **bold** where it stands only there: ${inline(nameOf(b))}`,
      ...figures(exported).map((line) => `- ${inline(line)}`),
    ].join('\n'),
    ...passages(comparison, a, b).map(({ place, stretches }) => {
      const body = markdownOf(stretches);
      return body === '' ? place : `${place}: ${body}`;
    }),
  ];
  return `${lines.join('\n\n')}\n`;
}

/**
 * The comparison as one HTML file for reading and printing: two columns, no script, nothing that is fetched. All of the texts
 * is escaped.
 */
export function comparisonHtml(exported: ExportedComparison): string {
  const { comparison, a, b } = exported;
  const rows = passages(comparison, a, b).map(({ kind, numberA, numberB, note, heading, stretches }) => {
    const cell = (side: 'a' | 'b', number: string | null): string => {
      if (number === null) return `<td class="away"></td>`;
      const words = stretches.map((stretch) => htmlOf(stretch, side)).join('');
      const sign = kind === 'only-a' ? '− ' : kind === 'only-b' ? '+ ' : '';
      const told = note === '' ? '' : ` <small>${escapeHtml(note)}</small>`;
      return `<td><small>${escapeHtml(sign + number)}</small>${told}<div${heading ? ' class="heading"' : ''}>${words}</div></td>`;
    };
    return `<tr class="${kind}">${cell('a', numberA)}${cell('b', numberB)}</tr>`;
  });
  return htmlPage(headingOf(exported), figures(exported), [nameOf(a), nameOf(b)], rows);
}

/** A stretch of a pair: the same on both sides, or changed, with the words of each; empty where a side has none. */
export type Stretch = { readonly same: boolean; readonly a: string; readonly b: string };

type Passage = {
  readonly kind: ComparedPair['kind'];
  /** `¶ 3`, or `§` for what has no number; null where a side has nothing. */
  readonly numberA: string | null;
  readonly numberB: string | null;
  /** What is told of it beside its words: moved, split, merged. */
  readonly note: string;
  readonly heading: boolean;
  /** The numbers and the note, for Markdown. */
  readonly place: string;
  readonly stretches: readonly Stretch[];
};

const TOLD: Partial<Record<ComparedPair['kind'], string>> = {
  moved: 'moved',
  split: 'split',
  merged: 'merged',
  'only-a': 'only in the left',
  'only-b': 'only in the right',
};

function passages(comparison: Comparison, a: ExportedSide, b: ExportedSide): Passage[] {
  const name = { a: namer(a), b: namer(b) };
  return comparison.pairs.map((pair) => {
    const [numberA, numberB] = [name.a(pair.a), name.b(pair.b)];
    const told = TOLD[pair.kind] ?? '';
    const numbers = numberA === null || numberB === null || numberA === numberB
      ? (numberA ?? numberB)!
      : `${numberA} → ${numberB}`; // prettier-ignore
    return {
      kind: pair.kind,
      numberA,
      numberB,
      note: pair.a === null || pair.b === null ? '' : told,
      heading: (numberA ?? numberB) === '§',
      place: told === '' ? numbers : `${numbers}, ${told}`,
      stretches: stretchesOf(pair, a.text, b.text),
    };
  });
}

/** How the blocks of a side are called: `¶ 3`, `¶ 3–4`, `§` for what has no number; null for nothing. */
export function namer(side: ExportedSide): (ranges: ComparedPair['a']) => string | null {
  const numbers = paragraphNumbers(side.blocks, side.layers);
  return (ranges) => {
    if (ranges === null) return null;
    const list = [ranges].flat();
    const [first, last] = [numbers.get(list[0]!.from), numbers.get(list.at(-1)!.from)];
    if (first === undefined || last === undefined) return '§';
    return first === last ? `¶ ${first}` : `¶ ${first}–${last}`;
  };
}

/** What a pair says, stretch by stretch. Neighbouring changes are one. */
export function stretchesOf({ kind, a, b, edits }: ComparedPair, textA: string, textB: string): Stretch[] {
  if (kind === 'only-a' || kind === 'only-b') {
    const cut = (ranges: ComparedPair['a'], text: string): string =>
      [ranges ?? []].flat().map((range) => text.slice(range.from, range.to)).join(' '); // prettier-ignore
    return [{ same: false, a: cut(a, textA), b: cut(b, textB) }];
  }
  const stretches: Stretch[] = [];
  for (const edit of edits) {
    const same = edit.kind === 'same';
    const words = { a: textA.slice(edit.a.from, edit.a.to), b: textB.slice(edit.b.from, edit.b.to) };
    const last = stretches.at(-1);
    if (last?.same === same) stretches[stretches.length - 1] = { same, a: last.a + words.a, b: last.b + words.b };
    else stretches.push({ same, ...words }); // prettier-ignore
  }
  return stretches;
}

// ------------------------------------------------------------------------------------------------------ Markdown

const oneLine = (text: string): string => text.replace(NOT_CARRIED, '\ufffd').replace(/\s+/g, ' ');
/** A text in one line, escaped. */
export const inline = (text: string): string => escapeMarkdownInline(oneLine(text).trim());
/** NUL and half surrogate pairs, which no file can carry. */
const NOT_CARRIED = /[\0\ud800-\udfff]/gu;
const BARE_END = /(?<![^\s\p{P}\p{S}])[^\s\p{P}\p{S}]+$/u;
const BARE_START = /^[^\s\p{P}\p{S}]+/u;
const MARK_START = /^[\p{P}\p{S}]/u;
const MARK_END = /[\p{P}\p{S}]$/u;

/**
 * Marks that open or close emphasis are read as such only where what is inside does not end in punctuation next to a letter
 * outside (CommonMark 0.31.2, section 6.2, flanking runs): there the change takes the rest of that word on both sides.
 */
export function markdownOf(stretches: readonly Stretch[]): string {
  let out = '';
  /** Plain text not yet written: a change after it may take its last word. */
  let plain = '';
  let taken = 0;
  stretches.forEach((stretch, at) => {
    if (stretch.same) {
      // Where the letters differ by what is not shown, the right text is the newer.
      plain += oneLine(stretch.b).slice(taken);
      taken = 0;
      return;
    }
    let [gone, came] = [oneLine(stretch.a), oneLine(stretch.b)];
    if (gone.trim() === '' && came.trim() === '') {
      plain += ' ';
      return;
    }
    const opens = [gone, came].some((words) => MARK_START.test(words));
    const before = opens ? (BARE_END.exec(plain)?.[0] ?? '') : '';
    const next = stretches[at + 1];
    const closes = [gone, came].some((words) => MARK_END.test(words));
    const after = closes && next ? (BARE_START.exec(oneLine(next.b))?.[0] ?? '') : '';
    plain = plain.slice(0, plain.length - before.length);
    taken = after.length;
    [gone, came] = [before + gone + after, before + came + after];
    const leads = /^\s/.test(gone) || /^\s/.test(came);
    const trails = /\s$/.test(gone) || /\s$/.test(came);
    // Marks of two changes that touch would be read as one run of marks.
    const touches = at > 0 && plain === '' && /[*~]$/.test(out);
    out += touches ? ' ' : escapeMarkdownInline(leads ? `${plain.trimEnd()} ` : plain);
    out += [
      gone.trim() && `~~${escapeMarkdownInline(gone.trim())}~~`,
      came.trim() && `**${escapeMarkdownInline(came.trim())}**`,
    ]
      .filter((words) => words !== '')
      .join(' ');
    plain = trails ? ' ' : '';
  });
  return (out + escapeMarkdownInline(plain)).replace(/ {2,}/g, ' ').trim();
}

// ---------------------------------------------------------------------------------------------------------- HTML

function htmlOf({ same, ...words }: Stretch, side: 'a' | 'b'): string {
  const text = escapeHtml(words[side]);
  if (same || text === '') return text;
  return side === 'a' ? `<del>${text}</del>` : `<ins>${text}</ins>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(NOT_CARRIED, '\ufffd').replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);
}

/** For paper and light windows alone: such a file is sent to others and printed. */
export const EXPORT_STYLE = `
body { max-width: 76rem; margin: 2rem auto; padding: 0 1.5rem; color: #221e19; background: #fff; font: 1rem/1.5 Georgia, serif; }
h1 { font-size: 1.4rem; }
ul { padding-left: 1.2rem; color: #665f55; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { padding: .45rem .75rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
th { border-bottom: 1px solid #948b7b; }
tr { break-inside: avoid; }
td div { white-space: pre-wrap; }
.heading { font-size: 1.15em; font-weight: 600; }
small { color: #665f55; font: .75rem/1.4 system-ui, sans-serif; }
del { background: #f6dcd6; color: #8e2a1c; }
ins { background: #dcebd9; color: #1e5a2c; }
.moved td { border-left: 3px solid #1f5673; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 10pt; } del, ins { background: none; } }
`;

// -------------------------------------------------------------------------------------------------------- figures

const headingOf = ({ a, b }: ExportedComparison): string => `“${a.title}” and “${b.title}”`;
/** Title and facts of a side. */
export const nameOf = ({ title, facts }: ExportedSide): string =>
  facts === '' ? title : `${title}, ${facts}`;

/** What the comparison found, a sentence each. */
function figures({ comparison, ignored }: ExportedComparison): string[] {
  const { similarity, shareOfA, shareOfB, precise } = comparison;
  const per = (share: number): string => `${Math.round(share * 100)} %`;
  return [
    `${per(similarity)} of the words are in both; ${per(shareOfA)} of the left stands in the right, ${per(shareOfB)} of the right in the left.`,
    ...remarks(ignored, precise),
  ];
}

/** What a reader of the export must know besides, a sentence each. */
export function remarks(ignored: readonly string[], precise: boolean): string[] {
  return [
    ...(ignored.length > 0 ? [`Not counted as changes: ${ignored.join(', ')}.`] : []),
    ...(precise ? [] : ['Imprecise: some changes are shown larger than they are.']),
  ];
}

/** A page with a table of columns, for reading and printing: no script, nothing that is fetched. `rows` are HTML. */
export function htmlPage(
  title: string,
  facts: readonly string[],
  heads: readonly string[],
  rows: readonly string[],
): string {
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${EXPORT_STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<ul>
${facts.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n')}
</ul>
<table>
<thead><tr>${heads.map((head) => `<th scope="col">${escapeHtml(head)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</body>
</html>
`;
}
