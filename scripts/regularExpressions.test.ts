import { fork, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { hostileStrings } from './hostileStrings';

/**
 * Every regular expression that reads text of strangers, tried on strings made to slow it down. There are none that a user
 * writes: search has a language of its own.
 */
const root = join(import.meta.dirname, '..', 'src');
const ROOMS = [
  'core/brief',
  'core/compare',
  'core/model',
  'core/search',
  'core/text',
  'main/import',
  'main/cli',
];

/** Slower than linear, and harmless where they stand: what they read is short by then. */
const BOUNDED: Readonly<Record<string, string>> = {
  '/-+$/': 'a file name of at most 60 characters',
  '/[\\s\\p{Pi}\\p{Ps}"\'*_-]+$/u': 'the eight characters before a place',
  '/\\n[^\\p{L}\\p{N}]*$/u': 'the eight characters before a place',
  '/^https?:|^\\S+@\\S+$/': 'a line no longer than a title',
  '/[\\s,;:–—-]+$/u': 'a line cut to the length of a title',
  '/^(?:by|von|par|por|oleh|written by|text by|author:|authors:)\\s+(.+)$/iu':
    'a line of at most 120 columns',
  '/[\\s–—-]+$/u': 'the first 400 letters of what is stated as authors',
  '/(?:^|[\\s,(（|·•-])(?:published|posted|updated|on|at|,|:)[\\s:,]*$/iu': 'a line of at most 100 columns',
  '/[\\s,|·•–—-]+$/u': 'a line of at most 100 columns',
  '/\\s*\\|.*$/u': 'the names of a byline of at most 120 columns',
  '/\\s+(?:in|for|at)\\s+\\p{Lu}.*$/u': 'the names of a byline of at most 120 columns',
  '/\\s*(?:,|;|&|\\band\\b|\\bund\\b|\\bet\\b|\\by\\b|\\bdan\\b)\\s*/u':
    'the names of a byline of at most 120 columns',
};
/** Of furniture: lines of at most 300 characters come here. */
const SHORT_LINES = /main\/import\/furniture(Lines)?\.ts$/;

/** Length of a hostile string: one pass over it takes well under a millisecond, a pass for each character 100 and more. */
const LENGTH = 16_000;
const TOO_LONG = 60;
/** For one expression on all its strings: an exponential one never ends by itself. In milliseconds. */
const DEADLINE = 10_000;

type Expression = {
  readonly place: string;
  readonly literal: string;
  readonly source: string;
  readonly flags: string;
};

function expressionsIn(room: string): Expression[] {
  const found = new Map<string, Expression>();
  for (const name of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })) {
    // What tests write their files with reads nothing of strangers.
    if (!name.endsWith('.ts') || name.endsWith('.test.ts') || /[\\/]testing[\\/]/.test(name)) continue;
    const file = `${room}/${name.replaceAll('\\', '/')}`;
    if (SHORT_LINES.test(file)) continue;
    const tree = ts.createSourceFile(
      file,
      readFileSync(join(root, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const walk = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(node.text)!;
        const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        found.set(node.text, {
          place: `${file}:${line}`,
          literal: node.text,
          source: source!,
          flags: flags!,
        });
      }
      ts.forEachChild(node, walk);
    };
    walk(tree);
  }
  return [...found.values()];
}

let trial: ChildProcess | null = null;
afterAll(() => trial?.kill('SIGKILL'));

/** Null where it was quick on every string; else what became of it. */
function tryOn({ source, flags }: Expression): Promise<string | null> {
  trial ??= fork(join(import.meta.dirname, 'regularExpressionTrial.mjs'), { stdio: 'ignore' });
  const child = trial;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      trial = null;
      child.kill('SIGKILL');
      resolve('does not end');
    }, DEADLINE);
    child.once('message', ({ milliseconds, text }: { milliseconds: number; text: string }) => {
      clearTimeout(timer);
      resolve(milliseconds < TOO_LONG ? null : `${milliseconds.toFixed()} ms on ${JSON.stringify(text)}…`);
    });
    child.send({ source, flags, strings: hostileStrings(source, LENGTH) });
  });
}

describe('regular expressions', () => {
  it.each(ROOMS)(
    'of %s take time in proportion to the text, whatever it holds',
    async (room) => {
      const slow: string[] = [];
      for (const expression of expressionsIn(room)) {
        if (expression.literal in BOUNDED) continue;
        const trouble = await tryOn(expression);
        if (trouble !== null) slow.push(`${expression.place} ${expression.literal}: ${trouble}`);
      }
      expect(slow).toEqual([]);
    },
    240_000,
  );

  it('would be found if they were slow', async () => {
    const slow = ['/(a+)+$/', '/\\s+$/', '/(?:[^"]|"")*x/'];
    for (const literal of slow) {
      const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(literal)!;
      expect([literal, await tryOn({ place: '', literal, source: source!, flags: flags! })]).not.toEqual([
        literal,
        null,
      ]);
    }
  }, 120_000);
});
