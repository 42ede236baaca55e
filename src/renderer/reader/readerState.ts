import type { Id } from '../../core/model/id';
import type { Range } from '../../core/model/range';
import type { BarWork } from '../app/passage/target';
import type { CaretSelection } from '../app/passage/caret';

export type ReaderState = {
  readonly selection: CaretSelection;
  /** The selected highlight. */
  readonly active: Id | null;
  readonly work: BarWork | null;
  /** The bar was sent away for this selection. */
  readonly barDismissed: boolean;
  /** A passage that was just arrived at, shown for a moment. */
  readonly flash: Range | null;
  /** Ends of a highlight on their way: shown at once, saved when the keys rest, so that a run of presses is one step. */
  readonly moving: (Range & { readonly id: Id }) | null;
};

export type ReaderEvent =
  | { readonly type: 'select'; readonly selection: CaretSelection; readonly by: 'pointer' | 'keyboard' }
  /** A press without a selection, over these highlights, the innermost first. */
  | { readonly type: 'press'; readonly over: readonly Id[] }
  | { readonly type: 'activate'; readonly highlight: Range & { readonly id: Id } }
  /** A highlight came to be. It is selected unless something else was selected meanwhile. */
  | { readonly type: 'made'; readonly highlight: Range & { readonly id: Id } }
  /** `highlight` is the one that stands exactly there, if any. */
  | { readonly type: 'arrive'; readonly at: Range; readonly highlight: Id | null }
  | { readonly type: 'flashed' }
  | { readonly type: 'work'; readonly work: BarWork }
  | { readonly type: 'rest' }
  | { readonly type: 'escape' }
  | { readonly type: 'removed' }
  | { readonly type: 'bounds'; readonly moving: NonNullable<ReaderState['moving']> }
  | { readonly type: 'boundsSaved'; readonly moving: ReaderState['moving'] };

export function startState(selection: CaretSelection): ReaderState {
  return { selection, active: null, work: null, barDismissed: false, flash: null, moving: null };
}

/** The reader's state after one event. */
export function readerState(state: ReaderState, event: ReaderEvent): ReaderState {
  switch (event.type) {
    case 'select': {
      const isRange = event.selection.anchor !== event.selection.focus;
      return {
        ...state,
        selection: event.selection,
        // A press may be on a highlight: `press` then says so.
        active: isRange || event.by === 'keyboard' ? null : state.active,
        barDismissed: false,
        flash: null,
      };
    }
    case 'press': {
      // Pressing the same place again goes on to the highlight beneath.
      const at = state.active === null ? -1 : event.over.indexOf(state.active);
      return { ...state, active: event.over[(at + 1) % event.over.length] ?? null, barDismissed: false };
    }
    case 'activate': {
      const { id, from } = event.highlight;
      return { ...state, active: id, selection: caretAt(from), barDismissed: false, work: null, flash: null };
    }
    case 'made': {
      const { anchor, focus } = state.selection;
      const { id, from, to } = event.highlight;
      if (Math.min(anchor, focus) !== from || Math.max(anchor, focus) !== to) return state;
      return { ...state, active: id, selection: caretAt(focus), barDismissed: false };
    }
    case 'arrive':
      return {
        ...state,
        active: event.highlight,
        selection: caretAt(event.at.from),
        work: null,
        flash: event.at,
      };
    case 'flashed':
      return state.flash ? { ...state, flash: null } : state;
    case 'work':
      return { ...state, work: event.work };
    case 'rest':
      return state.work ? { ...state, work: null } : state;
    case 'escape': {
      const { anchor, focus } = state.selection;
      if (anchor !== focus) return { ...state, selection: caretAt(focus), barDismissed: true, flash: null };
      return { ...state, active: null, barDismissed: true, flash: null };
    }
    case 'removed':
      return { ...state, active: null, moving: null };
    case 'bounds':
      return { ...state, moving: event.moving };
    case 'boundsSaved':
      return state.moving === event.moving ? { ...state, moving: null } : state;
  }
}

const caretAt = (position: number): CaretSelection => ({ anchor: position, focus: position });
