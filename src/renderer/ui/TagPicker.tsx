import { Check, Plus } from 'lucide-react';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import type { Tag } from '../../core/model/tag';
import { classes } from './classes';
import field from './Field.module.css';
import list from './List.module.css';
import { TagSwatch } from './TagChip';
import styles from './TagPicker.module.css';

export type TagPickerProps = {
  /** In the codebook's order. */
  tags: readonly Tag[];
  /** Ids of those that are set. */
  selected: readonly string[];
  onChange: (selected: string[]) => void;
  /** Offered where no tag has exactly the name typed; left out, tags can only be chosen. */
  onCreate?: ((name: string) => void) | undefined;
  autoFocus?: boolean;
  /** Enter with an empty field, or Escape: the one who uses it is finished. */
  onDone?: (() => void) | undefined;
  label?: string;
};

/** How many tags are listed at once; typing finds the others. */
const SHOWN = 100;

/** Sets and removes tags by typing: letters narrow the list, Enter sets the marked one, arrows move the mark. */
export function TagPicker(props: TagPickerProps) {
  const { tags, selected, onChange, onCreate, autoFocus = false, onDone, label = 'Tag' } = props;
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const paths = useMemo(() => tagPaths(tags), [tags]);
  const found = useMemo(() => findTags(tags, paths, typed, selected), [tags, paths, typed, selected]);
  const name = typed.trim();
  const canCreate =
    onCreate !== undefined &&
    name !== '' &&
    !tags.some((tag) => tag.name.toLowerCase() === name.toLowerCase());
  const count = found.length + (canCreate ? 1 : 0);
  const at = Math.min(active, Math.max(0, count - 1));

  const type = (value: string): void => {
    setTyped(value);
    setActive(0);
  };
  const toggle = (tag: Tag): void => {
    onChange(
      selected.includes(tag.id) ? selected.filter((other) => other !== tag.id) : [...selected, tag.id],
    );
    type('');
  };
  const take = (index: number): void => {
    const tag = found[index];
    // Who types a whole name wants the tag there; taking it off is for the list without words, and for the mouse.
    const isNamed = tag?.name.toLowerCase() === name.toLowerCase();
    if (tag && isNamed && selected.includes(tag.id)) {
      type('');
      onDone?.();
    } else if (tag) toggle(tag);
    else if (canCreate) {
      onCreate(name);
      type('');
    }
  };
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (count > 0) setActive((at + (event.key === 'ArrowDown' ? 1 : count - 1)) % count);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (name === '' && onDone) onDone();
      else take(at);
    } else if (event.key === 'Escape' && typed !== '') {
      event.preventDefault();
      event.stopPropagation();
      type('');
    }
  };

  return (
    <div className={styles.picker}>
      <input
        className={field.input}
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={id}
        aria-autocomplete="list"
        {...(count > 0 && { 'aria-activedescendant': `${id}-${at}` })}
        placeholder={onCreate ? 'Find or add a tag…' : 'Find a tag…'}
        value={typed}
        // The picker opens on the user's own command, so taking the focus is what was asked for.
        autoFocus={autoFocus}
        onChange={(event) => type(event.target.value)}
        onKeyDown={press}
      />
      <div id={id} role="listbox" aria-label={`${label}s`} aria-multiselectable className={styles.list}>
        {found.map((tag, index) => (
          <div
            key={tag.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={selected.includes(tag.id)}
            className={classes(list.item, styles.option)}
            data-focused={index === at || undefined}
            data-selected={selected.includes(tag.id) || undefined}
            onMouseMove={() => setActive(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => toggle(tag)}
          >
            <TagSwatch colour={tag.colour} />
            <span className={list.label}>
              {tag.name}
              {tag.parent !== null && <span className={styles.path}> {paths.get(tag.parent)}</span>}
            </span>
            <span className={list.tick}>
              <Check aria-hidden />
            </span>
          </div>
        ))}
        {canCreate && (
          <div
            id={`${id}-${found.length}`}
            role="option"
            aria-selected={false}
            className={classes(list.item, styles.option)}
            data-focused={at === found.length || undefined}
            onMouseMove={() => setActive(found.length)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(found.length)}
          >
            <Plus aria-hidden />
            <span className={list.label}>Add the tag “{name}”</span>
          </div>
        )}
        {count === 0 && (
          <div role="option" aria-selected={false} aria-disabled className={styles.none}>
            {tags.length === 0 ? 'No tags yet: type a name.' : 'No tag has this name.'}
          </div>
        )}
      </div>
    </div>
  );
}

/** `Sanctions / Evasion` for every tag. */
function tagPaths(tags: readonly Tag[]): Map<string, string> {
  const byId = new Map(tags.map((tag) => [tag.id, tag]));
  const paths = new Map<string, string>();
  for (const tag of tags) {
    const names: string[] = [];
    const seen = new Set<string>();
    for (let at: Tag | undefined = tag; at && !seen.has(at.id);) {
      seen.add(at.id);
      names.unshift(at.name);
      at = at.parent === null ? undefined : byId.get(at.parent);
    }
    paths.set(tag.id, names.join(' / '));
  }
  return paths;
}

/** Names that begin with what was typed come first, then words that do, then anything holding it. */
function findTags(
  tags: readonly Tag[],
  paths: ReadonlyMap<string, string>,
  typed: string,
  selected: readonly string[],
): Tag[] {
  const query = typed.trim().toLowerCase();
  if (query === '') {
    const set = new Set(selected);
    return [...tags.filter((tag) => set.has(tag.id)), ...tags.filter((tag) => !set.has(tag.id))].slice(
      0,
      SHOWN,
    );
  }
  const rank = (tag: Tag): number => {
    const name = tag.name.toLowerCase();
    if (name.startsWith(query)) return 0;
    if (name.split(/[\s/-]+/).some((word) => word.startsWith(query))) return 1;
    return (paths.get(tag.id) ?? name).toLowerCase().includes(query) ? 2 : 3;
  };
  return tags
    .map((tag, order) => ({ tag, order, rank: rank(tag) }))
    .filter((entry) => entry.rank < 3)
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .slice(0, SHOWN)
    .map((entry) => entry.tag);
}
