/** Has the shell save a text as a file: a browser puts it with its downloads, the desktop shell asks where. */
export function download(fileName: string, text: string, type = 'text/markdown'): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  // The address must outlive the start of the download, of which no event tells.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
