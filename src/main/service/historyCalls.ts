import type { Service } from '../../core/api/contract';
import { AppError } from '../../core/model/appError';
import type { Library, PastTransaction } from '../library/library';
import type { Desk } from './desk';
import { isOneStep } from './history';
import type { PartOf } from './partOf';

/** Calls that look at what was done, undo and redo it, and go back to a moment. */
export function historyCalls(desk: Desk): PartOf<Service, 'history'> {
  const stepped = async (direction: 'undo' | 'redo'): Promise<{ name: string } | null> => {
    const name = await desk.step(direction);
    return name === null ? null : { name };
  };
  return {
    'history.state': () => Promise.resolve(desk.history.state),
    'history.undo': () => stepped('undo'),
    'history.redo': () => stepped('redo'),
    'history.list': async ({ before, count }) => {
      const steps = await latestSteps(desk.library, before, count);
      return steps.map(({ seq, at, name }) => ({ seq, at, name }));
    },
    'history.restore': async ({ at }) => {
      const { library } = desk;
      if (library.readOnly !== null)
        throw new AppError('read-only', library.readOnly, 'Open it to change it.');
      const changes = await library.stateAt(at);
      const name = `Restore to ${localTime(at)}`;
      await desk.edit(name, changes);
      return { name, records: changes.length };
    },
  };
}

/** The latest edit of each step, newest first: what was typed in one go is one row. */
async function latestSteps(
  library: Library,
  before: number | null,
  count: number,
): Promise<PastTransaction[]> {
  const steps: PastTransaction[] = [];
  let later: PastTransaction | null = null;
  for (let from = before; ;) {
    const past = await library.past(count, from);
    for (const edit of past) {
      if (later === null || !isOneStep(edit, later)) {
        if (steps.length === count) return steps;
        steps.push(edit);
      }
      later = edit;
    }
    if (later === null || past.length < count) return steps;
    from = later.seq;
  }
}

/** A moment as the clock on the wall said: `2026-01-31 14:05`. */
function localTime(moment: string): string {
  const at = new Date(moment);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
