import { dateIn } from '../dates';
import { foldLine } from '../furnitureLines';
import type { Told } from '../metadata';
import { isOutletName, outletOfHost } from '../outletName';
import { ADDRESS, MOMENT } from './runningLines';

/** What is printed of a page of the web tells of it. */
export type PrintedPage = {
  /** The file's title without the outlet's name behind it; null where it stays as it is. */
  readonly title: string | null;
  readonly told: Told;
};

type PrintedPiece = { readonly kind: string; readonly text: string; readonly running?: string };

/** Headings among which a page's headline is looked for. */
const HEADINGS = 5;

/**
 * What the lines tell that browsers print at the edges of pages, and the page's own title, which browsers write into the
 * file: `Ferry halted - The Post`. What stands behind the last sign is the outlet where the rest is the headline, where the
 * address has the same name, or where outlets are called so. Null for a PDF that no browser printed.
 */
export function printedPage(pieces: readonly PrintedPiece[], title: string | undefined): PrintedPage | null {
  const edges = pieces.filter(({ running }) => running === 'running head').map(({ text }) => text);
  const found = edges.map((line) => PRINTED_ADDRESS.exec(line)?.[0]).find((one) => one !== undefined);
  if (found === undefined || !edges.some((line) => PRINTED_MOMENT.test(line))) return null;
  const address = isWhole(found) ? found : null;
  const told: Told =
    address === null
      ? {}
      : { address: { value: address, evidence: 'the address printed at the edge of the page' } };
  const parts = /^(.{8,}) (?:[-|–—·»•]|::) (.{2,60})$/u.exec(title ?? '');
  if (parts === null) return { title: null, told };
  const [head, tail] = [parts[1]!.trim(), parts[2]!.trim()];
  if (tail.split(' ').length > 6 || dateIn(tail) !== null) return { title: null, told };
  const isHeadline = pieces
    .filter(({ kind }) => kind === 'heading')
    .slice(0, HEADINGS)
    .some(({ text }) => foldLine(text) === foldLine(head));
  if (!isHeadline && !isOutletName(tail) && outletOfHost([tail], address ?? undefined) === null)
    return { title: null, told };
  const evidence = 'the end of the page’s title';
  return { title: head, told: { ...told, publisher: { value: tail, evidence } } };
}

const PRINTED_ADDRESS = new RegExp(ADDRESS, 'u');
const PRINTED_MOMENT = new RegExp(MOMENT, 'iu');

/** Whether an address is of the web, and not cut for want of room. */
const isWhole = (address: string): boolean =>
  /^https?:/.test(address) && !/(?:…|\.\.\.)$/.test(address) && URL.canParse(address);
