import type { Range } from '../../../core/model/range';
import type { ShownHighlight } from './shownHighlights';

/** What an action works on: a highlight that is there, or a passage that becomes one when it must. */
export type Target = { readonly highlight: ShownHighlight | null; readonly range: Range };

/** What the bar at a passage does besides waiting: ask for a tag, a comment, a note, a brief. */
export type BarWork = { readonly mode: 'tag' | 'comment' | 'note' | 'brief'; readonly target: Target };
