const APPLE = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

const NAMES: Record<string, readonly [other: string, apple: string]> = {
  $mod: ['Ctrl', '⌘'],
  Control: ['Ctrl', '⌃'],
  Meta: ['Win', '⌘'],
  Alt: ['Alt', '⌥'],
  Shift: ['Shift', '⇧'],
  ArrowLeft: ['←', '←'],
  ArrowRight: ['→', '→'],
  ArrowUp: ['↑', '↑'],
  ArrowDown: ['↓', '↓'],
  Escape: ['Esc', 'esc'],
  Enter: ['Enter', '↩'],
  Delete: ['Del', '⌦'],
  Backspace: ['Backspace', '⌫'],
  Comma: [',', ','],
  Equal: ['+', '+'],
  Minus: ['−', '−'],
  Digit0: ['0', '0'],
  Backslash: ['\\', '\\'],
  BracketLeft: ['[', '['],
  BracketRight: [']', ']'],
};

/**
 * A binding written for tinykeys (`$mod+Shift+z`, `g l`) as the caps a person would press, one list for each press of a
 * sequence: `[['Ctrl', 'Shift', 'Z']]`; Apple's signs on Apple's systems.
 */
export function keyCaps(keys: string, apple: boolean = APPLE): string[][] {
  return keys.split(' ').map((press) =>
    press
      .split(/\b\+/)
      // A sign that needs Shift on this keyboard needs it on every one: `?` says it already.
      .filter((part, index, parts) => part !== '' && !(part === 'Shift' && parts[index + 1] === '?'))
      .map((part) => NAMES[part]?.[apple ? 1 : 0] ?? part.replace(/^Key(?=[A-Z]$)/, ''))
      .map((part) => (/^[a-z]$/.test(part) ? part.toUpperCase() : part)),
  );
}

/** The same as one line of text, for `aria-keyshortcuts`-like hints: `Ctrl+Shift+Z`. */
export function keyText(keys: string, apple: boolean = APPLE): string {
  return keyCaps(keys, apple)
    .map((press) => press.join(apple ? '' : '+'))
    .join(' ');
}
