import { decode } from './decode';
import { normalise } from './normalise';
import { plainTextBlocks } from './plainText';
import type { FormatReader } from './readSource';

/** A format Dossier reads. */
export type Format = {
  readonly mediaType: string;
  /** All text: no larger than `MAX_TEXT_BYTES`. */
  readonly isText: boolean;
  /** Loads the reader when first needed, so that a process that never meets the format starts faster. */
  readonly load: () => Promise<FormatReader>;
};

const plain: FormatReader = async (bytes, name, options) => {
  const { text: decoded, encoding, remarks } = await decode(bytes, name, options.encoding);
  const text = normalise(decoded);
  return { text, blocks: plainTextBlocks(text), declared: {}, encoding, remarks };
};

const markdown: FormatReader = async (bytes, name, options) => {
  const { text: decoded, encoding, remarks } = await decode(bytes, name, options.encoding);
  const { readMarkdown } = await import('./markdown');
  return { ...readMarkdown(normalise(decoded)), encoding, remarks };
};

const picture = async (): Promise<FormatReader> => (await import('./ocr/readPicture')).readPicture;

/** Every format, by the id its FileKind has. */
export const FORMATS = {
  docx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    isText: false,
    load: async () => (await import('./office/docx')).readDocx,
  },
  odt: {
    mediaType: 'application/vnd.oasis.opendocument.text',
    isText: false,
    load: async () => (await import('./office/odt')).readOdt,
  },
  'flat-odt': {
    mediaType: 'application/vnd.oasis.opendocument.text-flat-xml',
    isText: false,
    load: async () => (await import('./office/odt')).readFlatOdt,
  },
  rtf: {
    mediaType: 'application/rtf',
    isText: false,
    load: async () => (await import('./office/rtf')).readRtf,
  },
  epub: {
    mediaType: 'application/epub+zip',
    isText: false,
    load: async () => (await import('./office/epub')).readEpub,
  },
  doc: {
    mediaType: 'application/msword',
    isText: false,
    load: async () => (await import('./office/doc/readDoc')).readDoc,
  },
  'office-97': {
    mediaType: 'application/x-ole-storage',
    isText: false,
    load: async () => (await import('./office/oldOffice')).refuseOldOffice,
  },
  email: {
    mediaType: 'message/rfc822',
    isText: false,
    load: async () => (await import('./mail/readEml')).readEml,
  },
  msg: {
    mediaType: 'application/vnd.ms-outlook',
    isText: false,
    load: async () => (await import('./mail/outlook/readMsg')).readMsg,
  },
  tnef: {
    mediaType: 'application/vnd.ms-tnef',
    isText: false,
    load: async () => (await import('./mail/outlook/readMsg')).readPackedMessage,
  },
  jpeg: { mediaType: 'image/jpeg', isText: false, load: picture },
  png: { mediaType: 'image/png', isText: false, load: picture },
  tiff: { mediaType: 'image/tiff', isText: false, load: picture },
  webp: { mediaType: 'image/webp', isText: false, load: picture },
  pdf: {
    mediaType: 'application/pdf',
    isText: false,
    load: async () => (await import('./pdf/readPdf')).readPdf,
  },
  html: {
    mediaType: 'text/html',
    isText: true,
    load: async () => (await import('./html/readHtml')).readHtml,
  },
  mhtml: {
    mediaType: 'multipart/related',
    isText: false,
    load: async () => (await import('./html/readMhtml')).readMhtml,
  },
  csv: { mediaType: 'text/csv', isText: true, load: async () => (await import('./csv')).readCsv },
  text: { mediaType: 'text/plain', isText: true, load: () => Promise.resolve(plain) },
  markdown: { mediaType: 'text/markdown', isText: true, load: () => Promise.resolve(markdown) },
} satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

/** Whether Dossier reads the kind of file of this id. */
export const isFormat = (id: string): id is FormatName => Object.hasOwn(FORMATS, id);
