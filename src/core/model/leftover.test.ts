import { describe, expect, it } from 'vitest';
import { isLeftover, liesInLeftover, writtenLeftovers } from './leftover';

describe('leftovers', () => {
  it('are what systems and programs leave beside the sources', () => {
    const left =
      '.DS_Store|._report.pdf|Thumbs.db|THUMBS.DB|desktop.ini|Icon\r|__MACOSX|~$plan.docx|.~lock.plan.odt#|~WRL0001.tmp|film.part|page.html.crdownload|notes.txt~|.notes.swp';
    for (const name of left.split('|')) expect(isLeftover(name), name).toBe(true);
  });

  it('are no file that somebody may have written', () => {
    const kept =
      'report.txt|..|.|thumbs.txt|desktop.ini.txt|My temp.docx|a~b.txt|parts.csv|Temperature|locked.zip';
    for (const name of kept.split('|')) expect(isLeftover(name), name).toBe(false);
    expect(liesInLeftover('../../outside.txt')).toBe(false);
    expect(liesInLeftover('box/__MACOSX/letters/1.txt')).toBe(true);
  });

  it('are told in one sentence, each kind once', () => {
    expect(writtenLeftovers([])).toBeNull();
    expect(writtenLeftovers(['box/.DS_Store'])).toBe(
      '1 file that systems and programs leave behind was passed over: .DS_Store.',
    );
    expect(writtenLeftovers(['a/.DS_Store', 'b/.DS_Store', 'Thumbs.db', '~$a.docx', '~$b.docx'])).toBe(
      '5 files that systems and programs leave behind were passed over: .DS_Store, Thumbs.db, ~$a.docx, ….',
    );
  });
});
