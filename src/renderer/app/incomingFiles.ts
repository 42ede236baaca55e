import { create } from 'zustand';

/**
 * Files that were handed to the window and wait for whoever imports. On the start screen they wait until a library is
 * open. `path` is the name with its folders where a folder was given.
 */
export type IncomingFile = { readonly file: File; readonly path: string };

export const useIncomingFiles = create<{ readonly files: readonly IncomingFile[] }>(() => ({ files: [] }));

export function offerFiles(files: readonly IncomingFile[]): void {
  if (files.length > 0)
    useIncomingFiles.setState(({ files: waiting }) => ({ files: [...waiting, ...files] }));
}

/** Takes all that wait. */
export function takeFiles(): readonly IncomingFile[] {
  const { files } = useIncomingFiles.getState();
  if (files.length > 0) useIncomingFiles.setState({ files: [] });
  return files;
}
