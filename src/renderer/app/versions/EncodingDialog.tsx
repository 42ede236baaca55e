import { useState } from 'react';
import type { Document } from '../../../core/model/document';
import { encodingName, ENCODINGS } from '../../../core/model/encoding';
import { act, useCall } from '../session';
import { Button, ChoiceList, Dialog, ErrorNote } from '../../ui';
import styles from './EncodingDialog.module.css';
import { tellVersion } from './tellVersion';

/** Stands for what the bytes themselves tell. */
const TOLD = 'told';

/** Lets a person see how the original begins in each encoding, and reads it in the one that is right. */
export function EncodingDialog({ document, onClose }: { document: Document; onClose: () => void }) {
  const { original } = document;
  const known = ENCODINGS.some(({ label }) => label === original.encoding);
  const [chosen, setChosen] = useState<string>(original.encoding ?? TOLD);
  const [busy, setBusy] = useState(false);
  const encoding = chosen === TOLD ? null : chosen;
  const preview = useCall('documents.previewEncoding', { id: document.id, encoding }, { keepPrevious: true });
  const options = [
    { id: TOLD, label: 'As the file tells' },
    ...(known || original.encoding === null
      ? []
      : [{ id: original.encoding, label: encodingName(original.encoding) }]),
    ...ENCODINGS.map(({ label, name }) => ({ id: label, label: name })),
  ];
  const read = async (): Promise<void> => {
    setBusy(true);
    const report = await act('documents.reread', { id: document.id, encoding });
    setBusy(false);
    if (!report) return;
    onClose();
    tellVersion(report);
  };
  const { data, error } = preview;
  return (
    <Dialog
      title="Read in another encoding"
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            variant="primary"
            isDisabled={busy || error !== null || chosen === original.encoding}
            onPress={() => void read()}
          >
            {encoding === null ? 'Read as the file tells' : `Read as ${encodingName(encoding)}`}
          </Button>
        </>
      }
    >
      <p className={styles.words}>
        “{original.name}” was read as {encodingName(original.encoding ?? 'utf-8')}. Choose the encoding in
        which its first lines read right.
      </p>
      <div className={styles.choice}>
        <ChoiceList
          label="Encoding"
          className={styles.list}
          options={options}
          value={chosen}
          onChange={setChosen}
          autoFocus
        />
        <div className={styles.side}>
          {error ? (
            <ErrorNote error={error} />
          ) : (
            <>
              <pre className={styles.preview} role="region" aria-label="First lines" tabIndex={0}>
                {data?.text ?? ''}
              </pre>
              <p className={styles.unread} role="status">
                {data === undefined
                  ? ''
                  : data.unread > 0
                    ? `${data.unread} ${data.unread === 1 ? 'character' : 'characters'} here could not be read.`
                    : `Every character here could be read${encoding === null ? `, as ${encodingName(data.encoding)}` : ''}.`}
              </p>
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}
