import type { Declared } from '../metadata';
import { normalise } from '../normalise';

/** Fields that programs write into a document about it. Null or empty: not there. */
export type DocumentProperties = {
  readonly title?: string | null;
  readonly creators?: readonly string[];
  readonly publisher?: string | null;
  readonly language?: string | null;
  /** Only where the format has a field for the day it was published: the day a file was made says little. */
  readonly published?: string | null;
};

/**
 * What of a document's own properties can be believed: a title that is not what a program puts there by itself, people
 * that are not accounts.
 */
export function declaredBy(properties: DocumentProperties): Declared {
  const declared: Declared = {};
  const title = oneLine(properties.title);
  if (title !== '' && title.length <= 500 && !isMadeTitle(title)) declared.title = title;
  const creators = (properties.creators ?? [])
    .flatMap((names) => names.split(';'))
    .map(oneLine)
    .filter((person) => person !== '' && person.length <= 120 && !isAccount(person));
  if (creators.length > 0) declared.authors = [...new Set(creators)];
  const publisher = oneLine(properties.publisher);
  if (publisher !== '') declared.publisher = publisher;
  const language = oneLine(properties.language).replaceAll('_', '-');
  if (/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language)) declared.language = language;
  const published = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?/.exec(oneLine(properties.published));
  // Year zero and the like are what programs write that do not know.
  if (published !== null && published[0] > '1000') declared.published = published[0];
  return declared;
}

const oneLine = (words: string | null | undefined): string =>
  normalise(words ?? '')
    .replace(/\s+/g, ' ')
    .trim();

/** "Document1", "Microsoft Word - draft.doc", "untitled": nobody gave it this title. */
function isMadeTitle(title: string): boolean {
  return (
    /\.(docx?|docm|dotx?|dotm|odt|rtf|txt|pdf|tmp|html?|epub|indd|wpd|pages)$/i.test(title) ||
    /^(microsoft word|powerpoint) ?[-–]/i.test(title) ||
    /^(untitled|unknown|no title|title|template|normal|blank|new|new document|(document|doc|dokument|documento|문서|文書|文档|документ|слайд|slide) ?\d*|unbenannt|sans titre|sin título|senza titolo|무제|제목 없음|無題|无标题|без названия|powerpoint presentation|test)( ?\d+)?$/i.test(
      title,
    ) ||
    !/\p{L}{2}|[\u3400-\u9fff\uac00-\ud7a3]/u.test(title)
  );
}

function isAccount(person: string): boolean {
  return (
    /^(users?|admin|administrator|owner|author|unknown|root|guest|default|test|me|home|office|pc|hp|dell|acer|asus|lenovo|toshiba|samsung|sony|ibm|compaq|python-docx|pandoc|openpyxl|apache poi|(microsoft|windows|ms)( office)?( user)?|microsoft corporation|windows 用户|user name|user\d+|[-.?]+|사용자|ユーザー|用户|пользователь|benutzer|utilisateur|usuario)$/i.test(
      person,
    ) || !/\p{L}/u.test(person)
  );
}
