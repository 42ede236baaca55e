import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { TagWithCount } from '../../core/api/contract';
import type { Id } from '../../core/model/id';
import type { TagColour } from '../../core/model/tag';
import { useCommands, runCommand, type Command } from '../app/commands';
import { showMessage } from '../app/messages';
import { act, useCall, useRemember } from '../app/session';
import { SplitView } from '../app/SplitView';
import { useFocusAfter } from '../app/useStartFocus';
import { Button, ContextMenu, EmptyState, ErrorNote, ViewHead, type MenuItem } from '../ui';
import { PassageList } from './PassageList';
import { ChooseTagDialog } from './ChooseTagDialog';
import { TagHead } from './TagHead';
import { TagTree, type TagDraft } from './TagTree';
import styles from './TagsView.module.css';

export type TagsViewProps = { tag?: Id | undefined };

const TREE = { initial: 19, min: 13, max: 34 };
const NO_TAGS: readonly TagWithCount[] = [];
/** The tag shown; kept while the window is, so that coming back finds it again. */
const useChosen = create<{ readonly chosen: Id | null }>(() => ({ chosen: null }));
const choose = (chosen: Id | null): void => useChosen.setState({ chosen });

/** The codebook as a tree and, beside it, every passage that carries the chosen tag. */
export function TagsView({ tag: asked }: TagsViewProps) {
  const list = useCall('tags.list', {});
  const remember = useRemember();
  const tags = list.data ?? NO_TAGS;
  useFocusAfter(list.data?.length === 0);
  const { chosen } = useChosen();
  const [draft, setDraft] = useState<TagDraft | null>(null);
  const [dialog, setDialog] = useState<'merge' | 'move' | null>(null);
  const [menuAt, setMenuAt] = useState<{ x: number; y: number } | null>(null);
  useEffect(() => {
    if (asked !== undefined) choose(asked);
  }, [asked]);
  const tag = tags.find((one) => one.id === chosen) ?? null;

  const add = async (name: string, parent: Id | null): Promise<boolean> => {
    const added = await act('tags.add', { name, parent });
    if (added) choose(added.id);
    return added !== null;
  };
  const remove = async (doomed: TagWithCount): Promise<void> => {
    const next = tags[tags.indexOf(doomed) + 1] ?? tags[tags.indexOf(doomed) - 1];
    choose(next?.id ?? null);
    await act('tags.remove', { id: doomed.id });
  };
  const merge = async (from: TagWithCount, into: Id): Promise<void> => {
    const merged = await act('tags.merge', { from: from.id, into });
    if (!merged) return;
    choose(merged.id);
    showMessage({
      kind: 'info',
      text: `“${from.name}” is now part of “${merged.name}”.`,
      action: { label: 'Undo', run: () => runCommand('undo') },
    });
  };
  const move = (id: Id, parent: Id | null): void => void act('tags.edit', { id, parent });

  const describe = async (id: Id, description: string): Promise<void> => {
    const written = await act('tags.edit', { id, description });
    // Known before the list is asked again: an undo that comes sooner would otherwise change nothing the field sees.
    if (written)
      remember(
        'tags.list',
        {},
        tags.map((one) => (one.id === id ? { ...one, description: written.description } : one)),
      );
  };

  const rename = (): void => {
    if (tag) setDraft({ kind: 'rename', id: tag.id });
  };

  const command = (
    id: string,
    title: string,
    keys: string | undefined,
    run: () => void,
    enabled = tag !== null,
  ): Command => ({
    id: `tags.${id}`,
    title,
    group: 'Tags',
    keys,
    enabled,
    run,
  });
  useCommands([
    command('add', 'Add tag', 'a', () => setDraft({ kind: 'new', parent: tag?.parent ?? null }), true),
    command(
      'addUnder',
      'Add tag under this one',
      'Shift+a',
      () => tag && setDraft({ kind: 'new', parent: tag.id }),
    ),
    command('rename', 'Rename tag', 'F2', rename),
    command('move', 'Move tag under…', 'm', () => setDialog('move')),
    command('merge', 'Merge tag into…', 'Shift+m', () => setDialog('merge'), tag !== null && tags.length > 1),
    command('remove', 'Delete tag', 'Delete', () => tag && void remove(tag)),
  ]);

  const actions: MenuItem[] = [
    { id: 'rename', label: 'Rename', keys: 'F2', run: rename },
    { id: 'move', label: 'Move under…', keys: 'm', run: () => setDialog('move') },
    {
      id: 'merge',
      label: 'Merge into…',
      keys: 'Shift+m',
      isDisabled: tags.length < 2,
      run: () => setDialog('merge'),
    },
    {
      id: 'remove',
      label: 'Delete tag',
      keys: 'Delete',
      danger: true,
      startsGroup: true,
      run: () => tag && void remove(tag),
    },
  ];

  if (list.error) {
    return (
      <EmptyState title="The tags cannot be shown">
        <ErrorNote error={list.error} />
      </EmptyState>
    );
  }
  if (list.data?.length === 0 && draft === null) {
    return (
      <div className={styles.passages}>
        <ViewHead title="Tags" />
        <EmptyState
          title="No tags yet"
          actions={
            <Button variant="primary" onPress={() => setDraft({ kind: 'new', parent: null })}>
              Add a tag
            </Button>
          }
        >
          Tags name what a passage is about. Add them here, or while reading: select a passage and press T.
        </EmptyState>
      </div>
    );
  }
  return (
    <SplitView
      name="tags"
      side="start"
      label="Width of the tag tree"
      size={TREE}
      panel={
        <TagTree
          tags={tags}
          chosen={tag?.id ?? null}
          draft={draft}
          onChoose={choose}
          onDraft={setDraft}
          onAdd={add}
          onRename={async (id, name) => (await act('tags.edit', { id, name })) !== null}
          onMove={move}
          onRemove={(doomed) => void remove(doomed)}
          onMenu={setMenuAt}
        />
      }
    >
      <div className={styles.passages}>
        <TagHead
          key={tag?.id ?? 'all'}
          tag={tag}
          tags={tags}
          onColour={(colour: TagColour) => tag && void act('tags.edit', { id: tag.id, colour })}
          onDescribe={(description) => tag && void describe(tag.id, description)}
          actions={actions}
        />
        <PassageList key={`passages ${tag?.id ?? ''}`} tag={tag?.id ?? null} tags={tags} />
      </div>
      <ContextMenu label="Tag" at={menuAt} items={actions} onClose={() => setMenuAt(null)} />
      {tag && dialog && (
        <ChooseTagDialog
          kind={dialog}
          tag={tag}
          tags={tags}
          onClose={() => setDialog(null)}
          onChoose={(into) => {
            setDialog(null);
            if (dialog === 'move') move(tag.id, into);
            else if (into !== null) void merge(tag, into);
          }}
        />
      )}
    </SplitView>
  );
}
