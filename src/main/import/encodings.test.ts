import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { ENCODINGS } from '../../core/model/encoding';
import { codePageEncoding } from './codePageEncoding';
import { decode, decodeAs, DETECTED } from './decode';

/** The encodings of the web that have text (https://encoding.spec.whatwg.org/#names-and-labels), as TextDecoder names them. */
const DECLARED = [
  ...['utf-8', 'ibm866', 'koi8-r', 'koi8-u', 'macintosh', 'windows-874', 'x-mac-cyrillic', 'iso-8859-8-i'],
  ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16].map((part) => `iso-8859-${part}`),
  ...Array.from({ length: 9 }, (_, page) => `windows-${1_250 + page}`),
  ...['gb18030', 'big5', 'euc-jp', 'iso-2022-jp', 'shift_jis', 'euc-kr', 'utf-16be', 'utf-16le'],
];

/** Sample texts of each encoding; they repeat to the length a test needs. All are of our own invention. */
const SAMPLES: Readonly<Record<string, string>> = {
  'utf-8':
    'Le café du port est fermé — “fermé”, dit l’affiche. 港口已经关闭。 배는 멈췄다. Порт закрыт. ท่าเรือปิด ',
  'utf-16le': 'The harbour office stayed closed on Friday, and nobody could say why. Le café était fermé. ',
  'utf-16be': 'The harbour office stayed closed on Friday, and nobody could say why. Le café était fermé. ',
  'windows-1252':
    'Les délégués réunis à la préfecture ont déclaré vendredi que la liaison vers le nord était suspendue “jusqu’à nouvel ordre”. À l’été, la traversée coûtait déjà 9 €. ',
  'windows-1250':
    'Ministři šesti přístavních států ukončili v pátek jednání, aniž by určili, kdy bude obnovena trajektová linka na sever. Většina lodí zůstává uvázána u nábřeží. ',
  'windows-1251':
    'Министры шести портовых государств завершили переговоры в пятницу, не назвав срока возобновления паромной линии на север. Большинство судов стоит у причала. ',
  'koi8-r':
    'Министры шести портовых государств завершили переговоры в пятницу, не назвав срока возобновления паромной линии на север. Большинство судов стоит у причала. ',
  'x-mac-cyrillic':
    'Министры шести портовых государств завершили переговоры в пятницу, не назвав срока возобновления паромной линии на север. Большинство судов стоит у причала. ',
  'windows-1253':
    'Οι υπουργοί των έξι κρατών ολοκλήρωσαν τις συνομιλίες την Παρασκευή χωρίς να ορίσουν πότε θα ανοίξει πάλι η γραμμή προς τον βορρά. Τα πλοία μένουν στο λιμάνι. ',
  'windows-1255':
    'שרי שש מדינות הנמל סיימו את השיחות ביום שישי בלי לקבוע מתי ייפתח מחדש קו המעבורת לצפון. רוב האוניות נשארו קשורות לרציף ואיש לא הסביר מדוע. ',
  'windows-1256':
    'أنهى وزراء الدول الست محادثاتهم يوم الجمعة دون تحديد موعد لاستئناف خط العبّارات نحو الشمال. وبقيت معظم السفن راسية في الميناء ولم يشرح أحد السبب. ',
  'euc-kr':
    '여섯 항구 나라의 장관들은 금요일 회담을 마쳤으나 북쪽 항로를 언제 다시 열지 정하지 않았다. 배는 대부분 부두에 묶여 있고 아무도 까닭을 말하지 않았다. ',
  gb18030:
    '港口六国部长会议星期五闭幕，没有就恢复北方航线的时间达成一致，但各方同意继续对话。多数船只仍停在码头，没有人说明原因。',
  big5: '港口六國部長會議星期五閉幕，沒有就恢復北方航線的時間達成一致，但各方同意繼續對話。多數船隻仍停在碼頭，沒有人說明原因。',
  shift_jis:
    '港湾六カ国の閣僚会議は金曜日、北への航路を再開する時期について合意しないまま閉幕した。多くの船は岸壁につながれたままで、理由は説明されていない。',
  'euc-jp':
    '港湾六カ国の閣僚会議は金曜日、北への航路を再開する時期について合意しないまま閉幕した。多くの船は岸壁につながれたままで、理由は説明されていない。',
  'iso-2022-jp':
    '港湾六カ国の閣僚会議は金曜日、北への航路を再開する時期について合意しないまま閉幕した。多くの船は岸壁につながれたままで、理由は説明されていない。',
  'windows-874':
    'รัฐมนตรีจากหกประเทศท่าเรือปิดการประชุมเมื่อวันศุกร์โดยไม่ได้กำหนดวันเปิดเส้นทางเดินเรือไปทางเหนือ เรือส่วนใหญ่ยังจอดอยู่ที่ท่าและไม่มีใครบอกเหตุผล ',
  viscii: '', // Vietnamese, below.
  tcvn3: '',
};
const VIETNAMESE =
  'bộ trưởng của sáu nước có cảng đã kết thúc cuộc họp vào thứ sáu mà không định ngày mở lại tuyến phà lên phía bắc. phần lớn tàu thuyền vẫn nằm ở bến và không ai nói rõ lý do vì sao. ';

/** VNI is written by hand here: the table in the product is what is tested. */
const VNI: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'á aù,à aø,ả aû,ã aõ,ạ aï,â aâ,ấ aá,ầ aà,ẩ aå,ẫ aã,ậ aä,ă aê,ắ aé,ằ aè,ẳ aú,ẵ aü,ặ aë,é eù,è eø,ẻ eû,ẽ eõ,ẹ eï,' +
    'ê eâ,ế eá,ề eà,ể eå,ễ eã,ệ eä,í í,ì ì,ỉ æ,ĩ ó,ị ò,ó où,ò oø,ỏ oû,õ oõ,ọ oï,ô oâ,ố oá,ồ oà,ổ oå,ỗ oã,ộ oä,' +
    'ơ ô,ớ ôù,ờ ôø,ở ôû,ỡ ôõ,ợ ôï,ú uù,ù uø,ủ uû,ũ uõ,ụ uï,ư ö,ứ öù,ừ öø,ử öû,ữ öõ,ự öï,ý yù,ỳ yø,ỷ yû,ỹ yõ,ỵ î,đ ñ'
  )
    .split(',')
    .map((pair) => pair.split(' ') as [string, string]),
);

/** What iconv-lite calls an encoding, where it is not our label. */
const OF_ICONV: Readonly<Record<string, string>> = { tcvn3: 'tcvn', 'x-mac-cyrillic': 'macukraine' };

function encode(text: string, encoding: string): Buffer {
  if (encoding === 'vni') {
    return iconv.encode(
      text.normalize('NFC').replace(/[^ -~]/g, (letter) => VNI[letter] ?? letter),
      'windows-1252',
    );
  }
  if (encoding === 'iso-2022-jp') return iso2022(text);
  if (encoding === 'windows-1258') return iconv.encode(forWindows1258(text), encoding);
  return iconv.encode(text, OF_ICONV[encoding] ?? encoding);
}

/** Letters that windows-1258 has whole stay whole; the tones stand behind them. */
function forWindows1258(text: string): string {
  return text
    .normalize('NFD')
    .replace(
      /([aeouAEOU])(\u0323?)([\u0302\u0306\u031b])/g,
      (_, base: string, dot: string, mark: string) => (base + mark).normalize('NFC') + dot,
    );
}

/** JIS X 0208 from its EUC form, between its escapes. */
function iso2022(text: string): Buffer {
  const euc = iconv.encode(text, 'euc-jp');
  return Buffer.concat([
    Buffer.from('\x1b$B'),
    Buffer.from(euc.map((byte) => byte & 0x7f)),
    Buffer.from('\x1b(B'),
  ]);
}

/** As much of the text, over and over, as fills so many bytes, without a half letter. */
function filling(sample: string, encoding: string, bytes: number): string {
  const long = sample.repeat(1 + Math.ceil(bytes / sample.length));
  let letters = 0;
  while (encode(long.slice(0, letters + 1), encoding).length <= bytes) letters += 1;
  return long.slice(0, letters).trim();
}

const CASES = Object.entries({
  ...SAMPLES,
  viscii: VIETNAMESE,
  tcvn3: VIETNAMESE,
  vni: VIETNAMESE,
  'windows-1258': VIETNAMESE,
});

describe('telling an encoding from the bytes', () => {
  it.each(CASES)('reads 300 bytes of %s right', async (encoding, sample) => {
    const text = filling(sample, encoding, 300);
    const decoded = await decode(encode(text, encoding), 'input.txt');
    expect([decoded.encoding, decoded.text.normalize('NFC')]).toEqual([encoding, text.normalize('NFC')]);
  });

  it('reads at least 97 of a hundred right of 80 bytes', async () => {
    let right = 0;
    let all = 0;
    const wrong: string[] = [];
    for (const [encoding, sample] of CASES) {
      // Five beginnings of each.
      for (let part = 0; part < 5; part += 1) {
        const words = sample.slice(Math.floor((part * sample.length) / 6));
        const start = /^[^\s]*\s/.exec(words)?.[0].length ?? 0;
        const text = filling(words.slice(start < 12 ? start : 0) + sample, encoding, 80);
        const decoded = await decode(encode(text, encoding), 'input.txt').catch(() => null);
        all += 1;
        if (decoded?.text.normalize('NFC') === text.normalize('NFC')) right += 1;
        else wrong.push(`${encoding} as ${decoded?.encoding ?? 'nothing'}: ${text}`);
      }
    }
    expect(right / all, wrong.join('\n')).toBeGreaterThanOrEqual(0.97);
  });

  it.each([
    [
      'French',
      'Les délégués réunis à Đà Nẵng'.replace('Đà Nẵng', 'la préfecture') +
        ' ont été reçus là où la mer a tué.',
    ],
    ['Italian', 'Così il re partì, perché la città non dà più né pane né lavoro a chi è là.'],
    ['Portuguese', 'O avião não chegou à cidade; já são três dias e não há notícias, diz o irmão.'],
  ])('does not take %s for Vietnamese', async (_, text) => {
    const decoded = await decode(iconv.encode(text, 'windows-1252'), 'input.txt');
    expect(decoded.text).toBe(text);
  });
});

describe('decodeAs', () => {
  it.each(['viscii', 'tcvn3', 'vni', 'windows-1258'])(
    'reads every letter of Vietnamese in %s',
    (encoding) => {
      const letters =
        'á à ả ã ạ â ấ ầ ẩ ẫ ậ ă ắ ằ ẳ ẵ ặ đ é è ẻ ẽ ẹ ê ế ề ể ễ ệ í ì ỉ ĩ ị ó ò ỏ õ ọ ô ố ồ ổ ỗ ộ ơ ớ ờ ở ỡ ợ ú ù ủ ũ ụ ư ứ ừ ử ữ ự ý ỳ ỷ ỹ ỵ';
      expect(decodeAs(encode(letters, encoding), encoding).normalize('NFC')).toBe(letters);
    },
  );

  it('reads capitals of VNI', () => {
    expect(decodeAs(iconv.encode('VIEÄT NAM ÑAÕ ÔÛ ÑAÂY', 'windows-1252'), 'vni')).toBe('VIỆT NAM ĐÃ Ở ĐÂY');
  });

  it('reads every encoding that is offered, that is ever guessed, that a code page means or that a page may declare', () => {
    const pages = Array.from({ length: 65_536 }, (_, page) => codePageEncoding(page)).filter(
      (label) => label !== null,
    );
    const labels = new Set([
      ...ENCODINGS.map(({ label }) => label),
      ...Object.values(DETECTED),
      ...pages,
      ...DECLARED,
    ]);
    for (const label of labels) {
      expect(() => decodeAs(Buffer.from('The ferry \xe0\xe1'), label), label).not.toThrow();
      const text = label.startsWith('utf-')
        ? decodeAs(Buffer.from('Ferry'), 'utf-8')
        : decodeAs(Buffer.from('Ferry'), label);
      expect(text, label).toBe('Ferry');
    }
    expect(labels.size).toBeGreaterThan(50);
  });

  it('reads Mac Cyrillic as browsers do', () => {
    const bytes = Buffer.from([0x8f, 0xee, 0xf0, 0xf2, 0x20, 0xa2, 0xb6, 0xdf, 0xff]);
    expect(decodeAs(bytes, 'x-mac-cyrillic')).toBe('Порт Ґґя€');
  });

  it('refuses a label of no encoding', () => {
    expect(() => decodeAs(Buffer.from('x'), 'klingon')).toThrow('“klingon” is no encoding Dossier reads.');
  });
});
