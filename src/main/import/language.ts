/** How much of a text its language is judged by. */
const SAMPLE = 1_200;

const SCRIPTS: readonly (readonly [language: string, script: RegExp])[] = [
  ['ko', /\p{Script=Hangul}/gu],
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['th', /\p{Script=Thai}/gu],
  ['lo', /\p{Script=Lao}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['ta', /\p{Script=Tamil}/gu],
];

// Frequent characters whose simplified and traditional forms differ.
const SIMPLIFIED = /[这国会对时们说为东个来过韩还进发华导]/g;
const TRADITIONAL = /[這國會對時們說為東個來過韓還進發華導]/g;

/**
 * The language of a text as a BCP 47 tag: by script where a script decides, else by letter statistics. Null for a text
 * too short to tell.
 */
export async function languageOf(text: string): Promise<string | null> {
  const middle = Math.max(0, Math.floor(text.length / 2) - SAMPLE / 2);
  const sample = text.slice(middle, middle + SAMPLE);
  const count = (pattern: RegExp): number => sample.match(pattern)?.length ?? 0;
  const letters = count(/\p{L}/gu);
  if (letters < 8) return null;
  for (const [language, script] of SCRIPTS) {
    // A tenth of kana makes a text Japanese: the rest may be Han. Names in Latin letters do not count against a script.
    if (count(script) * (language === 'ja' ? 10 : 3) >= letters) return language;
  }
  if (count(/\p{Script=Han}/gu) * 3 >= letters) {
    const simple = count(SIMPLIFIED);
    const traditional = count(TRADITIONAL);
    if (simple === traditional) return 'zh';
    return simple > traditional ? 'zh-Hans' : 'zh-Hant';
  }
  if (letters < FEW) return null;
  if (readsAsEnglish(sample)) return 'en';
  return byLetters(text, middle, letters);
}

/** Fewer letters say nothing. */
const FEW = 40;
/** So many are a paragraph, whose statistics are right; of fewer only the sure ones are believed. */
const ENOUGH = 100;
const SURE = 0.5;
/** Statistics of running text reach more. */
const CLEAR = 0.7;
const PARAGRAPH = 500;
/** Letters without which a Latin text is not in a language, though the statistics of names and lists may look like it. */
const OWN_LETTERS: Readonly<Record<string, RegExp>> = {
  vi: /[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/giu,
  sr: /[čćžšđ\p{Script=Cyrillic}]/giu, hu: /[áéíóöőúüű]/giu, pl: /[ąćęłńóśźż]/giu, cs: /[áčďéěíňóřšťúůýž]/giu,
  sk: /[áäčďéíľňóôŕšťúýž]/giu, lv: /[āčēģīķļņšūž]/giu, lt: /[ąčęėįšųūž]/giu, tr: /[çğıİöşü]/giu, tk: /[äçňöşüýž]/giu,
  ga: /[áéíóú]/giu, hi: /\p{Script=Devanagari}/gu,
  // Klingon, which the statistics know too.
  tlh: /(?!)/gu,
}; // prettier-ignore
/** One such letter among so many. */
const OWN_AMONG = 60;

/** By letter statistics of a paragraph; where that is in doubt, of two more. Null for short texts that are in doubt. */
async function byLetters(text: string, middle: number, letters: number): Promise<string | null> {
  // Half a megabyte of tables that most files never need.
  const { detectAll } = await import('tinyld');
  const scores = new Map<string, number>();
  for (const at of [middle, 0, Math.floor(text.length * 0.75)]) {
    if (at !== middle && readsAsEnglish(text.slice(at, at + SAMPLE))) return 'en';
    const paragraph = text.slice(at, at + PARAGRAPH);
    const size = paragraph.match(/\p{L}/gu)?.length ?? 0;
    for (const { lang, accuracy } of detectAll(paragraph)) {
      const needed = Object.hasOwn(OWN_LETTERS, lang) ? OWN_LETTERS[lang]! : null;
      if (needed !== null && (paragraph.match(needed)?.length ?? 0) * OWN_AMONG < size) continue;
      scores.set(lang, (scores.get(lang) ?? 0) + accuracy);
    }
    if (text.length < 2 * SAMPLE || Math.max(0, ...scores.values()) >= CLEAR) break;
  }
  const [best, second] = [...scores].sort((a, b) => b[1] - a[1]);
  if (best === undefined) return cyrillic(text.slice(0, PARAGRAPH));
  const isSure = best[1] >= SURE || (best[1] >= SURE / 5 && best[1] >= 3 * (second?.[1] ?? 0));
  return letters >= ENOUGH || isSure ? best[0] : cyrillic(text.slice(0, PARAGRAPH));
}

/** Letters that only some languages of a script have tell Russian and Ukrainian even where there are few words. */
function cyrillic(text: string): string | null {
  if (/[їєґ]/iu.test(text)) return 'uk';
  return /[ыэ]/iu.test(text) && !/[іўәңғүұқөһјљњћђ]/iu.test(text) ? 'ru' : null;
}

const ENGLISH = /\b(?:the|of|and|to|in|that|was|is|for|with|on|said|by|as|it)\b/gi;

/** English by its commonest words, at a hundredth of the cost of letter statistics: most sources are English. */
function readsAsEnglish(sample: string): boolean {
  const words = sample.match(/\p{L}+/gu)?.length ?? 0;
  const the = sample.match(/\bthe\b/gi)?.length ?? 0;
  return the * 40 >= words && (sample.match(ENGLISH)?.length ?? 0) * 5 >= words;
}
