import { InvalidArgumentError, type Command } from 'commander';
import type { DocumentSummary } from '../../core/api/contract';
import { fingerprint } from '../../core/compare/reuse/fingerprint';
import { FingerprintIndex } from '../../core/compare/reuse/fingerprintIndex';
import { hashedWords, type HashedWords } from '../../core/compare/reuse/hashedWords';
import { MIN_WORDS, sharedPassages } from '../../core/compare/reuse/sharedPassages';
import type { Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';
import { allDocuments, findDocument, shortId, type Run, type Terminal } from './terminal';

/** Documents whose words are kept, so that one that many share with is not read again for each. */
const KEPT = 2_000;

/** `dossier reuse`: which documents share passages, how much of each, and where. */
export function reuseCommand(program: Command, run: Run): void {
  program
    .command('reuse')
    .description('passages that documents share; of one document, or of all with one another')
    .argument('[id]', 'a document: its id, the beginning of it, or its title')
    .option('--min-words <n>', 'words that a passage needs', wholeNumber, MIN_WORDS)
    .action((named: string | undefined, { minWords }: { minWords: number }, command: Command) =>
      run(command, 'read', async (terminal) => {
        const documents = inOrderOfTime(await allDocuments(terminal.client));
        const wordsOf = reader(terminal);
        if (named === undefined) await amongAll(terminal, documents, wordsOf, minWords);
        else {
          const asked = await findDocument(terminal, named);
          for (const other of documents) {
            if (other.id !== asked.id) await tell(terminal, asked, other, wordsOf, minWords);
          }
        }
      }),
    );
}

/** Every pair once: `a` is the one published, else imported, before. */
async function amongAll(
  terminal: Terminal,
  documents: readonly DocumentSummary[],
  wordsOf: WordsOf,
  minWords: number,
): Promise<void> {
  const index = new FingerprintIndex();
  const byId = new Map(documents.map((document) => [document.id, document]));
  for (const document of documents) {
    const own = fingerprint((await wordsOf(document.id)).keys);
    for (const id of index.likely(own)) {
      await tell(terminal, byId.get(id)!, document, wordsOf, minWords);
    }
    index.put(document.id, own);
  }
}

async function tell(
  { print, signal }: Terminal,
  a: DocumentSummary,
  b: DocumentSummary,
  wordsOf: WordsOf,
  minWords: number,
): Promise<void> {
  signal.throwIfAborted();
  const { passages, shareOfA, shareOfB } = sharedPassages(await wordsOf(a.id), await wordsOf(b.id), minWords);
  if (passages.length === 0) return;
  const pair = ({ from, to }: Range): [number, number] => [from, to];
  print(
    {
      a: a.id,
      b: b.id,
      shareOfA,
      shareOfB,
      passages: passages.map((passage) => ({ a: pair(passage.a), b: pair(passage.b) })),
    },
    [
      `${shortId(a.id)}  ${percent(shareOfA)} of “${a.title}”`,
      `${shortId(b.id)}  ${percent(shareOfB)} of “${b.title}”`,
      ...passages.map(
        (one) => `    [${one.a.from}, ${one.a.to})  [${one.b.from}, ${one.b.to})  ${one.words} words`,
      ),
    ].join('\n'),
  );
}

type WordsOf = (id: Id) => Promise<HashedWords>;

function reader({ client }: Terminal): WordsOf {
  const kept = new Map<Id, HashedWords>();
  return async (id) => {
    const known = kept.get(id);
    if (known) return known;
    const { text, blocks } = await client.call('documents.text', { id });
    const { layers } = await client.call('documents.get', { id });
    const found = hashedWords({ text, blocks, layers });
    kept.set(id, found);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
    return found;
  };
}

/** Earliest first; documents without a date of publication after the others, as they came in. */
function inOrderOfTime(documents: readonly DocumentSummary[]): DocumentSummary[] {
  const key = ({ published, importedAt }: DocumentSummary): string => `${published ?? '~'} ${importedAt}`;
  return [...documents].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 4) throw new InvalidArgumentError('Give a whole number from 4 on.');
  return value;
}
