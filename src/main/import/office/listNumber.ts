import { romanNumber } from '../romanNumber';
import { fontSign, isSignFont } from './signFont';

/**
 * A number as a list writes it. Names of formats are those of Office Open XML (ISO/IEC 29500-1, 17.18.59); one that is
 * not known counts 1, 2, 3.
 */
export function listNumber(value: number, format: string): string {
  switch (format) {
    case 'none':
      return '';
    case 'lowerLetter':
      return letters(value);
    case 'upperLetter':
      return letters(value).toUpperCase();
    case 'lowerRoman':
      return romanNumber(value);
    case 'upperRoman':
      return romanNumber(value).toUpperCase();
    case 'decimalZero':
      return value >= 0 && value < 10 ? `0${value}` : String(value);
    case 'ordinal':
      return ordinal(value);
    case 'decimalEnclosedCircle':
    case 'decimalEnclosedCircleChinese':
      return value >= 1 && value <= 20 ? String.fromCodePoint(0x245f + value) : String(value);
    case 'decimalEnclosedParen':
      return `(${value})`;
    case 'decimalEnclosedFullstop':
      return `${value}.`;
    case 'decimalFullWidth':
    case 'decimalFullWidth2':
      return String(value).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
    case 'ideographDigital':
    case 'japaneseDigitalTenThousand':
    case 'taiwaneseDigital':
      return String(value).replace(/\d/g, (digit) => '〇一二三四五六七八九'[Number(digit)]!);
    case 'chineseCounting':
    case 'chineseCountingThousand':
    case 'japaneseCounting':
    case 'taiwaneseCounting':
    case 'taiwaneseCountingThousand':
      return counted(value, '一二三四五六七八九', '十百千');
    case 'ideographLegalTraditional':
      return counted(value, '壹貳參肆伍陸柒捌玖', '拾佰仟', true);
    case 'chineseLegalSimplified':
      return counted(value, '壹贰叁肆伍陆柒捌玖', '拾佰仟', true);
    case 'japaneseLegal':
      return counted(value, '壱弐参四伍六七八九', '拾百阡', true);
    case 'koreanDigital':
    case 'koreanCounting':
      return counted(value, '일이삼사오육칠팔구', '십백천');
    default:
      return ALPHABETS[format] === undefined ? String(value) : inAlphabet(value, ALPHABETS[format]);
  }
}

const ALPHABETS: Readonly<Record<string, string>> = {
  ganada: '가나다라마바사아자차카타파하',
  chosung: 'ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ',
  aiueo: 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン',
  aiueoFullWidth:
    'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン',
  iroha: 'イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス',
  irohaFullWidth:
    'イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス',
  ideographTraditional: '甲乙丙丁戊己庚辛壬癸',
  russianLower: 'абвгдежзиклмнопрстуфхцчшщыэюя',
  russianUpper: 'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ',
  hebrew1: 'אבגדהוזחטיכלמנסעפצקרשת',
  hebrew2: 'אבגדהוזחטיכלמנסעפצקרשת',
  arabicAlpha: 'أبتثجحخدذرزسشصضطظعغفقكلمنهوي',
  arabicAbjad: 'أبجدهوزحطيكلمنسعفصقرشتثخذضظغ',
  thaiLetters: 'กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ',
};

/** a … z, aa, bb, as Word counts on. */
function letters(value: number): string {
  return inAlphabet(value, 'abcdefghijklmnopqrstuvwxyz');
}

function inAlphabet(value: number, alphabet: string): string {
  const signs = Array.from(alphabet);
  // A number beyond this is no list's, but a file may claim it.
  if (value < 1 || value > signs.length * 20) return String(value);
  return signs[(value - 1) % signs.length]!.repeat(Math.ceil(value / signs.length));
}

function ordinal(value: number): string {
  const teen = value % 100 > 10 && value % 100 < 14;
  const ending = teen ? undefined : { 1: 'st', 2: 'nd', 3: 'rd' }[value % 10];
  return `${value}${ending ?? 'th'}`;
}

/** 二十三: digits with the words for ten, hundred, thousand; one of them is said with its one only in legal writing, 壹拾. */
function counted(value: number, digits: string, places: string, isLegal = false): string {
  if (value < 1 || value > 9_999) return String(value);
  let words = '';
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(value / 10 ** place) % 10;
    if (digit === 0) continue;
    if (place === 0) words += digits[digit - 1]!;
    else words += (digit === 1 && !isLegal ? '' : digits[digit - 1]!) + places[place - 1]!;
  }
  return words;
}

/** The sign of a bullet as Unicode has it; fonts of signs (Symbol, Wingdings) have theirs in places of their own. */
export function bulletSign(sign: string, font = ''): string {
  const [first] = sign.trim();
  if (first === undefined) return '•';
  const code = first.codePointAt(0)!;
  const isPrivate = code >= 0xe000 && code <= 0xf8ff;
  if (isPrivate || (isSignFont(font) && code < 0x100)) {
    // Which font it is often stands elsewhere; the bullets of both share no code.
    const own = /^(symbol|wingdings)/i.test(font) ? null : fontSign(code, font);
    return own ?? fontSign(code, 'Wingdings') ?? fontSign(code, 'Symbol') ?? '•';
  }
  // What typewriters and Courier have for a bullet.
  if (first === 'o') return '◦';
  return first === '·' ? '•' : sign.trim();
}
