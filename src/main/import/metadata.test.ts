import { describe, expect, it } from 'vitest';
import type { Metadata } from '../../core/model/document';
import { completeMetadata, type Declared } from './metadata';
import { plainTextBlocks } from './plainText';

const PROSE =
  'The harbour authority said on Tuesday that the northern ferry would not sail again before the inspection of its engines had been finished and paid for.';

/** What is known of a text of these paragraphs. */
function read(
  paragraphs: readonly string[],
  options: { name?: string; language?: string; declared?: Declared; isMessage?: boolean } = {},
) {
  const text = paragraphs.join('\n\n');
  return completeMetadata({
    text,
    blocks: plainTextBlocks(text),
    layers: [],
    declared: options.declared ?? {},
    publisher: null,
    language: options.language ?? 'en',
    name: options.name ?? 'input.txt',
    isMessage: options.isMessage,
  });
}

type Case = readonly [
  paragraphs: readonly string[],
  expected: Partial<Metadata>,
  evidence?: string | undefined,
];

/** Each case: paragraphs, the fields they give, and where the first of those comes from. */
function table(cases: readonly Case[]): void {
  for (const [paragraphs, expected, evidence] of cases) {
    const shown = paragraphs.map((paragraph) => paragraph.slice(0, 60)).join(' ¶ ');
    it(`reads ${JSON.stringify(expected)} out of “${shown}”`, () => {
      const { metadata, guessed, evidence: told } = read(paragraphs);
      expect(metadata).toMatchObject(expected);
      const [field] = Object.keys(expected) as (keyof typeof told)[];
      if (evidence !== undefined) expect(told[field!]).toBe(evidence);
      for (const name of guessed) expect(told[name], name).toBeTruthy();
    });
  }
}

describe('a dateline', () => {
  table([
    [[`TANAH BIRU (Reuters) - ${PROSE}`], { placeLine: 'TANAH BIRU', agency: 'Reuters' }, 'the dateline'],
    [[`TANAH BIRU, June 3 (Kyodo) — ${PROSE}`], { placeLine: 'TANAH BIRU', agency: 'Kyodo News', published: null }],
    [[`TANAH BIRU, June 3, 2019 (Meridian Wire) -- ${PROSE}`], { placeLine: 'TANAH BIRU', agency: 'Meridian Wire', published: '2019-06-03' }],
    [[`KOTA LAMA, South Strait (AP) — ${PROSE}`], { placeLine: 'KOTA LAMA, South Strait', agency: 'AP' }],
    [[`Kota Lama (ANTARA) - ${PROSE}`], { placeLine: 'Kota Lama', agency: 'Antara' }],
    [[`KOTA LAMA — ${PROSE}`], { placeLine: 'KOTA LAMA', agency: null }],
    [[`PORT-DE-SABLE — ${PROSE}`], { placeLine: 'PORT-DE-SABLE', agency: null }],
    [[`TANAH BIRU, June 3, 2019 (Kyodo)`, PROSE], { placeLine: 'TANAH BIRU', agency: 'Kyodo News', published: '2019-06-03' }],
    [[`(서울=연합뉴스) 이서린 기자 = ${'항구 당국은 화요일 북부 항로가 점검이 끝나기 전에는 다시 열리지 않을 것이라고 밝혔다. '.repeat(2)}`], { placeLine: '서울', agency: 'Yonhap', authors: ['이서린'] }],
    [[`[탄비루=하버일보] ${'항구 당국은 화요일 북부 항로가 점검이 끝나기 전에는 다시 열리지 않을 것이라고 밝혔다. '.repeat(2)}`], { placeLine: '탄비루', agency: null, publisher: '하버일보' }],
    [[`【北京＝港野太郎】${'港湾当局は火曜日、北の航路は検査が終わるまで再開しないと述べた。費用の負担はまだ決まっていない。'.repeat(2)}`], { placeLine: '北京', authors: ['港野太郎'], agency: null }],
    [[`【ソウル共同】${'港湾当局は火曜日、北の航路は検査が終わるまで再開しないと述べた。費用の負担はまだ決まっていない。'.repeat(2)}`], { placeLine: 'ソウル', agency: 'Kyodo News' }],
    [[`［ソウル\u3000１２日\u3000ロイター］ ${'港湾当局は火曜日、北の航路は検査が終わるまで再開しないと述べた。費用の負担はまだ決まっていない。'.repeat(2)}`], { placeLine: 'ソウル', agency: 'Reuters' }],
    [[`新华社平壤6月12日电（记者张三、李四）${'港务当局星期二说，北方航线在检查结束以前不会恢复，检查的费用由谁承担目前还没有决定。'.repeat(2)}`], { placeLine: '平壤', agency: 'Xinhua', authors: ['张三', '李四'] }],
    // Neither an abbreviation nor a label is a place.
    [[`NATHA – the league of harbours – ${PROSE} NATHA has nine members.`], { placeLine: null }],
    [[`UPDATE - ${PROSE}`], { placeLine: null }],
    [[`The harbour (see the map) - ${PROSE}`], { placeLine: null, agency: null }],
  ]); // prettier-ignore
});

describe('a byline', () => {
  table([
    [['Ferry talks end', 'By Mira Anand and Tom Okafor', PROSE], { authors: ['Mira Anand', 'Tom Okafor'] }, 'the byline'],
    [['Ferry talks end', 'By Mira Anand • June 12, 2019', PROSE], { authors: ['Mira Anand'], published: '2019-06-12' }],
    [['Ferry talks end', 'By Mira Anand, Harbour Correspondent', PROSE], { authors: ['Mira Anand'] }],
    [['Ferry talks end', 'By MIRA ANAND | Reuters', PROSE], { authors: ['Mira Anand'], agency: 'Reuters' }],
    [['Ferry talks end', 'By Associated Press', PROSE], { authors: [], agency: 'AP' }, undefined],
    [['Ferry talks end', 'By Staff Reporter', PROSE], { authors: [] }],
    [['Ferry talks end', PROSE, '(Reporting by Mira Anand in Kota Lama; editing by Tom Okafor)'], { authors: ['Mira Anand'] }],
    [['Ferry talks end', PROSE, 'Mira Anand is a senior fellow at the Harbour Studies Institute in Kota Lama and a former pilot.'], { authors: ['Mira Anand'] }, 'the note on the author at the end'],
    [['Ferry talks end', `Small harbours are told to choose. Mira Anand argues that they should not, and that the engines of one ferry are no reason to begin with it now.`, PROSE], { authors: ['Mira Anand'] }, 'the standfirst'],
    [['북부 항로', '이서린 기자', '항구 당국은 화요일 북부 항로가 점검이 끝나기 전에는 다시 열리지 않을 것이라고 밝혔다. '.repeat(3)], { authors: ['이서린'] }],
    [['เรือเฟอร์รี่', 'โดย สมชาย ใจดี', PROSE], { authors: ['สมชาย ใจดี'] }],
  ]); // prettier-ignore
});

describe('a credit', () => {
  table([
    [['Ferry talks end', PROSE, '— AFP'], { agency: 'AFP' }, 'the credit line at the end'],
    [['Ferry talks end', PROSE, 'Source: Xinhua'], { agency: 'Xinhua' }],
    [['Ferry talks end', `KOTA LAMA (Aug. 13) — ${PROSE}`], { agency: null, placeLine: 'KOTA LAMA' }],
    [['Ferry talks end', PROSE, `${PROSE} (Bernama)`], { agency: 'Bernama' }, 'the credit behind the last sentence'],
    [['Ferry talks end', PROSE, 'Reuters/AFP'], { agency: 'Reuters/AFP' }],
    [['Ferry talks end', PROSE, '“We wait,” a pilot told HBC on the quay.'], { publisher: 'HBC', agency: null }, 'the words “told HBC”'],
    [['Ferry talks end', PROSE, '“We wait,” a pilot told AFP on the quay.'], { publisher: null, agency: 'AFP' }],
    [['Ferry talks end', PROSE, '“We wait,” a pilot told HBC. The engines are sound, HBC reported.'], { publisher: null }],
    [['Ferry talks end', PROSE, 'This post is part of the 2017 Harbour Voices blog. It will go on.'], { publisher: 'Harbour Voices', published: '2017' }],
  ]); // prettier-ignore
});

describe('a date', () => {
  table([
    [['Ferry talks end', 'Updated 3:40 pm, June 12, 2019', PROSE], { updated: '2019-06-12', published: null }, 'the line that says “Updated”'],
    [['Ferry talks end', 'Published 12 June 2019 | Updated 13 June 2019', PROSE], { published: '2019-06-12', updated: '2019-06-13' }],
    [['Ferry talks end', '입력 2019.06.12. 오후 3:40 수정 2019.06.13. 오전 9:10', PROSE], { published: '2019-06-12', updated: '2019-06-13' }],
    [['Ferry talks end', 'Thứ tư, 12/6/2019, 15:40 (GMT+7)', PROSE], { published: '2019' }],
    [['Ferry talks end', PROSE, 'June 2019'], { published: '2019-06' }, 'the date below the text'],
    [['Ferry talks end', 'https://ledger.example/2019/06/12/ferry.html', PROSE], { published: '2019-06-12' }, 'the address'],
    [['Updated rules for June 2019 worry pilots', PROSE], { updated: null, title: 'Updated rules for June 2019 worry pilots' }],
    [['Talks of 3 May 2019 had no result', PROSE], { published: null }],
  ]); // prettier-ignore

  it('of numbers alone is read as the language writes it', () => {
    const { metadata } = read(['Phà chưa chạy lại', 'Thứ tư, 12/6/2019, 15:40 (GMT+7)', PROSE], {
      language: 'vi',
    });
    expect(metadata.published).toBe('2019-06-12');
  });

  it('is taken from the file’s name when the text has none', () => {
    const { metadata, evidence } = read(['Ferry talks end', PROSE], { name: '2019-06-12 ferry.txt' });
    expect([metadata.published, evidence.published]).toEqual(['2019-06-12', 'the file’s name']);
    expect(
      read(['Ferry talks end', '14 June 2019', PROSE], { name: '20190612.txt' }).metadata.published,
    ).toBe('2019-06-14');
  });
});

describe('a line with outlet and date', () => {
  const outlet = 'the line with the outlet and the date';
  table([
    [['Ferry talks end', 'The Coast Herald, 3 May 2019', PROSE], { publisher: 'The Coast Herald', title: 'Ferry talks end', published: '2019-05-03' }, outlet],
    [['The Coast Herald, 3 May 2019', 'Ferry talks end in the northern harbour', PROSE], { title: 'Ferry talks end in the northern harbour', publisher: 'The Coast Herald' }],
    [['Ferry talks end', 'Kim Ha-eun | Harbour Times | June 3, 2019, 10:21 a.m.', PROSE], { publisher: 'Harbour Times', authors: ['Kim Ha-eun'], published: '2019-06-03' }, outlet],
    [['Ferry talks end', 'By Mira Anand, Harbour Weekly, 9 March 2019', PROSE], { authors: ['Mira Anand'], publisher: 'Harbour Weekly', published: '2019-03-09' }],
    [['Ferry talks end', '3 May 2019 | Sound & Strait', PROSE], { publisher: 'Sound & Strait', published: '2019-05-03' }],
    [['Ferry talks end', 'Reuters, Tuesday 3 May 2019', PROSE], { agency: 'Reuters', publisher: null, published: '2019-05-03' }],
    [['북부 항로', '한빛일보 2019.05.03 10:21', '항구 당국은 화요일 북부 항로가 점검이 끝나기 전에는 다시 열리지 않을 것이라고 밝혔다. '.repeat(3)], { publisher: '한빛일보', published: '2019-05-03' }],
    // A place is no outlet, a sentence and a label say no source.
    [['Ferry talks end', 'Singapore, 3 May 2019', PROSE], { publisher: null }],
    [['Ferry talks end', 'The Coast Herald wrote so on 3 May 2019.', PROSE], { publisher: null, published: null }],
    [['Ferry talks end', 'As the Coast Herald of 3 May 2019 has it, nobody knows', PROSE], { publisher: null, published: null }],
    [['Ferry talks end', 'Talks with the Harbour Times, 3 May 2019', PROSE], { publisher: null }],
    [['Ferry talks end', 'Mira Anand, 3 May 2019', PROSE], { publisher: null }],
  ]); // prettier-ignore
});

describe('a message without a subject', () => {
  it('is called by its first words, else by its file, never by who wrote it', () => {
    const fields = 'From: Mira <mira@pier.example>\nDate: Fri, 3 May 2019 10:21:00 +0800';
    const title = (text: string): string => {
      const blocks = [...text.matchAll(/[^\n]+/g)].map(({ index, 0: words }) => ({
        kind: 'paragraph' as const, from: index, to: index + words.length,
      })); // prettier-ignore
      const reading = {
        text,
        blocks,
        layers: [],
        declared: {},
        publisher: null,
        language: 'en',
        name: 'letter.eml',
      };
      return completeMetadata({ ...reading, isMessage: true }).metadata.title;
    };
    expect(title(`${fields}\n\nThe quay is shut. Nobody asks.`)).toBe('The quay is shut');
    expect(title(fields)).toBe('letter');
  });
});

describe('a line that is an address', () => {
  const lines = ['Ferry talks end', 'https://ledger.example/ferry', PROSE];

  it('is where a text comes from, but not where a message does', () => {
    expect(read(lines).metadata.address).toBe('https://ledger.example/ferry');
    expect(read(lines, { isMessage: true }).metadata.address).toBeNull();
  });
});

describe('a title', () => {
  it('of ten thousand characters is cut at a word, with a sign', () => {
    const whole = 'The ferry stays closed and '.repeat(370).trim();
    const declared = read([PROSE], { declared: { title: whole } });
    expect(declared.metadata.title).toMatch(/^The ferry stays closed .* (?:closed|stays|ferry|and|The)…$/);
    expect(declared.metadata.title.length).toBeLessThanOrEqual(500);
    expect(declared.cutTitle).toBe(whole);
    expect(read(['Ferry talks end', PROSE]).cutTitle).toBeNull();
  });

  it('loses the name of its own outlet behind it, and nothing else', () => {
    const title = (words: string, publisher: string): string =>
      read([PROSE], { declared: { title: words, publisher } }).metadata.title;
    expect(title('Ferry talks end - The Strait Ledger', 'The Strait Ledger')).toBe('Ferry talks end');
    expect(title('Ferry talks end - a view from the quay', 'The Strait Ledger')).toBe(
      'Ferry talks end - a view from the quay',
    );
    expect(title('The Strait Ledger', 'The Strait Ledger')).toBe('The Strait Ledger');
  });

  it('is not the menu that a recognised page begins with', () => {
    const menu = 'Home News Sport Harbourside Business Weather';
    expect(read([menu, 'Ferry talks end', PROSE]).metadata.title).toBe('Ferry talks end');
    expect(read(['World news and weather', PROSE]).metadata.title).toBe('World news and weather');
  });
});

describe('completeMetadata', () => {
  it('takes what is declared as it is, without calling it a guess', () => {
    const { metadata, guessed, evidence } = read([`KOTA LAMA (AP) — ${PROSE}`], {
      declared: { agency: 'Meridian Wire', published: '2019' },
    });
    expect(metadata).toMatchObject({ agency: 'Meridian Wire', published: '2019', placeLine: 'KOTA LAMA' });
    expect(guessed).not.toContain('agency');
    expect(evidence).not.toHaveProperty('agency');
  });

  it('has words of evidence for every guess and for nothing else', () => {
    const { guessed, evidence } = read([
      'The Strait Ledger',
      'Ferry talks end without a date',
      'By Mira Anand',
      PROSE,
    ]);
    expect(Object.keys(evidence).sort()).toEqual([...guessed].sort());
  });
});
