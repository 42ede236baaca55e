import { describe, expect, it } from 'vitest';
import { languageOf } from './language';

describe('languageOf', () => {
  it.each([
    [
      'en',
      'The harbour board met again on Thursday and heard that two barges had left before dawn without any papers.',
    ],
    [
      'en',
      'Ferry talks end without date, ministers leave harbour, insurers demand original documents for three vessels',
    ],
    [
      'de',
      'Die Hafenbehörde trat am Donnerstag erneut zusammen und erfuhr, dass zwei Kähne ohne Papiere ausgelaufen waren.',
    ],
    [
      'fr',
      'Les ministres des six États portuaires se sont séparés vendredi sans fixer la date de la prochaine réunion.',
    ],
    [
      'nl',
      'De haven blijft gesloten tot de inspecteurs hebben besloten wat er met de overige schepen moet gebeuren.',
    ],
    [
      'es',
      'Los ministros de los seis puertos terminaron la reunión sin acordar cuándo volverá a navegar el transbordador.',
    ],
    [
      'id',
      'Para menteri dari enam negara pelabuhan mengakhiri pertemuan tanpa menyepakati kapan kapal feri akan berlayar lagi.',
    ],
    [
      'vi',
      'Các bộ trưởng của sáu nước có cảng kết thúc cuộc họp mà không thống nhất khi nào chuyến phà sẽ chạy lại.',
    ],
    [
      'ru',
      'Министры шести портовых государств завершили переговоры, не назвав срока возобновления паромной линии.',
    ],
    ['ko', '여섯 항만국 장관들은 북쪽 항로를 언제 다시 열지 합의하지 못했다.'],
    ['ja', '港湾六カ国の閣僚会議は航路再開の時期について合意しなかった。'],
    ['zh-Hans', '港口六国部长会议没有就恢复北方航线的时间达成一致。'],
    ['zh-Hant', '港口六國部長會議沒有就恢復北方航線的時間達成一致。'],
    ['th', 'รัฐมนตรีจากหกประเทศท่าเรือปิดการประชุมโดยไม่ได้กำหนดวันเปิดเส้นทาง'],
  ])('knows %s', async (language, text) => {
    expect(await languageOf(text)).toBe(language);
  });

  it('judges the body, whatever names it holds', async () => {
    expect(
      await languageOf(
        '북한과 ASEAN의 관계에 대해 Halyard Institute의 연구원은 “Quiet Channels”라고 불렀다고 말했다.',
      ),
    ).toBe('ko');
  });

  it('does not guess from a few words', async () => {
    expect(await languageOf('XS SM MD LG')).toBeNull();
    expect(await languageOf('2019 – 06 – 14')).toBeNull();
    expect(await languageOf('Ferry talks')).toBeNull();
  });
});
