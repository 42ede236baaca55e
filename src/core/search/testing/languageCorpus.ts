/**
 * Running text in six languages with known truth: sentences of our own with a word set in, and for each word the documents
 * that hold it. Made for measuring, so it holds what misleads: other words with the same letters, words grown together with
 * their neighbours, several spellings of one word. The same seed gives the same corpus.
 */
export type LanguageCorpus = {
  readonly language: string;
  readonly documents: readonly string[];
  readonly queries: readonly LanguageQuery[];
};

/** `truth` holds the numbers of the documents that have what the query means. */
export type LanguageQuery = { readonly query: string; readonly truth: ReadonlySet<number> };

type Entry = {
  /** Spellings as they stand in texts; the first is the usual one. */
  readonly written: readonly string[];
  /** Queries that mean it. */
  readonly asked: readonly string[];
  /** Other entries, by their first spelling, that it also holds: 제재 in 대북제재. */
  readonly holds?: readonly string[];
};

type Language = {
  readonly language: string;
  /** Sentences; ◇ is where a word goes. */
  readonly sentences: readonly string[];
  readonly between: string;
  readonly entries: readonly Entry[];
  /** Words that are never asked for and share letters with those that are. */
  readonly misleading: readonly string[];
};

const word = (written: string, ...holds: string[]): Entry => ({
  written: [written],
  asked: [written],
  holds,
});
const spelt = (
  written: readonly string[],
  asked: readonly string[] = written,
  ...holds: string[]
): Entry => ({ written, asked, holds });

const LANGUAGES: readonly Language[] = [
  {
    language: 'Korean',
    between: ' ',
    sentences: [
      '어제 ◇에서 큰 소동이 있었다.',
      '사람들은 ◇의 앞날을 걱정했다.',
      '보고서는 ◇에 대해 길게 적었다.',
      '그는 ◇만 믿고 떠났다고 한다.',
      '올해 ◇이라는 말이 자주 나왔다.',
      '“◇부터 살펴야 한다”고 그가 덧붙였다.',
      '지난달 UN◇ 담당자가 다녀갔다.',
    ],
    entries: [
      word('항구'), word('제재'), word('어선'), word('석탄'), word('세관'), word('미사일'), word('은행'), word('국경'), word('대사관'),
      word('조선소'), word('위성'), word('유조선'), word('여권'), word('밀수'), word('컨테이너'), word('회담'), word('기자'),
      word('대북제재', '제재'), word('미사일발사', '미사일'), word('석탄수출', '석탄'),
      spelt(['국경경비대', '국경 경비대'], ['국경경비대', '"국경 경비대"'], '국경'),
      spelt(['김한솔', '김한솔', '김한솔', '김 한솔'], ['김한솔', '"김한솔"']),
      spelt(['평양'.normalize('NFD'), '평양'], ['평양']),
    ],
    misleading: ['기자재', '은행나무', '항공구역', '세금관리', '위로성금', '조선', '여러 권', '제작 재료', '평화양식'],
  },
  {
    language: 'Chinese',
    between: '',
    sentences: [
      '昨天人们在◇附近看见了他。',
      '这份报告详细说明了◇的情况。',
      '他们多次谈到◇并表示担心。',
      '据说◇已经不再重要了。',
      '去年夏天◇又一次成为话题。',
      '没有人知道◇后来怎么样。',
      'UN官员也提到◇和2019年的变化。',
    ],
    entries: [
      word('港口'), word('制裁'), word('导弹'), word('煤炭'), word('海关'), word('渔船'), word('银行'), word('边境'), word('大使馆'),
      word('造船厂'), word('卫星'), word('油轮'), word('护照'), word('走私'), word('集装箱'), word('会谈'), word('记者'), word('国会'),
      word('生命'), word('对朝制裁', '制裁'), word('导弹试射', '导弹'), word('煤炭出口', '煤炭'),
      spelt(['李海生'], ['李海生', '"李海生"']),
      spelt(['ＷＦＰ', 'WFP'], ['WFP', 'wfp']),
      spelt(['边境贸易', '边境\n贸易'], ['边境贸易'], '边境'),
    ],
    misleading: ['中国会员', '研究生命题', '卫生星级', '港湾口岸', '银色行李', '海上关系', '记住作者', '制造裁判', '护栏照明'],
  },
  {
    language: 'Japanese',
    between: '',
    sentences: [
      '昨日、◇で騒ぎがあった。',
      '報告は◇について詳しく述べている。',
      '彼らは◇を何度も話題にした。',
      '今年は◇という言葉をよく聞いた。',
      'その後の◇は誰も知らない。',
      '夏になると◇がまた注目された。',
      'UNの職員も◇と2019年の変化に触れた。',
    ],
    entries: [
      word('港湾'), word('制裁'), word('漁船'), word('石炭'), word('税関'), word('銀行'), word('国境'), word('大使館'), word('造船所'),
      word('衛星'), word('旅券'), word('密輸'), word('会談'), word('記者'), word('京都'), word('タンカー'), word('レーダー'),
      word('対朝制裁', '制裁'), word('石炭輸出', '石炭'), word('弾道ミサイル', 'ミサイル'),
      spelt(['ミサイル', 'ﾐｻｲﾙ']),
      spelt(['コンテナ', 'ｺﾝﾃﾅ']),
      spelt(['パンダ', 'ﾊﾟﾝﾀﾞ'.normalize('NFC'), 'パンダ'.normalize('NFD')], ['パンダ', 'ﾊﾟﾝﾀﾞ']),
      spelt(['マリア・ロペス', 'マリア･ロペス', 'マリアロペス'], ['マリア・ロペス']),
      spelt(['ばら積み船', 'ばら積み\n船'], ['ばら積み船']),
    ],
    misleading: ['東京都', '税金機関', '国の境目', '銀色の行列', '石と炭', '旅の券売機', '日記帳の著者', 'ナイロンテント', '衛生'],
  },
  {
    language: 'Thai',
    between: ' ',
    sentences: [
      'เมื่อวานมีเหตุวุ่นวายที่◇หลายครั้ง',
      'รายงานนี้กล่าวถึง◇อย่างละเอียด',
      'พวกเขาพูดถึง◇ด้วยความกังวล',
      'ไม่มีใครรู้ว่า◇เป็นอย่างไรต่อไป',
      'ปีนี้ ◇ กลับมาเป็นที่สนใจ',
      'เขาบอกว่า◇ไม่สำคัญอีกแล้ว',
      'เจ้าหน้าที่ UN พูดถึง◇ในปี 2019',
    ],
    entries: [
      word('ท่าเรือ'), word('ถ่านหิน'), word('ศุลกากร'), word('ธนาคาร'), word('ชายแดน'), word('สถานทูต'), word('ดาวเทียม'), word('ขีปนาวุธ'),
      word('รัฐมนตรี'), word('กองทัพ'), word('นักข่าว'), word('เรือประมง'), word('อู่ต่อเรือ'), word('ตู้คอนเทนเนอร์'), word('ลักลอบ'),
      word('คว่ำบาตร'), word('หนังสือเดินทาง'), word('โรงกลั่น'),
      word('ท่าเรือน้ำลึก', 'ท่าเรือ'), word('รัฐมนตรีต่างประเทศ', 'รัฐมนตรี'),
      spelt(['น้ำมัน', 'น้ํามัน', 'นํ้ามัน'], ['น้ำมัน', 'นํ้ามัน']),
      spelt(['สมชาย ใจดี', 'สมชายใจดี'], ['"สมชาย ใจดี"']),
    ],
    misleading: ['ท่าทีเรียบร้อย', 'ดาวเทียน', 'กองทุน', 'ชายหาด', 'ธนบัตร', 'สถานที่', 'นักเรียน', 'เรือใบ', 'ลักษณะ'],
  },
  {
    language: 'Vietnamese',
    between: ' ',
    sentences: [
      'Hôm qua có chuyện ồn ào ở ◇ suốt buổi sáng.',
      'Bản báo cáo viết rất kỹ về ◇ trong chương hai.',
      'Họ nhắc đến ◇ với vẻ lo lắng.',
      'Không ai biết ◇ sau này ra sao.',
      'Mùa hè năm ấy ◇ lại được chú ý.',
      '“◇ không còn quan trọng nữa”, ông nói.',
    ],
    entries: [
      spelt(['bến cảng'], ['"bến cảng"', '"ben cang"']),
      spelt(['tàu cá', 'tầu cá'], ['"tàu cá"', '"tau ca"']),
      spelt(['than đá'], ['"than đá"', '"than da"']),
      spelt(['dầu mỏ'], ['"dầu mỏ"', '"dau mo"']),
      spelt(['biên giới'], ['"biên giới"', '"bien gioi"']),
      spelt(['đại sứ quán', 'Đại Sứ Quán'], ['"đại sứ quán"', '"dai su quan"']),
      spelt(['ngân hàng'], ['"ngân hàng"', '"ngan hang"']),
      spelt(['hải quan'], ['"hải quan"', '"hai quan"']),
      spelt(['vệ tinh'.normalize('NFD'), 'vệ tinh'], ['"vệ tinh"']),
      spelt(['tên lửa'], ['"tên lửa"', '"ten lua"']),
      spelt(['trừng phạt'], ['"trừng phạt"', '"trung phat"']),
      spelt(['buôn lậu'], ['"buôn lậu"', '"buon lau"']),
      spelt(['Nguyễn Đức Hòa', 'Nguyễn Đức Hoà'], ['"Nguyễn Đức Hòa"', '"nguyen duc hoa"']),
      spelt(['xưởng đóng tàu'], ['"xưởng đóng tàu"', '"xuong dong tau"']),
    ],
    misleading: ['bên cạnh', 'tàu hỏa', 'than củi', 'dầu gội', 'giới thiệu', 'đại học', 'hàng xóm', 'hải sản', 'tinh tế', 'tên gọi'],
  },
  {
    language: 'Latin, folded',
    between: ' ',
    sentences: [
      'Nobody at the quay had heard of ◇ before noon.',
      'The second page names ◇ without a date.',
      'A clerk wrote down ◇ and closed the book.',
      'Later ◇ was all that people spoke of.',
      'They had left ◇ out of the list.',
    ],
    entries: [
      spelt(['U.N.', 'UN'], ['UN', 'U.N.']),
      spelt(['Lee Min-ho', 'Lee Min Ho'], ['"Lee Min Ho"', '"Lee Min-ho"']),
      spelt(['co-operation', 'cooperation', 'co\u00adoperation'], ['co-operation']),
      spelt(['O’Malley', "O'Malley"], ['OMalley', "O'Malley"]),
      spelt(['Café Zürich', 'Cafe\u0301 Zu\u0308rich'], ['"cafe zurich"', '"Café Zürich"']),
      spelt(['Straße', 'STRASSE'], ['strasse', 'Straße']),
      spelt(['İzmir', 'Izmir', 'ızmir'], ['izmir']),
      spelt(['ﬁnance', 'finance', 'ＦＩＮＡＮＣＥ'], ['finance']),
      spelt(['har\u00adbour', 'harbour', '\u200fharbour\u200f', 'har\u2060bour'], ['"harbour"']),
      spelt(['1,250', '1250'], ['1250', '1,250']),
      spelt(['G20', 'Ｇ２０'], ['G20']),
      spelt(['ports🚢', '🚢ports'], ['"ports"']),
      spelt(['מִכְתָּב', 'מכתב'], ['מכתב']),
      spelt(['مِينَاء', 'ميناء'], ['ميناء']),
    ],
    misleading: ['unlit', 'minister', 'operation', 'caffeine', 'strassel', 'fin', 'harbinger', '12,500', 'G2', 'portside'],
  },
]; // prettier-ignore

/** The corpora, each with so many documents of eight sentences. */
export function languageCorpora(documents: number, seed: number): LanguageCorpus[] {
  const random = seeded(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  return LANGUAGES.map(({ language, sentences, between, entries, misleading }) => {
    const held = new Map<string, Set<number>>(entries.map(({ written }) => [written[0]!, new Set()]));
    const texts = Array.from({ length: documents }, (_, number) =>
      Array.from({ length: 8 }, () => {
        const sentence = pick(sentences);
        // A third of the words mislead, and each document has but few of those asked for.
        if (random() < 0.33) return sentence.replace('◇', pick(misleading));
        const entry = pick(entries);
        for (const name of [entry.written[0]!, ...(entry.holds ?? [])]) held.get(name)!.add(number);
        return sentence.replace('◇', pick(entry.written));
      }).join(between),
    );
    const queries = entries.flatMap(({ written, asked }) =>
      asked.map((query) => ({ query, truth: held.get(written[0]!)! })),
    );
    return { language, documents: texts, queries };
  });
}

export type LanguageFigures = {
  /** Share of what should be found that is found, and of what is found that should be, over all queries. */
  readonly recall: number;
  readonly precision: number;
  /** Queries that miss something or find something else. */
  readonly wrong: readonly { readonly query: string; readonly missed: number; readonly extra: number }[];
};

/** How well a search finds what it should: `find` gives the numbers of the documents found. */
export function languageFigures(
  { queries }: LanguageCorpus,
  find: (query: string) => ReadonlySet<number>,
): LanguageFigures {
  let wanted = 0;
  let found = 0;
  let right = 0;
  const wrong: { query: string; missed: number; extra: number }[] = [];
  for (const { query, truth } of queries) {
    const given = find(query);
    const hits = [...given].filter((number) => truth.has(number)).length;
    wanted += truth.size;
    found += given.size;
    right += hits;
    if (hits < truth.size || hits < given.size) {
      wrong.push({ query, missed: truth.size - hits, extra: given.size - hits });
    }
  }
  return { recall: right / wanted, precision: found === 0 ? 0 : right / found, wrong };
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
