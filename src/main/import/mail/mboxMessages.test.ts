import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mboxMessages } from './mboxMessages';

const messages = (text: string): string[] =>
  Array.from(mboxMessages(Buffer.from(text)), (bytes) => Buffer.from(bytes).toString());
const SEPARATOR = 'From mary@pier.example Tue Mar 12 09:00:00 2024';

describe('mboxMessages', () => {
  const cases: [string, string, string[]][] = [
    ['one message', `${SEPARATOR}\nSubject: a\n\nText.\n`, ['Subject: a\n\nText.\n']],
    [
      'line ends of Windows',
      `${SEPARATOR}\r\nSubject: a\r\n\r\nOne.\r\n\r\n${SEPARATOR}\r\nSubject: b\r\n\r\nTwo.\r\n`,
      ['Subject: a\r\n\r\nOne.', 'Subject: b\r\n\r\nTwo.'],
    ],
    [
      'a sentence that begins with From',
      `${SEPARATOR}\nSubject: a\n\nFrom Monday 10:30 on the pier is shut.\nNobody: not one.\n`.replace(
        'Nobody: ',
        'Nobody ',
      ),
      ['Subject: a\n\nFrom Monday 10:30 on the pier is shut.\nNobody not one.\n'],
    ],
    [
      'quoted lines',
      `${SEPARATOR}\nSubject: a\n\n>From here.\n>>From there.\n> From afar.\n`,
      ['Subject: a\n\nFrom here.\n>From there.\n> From afar.\n'],
    ],
    [
      'a length that is stated, over a separator in the text',
      `${SEPARATOR}\nContent-Length: ${`Text.\n\n${SEPARATOR}\nSubject: x\n`.length}\n\nText.\n\n${SEPARATOR}\nSubject: x\n\n${SEPARATOR}\nSubject: b\n\nTwo.\n`,
      [`Content-Length: 66\n\nText.\n\n${SEPARATOR}\nSubject: x`, 'Subject: b\n\nTwo.'],
    ],
    [
      'a length that is wrong',
      `${SEPARATOR}\nContent-Length: 3\n\nText.\n\n${SEPARATOR}\nSubject: b\n\nTwo.\n`,
      ['Content-Length: 3\n\nText.', 'Subject: b\n\nTwo.'],
    ],
    ['nothing', '', []],
    ['no separator', 'Only a text.\n', []],
  ];
  it.each(cases)('takes apart %s', (_, text, expected) => {
    expect(messages(text).map((one) => one.trimEnd())).toEqual(expected.map((one) => one.trimEnd()));
  });

  it('gives back what was put into a mailbox that quotes', () => {
    const line = fc.oneof(
      fc.constantFrom('', 'From here 10:30', '>From there', '>>From a:b', 'Subject: x', SEPARATOR),
      fc.string({ maxLength: 12 }).map((words) => words.replace(/[\r\n]/g, '')),
    );
    const body = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n').replace(/\n+$/, ''));
    fc.assert(
      fc.property(fc.array(body, { minLength: 1, maxLength: 4 }), (bodies) => {
        const quoted = (text: string): string => text.replace(/^(>*From )/gm, '>$1');
        const box = bodies.map((text) => `${SEPARATOR}\nSubject: a\n\n${quoted(text)}\n\n`).join('');
        expect(messages(box).map((one) => one.replace(/\n+$/, ''))).toEqual(
          bodies.map((text) => `Subject: a\n\n${text}`.replace(/\n+$/, '')),
        );
      }),
    );
  });
});
