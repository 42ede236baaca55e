import type MarkdownIt from 'markdown-it';

/** The type of the tokens this gives; their content is the footnote's label. */
export const FOOTNOTE_REFERENCE = 'footnote_reference';

/** Teaches markdown-it the reference to a footnote, `[^label]`, whether or not the footnote is there. */
export function footnoteReferences(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('link', FOOTNOTE_REFERENCE, (state, silent) => {
    const match = /^\[\^([^\]\s]+)\]/.exec(state.src.slice(state.pos, state.pos + LONGEST));
    if (!match) return false;
    if (!silent) state.push(FOOTNOTE_REFERENCE, '', 0).content = match[1]!;
    state.pos += match[0].length;
    return true;
  });
}

/** Units of a reference looked at, so that a line of `[^` costs no more than its length. */
const LONGEST = 200;
