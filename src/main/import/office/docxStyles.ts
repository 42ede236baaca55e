import { readXml } from './xml';
import { styleKind, type StyleKind } from './styleName';

/** What a paragraph style says of the paragraphs that have it. */
export type ParagraphStyle = StyleKind & {
  /** Of the list it puts them in; null where it does not. `0` takes them out of any. */
  readonly numId: string | null;
  readonly level: number | null;
};

export type Styles = {
  /** `id` null: a paragraph without a style. */
  of(id: string | null): ParagraphStyle;
};

type Written = {
  name: string;
  basedOn: string | null;
  outline: number | null;
  numId: string | null;
  level: number | null;
};

const PLAIN: ParagraphStyle = { kind: 'paragraph', numId: null, level: null };

/** The styles of `word/styles.xml`; all paragraphs are plain where the part is missing. */
export function readStyles(part: Uint8Array | null, label: string): Styles {
  const written = new Map<string, Written>();
  let standard: string | null = null;
  if (part !== null) {
    let style: Written | null = null;
    const path: string[] = [];
    readXml(part, label, {
      open(name, attribute) {
        const parent = path.at(-1);
        path.push(name);
        const value = (): string | null => attribute('w:val');
        switch (name) {
          case 'w:style': {
            const id = attribute('w:styleId');
            if (attribute('w:type') !== 'paragraph' || id === null) break;
            style = { name: '', basedOn: null, outline: null, numId: null, level: null };
            written.set(id, style);
            if (/^(1|true|on)$/.test(attribute('w:default') ?? '')) standard = id;
            break;
          }
          case 'w:name':
            if (style && parent === 'w:style') style.name = value() ?? '';
            break;
          case 'w:basedOn':
            if (style) style.basedOn = value();
            break;
          case 'w:outlineLvl':
            if (style) style.outline = wholeNumber(value());
            break;
          case 'w:numId':
            if (style) style.numId = value();
            break;
          case 'w:ilvl':
            if (style) style.level = wholeNumber(value());
            break;
          default:
            break;
        }
      },
      close(name) {
        path.pop();
        if (name === 'w:style') style = null;
      },
      text: () => undefined,
    });
  }

  const known = new Map<string, ParagraphStyle>();
  function of(id: string): ParagraphStyle {
    const seen = known.get(id);
    if (seen) return seen;
    // The nearest of a style and those it is based on that says something decides; they may go in a circle.
    const chain: Written[] = [];
    for (let at: string | null = id; at !== null && chain.length < 32;) {
      const style: Written | undefined = written.get(at);
      if (style === undefined) break;
      chain.push(style);
      at = style.basedOn;
    }
    const outline = chain.find((style) => style.outline !== null)?.outline ?? null;
    const named = chain.map(({ name }) => styleKind(name)).find(({ kind }) => kind !== 'paragraph');
    const ofItself = chain.length === 0 ? styleKind(id) : (named ?? PLAIN);
    const kind: StyleKind =
      outline !== null && ofItself.kind !== 'contents'
        ? outline >= 0 && outline <= 8
          ? { kind: 'heading', heading: Math.min(6, outline + 1) }
          : ofItself.kind === 'heading'
            ? PLAIN
            : ofItself
        : ofItself;
    const style: ParagraphStyle = {
      ...kind,
      numId: chain.find(({ numId }) => numId !== null)?.numId ?? null,
      level: chain.find(({ level }) => level !== null)?.level ?? null,
    };
    known.set(id, style);
    return style;
  }
  return {
    of: (id) => (id !== null ? of(id) : standard !== null ? of(standard) : PLAIN),
  };
}

/** A number of a file as a whole number of sensible size; null where it is none. */
export function wholeNumber(value: string | null): number | null {
  return value !== null && /^-?\d{1,9}$/.test(value.trim()) ? Number(value) : null;
}
