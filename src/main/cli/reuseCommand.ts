import { InvalidArgumentError, type Command } from 'commander';
import type { DocumentSummary, Output } from '../../core/api/contract';
import { MIN_WORDS } from '../../core/compare/reuse/sharedPassages';
import { AppError } from '../../core/model/appError';
import { inTime, writtenShare } from '../../core/model/reuse';
import type { Range } from '../../core/model/range';
import { allDocuments, findDocument, shortId, type Run, type Terminal } from './terminal';

/** `dossier reuse`: which documents share passages, how much of each, and where. */
export function reuseCommand(program: Command, run: Run): void {
  program
    .command('reuse')
    .description('passages that documents share; of one document, or of all with one another')
    .argument('[id]', 'a document: its id, the beginning of it, or its title')
    .option('--min-words <n>', 'words that a passage needs', wholeNumber, MIN_WORDS)
    .action((named: string | undefined, { minWords }: { minWords: number }, command: Command) =>
      run(command, 'read', async (terminal) => {
        const asked = named === undefined ? null : await findDocument(terminal, named);
        const { client, signal } = terminal;
        const { problem } = await client.call('reuse.settled', {}, { signal });
        if (problem !== null) throw new AppError('internal', problem, 'Try again, or look at the log.');
        if (asked) {
          for (const partner of await partnersOf(terminal, asked, minWords)) tell(terminal, asked, partner);
          return;
        }
        // Every pair once: `a` is the one published, else imported, before.
        const documents = (await allDocuments(client)).sort(inTime);
        const places = new Map(documents.map(({ id }, place) => [id, place]));
        for (const [place, later] of documents.entries()) {
          for (const partner of await partnersOf(terminal, later, minWords)) {
            const earlier = places.get(partner.document.id) ?? Infinity;
            if (earlier < place) tell(terminal, documents[earlier]!, turned(partner, later));
          }
        }
      }),
    );
}

type Partner = Output<'reuse.ofDocument'>['partners'][number];
type Told = Pick<Partner, 'share' | 'shareOther' | 'passages'> & {
  readonly document: Pick<DocumentSummary, 'id' | 'title'>;
};

async function partnersOf(
  { client, signal }: Terminal,
  { id }: DocumentSummary,
  minWords: number,
): Promise<Told[]> {
  signal.throwIfAborted();
  return (await client.call('reuse.ofDocument', { id, minWords })).partners;
}

/** The same pair seen from the partner. */
const turned = ({ share, shareOther, passages }: Told, document: DocumentSummary): Told => ({
  document,
  share: shareOther,
  shareOther: share,
  passages: passages
    .map(({ here, there, words }) => ({ here: there, there: here, words }))
    .sort((x, y) => x.here.from - y.here.from),
});

function tell(
  { print }: Terminal,
  a: DocumentSummary,
  { document: b, share, shareOther, passages }: Told,
): void {
  const pair = ({ from, to }: Range): [number, number] => [from, to];
  print(
    {
      a: a.id,
      b: b.id,
      shareOfA: share,
      shareOfB: shareOther,
      passages: passages.map(({ here, there }) => ({ a: pair(here), b: pair(there) })),
    },
    [
      `${shortId(a.id)}  ${writtenShare(share)} of “${a.title}”`,
      `${shortId(b.id)}  ${writtenShare(shareOther)} of “${b.title}”`,
      ...passages.map(
        ({ here, there, words }) =>
          `    [${here.from}, ${here.to})  [${there.from}, ${there.to})  ${words} words`,
      ),
    ].join('\n'),
  );
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 4) throw new InvalidArgumentError('Give a whole number from 4 on.');
  return value;
}
