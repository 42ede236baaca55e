import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateIn, numericOrder } from './dates';

describe('dateIn', () => {
  const found: readonly (readonly [line: string, date: string | null])[] = [
    ['12 June 2019', '2019-06-12'],
    ['Wednesday, June 12th, 2019 at 3:40 pm', '2019-06-12'],
    ['Wed, 12 Jun 2019 03:40:00 +0000', '2019-06-12'],
    ['12-Jun-2019', '2019-06-12'],
    ['12/Jun/2019', '2019-06-12'],
    ['the 12th of June, 2019', '2019-06-12'],
    ['2019-06-12T08:00:00Z', '2019-06-12'],
    ['2019/6/2', '2019-06-02'],
    ['2019. 6. 12.', '2019-06-12'],
    ['June 2019', '2019-06'],
    ['Mittwoch, 12. Juni 2019', '2019-06-12'],
    ['12 de junio de 2019', '2019-06-12'],
    ['12 juin 2019', '2019-06-12'],
    ['12 Juni 2019', '2019-06-12'],
    ['2019년 6월 12일 오후 3시', '2019-06-12'],
    ['주체108(2019)년 6월 12일', '2019-06-12'],
    ['2019年06月12日 15:40', '2019-06-12'],
    ['２０１９年６月１２日', '2019-06-12'],
    ['二〇一九年六月十二日', '2019-06-12'],
    ['二〇一九年十月二十日', '2019-10-20'],
    ['令和元年6月12日', '2019-06-12'],
    ['平成31年4月', '2019-04'],
    ['民國108年6月12日', '2019-06-12'],
    ['12 มิถุนายน 2562', '2019-06-12'],
    ['๑๒ มิถุนายน พ.ศ. ๒๕๖๒', '2019-06-12'],
    ['12 มิ.ย. 2562', '2019-06-12'],
    ['12 มิ.ย. 62', '2019-06-12'],
    ['ngày 12 tháng 6 năm 2019', '2019-06-12'],
    ['tháng 6 năm 2019', '2019-06'],
    ['12.06.2019', '2019-06-12'],
    ['14/06/2019', '2019-06-14'],
    ['06/14/2019', '2019-06-14'],
    ['06/06/2019', '2019-06-06'],
    // Read by nobody but its writer.
    ['03/04/2019', '2019'],
    ['31 June 2019', null],
    ['on Wednesday, June 12', null],
    ['two days ago', null],
    ['Resolution 2371 of 2017', null],
    ['sun, march and may', null],
    ['pages 12-14', null],
    ['call 0800 2019 1234', null],
  ];
  for (const [line, date] of found) {
    it(`reads “${line}” as ${date}`, () => {
      expect(dateIn(line)?.date ?? null).toBe(date);
    });
  }

  it('reads a day in numbers in the order it is told', () => {
    expect(dateIn('03/04/2019', 'day-first')?.date).toBe('2019-04-03');
    expect(dateIn('03/04/2019', 'month-first')?.date).toBe('2019-03-04');
  });

  it('takes the date that comes first, as long as it goes', () => {
    const line = 'Published 12 June 2019, updated 2019-06-13';
    const { date, from, to } = dateIn(line)!;
    expect([date, line.slice(from, to)]).toEqual(['2019-06-12', '12 June 2019']);
  });

  it('never gives what is no day, wherever it stands', () => {
    const piece = fc.constantFrom(
      '12', '31', '06', '2019', '2562', ' ', '-', '/', '.', 'June', 'มิ.ย.', '년', '월 ', '일', '年', '月', '日', 'tháng ', 'de ', '令和', '元', '十', ',', 'th',
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const line = pieces.join('');
        const found = dateIn(line);
        if (found === null) return;
        const { date, from, to } = found;
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(line.length);
        const [year, month, day] = date.split('-').map(Number);
        expect(year).toBeGreaterThanOrEqual(1500);
        if (day === undefined) return;
        const real = new Date(Date.UTC(year!, month! - 1, day));
        expect([real.getUTCMonth() + 1, real.getUTCDate()]).toEqual([month, day]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('numericOrder', () => {
  it('is told by dates that can be read one way only', () => {
    expect(numericOrder('Sent 03/04/2019, answered 14/04/2019.', 'en')).toBe('day-first');
    expect(numericOrder('Sent 03/04/2019, answered 04/14/2019.', 'de')).toBe('month-first');
  });

  it('is told by nothing where dates disagree', () => {
    expect(numericOrder('14/04/2019 and 04/14/2019', 'de')).toBeNull();
  });

  it('is that of the language, and English has both', () => {
    expect(numericOrder('03/04/2019', 'vi')).toBe('day-first');
    expect(numericOrder('03/04/2019', 'en')).toBeNull();
    expect(numericOrder('03/04/2019', null)).toBeNull();
  });
});
