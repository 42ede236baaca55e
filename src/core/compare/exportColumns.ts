import type { Comparison } from '../model/comparison';
import { alignColumns, type ColumnPart } from './alignColumns';
import {
  escapeHtml,
  htmlPage,
  inline,
  markdownOf,
  nameOf,
  namer,
  remarks,
  stretchesOf,
  type ExportedSide,
} from './exportComparison';

/** Several documents against one base, as they leave Dossier. */
export type ExportedColumns = {
  readonly base: ExportedSide;
  /** Each with its comparison, of the base (`a`) with it (`b`). */
  readonly columns: readonly { readonly side: ExportedSide; readonly comparison: Comparison }[];
  readonly ignored: readonly string[];
};

/**
 * The columns as Markdown (as comparisonMarkdown): each paragraph of the base, and under it a list of what each column has
 * there, what it lacks struck out, what it has more in bold.
 */
export function columnsMarkdown(exported: ExportedColumns): string {
  const { base, columns } = exported;
  const tell = teller(exported);
  const lines = tableOf(exported).map((row) => {
    const items = row.columns.flatMap((parts, at) => {
      if (parts.length === 0) return row.base.length > 0 ? [`- ${at + 2}: not here`] : [];
      return parts.map((part) => {
        const place = `- ${at + 2}, ${tell.place(part, at)}`;
        const body = tell.isSame(part) ? 'the same' : markdownOf(tell.stretches(part, at));
        return body === '' ? place : `${place}: ${body}`;
      });
    });
    const own = row.base.map(({ from, to }) => inline(base.text.slice(from, to))).join(' ');
    const head = row.base.length > 0 ? `${tell.base([...row.base])}: ${own}` : 'Not in the base:';
    return [head, ...items]
      .join('\n\n')
      .replace(/\n\n- /g, '\n- ')
      .replace('\n- ', '\n\n- ');
  });
  const head = [
    `# ${inline(titleOf(exported))}`,
    [
      `- Base: ${inline(nameOf(base))}`,
      ...columns.map(({ side }, at) => `- ${at + 2}: ${inline(nameOf(side))}`),
      ...figures(exported).map((line) => `- ${inline(line)}`),
    ].join('\n'),
  ];
  return `${[...head, ...lines].join('\n\n')}\n`;
}

/** The columns as one HTML file for reading and printing (as comparisonHtml), the base first. */
export function columnsHtml(exported: ExportedColumns): string {
  const { base, columns } = exported;
  const tell = teller(exported);
  const told = (place: string, body: string): string =>
    `<small>${escapeHtml(place)}</small><div>${body}</div>`;
  const rows = tableOf(exported).map((row) => {
    const own = row.base.map(({ from, to }) => escapeHtml(base.text.slice(from, to))).join('\n\n');
    const first =
      row.base.length > 0 ? `<td>${told(tell.base([...row.base])!, own)}</td>` : '<td class="away"></td>';
    const cells = row.columns.map((parts, at) => {
      const inner = parts.map((part) => {
        const body = tell
          .stretches(part, at)
          .map(({ same, a, b }) => (same ? escapeHtml(b) : mark('del', a) + mark('ins', b)));
        return told(tell.place(part, at), body.join(''));
      });
      return inner.length > 0 ? `<td>${inner.join('')}</td>` : '<td class="away"></td>';
    });
    return `<tr>${first}${cells.join('')}</tr>`;
  });
  const heads = [`Base: ${nameOf(base)}`, ...columns.map(({ side }, at) => `${at + 2}: ${nameOf(side)}`)];
  return htmlPage(titleOf(exported), figures(exported), heads, rows);
}

const tableOf = ({ columns }: ExportedColumns) =>
  alignColumns(columns.map(({ side, comparison }) => ({ text: side.text, comparison })));

/** How what stands in a column is called and written. */
function teller({ base, columns }: ExportedColumns) {
  const ofBase = namer(base);
  const names = columns.map(({ side }) => namer(side));
  return {
    base: (ranges: Parameters<typeof ofBase>[0]) => ofBase(ranges),
    place: ({ kind, pair }: ColumnPart, at: number): string => {
      const own = names[at]!(pair.b) ?? '';
      if (kind === 'moved-away') return `moved to ${own}`;
      if (kind === 'moved-here') return `${own}, moved from ${ofBase(pair.a)}`;
      if (kind === 'only') return `${own}, only there`;
      return pair.kind === 'split' || pair.kind === 'merged' ? `${own}, ${pair.kind}` : own;
    },
    isSame: ({ kind, pair }: ColumnPart): boolean => kind === 'answer' && pair.kind === 'same',
    stretches: ({ kind, pair }: ColumnPart, at: number) =>
      kind === 'moved-away' ? [] : stretchesOf(pair, base.text, columns[at]!.side.text),
  };
}

const mark = (element: 'del' | 'ins', text: string): string =>
  text === '' ? '' : `<${element}>${escapeHtml(text)}</${element}>`;

const titleOf = ({ base, columns }: ExportedColumns): string =>
  `“${base.title}” and ${columns.length} others`;

function figures({ columns, ignored }: ExportedColumns): string[] {
  const per = (share: number): string => `${Math.round(share * 100)} %`;
  return [
    ...columns.map(
      ({ comparison }, at) =>
        `${per(comparison.shareOfA)} of the base stands in ${at + 2}, ${per(comparison.shareOfB)} of ${at + 2} in the base.`,
    ),
    ...remarks(
      ignored,
      columns.every(({ comparison }) => comparison.precise),
    ),
  ];
}
