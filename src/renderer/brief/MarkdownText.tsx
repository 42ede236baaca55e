import { ArrowUpRight } from 'lucide-react';
import type { Token } from 'markdown-it';
import { createElement, Fragment, useId, useMemo, type ReactNode } from 'react';
import { parseCitationRecord } from '../../core/brief/citationRecord';
import { FOOTNOTE_REFERENCE } from '../../core/brief/footnoteReferences';
import { Id } from '../../core/model/id';
import type { Location } from '../app/navigation';
import { IconButton } from '../ui';
import { FOOTNOTE, previewMarkdown } from './previewMarkdown';
import styles from './MarkdownText.module.css';

export type MarkdownTextProps = {
  markdown: string;
  /** Opens a passage that a link or a footnote names. */
  onOpen?: ((location: Location) => void) | undefined;
};

/**
 * Markdown as elements, footnotes linked both ways. Raw HTML is left out and addresses of the web are shown but not
 * followed: nothing in the text can act, and nothing leaves the machine.
 */
export function MarkdownText({ markdown, onOpen }: MarkdownTextProps) {
  const prefix = useId();
  const tokens = useMemo(() => previewMarkdown(markdown), [markdown]);
  return <div className={styles.text}>{elements(tokens, { prefix, onOpen, referred: new Set() })}</div>;
}

type Context = {
  /** Keeps the ids of footnotes apart from those of other texts on the page. */
  readonly prefix: string;
  readonly onOpen: MarkdownTextProps['onOpen'];
  /** Footnotes referred to so far. */
  readonly referred: Set<string>;
};

/** Elements whose tag is taken from the token; anything else shows only its words. */
const PLAIN = new Set([
  'p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'ul', 'ol', 'li', 'em', 'strong', 's',
  'table', 'thead', 'tbody', 'tr', 'th', 'td',
]); // prettier-ignore

function elements(tokens: readonly Token[], context: Context): ReactNode[] {
  const result: ReactNode[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]!;
    if (token.nesting === 1) {
      const end = closingOf(tokens, at);
      const inside = tokens.slice(at + 1, end);
      result.push(<Fragment key={at}>{container(token, inside, context)}</Fragment>);
      at = end;
    } else if (token.nesting === 0) {
      result.push(<Fragment key={at}>{leaf(token, context)}</Fragment>);
    }
  }
  return result;
}

function closingOf(tokens: readonly Token[], opening: number): number {
  let depth = 0;
  for (let at = opening; at < tokens.length; at += 1) {
    depth += tokens[at]!.nesting;
    if (depth === 0) return at;
  }
  return tokens.length;
}

function container(token: Token, inside: readonly Token[], context: Context): ReactNode {
  if (token.type === `${FOOTNOTE}_open`) return <FootnoteText {...{ token, inside, context }} />;
  const children = elements(inside, context);
  if (token.type === 'link_open')
    return <TextLink address={token.attrGet('href') ?? ''} {...{ children, context }} />;
  // Paragraphs of tight lists have no element of their own.
  if (token.hidden || !PLAIN.has(token.tag)) return children;
  const start = token.tag === 'ol' ? Number(token.attrGet('start') ?? 1) : undefined;
  return createElement(token.tag, start === undefined ? null : { start }, ...children);
}

function leaf(token: Token, context: Context): ReactNode {
  switch (token.type) {
    case 'inline':
      return elements(token.children ?? [], context);
    case 'text':
      return token.content;
    case 'softbreak':
      return '\n';
    case 'hardbreak':
      return <br />;
    case 'hr':
      return <hr />;
    case 'code_inline':
      return <code>{token.content}</code>;
    case 'fence':
    case 'code_block':
      return (
        <pre tabIndex={0}>
          <code>{token.content}</code>
        </pre>
      );
    case 'image':
      return token.content === '' ? null : <em>[{token.content}]</em>;
    case FOOTNOTE_REFERENCE:
      return <Reference label={token.content} context={context} isFirst={isFirst(token.content, context)} />;
    default:
      return null;
  }
}

/** Where the footnote's way back leads. */
function isFirst(label: string, { referred }: Context): boolean {
  if (referred.has(label)) return false;
  referred.add(label);
  return true;
}

function Reference({ label, context, isFirst }: { label: string; context: Context; isFirst: boolean }) {
  const { prefix } = context;
  return (
    <sup className={styles.reference}>
      <button
        type="button"
        {...(isFirst && { id: `${prefix}-ref-${label}` })}
        aria-label={`Footnote ${label}`}
        onClick={() => show(`${prefix}-note-${label}`)}
      >
        {label}
      </button>
    </sup>
  );
}

function FootnoteText({
  token,
  inside,
  context,
}: {
  token: Token;
  inside: readonly Token[];
  context: Context;
}) {
  const { prefix, onOpen } = context;
  const { label } = token.meta as { label: string };
  const passage = passageOf(inside);
  return (
    <div className={styles.footnote} id={`${prefix}-note-${label}`} tabIndex={-1}>
      <button
        type="button"
        aria-label={`Back to reference ${label}`}
        onClick={() => show(`${prefix}-ref-${label}`)}
      >
        {label}
      </button>
      <div>{elements(inside, context)}</div>
      {passage && onOpen && (
        <IconButton
          size="small"
          label="Open the passage"
          icon={<ArrowUpRight aria-hidden />}
          onPress={() => onOpen(passage)}
        />
      )}
    </div>
  );
}

function TextLink({
  address,
  children,
  context,
}: {
  address: string;
  children: ReactNode;
  context: Context;
}) {
  const passage = /^dossier:document\/([^#]+)(?:#(\d+)-(\d+))?$/.exec(address);
  const document = Id.safeParse(passage?.[1]);
  if (!passage || !document.success || !context.onOpen) {
    return (
      <span className={styles.address} title={address}>
        {children}
      </span>
    );
  }
  const at = passage[2] === undefined ? null : { from: Number(passage[2]), to: Number(passage[3]) };
  return (
    <button
      type="button"
      className={styles.link}
      onClick={() => context.onOpen?.({ view: 'reader', document: document.data, at })}
    >
      {children}
    </button>
  );
}

/** The passage a footnote's record names; null where it has none. */
function passageOf(tokens: readonly Token[]): Location | null {
  for (const token of tokens.flatMap((outer) => outer.children ?? [])) {
    const fields = /^<!--\s*dossier:([^<>]*?)-->$/.exec(token.content)?.[1];
    const record = fields === undefined ? null : parseCitationRecord(fields);
    if (record)
      return { view: 'reader', document: record.document, at: { from: record.from, to: record.to } };
  }
  return null;
}

function show(id: string): void {
  const element = document.getElementById(id);
  element?.scrollIntoView({ block: 'center' });
  element?.focus({ preventScroll: true });
}
