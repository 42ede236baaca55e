import type { Block, Layer } from '../../../core/model/document';
import { normalise } from '../normalise';
import { plainTextBlocks } from '../plainText';
import type { SourceWriter } from '../readSource';

type Stretch = { readonly quoted: boolean; readonly lines: string[] };

/**
 * Adds the text of a message to `writer`: wrapped lines joined, earlier messages that it quotes as quote blocks. Gives what
 * is no part of what was written: the signature, the mail program's advertisement, the lawyers' paragraph, the list's foot.
 * `text` has been unfolded already where it is format=flowed (RFC 3676).
 */
export function addMailBody(writer: SourceWriter, text: string): Layer[] {
  const lines = normalise(text.replace(/\r\n?/g, '\n')).split('\n');
  const earlier = earlierMessageAt(lines);
  const labels = new Map<Block, string>();
  for (const stretch of stretches(lines, earlier)) addStretch(writer, stretch, labels);
  return layersOf(writer.blocks, labels);
}

/** The line from which on an earlier message stands without quotation marks, as Outlook leaves it; Infinity for none. */
function earlierMessageAt(lines: readonly string[]): number {
  for (const [at, line] of lines.entries()) {
    if (SEPARATOR.test(line.trim()) || opensFields(lines, at)) return at;
  }
  return Infinity;
}

const SEPARATOR =
  /^(-{2,}\s*)?(original message|original appointment|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message (d'origine|original|transféré)|mensaje (original|reenviado)|원본 메시지|전달된 메시지|原始邮件|转发邮件|轉寄郵件|元のメッセージ|転送メッセージ|thư gốc)\s*-{2,}$|^begin forwarded message:$/i;

/** "From: … Sent: … To: … Subject: …" on lines of their own. */
function opensFields(lines: readonly string[], at: number): boolean {
  const field = (line: string | undefined, names: RegExp): boolean =>
    line !== undefined && names.test(line.trim());
  if (!field(lines[at], /^\*?(from|von|de|보낸 ?사람|发件人|差出人):\*?\s*\S/i)) return false;
  const next = lines.slice(at + 1, at + 7);
  return (
    next.some((line) =>
      field(line, /^\*?(sent|date|gesendet|envoyé|enviado|보낸 ?날짜|날짜|发送时间|日期|送信日時):\*?\s*\S/i),
    ) && next.some((line) => field(line, /^\*?(subject|betreff|objet|asunto|제목|主题|主旨|件名):/i))
  );
}

/** "On 3 May 2024, A. wrote:" on one line or two, right above a quotation. */
function isAttribution(lines: readonly string[], at: number): boolean {
  const two = `${lines[at] ?? ''} ${lines[at + 1] ?? ''}`.trim();
  const one = (lines[at] ?? '').trim();
  const attributes = (words: string): boolean =>
    words.length <= 300 &&
    /^(on|am|le|el|em|op|il)\b.*\b(wrote|schrieb|a écrit|escribió|escreveu|schreef|ha scritto)\s?:$|^.*(님이 작성|写道|寫道|さんは書きました|のメール)\s?[:：]$/i.test(
      words,
    );
  return attributes(one) || (one !== '' && !one.endsWith(':') && attributes(two));
}

function stretches(lines: readonly string[], earlier: number): Stretch[] {
  const found: Stretch[] = [];
  const add = (quoted: boolean, line: string): void => {
    const last = found.at(-1);
    if (last?.quoted === quoted) last.lines.push(line);
    else found.push({ quoted, lines: [line] });
  };
  let attribution = -1;
  for (const [at, line] of lines.entries()) {
    const mark = /^\s{0,2}((?:>\s?)+)/.exec(line);
    if (mark !== null) {
      add(true, line.slice(mark[0].length));
      continue;
    }
    if (attribution < at && isAttribution(lines, at)) {
      attribution = /:\s*$/.test(line) ? at : at + 1;
    }
    add(at >= earlier || attribution >= at, line);
  }
  return found;
}

function addStretch(writer: SourceWriter, { quoted, lines }: Stretch, labels: Map<Block, string>): void {
  const signature = quoted ? lines.length : signatureAt(lines);
  const parts: [string, string | null][] = [
    [lines.slice(0, signature).join('\n'), null],
    [lines.slice(signature).join('\n'), 'signature'],
  ];
  for (const [text, label] of parts) {
    let end = -1;
    for (const block of plainTextBlocks(text)) {
      const raw = text.slice(block.from, block.to);
      const words = block.kind === 'paragraph' || block.kind === 'list-item' ? joined(raw) : raw;
      const { from, to, ...kind } = block;
      // A line right below the one before stays there: an address, a verse, a list.
      const close = end >= 0 && !/\n\s*\n/.test(text.slice(end, from));
      const before = writer.blocks.length;
      writer.add(quoted ? { kind: 'quote' } : kind, words, { close });
      end = to;
      const added = writer.blocks.at(-1);
      if (writer.blocks.length === before || added === undefined) continue;
      const found = label ?? furnitureOf(words);
      if (found !== null) labels.set(added, found);
    }
  }
}

/** Lines of one paragraph as one: with a space between, but for scripts that write none. */
const joined = (raw: string): string =>
  raw
    .replace(/([\u2E80-\u9FFF\uFF00-\uFF60])[ \t]*\n[ \t]*(?=[\u2E80-\u9FFF\uFF00-\uFF60])/gu, '$1')
    .replace(/(?<![ \t])[ \t]*\n[ \t]*/g, ' ');

/** A signature has at most so many lines; more behind the mark is a text. */
const LONGEST_SIGNATURE = 25;

/** The line "-- " that opens the signature (RFC 3676, 4.3); the number of lines where there is none. */
function signatureAt(lines: readonly string[]): number {
  const at = lines.findLastIndex((line) => line === '-- ' || line === '--');
  const rest = at < 0 ? [] : lines.slice(at + 1).filter((line) => line.trim() !== '');
  return at >= 0 && rest.length > 0 && rest.length <= LONGEST_SIGNATURE ? at : lines.length;
}

const ADVERTISEMENT =
  /^(sent from my \S+( \S+){0,3}|get outlook for (ios|android)|sent (with|via|from) (proton ?mail|yahoo mail.*|outlook.*|mail for windows.*)( secure email)?|von meinem \S+ gesendet|envoyé de mon \S+|enviado desde mi \S+|나의 \S+에서 보냄|iphoneから送信|发自我的\s?\S+)\.?$/i;
const NOTICES: readonly RegExp[] = [
  /\bthis (e-?mail|message|communication|transmission)\b.{0,160}\b(confidential|privileged|intended (only|solely)|sole use|for the use of)\b/is,
  /\bif you (are not|have received)\b.{0,120}\b(intended recipient|in error|by mistake)\b/is,
  /\bplease consider the environment before printing\b/i,
  /\bdiese (e-?mail|nachricht)\b.{0,160}\b(vertraulich|ausschließlich für)/is,
  /\b(ce (message|courriel)|cet e-?mail)\b.{0,200}\b(confidentiel|destiné exclusivement)/is,
  /\beste (mensaje|correo)\b.{0,200}\b(confidencial|destinatario)/is,
  /(본|이) (전자우편|이메일|메일|메시지).{0,120}(기밀|비밀|수신인|수신자)/s,
  /(本|此)(电子)?(邮件|郵件).{0,120}(保密|机密|機密)/s,
  /(本|この)メール.{0,120}(機密|秘密|誤って)/s,
];

/** What a paragraph is when nobody wrote it for this message; null for what somebody did. */
function furnitureOf(words: string): string | null {
  if (words.length <= 120 && ADVERTISEMENT.test(words.trim())) return 'signature';
  if (words.length <= 3_000 && NOTICES.some((notice) => notice.test(words))) return 'confidentiality notice';
  return null;
}

/** Neighbours of one label are one layer. */
function layersOf(blocks: readonly Block[], labels: ReadonlyMap<Block, string>): Layer[] {
  const layers: Layer[] = [];
  let before: string | null = null;
  for (const block of blocks) {
    const label = labels.get(block) ?? null;
    if (label !== null) {
      if (label === before) layers[layers.length - 1] = { ...layers.at(-1)!, to: block.to };
      else layers.push({ from: block.from, to: block.to, reason: 'furniture', label, active: true });
    }
    before = label;
  }
  return layers;
}

/** Whether two texts could be one message in two forms: neither is a stub of the other. */
export function isRealText(plain: string, html: string): boolean {
  const words = (text: string): number => text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  const shown = withoutUnseen(html)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&[#\w]+;/g, ' ');
  return words(plain) * 2 >= words(shown);
}

/** Markup without the elements whose words nobody sees. One that is not closed is taken as seen. */
function withoutUnseen(html: string): string {
  // Of ASCII alone: places stay the same.
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const opening = /<(style|script|head|title)\b/g;
  const unclosed = new Set<string>();
  const kept: string[] = [];
  let at = 0;
  for (let open = opening.exec(lower); open !== null; open = opening.exec(lower)) {
    const name = open[1]!;
    if (unclosed.has(name)) continue;
    const close = lower.indexOf(`</${name}`, opening.lastIndex);
    if (close < 0) {
      unclosed.add(name);
      continue;
    }
    kept.push(html.slice(at, open.index));
    at = close;
    opening.lastIndex = close;
  }
  return [...kept, html.slice(at)].join(' ');
}
