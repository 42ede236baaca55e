import { endsSentence, isProse, width } from '../text/prose';
import { words } from '../text/words';
import type { Block, Layer, Metadata } from './document';
import { markFurniture } from './layers';
import { overlaps, type Range } from './range';
import { LONGEST_TAUGHT } from './taughtLine';

/** Different stories of an outlet that must have a line before it is the outlet's own. */
export const STORIES = 3;
/** Documents of an outlet that are learned from; of more, those that came last. */
const LEARNED_FROM = 200;
/** Characters of a line: a button, a plea, a notice. */
const LONGEST_LINE = 300;
/** Blocks looked at from each end of a document. */
const LOOKED_AT = 1_000;
/** Share of the outlet's stories that must have a line. Lists and names of writers come again by themselves. */
const SHARE = { line: 0.25, item: 0.5, name: 0.6 } as const;

/** An outlet as documents are put together by it, and as it is called. */
export type Outlet = { readonly key: string; readonly name: string };

/** The outlet of a document: who published it, else the host of its address; null where neither is known. */
export function outletOf({ publisher, address }: Pick<Metadata, 'publisher' | 'address'>): Outlet | null {
  const host = /^https?:\/\/(?:[^/@]*@)?(?:www\.)?([^/:?#]+)/i.exec(address ?? '')?.[1]?.toLowerCase();
  const name = publisher?.replace(/\s+/g, ' ').trim() ?? host ?? '';
  return name === '' ? null : { key: name.toLowerCase(), name };
}

/** A document as its lines are looked at. */
export type OutletText = {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly layers: readonly Layer[];
  readonly metadata: Pick<Metadata, 'title' | 'authors' | 'placeLine'>;
};

/** A block that is furniture should its outlet repeat it: a number for its words, its place among the blocks. */
export type OutletLine = { readonly key: number; readonly at: number; readonly share: number };

/** What an outlet's lines are learned from; `story` stands for the words of the article. */
export type LinesOfDocument = { readonly lines: readonly OutletLine[]; readonly story: Uint32Array };

/** The folded words of a line: what makes it the same line elsewhere. Empty where it has none. */
export function lineWords(line: string): string {
  return words(line)
    .map(({ key }) => key)
    .join(' ');
}

/** A number for the folded words of a line, below 2^53. */
export function lineKey(folded: string): number {
  let high = 0x811c9dc5;
  let low = 0x2c1b3c6d;
  for (let at = 0; at < folded.length; at += 1) {
    const unit = folded.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x85ebca6b) ^ (low >>> 15);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

/**
 * The blocks of a document that could be furniture of its outlet, and its story. A sentence is one only when it speaks of
 * subscribing, following, cookies and the like; any other line only outside of the article, before its first or after its
 * last long sentence, and only when it is neither title, writer, date, nor a word on what kind of text this is: hiding a
 * sentence of the article is the worse error. What is folded by another than the outlet is left out.
 */
export function linesOf({ text, blocks, layers, metadata }: OutletText): LinesOfDocument {
  const others = layers.filter(({ by, active }) => by !== 'outlet' || !active);
  const rows: Row[] = [];
  for (const [at, block] of blocks.entries()) {
    if (at >= LOOKED_AT && at < blocks.length - LOOKED_AT) continue;
    if (others.some((layer) => overlaps(layer, block))) continue;
    const line = text.slice(block.from, Math.min(block.to, block.from + 2_000)).trim();
    const isShort = line.length <= LONGEST_LINE;
    const isCall = isShort && calls(line);
    rows.push({ at, block, line, isShort, isCall, isArticle: !isCall && isProse(line) });
  }
  const first = rows.findIndex((row) => row.isArticle);
  const last = rows.findLastIndex((row) => row.isArticle);
  const known = new Set([metadata.title, metadata.placeLine ?? ''].map(lineWords));
  const writers = metadata.authors.map(lineWords).filter((name) => name !== '');
  const lines: OutletLine[] = [];
  for (const [index, row] of rows.entries()) {
    const outside = first >= 0 && (index < first ? 'head' : index > last ? 'tail' : null);
    const share = shareOf(row, outside);
    if (share === null) continue;
    const folded = lineWords(row.line);
    if (folded === '' || known.has(folded) || writers.some((name) => folded.includes(name))) continue;
    lines.push({ key: lineKey(folded), at: row.at, share });
  }
  return { lines, story: storyOf(rows) };
}

type Row = {
  readonly at: number;
  readonly block: Block;
  readonly line: string;
  readonly isShort: boolean;
  readonly isCall: boolean;
  readonly isArticle: boolean;
};

/** In what share of its outlet's stories a block must stand to be furniture; null where it never is. */
function shareOf(
  { block, line, isShort, isCall }: Row,
  outside: 'head' | 'tail' | null | false,
): number | null {
  if (!isShort || /["“”„«»「」『』]/.test(line) || MATTERS.some((pattern) => pattern.test(line))) return null;
  const { kind } = block;
  if (kind !== 'paragraph' && kind !== 'list-item' && !(kind === 'heading' && outside === 'tail'))
    return null;
  if (isCall) return SHARE.line;
  if (!outside || (kind === 'heading' && block.level === 1)) return null;
  if (endsSentence(line) || width(line) >= 80 || UNSTOPPED.test(line)) return null;
  if (kind === 'list-item') return SHARE.item;
  return NAME.test(line) ? SHARE.name : SHARE.line;
}

/** Who wrote it, when, and what it is: an analyst must see these, however often they come again. */
const MATTERS: readonly RegExp[] = [
  /^(?:by|from|von|par|por|di|oleh|reporting by|written by|edited by|editing by|story by|translated by|source)\b/i,
  /(?:기자|특파원|記者|记者)/u,
  /(?<![©ⓒ\d] ?)\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\b\d{1,2}:\d\d\b/,
  /^(?:opinion|editorial|analysis|commentary|comment|exclusive|explainer|interview|feature|review|satire|correction|clarification|update|updated|retracted|press release|media release|news release|statement|speech|transcript|draft|for immediate release|sponsored|advertorial)\b/i,
  /\b(?:secret|confidential|restricted|unclassified|classified|embargo(?:ed)?|official use|not for (?:release|publication)|tlp ?: ?\p{L}+)\b/iu,
  /[:：]$/,
];
/** Two to four capitalised words and nothing else: somebody’s name, as like as not. */
const NAME = /^(?:\p{Lu}[\p{L}'’.-]* ){1,3}\p{Lu}[\p{L}'’.-]*$/u;
/** Scripts whose sentences end without a sign, from the length of a sentence on. */
const UNSTOPPED = /[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}][^]{30}/u;

/**
 * True for a line that asks its reader to do something with the page or the outlet, or says what may be done with it. Words
 * that an article can use of others (to become a member, terms and conditions) are not enough, and what is told is told by
 * the article.
 */
export function calls(line: string): boolean {
  const low = line.normalize('NFKC').toLowerCase().replaceAll('’', "'");
  return !REPORTED.test(low) && CALLS.some((pattern) => pattern.test(low));
}
const REPORTED = /\b(?:said|says|say|told|asked|wrote|added|according to)\b/;
const CALLS: readonly RegExp[] = [
  /\b(?:subscribe|sign up|sign in|log in) (?:here|now|today|to (?:our|your|continue|read|get|receive)|for (?:our|free|a free))\b/,
  /\bregister (?:now|here|to (?:read|continue))\b|\bdonate (?:now|today|here)\b|\b(?:click|tap) (?:here|below|on the)\b/,
  /\bplease (?:consider|subscribe|support|donate|disable|enable|share|contact|e-?mail|visit|note|sign|log|click)\b/,
  /\bconsider (?:subscribing|donating|becoming)\b|\bby (?:subscribing|donating)\b|^become an? \p{L}+/u,
  /\byour (?:subscription|support|donation|gift|membership|contribution|inbox|browser|feedback)\b/,
  /\b(?:support|fund|back) (?:our|independent|local|quality) (?:journalism|reporting|work|newsroom|reporters)\b/,
  /\bour (?:newsletters?|app|podcast|website|journalism|reporting|newsroom|readers|(?:whatsapp|telegram|facebook|youtube) )/,
  /^(?:join|tell|like|follow) us\b|\bfollow us on\b|\b(?:contact|e-?mail|write to) us\b|\bget in touch\b/,
  /^(?:read (?:more|also|next|our)|see also|listen to this|watch (?:this|our)|share this|print this|download (?:this|our))\b/,
  /\b(?:we use|this (?:website|site|page) uses|accept|accept all) cookies\b|\byou (?:agree|accept|consent) to (?:our|the)\b/,
  /\ball rights reserved\b|^(?:©|ⓒ|\(c\)|copyright\b)/,
  /\b(?:reproduced|republished|redistributed|rewritten)\b.{0,60}\b(?:permission|consent)\b/,
  /^(?:spotted|seen|found|report) an? (?:error|mistake)\b|\breaders like you\b|\breader-funded\b/,
  /abonnieren sie|^jetzt abonnieren|newsletter abonnieren|folgen sie uns|alle rechte vorbehalten/,
  /abonnez-vous|suivez-nous|inscrivez-vous|tous droits réservés|abbonati (?:ora|subito)|seguici su|tutti i diritti riservati/,
  /suscr[ií]b(?:ete|ase)|s[ií]guenos|todos los derechos reservados|assine (?:já|agora|nossa)|siga-nos|todos os direitos reservados/,
  /berlangganan sekarang|ikuti kami|hak cipta dilindungi|đăng ký (?:ngay|nhận|theo dõi)|theo dõi chúng tôi/,
  /ติดตามเราได้|สมัครสมาชิก(?:วันนี้|ที่นี่)|подписывайтесь|все права защищены/,
  /(?:구독|후원|제보)[^.]{0,20}(?:주세요|바랍니다|부탁|받습니다)|무단 ?(?:전재|복제)/,
  /(?:購読|会員登録|フォロー).{0,12}(?:ください|こちら)|無断転載/,
  /(?:请|請|立即|点击|點擊)(?:订阅|訂閱|关注|關注)|(?:关注|關注)我[们們]|版[权權]所有|未[经經]授[权權].{0,10}(?:转载|轉載|禁止)/,
];

/** Words of an article that stand for its story, fewer and it has none; and numbers kept of them. */
const STORY = { least: 20, most: 600, kept: 96 } as const;

/**
 * The smallest hashes of every three words in a row of the article (bottom-k of A. Broder, “On the resemblance and
 * containment of documents”, 1997), in order; empty for a text too short to tell.
 */
function storyOf(rows: readonly Row[]): Uint32Array {
  const keys: number[] = [];
  for (const { line, isArticle } of rows) {
    if (!isArticle) continue;
    for (const { key } of words(line)) keys.push(lineKey(key) | 0);
    if (keys.length >= STORY.most) break;
  }
  if (keys.length < STORY.least) return new Uint32Array(0);
  const hashes = new Set<number>();
  for (let at = 2; at < keys.length; at += 1) {
    let hash = Math.imul(keys[at - 2]!, 0x01000193) ^ keys[at - 1]!;
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ keys[at]!;
    hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
    hashes.add((hash ^ (hash >>> 16)) >>> 0);
  }
  return Uint32Array.from(hashes).sort().slice(0, STORY.kept);
}

/** Documents that share more of the words of the shorter one tell one story. */
const ONE_STORY = 0.35;

function isOneStory(a: Uint32Array, b: Uint32Array): boolean {
  // Beyond what both have kept nothing can be said.
  const limit = Math.min(
    a.length < STORY.kept ? Infinity : a.at(-1)!,
    b.length < STORY.kept ? Infinity : b.at(-1)!,
  );
  let shared = 0;
  let [ofA, ofB] = [0, 0];
  while (ofA < a.length && ofB < b.length && Math.min(a[ofA]!, b[ofB]!) <= limit) {
    const [one, other] = [a[ofA]!, b[ofB]!];
    if (one === other) shared += 1;
    if (one <= other) ofA += 1;
    if (other <= one) ofB += 1;
  }
  const below = (all: Uint32Array): number => {
    const end = all.findIndex((hash) => hash > limit);
    return end < 0 ? all.length : end;
  };
  return shared > ONE_STORY * Math.min(below(a), below(b));
}

/**
 * What one outlet repeats, learned from its documents one by one. Versions of one story count as one: they share every
 * line. Memory is bounded, whatever the outlet has printed.
 */
export class OutletLines {
  readonly #documents = new Map<string, { story: number; keys: readonly number[] }>();
  readonly #stories = new Map<number, Uint32Array>();
  #nextStory = 0;
  #counts: Map<number, { stories: Set<number>; documents: number }> | null = null;

  /** Stories among what it learned from. */
  get size(): number {
    return this.#stories.size;
  }

  /** Learns from a document; one too short to tell a story teaches nothing. */
  put(id: string, { lines, story }: LinesOfDocument): void {
    this.remove(id);
    if (story.length === 0) return;
    let own = [...this.#stories].find(([, known]) => isOneStory(known, story))?.[0];
    if (own === undefined) this.#stories.set((own = this.#nextStory++), story);
    this.#documents.set(id, { story: own, keys: [...new Set(lines.map(({ key }) => key))] });
    this.#counts = null;
    if (this.#documents.size > LEARNED_FROM) this.remove(this.#documents.keys().next().value!);
  }

  remove(id: string): void {
    const own = this.#documents.get(id);
    if (!own) return;
    this.#documents.delete(id);
    this.#counts = null;
    for (const { story } of this.#documents.values()) if (story === own.story) return;
    this.#stories.delete(own.story);
  }

  /** In how many documents the outlet repeats a line; null for a line that is not known to be its own. */
  repeats({ key, share }: OutletLine): number | null {
    if (this.size < STORIES) return null;
    const count = this.#counted().get(key);
    if (!count || count.stories.size < Math.max(STORIES, share * this.size)) return null;
    return count.documents;
  }

  /** The keys of all lines that it could be found to repeat. */
  repeatedKeys(): number[] {
    return [...this.#counted().keys()].filter(
      (key) => this.repeats({ key, at: 0, share: SHARE.line }) !== null,
    );
  }

  #counted(): Map<number, { stories: Set<number>; documents: number }> {
    if (this.#counts) return this.#counts;
    const counts = new Map<number, { stories: Set<number>; documents: number }>();
    for (const { story, keys } of this.#documents.values()) {
      for (const key of keys) {
        const count = counts.get(key) ?? { stories: new Set<number>(), documents: 0 };
        count.stories.add(story);
        count.documents += 1;
        counts.set(key, count);
      }
    }
    return (this.#counts = counts);
  }
}

/** A line that is to be folded, by its place among the blocks, and in how many documents it is. */
export type RepeatedLine = { readonly at: number; readonly documents: number };

/**
 * The layers with the lines that the outlet repeats. What lies in a layer already stays as it is, folded or not. The same
 * array when nothing is added.
 */
export function foldRepeated(
  layers: readonly Layer[],
  blocks: readonly Range[],
  repeated: readonly RepeatedLine[],
  outlet: string,
): readonly Layer[] {
  const added: (Range & { documents: number; last: number })[] = [];
  for (const { at, documents } of repeated) {
    const { from, to } = blocks[at]!;
    if (layers.some((layer) => overlaps(layer, { from, to }))) continue;
    const open = added.at(-1);
    // Neighbours are one part; what is said is true of each of its lines.
    if (open?.last === at - 1) {
      added[added.length - 1] = {
        from: open.from,
        to,
        last: at,
        documents: Math.min(open.documents, documents),
      };
    } else added.push({ from, to, last: at, documents });
  }
  if (added.length === 0) return layers;
  return [
    ...layers,
    ...added.map(({ from, to, documents }): Layer => {
      const label = `repeated in ${documents} documents of ${outlet}`;
      return { from, to, reason: 'furniture', label, active: true, by: 'outlet' };
    }),
  ].sort((a, b) => a.from - b.from || b.to - a.to);
}

/**
 * The layers after what a person said of lines of an outlet, by their folded words. What is no furniture is shown, whoever
 * folded it; what is furniture is folded where it lies in no layer yet. The same array when nothing changes.
 */
export function applyTaught(
  { text, blocks, layers }: Pick<OutletText, 'text' | 'blocks' | 'layers'>,
  taught: ReadonlyMap<string, boolean>,
  outlet: string,
): readonly Layer[] {
  let after = layers;
  for (const { block, words: folded } of taught.size > 0 ? teachable(text, blocks) : []) {
    const furniture = taught.get(folded);
    if (furniture === false) after = markFurniture(after, blocks, block, false);
    else if (furniture && !after.some((layer) => overlaps(layer, block))) {
      const label = `folded in all documents of ${outlet}`;
      const { from, to } = block;
      after = [...after, { from, to, reason: 'furniture', label, active: true, by: 'person' }];
    }
  }
  return after === layers ? layers : [...after].sort((a, b) => a.from - b.from || b.to - a.to);
}

/** The blocks whose words can be taught, with their folded words. */
export function* teachable(
  text: string,
  blocks: readonly Block[],
): Generator<{ block: Block; words: string }> {
  for (const block of blocks) {
    if (block.to - block.from > LONGEST_TAUGHT) continue;
    const folded = lineWords(text.slice(block.from, block.to));
    if (folded !== '' && folded.length <= LONGEST_TAUGHT) yield { block, words: folded };
  }
}
