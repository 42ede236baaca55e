/** What the name of a style says of its paragraphs. */
export type StyleKind = {
  readonly kind: 'paragraph' | 'heading' | 'quote' | 'caption' | 'code' | 'contents';
  /** Of a heading, 1 to 6. */
  readonly heading?: number;
};

/**
 * Styles by their names, as Word, LibreOffice and their translations write them. Names are the last resort: a level in the
 * outline says it better.
 */
export function styleKind(name: string): StyleKind {
  const plain = name.replaceAll('_20_', ' ').replaceAll('_', ' ').trim();
  const level = HEADING.exec(plain)?.[1];
  if (level !== undefined) return { kind: 'heading', heading: Math.min(6, Number(level)) };
  if (TITLE.test(plain)) return { kind: 'heading', heading: 1 };
  if (SUBTITLE.test(plain)) return { kind: 'heading', heading: 2 };
  if (CONTENTS.test(plain)) return { kind: 'contents' };
  if (QUOTE.test(plain)) return { kind: 'quote' };
  if (CAPTION.test(plain)) return { kind: 'caption' };
  if (CODE.test(plain)) return { kind: 'code' };
  return { kind: 'paragraph' };
}

const HEADING =
  /^(?:heading|überschrift|titre|título|titolo|título|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|címsor|başlık|заголовок|제목|見出し|标题|標題|หัวเรื่อง|tiêu đề)\s?([1-9])$/i;
const TITLE = /^(?:(?:book |document )?title|titel|título|제목|表題|标题|標題|название)$/i;
const SUBTITLE = /^(?:subtitle|untertitel|sous-titre|subtítulo|sottotitolo|부제|副題|副标题|подзаголовок)$/i;
const CONTENTS =
  /^(?:(?:toc|contents|verzeichnis|tm|tdc|índice|sommario|목차|目次|目录|оглавление|index|table index|user index|illustration index|bibliography index)\s?\d+|(?:toc|contents|index|table index|illustration index) heading)$/i;
const QUOTE =
  /^(?:(?:intense )?quote|quotations?|block ?(?:text|quote|quotation)|zitat|intensives zitat|citation(?: intense)?|cita|citazione|인용|강한 인용|引用文?|明显引用|цитата)$/i;
const CAPTION =
  /^(?:(?:image|table|figure)? ?caption|beschriftung|légende|epígrafe|descripción|didascalia|캡션|図表番号|题注|標號|название объекта|illustration|figure|drawing)$/i;
const CODE =
  /^(?:(?:html )?preformatted(?: text)?|source code|code|verbatim|plain code|listing|vorformatiert(?:er text)?)$/i;
