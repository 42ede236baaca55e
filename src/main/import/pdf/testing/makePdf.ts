import { createHash } from 'node:crypto';

/** Words at a place: points from the lower left corner of the page, as PDF counts. */
export type Placed = {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  /** `columns` is Japanese that reads downwards. */
  readonly font?: 'regular' | 'bold' | 'korean' | 'chinese' | 'japanese' | 'columns';
  /** Degrees anticlockwise. */
  readonly turned?: number;
};

/** A grey picture over the whole page: one byte a pixel. */
export type PageImage = { readonly width: number; readonly height: number; readonly pixels: Uint8Array };

export type MadePage = {
  readonly words: readonly Placed[];
  readonly image?: PageImage;
  readonly rotate?: number;
};

export type MadePdf = {
  readonly pages: readonly MadePage[];
  readonly info?: Readonly<Record<string, string>>;
  /** RC4 with 128 bits (PDF 32000-1, 7.6.3): `user` opens it, `''` locks it for its owner only. */
  readonly user?: string;
};

/** Letter paper. */
export const WIDTH = 612;
export const HEIGHT = 792;

/**
 * A PDF as small as can be: Helvetica, and East Asian fonts that are not embedded and have no ToUnicode, so that only the
 * character maps of the reader can tell what is written.
 */
export function makePdf({ pages, info = {}, user }: MadePdf): Uint8Array {
  const objects: Buffer[] = [];
  const add = (body: Buffer | string): number =>
    objects.push(typeof body === 'string' ? Buffer.from(body, 'latin1') : body);
  const id = createHash('md5').update('made').digest();
  const key = user === undefined ? null : fileKey(user, id);
  const stream = (number: number, dictionary: string, data: Buffer): Buffer => {
    const written = key === null ? data : rc4(objectKey(key, number), data);
    return Buffer.concat([
      Buffer.from(`<< ${dictionary} /Length ${written.length} >>\nstream\n`),
      written,
      Buffer.from('\nendstream'),
    ]);
  };
  add('<< /Type /Catalog /Pages 2 0 R >>');
  const first = 3 + FONTS.length * 3;
  add(
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => `${first + at * 3} 0 R`).join(' ')}] >>`,
  );
  for (const [at, { base, encoding, ordering }] of FONTS.entries()) {
    const number = 3 + at * 3;
    if (ordering === undefined) {
      add(`<< /Type /Font /Subtype /Type1 /BaseFont /${base} /Encoding /WinAnsiEncoding >>`);
      add('null');
      add('null');
      continue;
    }
    add(
      `<< /Type /Font /Subtype /Type0 /BaseFont /${base} /Encoding /${encoding} /DescendantFonts [${number + 1} 0 R] >>`,
    );
    add(
      `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /${base} /CIDSystemInfo << /Registry (Adobe) /Ordering (${ordering}) /Supplement 2 >> /FontDescriptor ${number + 2} 0 R /DW 1000 >>`,
    );
    add(
      `<< /Type /FontDescriptor /FontName /${base} /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>`,
    );
  }
  for (const { words, image, rotate = 0 } of pages) {
    const number = objects.length + 1;
    const fonts = FONTS.map((font, at) => `/${font.name} ${3 + at * 3} 0 R`).join(' ');
    const pictures = image === undefined ? '' : `/XObject << /Im ${number + 2} 0 R >>`;
    add(
      `<< /Type /Page /Parent 2 0 R /Rotate ${rotate} /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents ${number + 1} 0 R /Resources << /Font << ${fonts} >> ${pictures} >> >>`,
    );
    const painted = image === undefined ? '' : `q ${WIDTH} 0 0 ${HEIGHT} 0 0 cm /Im Do Q\n`;
    add(stream(number + 1, '', Buffer.from(painted + words.map(shown).join('\n'), 'latin1')));
    if (image === undefined) add('null');
    else {
      const dictionary = `/Type /XObject /Subtype /Image /Width ${image.width} /Height ${image.height} /ColorSpace /DeviceGray /BitsPerComponent 8`;
      add(stream(number + 2, dictionary, Buffer.from(image.pixels)));
    }
  }
  const entries = Object.entries(info).map(([name, value]) => `/${name} ${utf16(value)}`);
  const infoNumber = add(`<< ${key === null ? entries.join(' ') : ''} >>`);
  let trailer = `/Root 1 0 R /Info ${infoNumber} 0 R /ID [<${id.toString('hex')}> <${id.toString('hex')}>]`;
  if (key !== null) {
    // Revision 3 compares the first sixteen bytes.
    const check = Buffer.concat([userCheck(key, id), Buffer.alloc(16)]);
    const number = add(
      `<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <${OWNER.toString('hex')}> /U <${check.toString('hex')}> >>`,
    );
    trailer += ` /Encrypt ${number} 0 R`;
  }
  return assemble(objects, trailer);
}

type Font = {
  readonly name: NonNullable<Placed['font']>;
  readonly base: string;
  readonly encoding?: string;
  readonly ordering?: string;
};

const FONTS: readonly Font[] = [
  { name: 'regular', base: 'Helvetica' },
  { name: 'bold', base: 'Helvetica-Bold' },
  { name: 'korean', base: 'HYSMyeongJo-Medium', encoding: 'UniKS-UCS2-H', ordering: 'Korea1' },
  { name: 'chinese', base: 'STSong-Light', encoding: 'UniGB-UCS2-H', ordering: 'GB1' },
  { name: 'japanese', base: 'HeiseiMin-W3', encoding: 'UniJIS-UCS2-H', ordering: 'Japan1' },
  { name: 'columns', base: 'HeiseiMin-W3', encoding: 'UniJIS-UCS2-V', ordering: 'Japan1' },
];

function shown({ text, x, y, size = 10, font = 'regular', turned = 0 }: Placed): string {
  const angle = (turned * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)].map((value) => value.toFixed(5));
  const wide = font !== 'regular' && font !== 'bold';
  const words = wide ? utf16(text, false) : `<${Buffer.from(text, 'latin1').toString('hex')}>`;
  return `BT /${font} ${size} Tf ${cos} ${sin} ${(-Number(sin)).toFixed(5)} ${cos} ${x} ${y} Tm ${words} Tj ET`;
}

function utf16(text: string, mark = true): string {
  return `<${mark ? 'feff' : ''}${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}

function assemble(objects: readonly Buffer[], trailer: string): Uint8Array {
  const parts: Buffer[] = [Buffer.from('%PDF-1.5\n%\xE2\xE3\xCF\xD3\n', 'latin1')];
  let length = parts[0]!.length;
  const places = objects.map((body, at) => {
    const place = length;
    const object = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    parts.push(object);
    length += object.length;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size ${objects.length + 1} ${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return new Uint8Array(Buffer.concat(parts));
}

// ------------------------------------------------------------------------- encryption, PDF 32000-1, 7.6.3, revision 3

const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
/** Any 32 bytes: nobody opens it as its owner. */
const OWNER = createHash('sha256').update('owner').digest();
const md5 = (...parts: Buffer[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();

function fileKey(user: string, id: Buffer): Buffer {
  const padded = Buffer.concat([Buffer.from(user, 'latin1'), PADDING]).subarray(0, 32);
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(-44);
  let key = md5(padded, OWNER, permissions, id);
  for (let round = 0; round < 50; round += 1) key = md5(key);
  return key;
}

function userCheck(key: Buffer, id: Buffer): Buffer {
  let check = rc4(key, md5(PADDING, id));
  for (let round = 1; round <= 19; round += 1)
    check = rc4(Buffer.from(key.map((byte) => byte ^ round)), check);
  return check;
}

function objectKey(key: Buffer, number: number): Buffer {
  return md5(key, Buffer.from([number & 255, (number >> 8) & 255, (number >> 16) & 255, 0, 0]));
}

/** RC4, which newer OpenSSL has put away. */
function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, at) => at);
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + state[i]! + key[i % key.length]!) & 255;
    [state[i], state[j]] = [state[j]!, state[i]!];
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255;
      j = (j + state[i]!) & 255;
      [state[i], state[j]] = [state[j]!, state[i]!];
      return byte ^ state[(state[i]! + state[j]!) & 255]!;
    }),
  );
}
