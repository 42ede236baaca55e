import { create } from 'zustand';
import { writtenLeftovers } from '../../core/model/leftover';
import { showMessage } from './messages';

/**
 * Files that were handed to the window and wait for whoever imports. On the start screen they wait until a library is
 * open. `path` is the name with its folders where a folder was given.
 */
export type IncomingFile = { readonly file: File; readonly path: string };

type Incoming = {
  readonly files: readonly IncomingFile[];
  /** Paths of what lay among them and is no source. */
  readonly leftovers: readonly string[];
  /** Dropped folders being looked through: how many files are known by now, and what ends it. */
  readonly looking: { readonly found: number; readonly stop: () => void } | null;
};

const none: Incoming = { files: [], leftovers: [], looking: null };

export const useIncomingFiles = create<Incoming>(() => none);

export function offerFiles(files: readonly IncomingFile[], leftovers: readonly string[] = []): void {
  if (files.length > 0) {
    useIncomingFiles.setState((before) => ({
      files: [...before.files, ...files],
      leftovers: [...before.leftovers, ...leftovers],
    }));
  }
}

/** Takes all that wait. */
export function takeFiles(): Pick<Incoming, 'files' | 'leftovers'> {
  const { files, leftovers } = useIncomingFiles.getState();
  if (files.length > 0) useIncomingFiles.setState({ files: [], leftovers: [] });
  return { files, leftovers };
}

/** Says that what was given has nothing to import. */
export function tellNothing(leftovers: readonly string[]): void {
  const why = writtenLeftovers(leftovers) ?? 'There is no file in it.';
  showMessage({ kind: 'info', text: `There is nothing to import. ${why}` });
}
