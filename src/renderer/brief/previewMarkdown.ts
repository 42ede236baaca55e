import MarkdownIt, { type Token } from 'markdown-it';
import { footnoteReferences } from '../../core/brief/footnoteReferences';

/** The type of the pair of tokens around a footnote's words; `meta.label` is its label. */
export const FOOTNOTE = 'footnote';

/**
 * Markdown as markdown-it's tokens, with footnotes, without its front matter. Raw HTML comes as tokens of its own that
 * nobody has to show.
 */
export function previewMarkdown(markdown: string): Token[] {
  return parser.parse(markdown.replace(/^---\n[\s\S]*?\n---\n/, ''), {});
}

const parser = new MarkdownIt({ html: true }).use(footnoteReferences).use(footnoteDefinitions);

/** `[^label]: words`, up to the next empty line or footnote. */
function footnoteDefinitions(markdown: MarkdownIt): void {
  markdown.block.ruler.before('reference', FOOTNOTE, (state, startLine, endLine, silent) => {
    const lineAt = (line: number): string =>
      state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]);
    const start = DEFINITION.exec(lineAt(startLine));
    if (!start || state.sCount[startLine]! - state.blkIndent >= 4) return false;
    if (silent) return true;
    let next = startLine + 1;
    while (next < endLine && !state.isEmpty(next) && !DEFINITION.test(lineAt(next))) next += 1;
    const words = [lineAt(startLine).slice(start[0].length)];
    for (let line = startLine + 1; line < next; line += 1) words.push(lineAt(line));
    state.push(`${FOOTNOTE}_open`, '', 1).meta = { label: start[1]! };
    const inline = state.push('inline', '', 0);
    inline.content = words.join('\n').trim();
    inline.children = [];
    inline.map = [startLine, next];
    state.push(`${FOOTNOTE}_close`, '', -1);
    state.line = next;
    return true;
  });
}

const DEFINITION = /^\[\^([^\]\s]+)\]:/;
