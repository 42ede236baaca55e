// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Location } from '../app/navigation';
import { MarkdownText } from './MarkdownText';
import { previewMarkdown } from './previewMarkdown';

const ID = '00000000-0000-4000-8000-000000000001';
const RECORD = `<!-- dossier: document=${ID} from=3 to=9 quote-sha256=${'0'.repeat(64)} -->`;

beforeAll(() => {
  // Nothing is laid out here, so nothing scrolls.
  Element.prototype.scrollIntoView = () => undefined;
});
afterEach(cleanup);

describe('MarkdownText', () => {
  it('it shows structure as elements', () => {
    const { container } = render(
      <MarkdownText markdown={'# One\n\n- *two*\n- **three**\n\n> four\n\n7. five'} />,
    );
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('One');
    expect(container.querySelector('li > em')?.textContent).toBe('two');
    expect(container.querySelector('blockquote p')?.textContent).toBe('four');
    expect(container.querySelector('ol')?.start).toBe(7);
  });

  it('it makes nothing of raw HTML, and follows no address', () => {
    const markdown =
      '<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> <b>bold</b> [out](https://example.org) ![pic](https://example.org/a.png) [js](javascript:alert(1))';
    const { container } = render(<MarkdownText markdown={markdown} />);
    expect(container.querySelector('script, img, b, a, [onerror]')).toBeNull();
    expect(container.textContent).toContain('bold out');
  });

  it('it opens the passage of a footnote and of a link', () => {
    const opened: Location[] = [];
    const markdown = `> Words.[^1] [there](dossier:document/${ID}#12-40)\n\n[^1]: Source. ${RECORD}`;
    render(<MarkdownText markdown={markdown} onOpen={(location) => opened.push(location)} />);
    expect(screen.getByRole('button', { name: 'Footnote 1' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Back to reference 1' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'there' }));
    fireEvent.click(screen.getByRole('button', { name: 'Open the passage' }));
    expect(opened).toEqual([
      { view: 'reader', document: ID, at: { from: 12, to: 40 } },
      { view: 'reader', document: ID, at: { from: 3, to: 9 } },
    ]);
  });

  it('it leads back from a footnote to the first of its references', () => {
    const { container } = render(<MarkdownText markdown={'One.[^a] Two.[^a]\n\n[^a]: Source.'} />);
    const [first, second] = screen.getAllByRole('button', { name: 'Footnote a' });
    fireEvent.click(second!);
    expect(document.activeElement?.textContent).toContain('Source.');
    fireEvent.click(screen.getByRole('button', { name: 'Back to reference a' }));
    expect(document.activeElement).toBe(first);
    const ids = Array.from(container.querySelectorAll('[id]'), ({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('previewMarkdown', () => {
  it('it leaves the front matter out', () => {
    expect(previewMarkdown('---\ntitle: "x"\n---\n\nText.')[1]?.content).toBe('Text.');
  });

  it('it reads any text, with tokens that close what they open', () => {
    const pieces = fc.constantFrom(
      '[^1]',
      '\n[^1]: ',
      '\n',
      '\n\n',
      '> ',
      '- ',
      '    ',
      'x',
      '*',
      '<!--',
      '-->',
      '```',
      '[',
      ']',
    );
    fc.assert(
      fc.property(
        fc.array(pieces).map((parts) => parts.join('')),
        (markdown) => {
          let depth = 0;
          for (const { nesting } of previewMarkdown(markdown)) {
            depth += nesting;
            expect(depth).toBeGreaterThanOrEqual(0);
          }
          expect(depth).toBe(0);
        },
      ),
    );
  });
});
