import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { diffWords } from 'diff';
import diffMatchPatch from 'diff-match-patch';
import { DefaultLinesDiffComputer } from 'vscode-diff';
import { compare, type ComparedText } from '../src/core/compare/compare';
import type { ComparedPair, Comparison } from '../src/core/model/comparison';
import { words } from '../src/core/text/words';
import { pairOf, type Pair } from './comparePairs';

/** What one tool made of one pair. Figures it cannot be asked for are null. */
export type Measured = {
  /** Of the processor, for programs by the clock; the middle of several runs where they are short, of one where not. */
  readonly milliseconds: number;
  /** Highest memory of the process above that before, in MB; null for programs. */
  readonly memory: number | null;
  readonly words: number;
  readonly pairs: number | null;
  readonly movesFound: number | null;
  readonly movesRight: number | null;
  /** Changes shown over changes made. */
  readonly hunks: number | null;
  readonly precise: boolean;
};

/** The words found to be the same, `place of a` by place of `b`, -1 for the others. */
type Found = Int32Array;
type Tool = (pair: Pair) => { run: () => unknown; found: (result: unknown) => Found };

export const TOOLS = ['ours', 'jsdiff', 'diff-match-patch', 'VS Code', 'git', 'wdiff'] as const;
export type ToolName = (typeof TOOLS)[number];

/** Milliseconds that the tools with a limit of their own are given. */
const GIVEN = { 'diff-match-patch': 1_000, 'VS Code': 5_000 };

const tool: Record<Exclude<ToolName, 'ours'>, Tool> = {
  jsdiff: ({ a, b }) => ({
    run: () => diffWords(a.text, b.text),
    // Its parts do not rebuild the white space of the first text, so words are counted, not units.
    found: (parts) =>
      byCount((parts as { added?: boolean; removed?: boolean; value: string }[]).map(({ added, removed, value }) => [removed ? -1 : added ? 1 : 0, value]), a, b),
  }),
  'diff-match-patch': ({ a, b }) => ({
    run: () => {
      const differ = new diffMatchPatch();
      differ.Diff_Timeout = GIVEN['diff-match-patch'] / 1_000;
      return differ.diff_main(a.text, b.text);
    },
    found: (parts) => {
      let [atA, atB] = [0, 0];
      const same: Same[] = [];
      for (const [kind, value] of parts as [number, string][]) {
        if (kind === 0) same.push({ a: atA, b: atB, length: value.length });
        if (kind <= 0) atA += value.length;
        if (kind >= 0) atB += value.length;
      }
      return byPlace(same, a, b);
    },
  }),
  'VS Code': ({ a, b }) => ({
    run: () =>
      new DefaultLinesDiffComputer().computeDiff(a.text.split('\n'), b.text.split('\n'), {
        ignoreTrimWhitespace: false,
        computeMoves: true,
        maxComputationTimeMs: GIVEN['VS Code'],
      }),
    found: (result) => byPlace(sameOfVsCode(result as VsCodeDiff, a.text, b.text), a, b),
  }),
  git: ({ a, b }) => ({
    run: () => inFiles(a, b, (x, y) => output('git', ['diff', '--no-index', '--word-diff=porcelain', '--no-color', '-U1000000000', x, y])),
    found: (text) =>
      byCount((text as string).split('\n').flatMap((line): [number, string][] =>
        line.startsWith(' ') ? [[0, line.slice(1)]] : /^-(?!--)/.test(line) ? [[-1, line.slice(1)]] : /^\+(?!\+\+)/.test(line) ? [[1, line.slice(1)]] : []), a, b),
  }),
  wdiff: ({ a, b }) => ({
    run: () => inFiles(a, b, (x, y) => output('wdiff', ['-w', '\ue001', '-x', '\ue002', '-y', '\ue003', '-z', '\ue004', x, y])),
    found: (text) =>
      byCount([...(text as string).matchAll(/\ue001([^\ue002]*)\ue002|\ue003([^\ue004]*)\ue004|([^\ue001\ue003]+)/gu)].map(([, gone, came, same]): [number, string] =>
        gone !== undefined ? [-1, gone] : came !== undefined ? [1, came] : [0, same ?? '']), a, b),
  }),
}; // prettier-ignore

function measure(name: ToolName, pair: Pair): Measured {
  if (name === 'ours') return measureOurs(pair);
  const { run, found } = tool[name](pair);
  const before = process.resourceUsage().maxRSS;
  const { milliseconds, result } = timed(run, name !== 'git' && name !== 'wdiff');
  const memory =
    name === 'git' || name === 'wdiff' ? null : (process.resourceUsage().maxRSS - before) / 1_024;
  return { milliseconds, memory, words: wordF1(found(result), pair), pairs: null, movesFound: null, movesRight: null, hunks: null, precise: true }; // prettier-ignore
}

function measureOurs(pair: Pair): Measured {
  const { a, b } = pair;
  const before = process.resourceUsage().maxRSS;
  const folded = ['case', 'quotes', 'spelling', 'numerals'] as const;
  const { milliseconds, result } = timed(
    () => compare(a, b, { ignore: [...folded], skipLayers: true }, 60_000),
    true,
  );
  const memory = (process.resourceUsage().maxRSS - before) / 1_024;
  const comparison = result as Comparison;
  const { found, right, movesRight, movesFound, pairs } = paragraphsOf(comparison, pair);
  return {
    milliseconds,
    memory,
    words: wordF1(sameOfOurs(comparison, a, b), pair),
    pairs: pair.paragraphs.length > 0 ? (2 * right) / (found + pairs) : null,
    movesFound: pair.moved.size > 0 ? movesFound : null,
    movesRight: pair.moved.size > 0 ? movesRight : null,
    hunks: pair.hunks > 0 ? comparison.pairs.reduce((sum, one) => sum + (one.a && one.b ? one.edits.filter((edit) => edit.kind !== 'same').length : 1), 0) / pair.hunks : null,
    precise: comparison.precise,
  }; // prettier-ignore
}

/** Long runs once; short ones five times, the first of which also compiles. */
function timed(run: () => unknown, inside: boolean): { milliseconds: number; result: unknown } {
  const once = (): { milliseconds: number; result: unknown } => {
    const start = performance.now();
    const used = process.cpuUsage();
    const result = run();
    const { user, system } = process.cpuUsage(used);
    // Time waited for a processor is not the tool's. Programs use theirs elsewhere.
    const cpu = inside ? (user + system) / 1_000 : Infinity;
    return { milliseconds: Math.min(performance.now() - start, cpu), result };
  };
  const first = once();
  if (first.milliseconds > 2_000) return first;
  const runs = Array.from({ length: 5 }, once).sort((x, y) => x.milliseconds - y.milliseconds);
  return runs[2]!;
}

// ------------------------------------------------------------------------------------------------- what was found

/** Equal stretches of both texts, in UTF-16 units. */
type Same = { readonly a: number; readonly b: number; readonly length: number };

/** Words that lie whole inside an equal stretch. */
function byPlace(same: readonly Same[], a: ComparedText, b: ComparedText): Found {
  const placeOfA = new Map(words(a.text).map((word, at) => [word.from, at]));
  const wordsOfB = words(b.text);
  const found = new Int32Array(wordsOfB.length).fill(-1);
  let at = 0;
  for (const stretch of [...same].sort((x, y) => x.b - y.b)) {
    while (at < wordsOfB.length && wordsOfB[at]!.from < stretch.b) at += 1;
    for (; at < wordsOfB.length && wordsOfB[at]!.to <= stretch.b + stretch.length; at += 1) {
      found[at] = placeOfA.get(wordsOfB[at]!.from - stretch.b + stretch.a) ?? -1;
    }
  }
  return found;
}

/** Parts of words gone (-1), come (1) and the same (0), which answer each other in order. */
function byCount(parts: readonly (readonly [number, string])[], a: ComparedText, b: ComparedText): Found {
  const found = new Int32Array(words(b.text).length).fill(-1);
  let [atA, atB] = [0, 0];
  for (const [kind, value] of parts) {
    const count = words(value).length;
    if (kind === 0) for (let step = 0; step < count; step += 1) found[atB + step] = atA + step;
    if (kind <= 0) atA += count;
    if (kind >= 0) atB += count;
  }
  // Where the parts do not count up to both texts, nothing can be said.
  return atA === words(a.text).length && atB === found.length ? found : new Int32Array(found.length).fill(-1);
}

function sameOfOurs({ pairs }: Comparison, a: ComparedText, b: ComparedText): Found {
  const placeOfA = new Map(words(a.text).map((word, at) => [word.from, at]));
  const placeOfB = new Map(words(b.text).map((word, at) => [word.from, at]));
  const found = new Int32Array(placeOfB.size).fill(-1);
  for (const { edits } of pairs) {
    for (const edit of edits) {
      if (edit.kind !== 'same') continue;
      const right = words(b.text.slice(edit.b.from, edit.b.to));
      words(a.text.slice(edit.a.from, edit.a.to)).forEach((word, at) => {
        const other = right[at];
        if (other) found[placeOfB.get(edit.b.from + other.from)!] = placeOfA.get(edit.a.from + word.from)!;
      });
    }
  }
  return found;
}

function wordF1(found: Found, { answers }: Pair): number {
  let [hits, claimed, true_] = [0, 0, 0];
  for (let at = 0; at < answers.length; at += 1) {
    if (answers[at]! >= 0) true_ += 1;
    if (found[at]! >= 0) claimed += 1;
    if (answers[at]! >= 0 && found[at] === answers[at]) hits += 1;
  }
  return (2 * hits) / Math.max(1, claimed + true_);
}

/** Paragraphs paired and moved as they were; shares of moves by their words. */
function paragraphsOf({ pairs }: Comparison, { a, b, paragraphs, moved }: Pair) {
  const numberA = new Map(a.blocks.map(({ from }, at) => [from, at]));
  const numberB = new Map(b.blocks.map(({ from }, at) => [from, at]));
  let [found, right, movedWords, rightWords] = [0, 0, 0, 0];
  const wordsIn = (at: number): number => b.blocks[at]!.to - b.blocks[at]!.from;
  for (const one of pairs) {
    for (const left of listed(one.a)) {
      for (const other of listed(one.b)) {
        const at = numberB.get(other.from)!;
        found += 1;
        if (paragraphs[at] === numberA.get(left.from)) right += 1;
        if (one.kind !== 'moved') continue;
        movedWords += wordsIn(at);
        if (moved.has(at) && paragraphs[at] === numberA.get(left.from)) rightWords += wordsIn(at);
      }
    }
  }
  const all = [...moved].reduce((sum, at) => sum + wordsIn(at), 0);
  const kept = paragraphs.filter((from) => from >= 0).length;
  return { found, right, pairs: kept, movesFound: rightWords / Math.max(1, all), movesRight: movedWords === 0 ? 1 : rightWords / movedWords }; // prettier-ignore
}

const listed = (ranges: ComparedPair['a']) => [ranges ?? []].flat();

type VsCodeDiff = ReturnType<DefaultLinesDiffComputer['computeDiff']>;

/** What lies between the inner changes is equal; where there are none, the lines of a change are not. */
function sameOfVsCode({ changes }: VsCodeDiff, a: string, b: string): Same[] {
  const starts = (text: string): number[] => {
    const found = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) found.push(at + 1);
    found.push(text.length + 1);
    return found;
  };
  const [linesA, linesB] = [starts(a), starts(b)];
  const same: Same[] = [];
  let [atA, atB] = [0, 0];
  const upTo = (endA: number, endB: number, nextA: number, nextB: number): void => {
    if (endA > atA && endA - atA === endB - atB) same.push({ a: atA, b: atB, length: endA - atA });
    [atA, atB] = [nextA, nextB];
  };
  for (const change of changes) {
    const inner = change.innerChanges;
    if (!inner) {
      upTo(
        linesA[change.original.startLineNumber - 1]!,
        linesB[change.modified.startLineNumber - 1]!,
        linesA[change.original.endLineNumberExclusive - 1]!,
        linesB[change.modified.endLineNumberExclusive - 1]!,
      );
      continue;
    }
    for (const { originalRange: x, modifiedRange: y } of inner) {
      upTo(
        linesA[x.startLineNumber - 1]! + x.startColumn - 1,
        linesB[y.startLineNumber - 1]! + y.startColumn - 1,
        linesA[x.endLineNumber - 1]! + x.endColumn - 1,
        linesB[y.endLineNumber - 1]! + y.endColumn - 1,
      );
    }
  }
  upTo(a.length, b.length, a.length, b.length);
  return same;
}

// ------------------------------------------------------------------------------------------------------- programs

function inFiles(a: ComparedText, b: ComparedText, run: (x: string, y: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'dossier-bench-'));
  try {
    const [x, y] = [join(folder, 'a.txt'), join(folder, 'b.txt')];
    writeFileSync(x, a.text);
    writeFileSync(y, b.text);
    return run(x, y);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Both programs end with 1 where the texts differ. */
function output(program: string, args: string[]): string {
  const { stdout, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (error) throw error;
  return stdout;
}

// A process for each measurement, so that none pays for another's memory and each can be stopped.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [name, profile, length] = process.argv.slice(2) as [ToolName, string, string];
  console.log(JSON.stringify(measure(name, pairOf(profile, Number(length)))));
}
