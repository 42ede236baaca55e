import type { FileKind } from '../fileKind';

/** Fields that only programs write, and those a person may have typed as well. */
const WRITTEN_BY_PROGRAMS =
  /^(received|return-path|message-id|mime-version|delivered-to|dkim-signature|x-mailer|user-agent|snapshot-content-location)$/;
const COMMON = /^(from|to|cc|bcc|date|subject|sender|reply-to)$/;

/**
 * Whether a file begins as a mailbox (RFC 4155), a message (RFC 5322) or a saved web page (MHTML, RFC 2557). A text with
 * typed lines such as "Subject: …" is none: it takes a field that only programs write, or a name that says so.
 */
export function mailKind(bytes: Uint8Array, name: string): FileKind | null {
  // Header fields are ASCII, whatever the body is. A mark that says UTF-8 may stand before them.
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16_384))
    .toString('latin1')
    .replace(/^\xEF\xBB\xBF/, '');
  const separator = /^From [^\r\n]*\r?\n(?=>?[A-Za-z][\w-]*:)/.exec(head)?.[0];
  if (separator !== undefined) {
    if (!/\d:\d\d/.test(separator) && !/\.mbo?x$/i.test(name)) return null;
    return { id: 'mbox', name: 'a mailbox (MBOX)', source: true };
  }
  const fields = fieldNames(head);
  const programs = fields.filter((field) => WRITTEN_BY_PROGRAMS.test(field)).length;
  const common = fields.filter((field) => COMMON.test(field)).length;
  if (isSavedPage(head, name, fields)) return { id: 'mhtml', name: 'a saved web page (MHTML)', source: true };
  const isMessage = /\.(eml|emlx)$/i.test(name) ? programs + common >= 2 : programs >= 1 && common >= 2;
  return isMessage ? { id: 'email', name: 'an e-mail', source: true } : null;
}

function isSavedPage(head: string, name: string, fields: readonly string[]): boolean {
  if (fields.includes('snapshot-content-location') || /^From: <Saved by /im.test(head)) return true;
  return /\.(mhtml?|mht)$/i.test(name) && fields.includes('mime-version');
}

/** The names of the header fields a file begins with, lower case; empty where it begins with anything else. */
function fieldNames(head: string): string[] {
  const names: string[] = [];
  for (const line of head.split(/\r?\n|\r/)) {
    if (line === '') return names;
    const field = /^([A-Za-z][\w-]*):/.exec(line)?.[1];
    if (field !== undefined) names.push(field.toLowerCase());
    // The line before goes on; anything else than that and a field ends a header.
    else if (!/^[ \t]/.test(line) || names.length === 0) return [];
  }
  return names;
}
