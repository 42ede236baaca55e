import type { Id } from '../../core/model/id';
import type { Terminal } from './terminal';

/** After more documents than this nothing is said: `dossier reuse` tells it at leisure. */
const MOST = 200;
/** Milliseconds that an import may take longer for it. */
const WAIT = 5_000;

/** Says of documents just imported which others have much of them. */
export async function reuseRemarks({ client, json, say }: Terminal, ids: readonly Id[]): Promise<void> {
  if (json || ids.length === 0 || ids.length > MOST) return;
  for (const one of await client.call('reuse.summary', { ids: [...ids], wait: WAIT })) {
    const title = (await client.call('documents.get', { id: one.id })).metadata.title;
    say(`“${title}”: ${one.sentence}`);
  }
}
