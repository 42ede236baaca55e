import { normalise } from '../normalise';
import type { Declared } from '../metadata';
import { isAccount } from '../office/documentProperties';
import type { PdfDocument } from './pdfEngine';

/**
 * What a PDF says of itself: title and authors. Programs fill these fields with the names of files and users, which are left
 * out. The language is that of the program more often than of the text, and the dates are those of the file's making and
 * saving, not of publication: neither is taken.
 */
export async function declaredIn(document: PdfDocument, name: string): Promise<Declared> {
  const { info, metadata } = await document.getMetadata().catch(() => NOTHING);
  const words = (value: unknown): string =>
    typeof value === 'string'
      ? normalise(value.slice(0, LONGEST_FIELD))
          .replace(/[\s\0]+/g, ' ')
          .trim()
      : '';
  const declared: Declared = {};
  const title = [words(metadata?.get('dc:title')), words(info.Title)].find((one) => isTitle(one, name));
  if (title !== undefined) declared.title = title;
  const listed: unknown = metadata?.get('dc:creator');
  const authors = (
    Array.isArray(listed) && listed.length > 1 ? listed.map(words) : names(words(info.Author))
  ).filter(isAuthor);
  if (authors.length > 0) declared.authors = authors.slice(0, 20);
  return declared;
}

/** More is looked at in no field. */
const LONGEST_FIELD = 20_000;

const NOTHING: Awaited<ReturnType<PdfDocument['getMetadata']>> = { info: {}, metadata: null };

/** False for what programs write when nobody gave a title. */
function isTitle(words: string, name: string): boolean {
  const bare = words.toLowerCase();
  if (!/\p{L}{2}/u.test(words) || words.includes('\uFFFD')) return false;
  if (bare === name.toLowerCase() || bare === name.toLowerCase().replace(/\.[^.]+$/, '')) return false;
  if (/\.(?:docx?|pdf|indd|qxp|qxd|rtf|odt|hwpx?|pptx?|xlsx?|tex|dvi|ps|html?|txt|wpd|tmp)\b/i.test(words))
    return false;
  return !/^(?:untitled|unbenannt|sans titre|sin título|제목 ?없음|無題|无标题|無標題|microsoft (?:word|powerpoint|excel)\b.*|powerpoint presentation|powerpoint-präsentation|slide \d+|layout \d+|document\d*|dokument\d*|title|print|printing|scan(?:ned)?(?: document)?|about:blank|full page photo|https?:\S*|(?=\D*\d)[\w-]+)$/i.test(
    words,
  );
}

function names(author: string): string[] {
  if (author === '') return [];
  if (author.includes(';')) return author.split(';').map((one) => one.trim());
  const parts = author.split(/ ?, ?| (?:and|und|et|&) /);
  // “Kim, Jane” is one person.
  return parts.every((part) => part.includes(' ')) ? parts : [author];
}

function isAuthor(name: string): boolean {
  return (
    /\p{L}{2}/u.test(name) &&
    name.length <= 120 &&
    !isAccount(name) &&
    !/^(?:admin\w*|user\d*|owner|author|unknown|anonymous|default|microsoft(?: office)?(?: user)?|windows(?: user)?|pc|hp|dell|lenovo|acer|asus|samsung|test|root|scanner|xerox.*|canon.*)$/i.test(
      name,
    ) &&
    // An address, or the name of a machine or account.
    !(!/\s/.test(name) && /@|\d{3}/.test(name))
  );
}
