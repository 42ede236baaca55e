import type { PartialDate } from '../../core/model/date';
import { byline } from './credits';
import { dateIn, type NumericOrder } from './dates';
import type { BlockLine, Guess } from './guess';

/** What lines of the form `Title: …` at the head of a text say, as databases print them. */
export type DatabaseFields = {
  readonly title?: Guess<string>;
  readonly publisher?: Guess<string>;
  readonly agency?: Guess<string>;
  readonly authors?: Guess<string[]>;
  readonly published?: Guess<PartialDate>;
  readonly updated?: Guess<PartialDate>;
  readonly address?: Guess<string>;
  readonly placeLine?: Guess<string>;
};

type Field = keyof DatabaseFields;

const FIELD_NAMES: Readonly<Record<string, Field>> = {
  title: 'title', headline: 'title', 제목: 'title', 标题: 'title', 標題: 'title', タイトル: 'title',
  publication: 'publisher', publisher: 'publisher', outlet: 'publisher', newspaper: 'publisher', 매체: 'publisher',
  agency: 'agency',
  author: 'authors', authors: 'authors', byline: 'authors', reporter: 'authors', 기자: 'authors', 作者: 'authors',
  date: 'published', published: 'published', 'publication date': 'published', 日期: 'published',
  'load date': 'updated', updated: 'updated',
  url: 'address', link: 'address',
  dateline: 'placeLine',
}; // prettier-ignore

/** One such line may be prose; two or more are fields. `lines` are those that were taken for fields. */
export function databaseFields(
  head: readonly BlockLine[],
  order: NumericOrder,
): { readonly fields: DatabaseFields; readonly lines: ReadonlySet<BlockLine> } {
  const pairs = head.flatMap((line) => {
    const match = /^([\p{L} ]{2,20}?) ?[:：] ?(.+)$/u.exec(line.words);
    const name = match?.[1]?.toLowerCase() ?? '';
    // `constructor: …` stands in no list of fields, but on every object.
    if (!Object.hasOwn(FIELD_NAMES, name)) return [];
    return [{ line, name: match![1]!, field: FIELD_NAMES[name]!, value: match![2]!.trim() }];
  });
  if (pairs.length < 2) return { fields: {}, lines: new Set() };
  const found: Partial<Record<Field, Guess<unknown>>> = {};
  for (const { name, field, value } of pairs) {
    const read = valueOf(field, value, order);
    if (read !== null) found[field] ??= { value: read, evidence: `the field “${name}”` };
  }
  // Each value was read for its own field.
  return { fields: found as DatabaseFields, lines: new Set(pairs.map(({ line }) => line)) };
}

function valueOf(field: Field, value: string, order: NumericOrder): unknown {
  if (field === 'authors') return byline(`By ${value}`) ?? [value];
  if (field === 'published' || field === 'updated') return dateIn(value, order)?.date ?? null;
  if (field === 'address') return /^https?:\/\//i.test(value) ? value : null;
  return value;
}
