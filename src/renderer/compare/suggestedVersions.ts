import type { Id } from '../../core/model/id';
import { showError, showMessage } from '../app/messages';
import { AppError } from '../../core/model/appError';
import { call } from '../app/session';

/** The documents of the story that one belongs to, as reuse tells them, itself first; only itself where there are none. */
export async function suggestedVersions(id: Id, most: number): Promise<readonly Id[]> {
  try {
    const { documents } = await call('reuse.lineage', { id });
    const others = documents.map((one) => one.id).filter((other) => other !== id);
    if (others.length === 0)
      showMessage({ kind: 'info', text: 'No other document shares much with this one.' });
    return [id, ...others].slice(0, most);
  } catch (thrown) {
    showError(AppError.from(thrown));
    return [id];
  }
}
