import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decode } from './decode';

const SAMPLES: Readonly<Record<string, readonly [text: string, ...encodings: string[]]>> = {
  Korean: ['북쪽 항로의 전 항만국장은 지난 금요일 자신의 사무실에서 기자를 만나 오랫동안 이야기했다. 배는 멈췄다.', 'euc-kr'],
  Japanese: ['港湾六カ国の閣僚会議は金曜日、北への航路を再開する時期について合意しないまま閉幕した。', 'shift_jis', 'euc-jp'],
  'simplified Chinese': ['港口六国部长会议星期五闭幕，没有就恢复北方航线的时间达成一致，但各方同意继续对话。', 'gb18030'],
  'traditional Chinese': ['港口六國部長會議星期五閉幕，沒有就恢復北方航線的時間達成一致，但各方同意繼續對話。', 'big5'],
  Thai: ['รัฐมนตรีจากหกประเทศท่าเรือปิดการประชุมเมื่อวันศุกร์โดยไม่ได้กำหนดวันเปิดเส้นทางเดินเรือ', 'windows-874'],
  Russian: ['Министры шести портовых государств завершили переговоры в пятницу, не назвав срока возобновления паромной линии.', 'windows-1251', 'koi8-r'],
  English: ['“We did not ‘close’ the embassy – we moved out of it,” the minister’s spokesman said; the café shut too.', 'windows-1252'],
  French: ['Les ministres des six États portuaires se sont séparés vendredi sans fixer de date à la réouverture de la ligne vers le nord, a déclaré l’un d’eux.', 'windows-1252'],
  German: ['Die Häfen bleiben geschlossen, bis die Prüfer über die übrigen Schiffe entschieden haben; das könnte Monate währen.', 'windows-1252'],
}; // prettier-ignore

describe('decode', () => {
  for (const [language, [text, ...encodings]] of Object.entries(SAMPLES)) {
    for (const encoding of encodings) {
      it(`recognises ${encoding} by its content: ${language}`, async () => {
        const decoded = await decode(iconv.encode(text, encoding), 'input.txt');
        expect(decoded.text).toBe(text);
        expect(decoded.remarks).toHaveLength(1);
      });
    }
    it(`reads UTF-8 and UTF-16 with and without a mark: ${language}`, async () => {
      for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
        for (const addBOM of [true, false]) {
          const bytes = iconv.encode(text, encoding, { addBOM });
          // UTF-16 of East Asian text without a mark or a space has no shape to tell it by.
          if (!addBOM && encoding !== 'utf-8' && !bytes.includes(0)) continue;
          const decoded = await decode(bytes, 'input.txt');
          expect(decoded.text.replace(/^\uFEFF/, '')).toBe(text);
          expect(decoded.encoding).toBe(encoding);
        }
      }
    });
  }

  it('stays with UTF-8 when a few bytes of it are broken, and counts them', async () => {
    const bytes = Buffer.concat([
      Buffer.from('The mate’s log — page nine'),
      Buffer.from([0xe2, 0x80]),
      Buffer.from(' is torn.'),
    ]);
    const decoded = await decode(bytes, 'log.txt');
    expect(decoded).toEqual({
      text: 'The mate’s log — page nine\uFFFD is torn.',
      encoding: 'utf-8',
      remarks: ['1 character could not be read'],
    });
  });

  it('reads the signs that only the Windows forms have', async () => {
    const text = 'The mate wrote: “Paid €5 – not ™ 6 – for the café’s crate…”';
    expect((await decode(iconv.encode(text, 'windows-1252'), 'a.txt')).text).toBe(text);
    const korean =
      '펲호라는 이름의 배를 본 사람은 없다. 똠방각하도 그렇게 말했다. 부두에서는 아무도 그 배를 모른다.';
    expect((await decode(iconv.encode(korean, 'windows-949'), 'a.txt')).text).toBe(korean);
  });

  it.each(['utf-32le', 'utf-32be'])('reads %s with a byte-order mark', async (encoding) => {
    const words = 'The ferry 🚢 left 항구 at noon.';
    const bytes = iconv.encode(`\uFEFF${words}`, encoding);
    expect(await decode(bytes, 'wide.txt')).toEqual({
      text: words,
      encoding,
      remarks: [`read as ${encoding.toUpperCase()}`],
    });
  });

  it('asks for the encoding of bytes that are letters in none', async () => {
    const bytes = Uint8Array.from({ length: 600 }, (_, at) => 0x80 + ((at * 37) % 0x40));
    await expect(decode(bytes, 'strange.txt')).rejects.toMatchObject({ code: 'encoding-unknown' });
  });

  it('says how much of UTF-32 could not be read', async () => {
    const bytes = [[0xff, 0xfe, 0, 0], [0x41, 0, 0, 0], [0, 0xd8, 0, 0], [0, 0, 0xff, 0x42], [0x42, 0, 0, 0], [0x43, 0]]; // prettier-ignore
    const { text, remarks } = await decode(Uint8Array.from(bytes.flat()), 'wide.txt');
    expect(text.replace(/\uFFFD+$/, '')).toBe('A\uFFFD\uFFFDB');
    expect(remarks).toContainEqual(expect.stringMatching(/characters could not be read$/));
  });
});
