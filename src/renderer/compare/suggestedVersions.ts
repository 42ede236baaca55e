import type { Id } from '../../core/model/id';
import { showError, showMessage } from '../app/messages';
import { AppError } from '../../core/model/appError';
import { call } from '../app/session';

/** Milliseconds waited for reuse to have looked at the whole library: a small one is done by then. */
const LONGEST_WAIT = 4_000;

/**
 * The documents of the story that one belongs to, as far as reuse knows them, itself first; only itself where there are
 * none. Says so where more may be found later.
 */
export async function suggestedVersions(id: Id, most: number): Promise<readonly Id[]> {
  try {
    await call('reuse.settled', {}, { signal: AbortSignal.timeout(LONGEST_WAIT) }).catch(() => undefined);
    const { documents } = await call('reuse.lineage', { id });
    const { building } = await call('reuse.state', {});
    const others = documents.map((one) => one.id).filter((other) => other !== id);
    if (others.length === 0)
      showMessage({ kind: 'info', text: 'No other document shares much with this one.' });
    if (building) {
      showMessage({
        kind: 'info',
        text: 'Dossier is still looking through the library, and may find more versions.',
        next: 'Ask again in a while.',
      });
    }
    return [id, ...others].slice(0, most);
  } catch (thrown) {
    showError(AppError.from(thrown));
    return [id];
  }
}
