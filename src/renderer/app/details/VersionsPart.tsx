import { useRef, useState } from 'react';
import { AppError } from '../../../core/model/appError';
import { encodingName } from '../../../core/model/encoding';
import type { Id } from '../../../core/model/id';
import { Button, Menu } from '../../ui';
import { goTo } from '../navigation';
import { act, call, uploadBytes, useCall } from '../session';
import { showError } from '../messages';
import { EncodingDialog } from '../versions/EncodingDialog';
import { PasswordDialog } from '../versions/PasswordDialog';
import { PasteVersionDialog } from '../versions/PasteVersionDialog';
import { tellVersion } from '../versions/tellVersion';
import styles from './VersionsPart.module.css';
import type { DetailsPartProps } from './detailsPart';

/** How a document was read, which versions of it there are, and the ways to another one. */
export function VersionsPart({ document, isReadOnly }: DetailsPartProps) {
  const { id, original, replaces, replacedBy } = document;
  const [open, setOpen] = useState<'encoding' | 'paste' | 'password' | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const replace = async (chosen: File): Promise<void> => {
    try {
      const { upload } = await uploadBytes(chosen);
      const report = await act('documents.replace', { id, source: { kind: 'upload', upload } });
      if (report) tellVersion(report);
    } catch (thrown) {
      showError(thrown);
    }
  };
  const readAgain = async (): Promise<void> => {
    const encoding = original.encodingChosen === true ? original.encoding : null;
    try {
      tellVersion(await call('documents.reread', { id, encoding }));
    } catch (thrown) {
      if (AppError.from(thrown).code === 'password-needed') setOpen('password');
      else showError(thrown);
    }
  };
  return (
    <section className={styles.versions} aria-label="Versions">
      {original.encoding !== null && (
        <p className={styles.line}>
          Read as {encodingName(original.encoding)}
          {original.encodingChosen === true && ', chosen by hand'}
        </p>
      )}
      {replacedBy !== undefined && <OtherVersion name="Replaced by" id={replacedBy} />}
      {replaces !== undefined && <OtherVersion name="Earlier version" id={replaces} />}
      <div className={styles.actions}>
        {replaces !== undefined && (
          <Button size="small" onPress={() => goTo({ view: 'compare', a: replaces, b: id })}>
            Compare with the earlier version
          </Button>
        )}
        {!isReadOnly && original.encoding !== null && (
          <Button size="small" onPress={() => setOpen('encoding')}>
            Read as another encoding…
          </Button>
        )}
        {!isReadOnly && (
          <>
            <Menu
              label="Replace with a new version"
              trigger={<Button size="small">Replace with a new version…</Button>}
              items={[
                { id: 'file', label: 'From a file…', run: () => file.current?.click() },
                { id: 'paste', label: 'From pasted text…', run: () => setOpen('paste') },
                {
                  id: 'again',
                  label: 'Read its original again',
                  startsGroup: true,
                  run: () => void readAgain(),
                },
              ]}
            />
            <Button size="small" onPress={() => goTo({ view: 'repair', document: id })}>
              Repair the text…
            </Button>
          </>
        )}
      </div>
      <input
        ref={file}
        type="file"
        hidden
        aria-label="File of the new version"
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? [];
          if (chosen) void replace(chosen);
          event.currentTarget.value = '';
        }}
      />
      {open === 'encoding' && <EncodingDialog document={document} onClose={() => setOpen(null)} />}
      {open === 'password' && <PasswordDialog document={document} onClose={() => setOpen(null)} />}
      {open === 'paste' && <PasteVersionDialog document={document} onClose={() => setOpen(null)} />}
    </section>
  );
}

function OtherVersion({ name, id }: { name: string; id: Id }) {
  const { data } = useCall('documents.get', { id });
  // One that was deleted for good has no link to it.
  if (!data) return null;
  return (
    <p className={styles.line}>
      {name}:{' '}
      <button type="button" className={styles.link} onClick={() => goTo({ view: 'reader', document: id })}>
        {data.original.name}
      </button>
      {data.trashedAt !== null && ' (in the trash)'}
    </p>
  );
}
