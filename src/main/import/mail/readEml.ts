import type { FormatReader } from '../readSource';
import { messageSource } from './messageSource';
import { withPackedByOutlook } from './outlook/withPackedByOutlook';
import { parseMessage } from './parseMessage';
import { withSigned } from './withSigned';

/** A message as a document (RFC 5322, MIME). Its attachments are given out by `unpackFile`. */
export const readEml: FormatReader = async (bytes, name, options) => {
  const { email: sent, encoding } = await parseMessage(bytes, name, options.encoding);
  const signed = await withSigned(sent, name, options.encoding);
  const { email, unread } = await withPackedByOutlook(signed, name);
  const source = await messageSource(email, name);
  return {
    ...source,
    ...(encoding !== null && { encoding }),
    remarks: [
      ...(source.remarks ?? []),
      ...unread.map((packed) => `what Outlook packed into “${packed}” was not read`),
      ...(isCutShort(bytes) ? ['it breaks off before its end'] : []),
    ],
  };
};

/** A message of several parts whose last boundary never comes. */
function isCutShort(bytes: Uint8Array): boolean {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const head = all.toString('latin1', 0, Math.min(all.length, 65_536)).split(/\r?\n\r?\n/, 1)[0]!;
  const field = /^content-type:\s*multipart\/[\s\S]*?boundary\s*=\s*(?:"([^"\r\n]+)"|([^\s;"]+))/im.exec(
    head,
  );
  const boundary = field?.[1] ?? field?.[2];
  return boundary !== undefined && !all.includes(`--${boundary}--`);
}
