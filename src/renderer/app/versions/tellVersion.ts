import type { VersionReport } from '../../../core/api/contract';
import { showMessage } from '../messages';
import { goTo, type Location } from '../navigation';
import { checkHighlights } from './highlightsToCheck';

/** Says what became of a document that was read anew, and goes to its new version: where it is read, unless told otherwise. */
export function tellVersion(
  { id, sameText, carried, toCheck }: VersionReport,
  to: Location = { view: 'reader', document: id },
): void {
  if (sameText) {
    showMessage({ kind: 'info', text: 'The text is the same as before.', next: 'No new version was made.' });
    return;
  }
  goTo(to);
  const marks =
    carried + toCheck === 0
      ? ''
      : toCheck === 0
        ? ` ${counted(carried)} came over.`
        : ` ${counted(carried)} came over, ${toCheck} to check.`;
  showMessage({
    kind: 'info',
    text: `This is the new version.${marks}`,
    next: 'The earlier one is in the trash; undo brings it back.',
    ...(toCheck > 0 && { action: { label: 'Check', run: () => checkHighlights(id) } }),
  });
}

const counted = (count: number): string => `${count} ${count === 1 ? 'highlight' : 'highlights'}`;
