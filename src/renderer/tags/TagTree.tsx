import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight, Plus } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import type { TagWithCount } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import { useStartFocus } from '../app/useStartFocus';
import { classes, IconButton, rootFontSize, SearchField, TagSwatch } from '../ui';
import { parentRow, tagRows, type TagRow } from './tagTree';
import styles from './TagTree.module.css';

/** A name being typed in the tree: of a new tag, or of one that is renamed. */
export type TagDraft =
  { readonly kind: 'new'; readonly parent: Id | null } | { readonly kind: 'rename'; readonly id: Id };

export type TagTreeProps = {
  tags: readonly TagWithCount[];
  chosen: Id | null;
  draft: TagDraft | null;
  onChoose: (id: Id | null) => void;
  onDraft: (draft: TagDraft | null) => void;
  /** False when it could not be done (the user was told): the field stays. */
  onAdd: (name: string, parent: Id | null) => Promise<boolean>;
  onRename: (id: Id, name: string) => Promise<boolean>;
  onMove: (id: Id, parent: Id | null) => void;
  onRemove: (tag: TagWithCount) => void;
  /** Asks for the menu of the chosen tag, at a place of the window. */
  onMenu: (at: { x: number; y: number }) => void;
};

type Line = { readonly kind: 'tag'; readonly row: TagRow } | { readonly kind: 'new'; readonly level: number };

const DRAGGED = 'application/x-dossier-tag';

/**
 * The codebook as a tree: flat rows, of which only those seen exist, so that ten thousand tags scroll like ten. One stop
 * of the Tab key; arrows move, open and close; F2 renames in place; dragging moves a tag under another.
 */
export function TagTree(props: TagTreeProps) {
  const { tags, chosen, draft, onChoose, onDraft } = props;
  const [closed, setClosed] = useState<ReadonlySet<Id>>(new Set());
  const [filter, setFilter] = useState('');
  /** What a dragged tag is over: a tag's id, or `top` for the empty part. */
  const [over, setOver] = useState<string | null>(null);
  const scroll = useRef<HTMLDivElement>(null);
  useStartFocus(scroll);
  const id = useId();

  const rows = useMemo(() => tagRows(tags, closed, filter), [tags, closed, filter]);
  const lines = useMemo(() => withDraft(rows, draft), [rows, draft]);
  const at = lines.findIndex((line) => line.kind === 'tag' && line.row.tag.id === chosen);
  const drafted = lines.findIndex(
    (line) => line.kind === 'new' || (draft?.kind === 'rename' && line.row.tag.id === draft.id),
  );
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler is not used; the tree re-renders with its state
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 1.75 * rootFontSize(),
    overscan: 12,
  });
  const reveal = drafted >= 0 ? drafted : at;
  useEffect(() => {
    if (reveal >= 0) virtual.scrollToIndex(reveal, { align: 'auto' });
  }, [reveal, virtual]);

  const setOpen = (tag: Id, isOpen: boolean): void =>
    setClosed((before) => {
      const next = new Set(before);
      if (isOpen) next.delete(tag);
      else next.add(tag);
      return next;
    });
  const focusTree = (): void => scroll.current?.focus();
  const finish = (): void => {
    onDraft(null);
    requestAnimationFrame(focusTree);
  };

  const press = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = rows.findIndex((row) => row.tag.id === chosen);
    const row = rows[index];
    const to = (next: number): void => {
      const found = rows[Math.min(rows.length - 1, Math.max(0, next))];
      if (found) onChoose(found.tag.id);
    };
    switch (event.key) {
      case 'ArrowDown':
        to(index + 1);
        break;
      case 'ArrowUp':
        if (index <= 0) onChoose(null);
        else to(index - 1);
        break;
      case 'Home':
        to(0);
        break;
      case 'End':
        to(rows.length - 1);
        break;
      case 'PageDown':
        to(index + 15);
        break;
      case 'PageUp':
        to(index - 15);
        break;
      case 'ArrowRight':
        if (!row?.hasChildren) return;
        if (!row.isOpen) setOpen(row.tag.id, true);
        else to(index + 1);
        break;
      case 'ArrowLeft':
        if (row?.isOpen) setOpen(row.tag.id, false);
        else if (parentRow(rows, index) >= 0) to(parentRow(rows, index));
        else return;
        break;
      case 'F10':
      case 'ContextMenu': {
        const box = document.getElementById(`${id}-${chosen ?? ''}`)?.getBoundingClientRect();
        if (!box || (event.key === 'F10' && !event.shiftKey)) return;
        props.onMenu({ x: box.left + 24, y: box.bottom });
        break;
      }
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const canDrop = (event: DragEvent): boolean => event.dataTransfer.types.includes(DRAGGED);
  const drop = (event: DragEvent, parent: Id | null): void => {
    const moved = event.dataTransfer.getData(DRAGGED);
    setOver(null);
    if (moved === '' || moved === parent) return;
    event.preventDefault();
    event.stopPropagation();
    if (parent !== null) setOpen(parent, true);
    props.onMove(moved, parent);
  };

  return (
    <div className={styles.panel}>
      <div className={styles.tools}>
        <SearchField label="Filter tags" value={filter} onChange={setFilter} className={styles.filter} />
        <IconButton
          label="Add tag"
          keys="a"
          icon={<Plus aria-hidden />}
          onPress={() => onDraft({ kind: 'new', parent: null })}
        />
      </div>
      <button
        type="button"
        className={classes(styles.row, styles.all)}
        aria-pressed={chosen === null}
        onClick={() => onChoose(null)}
      >
        All passages
      </button>
      <div
        ref={scroll}
        className={styles.scroll}
        role="tree"
        tabIndex={0}
        aria-label="Tags"
        {...(at >= 0 && { 'aria-activedescendant': `${id}-${chosen ?? ''}` })}
        onKeyDown={press}
        onDragOver={(event) => {
          if (!canDrop(event)) return;
          event.preventDefault();
          setOver('top');
        }}
        onDragLeave={() => setOver(null)}
        onDrop={(event) => drop(event, null)}
        data-over={over === 'top' || undefined}
      >
        <div role="presentation" className={styles.whole} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            if (!line) return null;
            const place = { transform: `translateY(${item.start}px)` };
            if (line.kind === 'new') {
              return (
                <div key="new" role="presentation" className={styles.line} style={place}>
                  <div className={styles.row} style={indent(line.level)}>
                    <span className={styles.twist} />
                    <NameField
                      label="Name of the new tag"
                      value=""
                      onSave={(name) => props.onAdd(name, draft?.kind === 'new' ? draft.parent : null)}
                      onDone={finish}
                    />
                  </div>
                </div>
              );
            }
            const { row } = line;
            const { tag } = row;
            const isRenamed = draft?.kind === 'rename' && draft.id === tag.id;
            return (
              <div key={tag.id} role="presentation" className={styles.line} style={place}>
                <div
                  id={`${id}-${tag.id}`}
                  role="treeitem"
                  aria-level={row.level}
                  aria-posinset={row.position}
                  aria-setsize={row.size}
                  aria-selected={tag.id === chosen}
                  aria-label={`${tag.name}, ${tag.highlights} highlights`}
                  {...(row.hasChildren && { 'aria-expanded': row.isOpen })}
                  className={styles.row}
                  style={indent(row.level)}
                  draggable={!isRenamed}
                  data-over={over === tag.id || undefined}
                  title={tag.description === '' ? undefined : tag.description}
                  onClick={() => {
                    onChoose(tag.id);
                    if (!isRenamed) focusTree();
                  }}
                  onDoubleClick={() => onDraft({ kind: 'rename', id: tag.id })}
                  onContextMenu={(event) => {
                    if (isRenamed) return;
                    event.preventDefault();
                    onChoose(tag.id);
                    props.onMenu({ x: event.clientX, y: event.clientY });
                  }}
                  onDragStart={(event) => {
                    event.dataTransfer.setData(DRAGGED, tag.id);
                    event.dataTransfer.effectAllowed = 'move';
                  }}
                  onDragOver={(event) => {
                    if (!canDrop(event)) return;
                    event.preventDefault();
                    event.stopPropagation();
                    setOver(tag.id);
                  }}
                  onDrop={(event) => drop(event, tag.id)}
                >
                  <span
                    className={styles.twist}
                    aria-hidden
                    onClick={(event) => {
                      if (!row.hasChildren) return;
                      event.stopPropagation();
                      setOpen(tag.id, !row.isOpen);
                    }}
                  >
                    {row.hasChildren && (row.isOpen ? <ChevronDown /> : <ChevronRight />)}
                  </span>
                  <TagSwatch colour={tag.colour} />
                  {isRenamed ? (
                    <NameField
                      label={`New name of ${tag.name}`}
                      value={tag.name}
                      onSave={(name) => props.onRename(tag.id, name)}
                      onDone={finish}
                    />
                  ) : (
                    <span className={styles.name}>{tag.name}</span>
                  )}
                  <span className={styles.count}>
                    {row.hasChildren && !row.isOpen ? row.total : tag.highlights}
                  </span>
                </div>
              </div>
            );
          })}
        </div>
        {rows.length === 0 && filter !== '' && <p className={styles.none}>No tag has this name.</p>}
      </div>
    </div>
  );
}

/** A name in place: Enter or leaving keeps it, Escape does not. */
function NameField({
  label,
  value,
  onSave,
  onDone,
}: {
  label: string;
  value: string;
  onSave: (name: string) => Promise<boolean>;
  onDone: () => void;
}) {
  const [name, setName] = useState(value);
  const over = useRef(false);
  const end = (isKept: boolean): void => {
    if (over.current) return;
    over.current = true;
    const typed = name.trim();
    if (!isKept || typed === '' || typed === value) onDone();
    else
      void onSave(typed).then((isSaved) => {
        over.current = false;
        if (isSaved) onDone();
      });
  };
  return (
    <input
      className={styles.field}
      aria-label={label}
      autoFocus
      value={name}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setName(event.target.value)}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') end(true);
        else if (event.key === 'Escape') end(false);
      }}
    />
  );
}

const indent = (level: number) => ({ paddingInlineStart: `${(level - 1) * 1.125 + 0.25}rem` });

/** The rows with the line where a new tag's name is typed: the first under its parent. */
function withDraft(rows: readonly TagRow[], draft: TagDraft | null): Line[] {
  const lines = rows.map((row): Line => ({ kind: 'tag', row }));
  if (draft?.kind !== 'new') return lines;
  const parent = rows.findIndex((row) => row.tag.id === draft.parent);
  lines.splice(parent + 1, 0, { kind: 'new', level: parent < 0 ? 1 : rows[parent]!.level + 1 });
  return lines;
}
