/**
 * To be called when the pointer goes down in a text: lets go of what is selected there, so that a drag that begins inside
 * it selects words. Left alone, a browser would carry the selected words away. With Shift the selection is to grow.
 */
export function selectAnew(event: { readonly shiftKey: boolean; readonly pointerType: string }): void {
  const selection = document.getSelection();
  if (selection?.isCollapsed !== false || event.shiftKey || event.pointerType === 'touch') return;
  selection.removeAllRanges();
}
