import type { TagWithCount } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import { withDescendants } from '../../core/model/tag';
import { counted } from '../../core/text/writtenNumber';
import { Button, Dialog, TagPicker } from '../ui';
import styles from './TagsView.module.css';

export type ChooseTagDialogProps = {
  kind: 'merge' | 'move';
  tag: TagWithCount;
  tags: readonly TagWithCount[];
  onClose: () => void;
  /** Null means the top of the tree. */
  onChoose: (tag: Id | null) => void;
};

/** Chooses by typing the tag that another goes under or into. */
export function ChooseTagDialog({ kind, tag, tags, onClose, onChoose }: ChooseTagDialogProps) {
  const barred =
    kind === 'merge' ? new Set([tag.id]) : withDescendants({ version: 1, tags: [...tags] }, tag.id);
  return (
    <Dialog
      title={kind === 'merge' ? `Merge “${tag.name}” into…` : `Move “${tag.name}” under…`}
      isOpen
      onClose={onClose}
      size="small"
      actions={
        <>
          {kind === 'move' && tag.parent !== null && (
            <Button onPress={() => onChoose(null)}>Move to the top</Button>
          )}
          <Button onPress={onClose}>Cancel</Button>
        </>
      }
    >
      <p className={styles.quiet}>
        {kind === 'merge'
          ? `${counted(tag.highlights, 'highlight')} will carry the tag you choose instead; tags under it move along. You can undo this.`
          : 'Tags under it move along.'}
      </p>
      <div className={styles.chooser}>
        <TagPicker
          label="Tag"
          tags={tags.filter((one) => !barred.has(one.id))}
          selected={[]}
          autoFocus
          onChange={([into]) => into !== undefined && onChoose(into)}
        />
      </div>
    </Dialog>
  );
}
