import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { TagWithCount } from '../../core/api/contract';
import { TAG_COLOURS, tagPath, type TagColour } from '../../core/model/tag';
import { counted } from '../../core/text/writtenNumber';
import { IconButton, Menu, TextField, type MenuItem } from '../ui';
import styles from './TagsView.module.css';

export type TagHeadProps = {
  /** Null stands for all passages. */
  tag: TagWithCount | null;
  tags: readonly TagWithCount[];
  /** What can be done to the tag. */
  actions: readonly MenuItem[];
  onColour: (colour: TagColour) => void;
  onDescribe: (description: string) => void;
};

/** What a tag is: its name, colour and description, each to be changed in place. */
export function TagHead({ tag, tags, actions, onColour, onDescribe }: TagHeadProps) {
  if (!tag) {
    return (
      <header className={styles.head}>
        <h1 className={styles.name}>All passages</h1>
      </header>
    );
  }
  const path = tag.parent === null ? null : tagPath({ version: 1, tags: [...tags] }, tag.parent);
  return (
    <header className={styles.head}>
      {path !== null && <p className={styles.path}>{path} /</p>}
      <div className={styles.nameRow}>
        <h1 className={styles.name}>{tag.name}</h1>
        <Menu
          label={`What to do with ${tag.name}`}
          placement="bottom end"
          trigger={<IconButton label="More" icon={<Ellipsis aria-hidden />} />}
          items={actions}
        />
      </div>
      <p className={styles.quiet}>
        {tag.highlights === 0
          ? 'No highlight carries it yet.'
          : `${counted(tag.highlights, 'highlight')} in ${counted(tag.documents, 'document')}`}
      </p>
      <Colours key={tag.colour} value={tag.colour} onChange={onColour} />
      <Description key={tag.description} value={tag.description} onChange={onDescribe} />
    </header>
  );
}

function Colours({ value, onChange }: { value: TagColour; onChange: (colour: TagColour) => void }) {
  return (
    <div className={styles.colours} role="radiogroup" aria-label="Colour">
      {TAG_COLOURS.map((colour) => (
        <button
          key={colour}
          type="button"
          role="radio"
          aria-checked={colour === value}
          aria-label={colour}
          title={colour}
          tabIndex={colour === value ? 0 : -1}
          className={styles.colour}
          style={{ background: `var(--mark-${colour})`, color: `var(--stripe-${colour})` }}
          onClick={() => onChange(colour)}
          onKeyDown={(event) => {
            const by =
              event.key === 'ArrowRight' || event.key === 'ArrowDown'
                ? 1
                : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
                  ? -1
                  : 0;
            if (by === 0) return;
            event.preventDefault();
            const count = TAG_COLOURS.length;
            const next = (TAG_COLOURS.indexOf(colour) + by + count) % count;
            const button = event.currentTarget.parentElement?.children[next];
            if (button instanceof HTMLElement) button.focus();
          }}
        />
      ))}
    </div>
  );
}

function Description({ value, onChange }: { value: string; onChange: (description: string) => void }) {
  const [text, setText] = useState(value);
  const save = (): void => {
    if (text.trim() !== value) onChange(text.trim());
  };
  return (
    <TextField
      className={styles.description}
      label="Description"
      hideLabel
      multiline
      rows={1}
      placeholder="When does a passage get this tag, and when not?"
      value={text}
      onChange={setText}
      onBlur={save}
      onSubmit={save}
    />
  );
}
