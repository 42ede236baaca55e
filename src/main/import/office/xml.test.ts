import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readXml } from './xml';

/** All that is told of a file, text put together; the error where it is refused. */
function told(source: string, doctype = false): unknown[] {
  const events: (string | boolean | (string | null)[])[] = [];
  try {
    const whole = readXml(
      Buffer.from(source),
      'a.xml',
      {
        open: (name, attribute) => events.push(['open', name, attribute('x'), attribute('text:y')]),
        close: (name) => events.push(['close', name]),
        text(words) {
          const before = events.at(-1);
          if (typeof before === 'string') events[events.length - 1] = before + words;
          else events.push(words);
        },
      },
      { entities: { hellip: '…' }, doctype },
    );
    return [...events, whole];
  } catch (error) {
    return [...events, (error as Error).message];
  }
}

const PIECES = [
  '<a>', '</a>', '<a/>', '<b x="1">', '</b>', "<b x='&amp; &#65;\t&hellip;' />", '</b >', 'words ', ' and & more', '&lt;', '&#x41;',
  '&#0;', '&nope;', '&', '<!-- aside -->', '<!-- no -- aside -->', '<![CDATA[raw <a>]]>', ']]>', '<', '>', '"', '\r\n', '\t', '한국어',
  '<text:p y="2" text:y="3">', '</text:p>', '<c xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">', '</c>',
  '<d x="1" x="2">', "<e x='a<b'>", '<é/>', '<f:g/>', '<?more?>', '<!DOCTYPE html>', '<b x>', '<b x="1"y="2">', '<b\n  x = "1"\n>',
]; // prettier-ignore

describe('readXml', () => {
  it('tells the same of XML as most programs write it as a parser that knows all of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }),
        fc.boolean(),
        fc.boolean(),
        (pieces, framed, doctype) => {
          const source = framed
            ? `<r xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">${pieces.join('')}</r>`
            : pieces.join('');
          // The plain way ends at an instruction, here before it has begun.
          expect(told(source, doctype)).toEqual(told(`<?first?>${source}`, doctype));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('reads what is well-formed to its end, with names by their namespaces', () => {
    const source =
      '<?xml version="1.0" encoding="UTF-8"?>\n<t:a xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0" x="&quot;">one<t:b t:y="2"/> &amp; two</t:a>\n';
    expect(told(source)).toEqual([
      ['open', 'text:a', '"', null],
      'one',
      ['open', 'text:b', null, '2'],
      ['close', 'text:b'],
      ' & two',
      ['close', 'text:a'],
      true,
    ]);
  });
});
