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

  it.each<[string, string[]]>([
    ['en', ['The list of ships for today is attached, with thanks.', 'See you at the quay tomorrow at ten, and bring the keys.', 'Quay,Ship,Arrival\nNorth,Anna,06:10\nSouth,Mira,07:40\nWest,Gull,09:15', 'Barge times: 06:10 Quay 7, 07:40 Quay 2, 09:15 north pier', 'Names of guests: Ann Lee, Noor Hassan, Tomas Vega, Kim Ha-eun', 'Minutes: Berth 4 closed Monday, crane inspection Tuesday']],
    ['de', ['Anbei die Liste der Schiffe für heute, mit bestem Dank.', 'Liegeplatz 4 am Montag gesperrt, Kran wird geprüft.', 'Wir treffen uns morgen um zehn am Kai.']],
    ['fr', ['Voici la liste des navires du jour, avec mes remerciements.', 'Quai 4 fermé lundi, inspection de la grue mardi.', 'Rendez-vous demain à dix heures sur le quai.']],
    ['es', ['Adjunto la lista de los barcos de hoy, muchas gracias.', 'Muelle 4 cerrado el lunes, inspección de la grúa el martes.']],
    ['it', ['Ecco la lista delle navi di oggi, con molte grazie.', 'Banchina 4 chiusa lunedì, ispezione della gru martedì.']],
    ['pt', ['Segue a lista dos navios de hoje, muito obrigado.', 'Cais 4 fechado na segunda-feira, inspeção do guindaste.']],
    ['nl', ['Hierbij de lijst van de schepen van vandaag, met dank.', 'Kade 4 maandag gesloten, kraan wordt gekeurd.']],
    ['id', ['Berikut daftar kapal untuk hari ini, terima kasih.', 'Dermaga 4 ditutup hari Senin, pemeriksaan derek Selasa.']],
    ['vi', ['Xin gửi danh sách tàu của ngày hôm nay, cảm ơn nhiều.', 'Bến số 4 đóng cửa thứ hai, kiểm tra cần cẩu thứ ba.']],
    ['ru', ['Вот список судов на сегодня, большое спасибо.', 'Причал 4 закрыт в понедельник, осмотр крана во вторник.']],
    ['tr', ['Bugünün gemi listesi ektedir, çok teşekkür ederim.', 'Rıhtım 4 pazartesi günü kapalı, vinç denetimi salı.']],
  ])('says %s of a short text or nothing, never another language', async (language, texts) => {
    for (const text of texts) expect([language, null], text).toContain(await languageOf(text));
    // The first of each is a sentence as long as languages need.
    if (!['ru', 'pt'].includes(language)) expect(await languageOf(`${texts[0]!} ${texts[0]!}`)).toBe(language);
  }); // prettier-ignore

  it('looks at other parts of a text whose middle is a list of names', async () => {
    const names =
      'Joyent, Perl, PHP, Vesper, Ajax, Movable Type, Mint, Sarkozy, Rankovic, Subotica, Zagreb. '.repeat(20);
    const prose =
      'Ships wait outside harbours while owners argue about fees nobody wants paying before winter comes. ';
    expect(await languageOf(`${prose.repeat(12)}\n${names}\n${prose.repeat(12)}`)).toBe('en');
  });

  it('does not guess from a few words', async () => {
    expect(await languageOf('XS SM MD LG')).toBeNull();
    expect(await languageOf('2019 – 06 – 14')).toBeNull();
    expect(await languageOf('Ferry talks')).toBeNull();
  });

  it('calls no list of letters Klingon, no Latin text Irish or Hindi', async () => {
    expect(await languageOf('a b c d e f g h i j k l m n o p q r s t u v w x y z '.repeat(30))).not.toBe(
      'tlh',
    );
    const latin =
      'Vestibulum portus clausus, malesuada navis interdum, nemo quaesivit unde quamquam pulvinar. ';
    expect(['ga', 'hi']).not.toContain(await languageOf(latin.repeat(4)));
  });
});
