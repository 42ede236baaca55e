import type { PartialDate } from '../../core/model/date';
import { BEGINS_WITH_BY } from './byWord';
import { dateIn, type NumericOrder } from './dates';
import { firstGuess, type BlockLine, type Guess } from './guess';
import { width } from './line';

type Dated = Guess<PartialDate> | null;
export type Publication = { readonly published: Dated; readonly updated: Dated };

const PUBLISHED =
  'first published|originally published|published|posted|date|publication date|issued|uploaded|入力|登録|입력|등록|기사입력|승인|송고|게재|发布时间|發布時間|发布|發佈|公開|掲載|投稿|veröffentlicht|erschienen|publié|publicado|pubblicato|gepubliceerd|diterbitkan|terbit|ngày đăng|đăng lúc|เผยแพร่|опубликовано';
const UPDATED =
  'last updated|updated|last modified|modified|aktualisiert|mise? à jour|actualizado|atualizado|aggiornato|diperbarui|cập nhật|수정|최종수정|업데이트|更新|最終更新|ปรับปรุง|อัปเดต|обновлено';
/** Latin letters must end where the label ends; scripts without spaces go on with the date. */
const LABEL = new RegExp(
  `(?<=^|[|·•,;(（\\[【/–—-]\\s?|\\s{2}|\\d\\s)(?:(${PUBLISHED})|(${UPDATED}))(?![a-zà-ÿ])`,
  'giu',
);

/** At most so many columns have lines that tell a date, and those that are nothing but one. */
const LABELLED_WIDTH = 120;
const ALONE_WIDTH = 90;

/** Between its label and a date may stand: weekday, time, "on", "by", zone. */
const GAP = 48;

type Labelled = { readonly label: string; readonly isUpdate: boolean; readonly date: PartialDate };

/** The dates of a line that stand behind a label: `Published 12 June 2019 | Updated 3:40 pm, June 13, 2019`. */
export function labelledDates(words: string, order: NumericOrder): Labelled[] {
  if (width(words) > LABELLED_WIDTH) return [];
  const labels = [...words.matchAll(LABEL)];
  return labels.flatMap((match, at) => {
    const from = match.index + match[0].length;
    const found = dateIn(words.slice(from, labels[at + 1]?.index), order);
    if (found === null || found.from > GAP) return [];
    const gap = words.slice(from, from + found.from);
    // “Updated rules for June 2019” is no label and its date.
    if (!/^[\s:：]*(?:by|von|par)\s/iu.test(gap) && withoutDateWords(gap) !== '') return [];
    return [{ label: match[0], isUpdate: match[2] !== undefined, date: found.date }];
  });
}

/** A line that begins by saying that what it dates is an update. */
export const namesUpdate = (words: string): boolean =>
  new RegExp(`^[\\s(]*(?:${UPDATED})(?![a-zà-ÿ])`, 'iu').test(words);

/** A line that is a date and nothing but what goes with one: a label, a weekday, a time, a zone. */
export function isDateLine(words: string): boolean {
  const found = width(words) > ALONE_WIDTH ? null : dateIn(words, 'day-first');
  if (found === null) return false;
  return withoutDateWords(`${words.slice(0, found.from)} ${words.slice(found.to)}`) === '';
}

/** What is left of words that stand about a date when everything that belongs to dates is taken away. */
function withoutDateWords(words: string): string {
  return words
    .replace(/\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?/giu, ' ')
    .replace(/(?:오전|오후|午前|午後|上午|下午)\s?\d*|\d{1,2}\s?[시時时点]\s?(?:\d{1,2}\s?[분分])?/gu, ' ')
    .replace(
      /(?<!\p{L})(?:gmt|utc|est|edt|pst|pdt|et|pt|sgt|kst|jst|ict|cet|cest|bst|hkt|wib|wita|wit|z|t|on|at|the|am|pm|a\.m|p\.m|hrs|uhr|le|el|il|den|vom|um|à|às|las|alle|ore|horas?|h|kl|uur|pukul|pada|tanggal|น)(?!\p{L})/giu,
      ' ',
    )
    .replace(/\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\b/giu, ' ')
    .replace(/\b(?:mon|diens|donners|frei|sams)tag\b|\bmittwoch\b|\bsonntag\b/giu, ' ')
    .replace(
      /\b(?:senin|selasa|rabu|kamis|jumat|sabtu|minggu)\b|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật/giu,
      ' ',
    )
    .replace(/วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)?(?:ที่)?|ngày|lúc|เมื่อ/gu, ' ')
    .replace(
      /[월화수목금토일月火水木金土日]요일|[（(][월화수목금토일月火水木金土日][)）]|星期[一二三四五六日天]/gu,
      ' ',
    )
    .replace(LABEL, ' ')
    .replace(/[\s.,:：;|·•\-–—+()（）[\]/]+|\d{1,4}/gu, '');
}

export type Sources = {
  /** Lines at the head and the end of the text that are no running text. */
  readonly edges: readonly BlockLine[];
  /** How many of them stand at the head. */
  readonly head: number;
  /** The first paragraph that is running text, with the dateline where there is one. */
  readonly opening: string;
  /** The address the text came from, when it is known. */
  readonly address: string | null;
  /** The file's name. */
  readonly name: string;
  /** What a line says that names outlet and day. */
  readonly named: Dated;
  readonly order: NumericOrder;
};

/** When a text was published and updated, as its lines, its dateline, its address or its file's name say. */
export function publicationOf(sources: Sources): Publication {
  const { edges, order } = sources;
  const labelled = edges.flatMap(({ words }) => labelledDates(words, order));
  const [published, updated] = [false, true].map((isUpdate) => {
    const found = labelled.find((line) => line.isUpdate === isUpdate);
    return found ? { value: found.date, evidence: `the line that says “${found.label}”` } : null;
  });
  return {
    published: published ?? unlabelled(sources, updated !== null),
    updated: updated ?? null,
  };
}

function unlabelled(
  { edges, head, opening, address, name, order, named }: Sources,
  hasUpdate: boolean,
): Dated {
  const where = (index: number): string => (index < head ? 'above the text' : 'below the text');
  const alone = edges.findIndex(({ words }) => isDateLine(words) && labelledDates(words, order).length === 0);
  if (alone >= 0) {
    const { date } = dateIn(edges[alone]!.words, order)!;
    return { value: date, evidence: `the date ${where(alone)}` };
  }
  // Jane Doe | 12 June 2019, By Jane Doe, June 12, 2019
  const beside = edges.slice(0, head).find(({ block, words }) => {
    if (block.kind !== 'paragraph' || width(words) > LABELLED_WIDTH) return false;
    const found = dateIn(words, order);
    if (found === null || labelledDates(words, order).length > 0 || !/\d{4}-\d\d-\d\d/.test(found.date))
      return false;
    return BEGINS_WITH_BY.test(words) || /[|·•]\s*(?:\p{L}+\.?,?\s*)?$/u.test(words.slice(0, found.from));
  });
  return firstGuess(
    named,
    beside && { value: dateIn(beside.words, order)!.date, evidence: 'the line with the byline' },
    datelineDate(opening, order),
    // SINGAPORE, June 12, 2018 (Agency)
    firstGuess(
      ...edges
        .slice(0, head)
        .filter(({ words }) => /^\p{Lu}[\p{Lu} .'’/-]{2,40}, [^()]{3,30}(?:\([^()]+\))?$/u.test(words))
        .map(({ words }) => datelineDate(`${words} —`, order)),
    ),
    hasUpdate ? null : dateOfAddress(address),
    hasUpdate ? null : dateOfName(name),
  );
}

/** A dateline with its year: SINGAPORE, June 12, 2018 (Agency) — */
function datelineDate(opening: string, order: NumericOrder): Dated {
  const dateline = /^[\p{Lu}][\p{L} .,'’/-]{2,40}\b[^–—-]{0,60}(?:[–—]|-{1,2}\s)/u.exec(
    opening.slice(0, 160),
  )?.[0];
  const found = dateline === undefined ? null : dateIn(dateline, order);
  return found && { value: found.date, evidence: 'the dateline' };
}

/** Newspapers put the day into their addresses: /2019/06/12/, /2019-06-12-, /2019/world/6/12/ */
function dateOfAddress(address: string | null): Dated {
  const found =
    /\/((?:19|20)\d{2})[/-](\d{2})[/-](\d{2})(?=[/\-_.]|$)/.exec(address ?? '') ??
    /\/((?:19|20)\d{2})\/(?:[a-z_-]{2,30}\/)?(\d{1,2})\/(\d{1,2})\//i.exec(address ?? '');
  const date = found && dateIn(`${found[1]!}-${found[2]!}-${found[3]!}`)?.date;
  return date ? { value: date, evidence: 'the address' } : null;
}

function dateOfName(name: string): Dated {
  const found = /(?<!\d)((?:19|20)\d{2})([-_.]?)(\d{2})\2(\d{2})(?!\d)/.exec(name);
  const date = found && dateIn(`${found[1]!}-${found[3]!}-${found[4]!}`)?.date;
  return date ? { value: date, evidence: 'the file’s name' } : null;
}
