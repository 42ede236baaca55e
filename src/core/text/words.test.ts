import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWords, fold, isJoinedScript, words } from './words';

const keys = (text: string): string =>
  words(text)
    .map((word) => word.key)
    .join(' ');
/** The text with its words in brackets. */
const marked = (text: string): string => {
  let result = '';
  let at = 0;
  for (const { from, to } of words(text)) {
    result += `${text.slice(at, from)}[${text.slice(from, to)}]`;
    at = to;
  }
  return result + text.slice(at);
};

describe('words', () => {
  it.each([
    ['', ''],
    ['Two words.', '[Two] [words].'],
    ['Pak Ji-won', '[Pak] [Ji]-[won]'],
    ['the U.N. said', '[the] [U.N.] [said]'],
    ['U.S.-led, u.n. too', '[U.S.]-[led], [u.n.] [too]'],
    ['U.S.Navy and Plan B.', '[U.S.][Navy] [and] [Plan] [B].'],
    ['the U.N.’s port', '[the] [U.N.]’s [port]'],
    ["the harbour’s cranes, HARBOUR'S", "[the] [harbour]’s [cranes], [HARBOUR]'S"],
    ["O’Neill doesn't ‘mind’", "[O’Neill] [doesn't] ‘[mind]’"],
    ["l’accord, d'Orsay, qu’elle", "[l]’[accord], [d]'[Orsay], [qu]’[elle]"],
    ['1,250 tons, 60.8 %', '[1,250] [tons], [60.8] %'],
    ['12.06.2019 and 2019-06-12', '[12].[06].[2019] [and] [2019]-[06]-[12]'],
    ['10,000,5 or 1,25', '[10],[000],[5] [or] [1],[25]'],
    ['3rd G20', '[3rd] [G20]'],
    ['UN이 2019년', '[UN][이] [2019][년]'],
    ['co\u00adoperate', '[co\u00adoperate]'],
    ['👍🏽 ok 𠮷', '👍🏽 [ok] [𠮷]'],
    ['항구에 배가', '[항구에] [배가]'],
    ['จ', '[จ]'],
  ])('divides %j', (text, expected) => {
    expect(marked(text)).toBe(expected);
  });

  it('divides scripts without spaces by dictionary', () => {
    expect(marked('港口今天很安静')).toContain('[港口]');
    expect(marked('東京の港に船が着いた')).toContain('[東京]');
    expect(marked('เรือจอดที่ท่าเรือ')).toContain('[ท่าเรือ]');
    expect(marked('コンテナー船')).toContain('[コンテナー]');
  });

  it('divides a run of any length in time that grows with it', () => {
    const run = '港口今天很安静'.repeat(20_000);
    const found = words(run);
    expect(found.map((word) => run.slice(word.from, word.to)).join('')).toBe(run);
  });

  it('keeps half-width kana with their voicing marks', () => {
    expect(keys('ｶﾞｽ')).toBe(keys('ガス'));
  });
});

describe('fold', () => {
  it.each([
    ['U.N.', 'un'],
    ['UN', 'un'],
    ['Café', 'cafe'],
    ['Nguyễn', 'nguyen'],
    ['Đà', 'da'],
    ['ＡＢＣ１', 'abc1'],
    ['ﬁle', 'file'],
    ['Straße', 'strasse'],
    ['İstanbul', 'istanbul'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['O’Neill', 'oneill'],
    ["O'Neill", 'oneill'],
    ['1,250.5', '1250.5'],
    ['½', '½'],
    ['⑴', '1'],
    ['ŉ', 'n'],
    ['ẞ', 'ss'],
    ['kapı', 'kapi'],
    ['1️⃣', '1'],
    ['葛\u{e0100}', '葛'],
    ['dock\ufeff', 'dock'],
    ['שָׁלוֹם', 'שלום'],
    ['مِينَاء', 'ميناء'],
    ['مينـــاء', 'ميناء'],
    ['ｺﾝﾃﾅ', 'コンテナ'],
    ['ﾊﾟﾝﾀﾞ', 'パンダ'],
    ['น้ำ', 'นํ้า'],
    ['นํ้า', 'นํ้า'],
    ['１２３', '123'],
    ['ﾡ', fold('ㄱ')],
    ['⒈', '1'],
    ['⒓', '12'],
  ])('makes %j %j', (word, key) => {
    expect(fold(word)).toBe(key);
  });

  it('keeps what makes another word', () => {
    expect(fold('が')).not.toBe(fold('か'));
    expect(fold('ที่')).not.toBe(fold('ที'));
    expect(fold('항구')).toBe('항구');
    expect(fold('항구'.normalize('NFD'))).toBe('항구');
  });
});

describe('isJoinedScript', () => {
  it.each([
    ['항구', true],
    ['港', true],
    ['ท่าเรือ', true],
    ['port', false],
    ['cảng', false],
  ])('of %j is %j', (word, expected) => {
    expect(isJoinedScript(word)).toBe(expected);
  });
});

const piece = fc.constantFrom(
  'a', 'Port', 'é', 'ễ', 'đ', 's', 'S', 'qu', '항구', '이', '港', '口', 'か', 'が', 'ﾞ', 'ー', 'ท่า', 'เรือ', 'й', 'ß',
  '1', '250', '٣', '²', '.', ',', "'", '’', '-', ' ', '\n', '\u0301', '\u3099', '\u00ad', '\u200b', '👍', '𠮷', '\ud842', '“',
); // prettier-ignore
const text = fc.oneof(
  fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/**
 * The same definition said slowly with Unicode properties, without tables or loops. Scripts divided by dictionary stand as
 * whole runs here.
 */
function runsByProperties(value: string): string[] {
  const mark =
    '(?:[\\p{M}\\u00ad\\u200c\\u200e\\u200f\\u061c\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]|\\u200d)';
  const joined = `(?:(?!${mark}|[0-9])(?=[\\p{L}\\p{N}])(?!\\p{sc=Hangul})[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}ﾞﾟ])`;
  const hangul = `(?:(?!${mark})\\p{sc=Hangul}(?<=[\\p{L}\\p{N}]))`;
  const letter = `(?:(?!${joined}|${hangul}|${mark})\\p{L})`;
  const inWord = `(?:(?!${joined}|${hangul})[\\p{L}\\p{N}]|${mark})`;
  const any = `(?:[\\p{L}\\p{N}]|${mark})`;
  const quote = "['’‘＇]";
  const pattern = new RegExp(
    [
      `(?<skip>(?<=${quote})[sS](?!${any}))`,
      `(?:${letter}\\.)+${letter}(?!${any})\\.?`,
      `(?<![0-9][.,])(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\\.[0-9]+)?|[0-9]+\\.[0-9]+)(?!${any}|[.,][0-9])`,
      `${hangul}(?:${hangul}|${mark})*`,
      `${joined}(?:${joined}|${mark})*`,
      `(?:[cdjlmnstCDJLMNST]|[qQ][uU])(?=${quote}${letter})(?!${quote}[sS](?!${any}))`,
      `${inWord}+(?:${quote}(?![sS](?!${any}))(?=${letter})${inWord}+)*`,
    ].join('|'),
    'gu',
  );
  return [...value.matchAll(pattern)]
    .filter((match) => match.groups?.skip === undefined)
    .map((match) => match[0]);
}

describe('laws of words', () => {
  it('ranges are in order, apart and inside the text; keys are folded and never empty', () => {
    fc.assert(
      fc.property(text, (value) => {
        let end = 0;
        for (const { from, to, key } of words(value)) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeGreaterThan(from);
          expect(key).toBe(fold(value.slice(from, to)));
          expect(key).not.toBe('');
          end = to;
        }
        expect(end).toBeLessThanOrEqual(value.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('every spelling of a word has its key, and its range is that spelling to the unit', () => {
    const spellings: readonly ((letter: string) => string)[] = [
      (letter) => letter,
      (letter) => letter.toUpperCase(),
      (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0),
      (letter) => `${letter}\u0301`,
      (letter) => `${letter}\u00ad`,
      (letter) => `${letter}\u2060`,
      (letter) => `${letter}\u200f`,
      (letter) => String.fromCodePoint(0x1d41a + letter.charCodeAt(0) - 97),
    ];
    const letters = fc.array(
      fc.tuple(fc.constantFrom(...'abcdefghijklmnopqrtuvwxyz'), fc.constantFrom(...spellings)),
      { minLength: 2, maxLength: 10 },
    );
    fc.assert(
      fc.property(letters, fc.constantFrom('', '“', '港', '항', '(', '👍'), (parts, around) => {
        const written = parts.map(([letter, spell]) => spell(letter)).join('');
        const key = parts.map(([letter]) => letter).join('');
        const found = words(`${around} ${around}${written}${around} ${around}`);
        const from = around.length * 2 + 1;
        expect(found.filter((word) => word.key === key)).toEqual([{ from, to: from + written.length, key }]);
      }),
      { numRuns: 500 },
    );
  });

  it('folding twice changes nothing', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(fold(fold(value))).toBe(fold(value));
      }),
      { numRuns: 1000 },
    );
  });

  it('the words of two texts with a space between are those of both', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const shifted = words(b).map((word) => ({
          ...word,
          from: word.from + a.length + 1,
          to: word.to + a.length + 1,
        }));
        expect(words(`${a} ${b}`)).toEqual([...words(a), ...shifted]);
      }),
      { numRuns: 1000 },
    );
  });

  it('the loop divides as the Unicode properties say', () => {
    const spaced = text.map((value) => value.replaceAll('\ud842', ''));
    fc.assert(
      fc.property(spaced, (value) => {
        const whole: string[] = [];
        let last: { to: number; joined: boolean } | null = null;
        for (const { from, to } of words(value)) {
          const word = value.slice(from, to);
          // Words of one run of a dictionary script are put together again; a run of Hangul is one word already.
          const joined = isJoinedScript(word) && !/^\p{sc=Hangul}/u.test(word);
          if (last?.joined && joined && last.to === from) whole.push((whole.pop() ?? '') + word);
          else whole.push(word);
          last = { to, joined };
        }
        const expected = runsByProperties(value).filter((run) => fold(run) !== '');
        expect(whole).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('counts what it divides', () => {
    expect(countWords('Three cranes stood, and the U.N.’s ship left.')).toBe(8);
  });
});
