import { useState } from 'react';
import type { Id } from '../../core/model/id';
import { useCommands } from '../app/commands';
import { useNavigation } from '../app/navigation';
import { act, useCall } from '../app/session';
import { BriefList } from './BriefList';
import { CheckDialog } from './CheckDialog';
import { Composer, NEW_TITLE } from './Composer';

/** The briefs of the library, or one of them being composed. */
export function BriefsView({ brief }: { brief?: Id }) {
  const { go } = useNavigation();
  const [isChecking, setChecking] = useState(false);
  const canEdit = useCall('library.status', {}).data?.readOnly === null;
  const add = async (): Promise<void> => {
    const added = await act('briefs.add', { title: NEW_TITLE });
    if (added) go({ view: 'briefs', brief: added.id });
  };
  useCommands([
    { id: 'brief-new', title: 'New brief', group: 'Briefs', enabled: canEdit, run: () => void add() },
    { id: 'brief-check', title: 'Check a brief…', group: 'Briefs', run: () => setChecking(true) },
  ]);
  return (
    <>
      {brief === undefined ? (
        <BriefList canEdit={canEdit} onNew={() => void add()} onCheck={() => setChecking(true)} />
      ) : (
        <Composer key={brief} id={brief} canEdit={canEdit} />
      )}
      {isChecking && <CheckDialog onClose={() => setChecking(false)} />}
    </>
  );
}
