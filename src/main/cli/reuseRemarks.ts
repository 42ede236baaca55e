import type { ImportOutcome } from '../../core/api/contract';
import { oneLine } from './oneLine';
import type { Terminal } from './terminal';

/** After more documents than this nothing is said: `dossier reuse` tells it at leisure. */
const MOST = 200;
/** Milliseconds that an import may take longer for it. */
const WAIT = 5_000;

/** Says of documents just imported which others have much of them. */
export async function reuseRemarks(
  { client, json, say }: Terminal,
  outcomes: readonly ImportOutcome[],
): Promise<void> {
  const paths = new Map(
    outcomes.flatMap(({ status, id, path }) =>
      status === 'imported' && id !== null ? [[id, path] as const] : [],
    ),
  );
  if (json || paths.size === 0 || paths.size > MOST) return;
  for (const { id, sentence } of await client.call('reuse.summary', { ids: [...paths.keys()], wait: WAIT }))
    say(`${oneLine(paths.get(id)!)}: ${sentence}`);
}
