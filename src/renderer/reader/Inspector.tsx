import type { Dispatch, SetStateAction } from 'react';
import { PanelRightClose } from 'lucide-react';
import type { Document } from '../../core/model/document';
import type { Highlight } from '../../core/model/highlight';
import type { Id } from '../../core/model/id';
import type { NoteSubject } from '../../core/model/note';
import type { Range } from '../../core/model/range';
import { DocumentDetails } from '../app/details/DocumentDetails';
import { useCall } from '../app/session';
import { IconButton, Tabs } from '../ui';
import { HighlightsPanel } from './HighlightsPanel';
import { NotesPanel } from './NotesPanel';
import type { ShownHighlight } from '../app/passage/shownHighlights';
import { ReusePanel } from '../app/reuse/ReusePanel';
import type { DocumentReuse } from '../app/reuse/useReuse';
import styles from './Inspector.module.css';

export type InspectorTab = 'details' | 'highlights' | 'notes' | 'reuse';

export type InspectorProps = {
  document: Document;
  text: string;
  shown: readonly ShownHighlight[];
  lost: readonly Highlight[];
  /** Those of an earlier version that wait for their place. */
  toCheck: readonly Highlight[];
  /** What is selected in the text. */
  selected: Range | null;
  active: Id | null;
  tab: InspectorTab;
  noteDraft: NoteSubject | null;
  reuse: DocumentReuse;
  /** What a new note or a link would be about. */
  passage: Range | null;
  placeOf: (position: number) => string | null;
  onTab: (tab: InspectorTab) => void;
  onNoteDraft: Dispatch<SetStateAction<NoteSubject | null>>;
  onOpen: (one: ShownHighlight) => void;
  onShow: (passage: Range) => void;
  onRemove: (ids: Id[]) => void;
  onHide: () => void;
  /** Back to the text. */
  onBack: () => void;
};

/** Beside the text: what is known of the document, what was marked in it, what was written about it. */
export function Inspector(props: InspectorProps) {
  const { document, shown, lost, toCheck, tab, onTab } = props;
  const count = shown.length + lost.length + toCheck.length;
  const { data: library } = useCall('library.status', {});
  const isReadOnly = library?.readOnly !== null || document.trashedAt !== null;
  return (
    <aside className={styles.inspector} aria-label="Inspector">
      <Tabs
        label="Inspector"
        className={styles.tabs}
        selected={tab}
        onSelect={onTab}
        items={[
          {
            id: 'highlights',
            label: (
              <>
                Highlights {count > 0 && <span className={styles.count}>{count}</span>}
                {toCheck.length > 0 && (
                  <span className={styles.toCheck} title={`${toCheck.length} to check`}>
                    <span aria-hidden>?</span>
                    <span className={styles.spoken}>, {toCheck.length} to check</span>
                  </span>
                )}
              </>
            ),
            content: <HighlightsPanel {...props} isReadOnly={isReadOnly} />,
          },
          { id: 'notes', label: 'Notes', content: <NotesPanel {...props} /> },
          {
            id: 'reuse',
            label: 'Reuse',
            content: (
              <ReusePanel
                document={document}
                text={props.text}
                reuse={props.reuse}
                isReadOnly={isReadOnly}
                onShow={props.onShow}
              />
            ),
          },
          {
            id: 'details',
            label: 'Details',
            content: (
              <div className={styles.panel}>
                <DocumentDetails key={document.id} document={document} isReadOnly={isReadOnly} />
              </div>
            ),
          },
        ]}
      />
      <div className={styles.hide}>
        <IconButton
          label="Hide the inspector"
          keys="i"
          size="small"
          placement="left"
          icon={<PanelRightClose aria-hidden />}
          onPress={props.onHide}
        />
      </div>
    </aside>
  );
}
