import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { readDrop } from './readDrop';
import { offerFiles, tellNothing, useIncomingFiles } from './incomingFiles';
import { showMessage } from './messages';
import styles from './FileDrop.module.css';

/** What was dropped can be asked for only at once, before the event is over; reading folders takes longer. */
async function take(data: DataTransfer): Promise<void> {
  const stopping = new AbortController();
  const looking = (found: number): void =>
    useIncomingFiles.setState({ looking: { found, stop: () => stopping.abort() } });
  const { files, leftovers, unreadable } = await readDrop(data, looking, stopping.signal);
  useIncomingFiles.setState({ looking: null });
  if (stopping.signal.aborted) return;
  offerFiles(files, leftovers);
  if (unreadable.length > 0) {
    showMessage({
      kind: 'error',
      text: `Could not be read: ${unreadable.slice(0, 3).join(', ')}${unreadable.length > 3 ? ` and ${unreadable.length - 3} more` : ''}.`,
      next: 'See whether you may open them, then drop them again.',
    });
  } else if (files.length === 0) tellNothing(leftovers);
}

/** Takes files and folders dropped anywhere on the window; while they hover it says what dropping would do. */
export function FileDrop({ hint, children }: { hint: string; children: ReactNode }) {
  const [isOver, setIsOver] = useState(false);
  const depth = useRef(0);
  // From the first moment the window is seen: what is dropped where nobody listens is opened by the browser.
  useLayoutEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth.current += 1;
      setIsOver(true);
    };
    const over = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer!.dropEffect = 'copy';
    };
    const leave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setIsOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth.current = 0;
      setIsOver(false);
      void take(event.dataTransfer!);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return (
    <>
      {children}
      {isOver && (
        <div className={styles.over} aria-hidden>
          <p>{hint}</p>
        </div>
      )}
    </>
  );
}
