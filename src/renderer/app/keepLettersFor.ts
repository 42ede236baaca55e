/** How long after the answer a field may take to appear, in milliseconds: a list is read again before. */
const PATIENCE = 5_000;

/** Those that wait for their field, the first asked for first; what is typed is for the last. */
const waiting: object[] = [];
/** The coming of the focus that one of them took last. */
let taken: FocusEvent | null = null;

/**
 * Keeps what is typed while a text field is on its way (a new note, a new heading: the library is asked first) and gives
 * it to the field that takes the focus. Without it the first letters would be lost, or run the commands they stand for.
 * `coming` is what the field waits for; when it gives null or false there will be none. Escape gives up, and so does a press
 * of the pointer before anything was typed: the hands went elsewhere.
 */
export async function keepLettersFor<T>(coming: Promise<T>): Promise<T> {
  let kept = '';
  const own = {};
  waiting.push(own);
  const onKey = (event: KeyboardEvent): void => {
    if (waiting.at(-1) !== own) return;
    if (event.key === 'Escape') stop();
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // A field that has the focus already is not ours to fill.
    if (isField(event.target)) return;
    kept += event.key;
    event.preventDefault();
    event.stopPropagation();
  };
  const onFocus = (event: FocusEvent): void => {
    // The next that waits is for the next field, not for this one.
    if (waiting[0] !== own || taken === event || !isField(event.target)) return;
    taken = event;
    stop();
    // Only this command types as a person does: undo, React and CodeMirror all hear of it. Once React is done mounting.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- no other call does, and no browser drops this one
    if (kept !== '') queueMicrotask(() => document.execCommand('insertText', false, kept));
  };
  const onPress = (): void => {
    if (kept === '') stop();
  };
  const stop = (): void => {
    if (waiting.includes(own)) waiting.splice(waiting.indexOf(own), 1);
    window.removeEventListener('keydown', onKey, true);
    window.removeEventListener('focusin', onFocus);
    window.removeEventListener('pointerdown', onPress, true);
  };
  window.addEventListener('keydown', onKey, true);
  window.addEventListener('pointerdown', onPress, true);
  window.addEventListener('focusin', onFocus);
  try {
    const answer = await coming;
    if (answer === null || answer === false) stop();
    return answer;
  } catch (thrown) {
    stop();
    throw thrown;
  } finally {
    setTimeout(stop, PATIENCE);
  }
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA)$/.test(target.tagName))
  );
}
