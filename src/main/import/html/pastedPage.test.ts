import { describe, expect, it } from 'vitest';
import { parseFile } from '../importFile';
import { PASTED_NAME, pastedPage } from './pastedPage';

describe('pastedPage', () => {
  it('keeps the copied piece and where it came from', async () => {
    const clipboard =
      'Version:0.9\r\nStartHTML:0000000157\r\nEndHTML:0000000400\r\nSourceURL:https://post.example/ferry\r\n<html>\r\n<body>\r\n<!--StartFragment--><p>The ferry left.</p><ul><li>at noon</li></ul><!--EndFragment-->\r\n</body>\r\n</html>';
    const parsed = await parseFile(pastedPage(clipboard)!, PASTED_NAME);
    expect(parsed.text).toBe('The ferry left.\n\n• at noon');
    expect(parsed.metadata.address).toBe('https://post.example/ferry');
    expect(parsed.layers).toEqual([]);
  });

  it('takes clipboards that mark nothing', async () => {
    expect(
      (await parseFile(pastedPage('<meta charset="utf-8"><span>Words alone, 항구</span>')!, PASTED_NAME))
        .text,
    ).toBe('Words alone, 항구');
    expect(
      (
        await parseFile(
          pastedPage('<html><head><style>x</style></head><body lang=EN><p>A</p></body></html>')!,
          PASTED_NAME,
        )
      ).text,
    ).toBe('A');
  });

  it('is null without words', () => {
    expect(pastedPage('')).toBeNull();
    expect(pastedPage('<meta charset="utf-8"><img src="a.png">')).toBeNull();
  });
});
